import type { Milliseconds, Timer } from "../../src/clock.js";
import { type Listening, type Signal, symbolUs, type Tuning } from "./on-air.js";
import type { ChipCore } from "./sx1276-core.js";
import { countPacket, noteHeader, notePacket, rssiRegister, symbolTimeout } from "./sx1276-modem.js";
import { IRQ, R } from "./sx1276-registers.js";

/** What frees a stuck receiver before its time: leaving the mode, or only a reset. */
export type Deafness = "until rearmed" | "until reset";

/** What the demodulator is at. */
type Activity =
	| { kind: "off" }
	| { kind: "listening"; listening: Listening; single: boolean; following: boolean }
	| { kind: "detecting"; tuning: Tuning };

const OFF: Activity = Object.freeze({ kind: "off" });

/** RegModemStat, bits 4 to 0. A receiver at rest has RxOnGoing and ModemClear; the datasheet leaves that open. */
const STAT = Object.freeze({ detected: 0x01, synchronized: 0x02, onGoing: 0x04, headerValid: 0x08, clear: 0x10 });

/**
 * Processing after the reception of channel activity detection, in symbols: the datasheet has it a little less than
 * one (4.1.6).
 */
const CAD_PROCESSING_SYMBOLS = 0.85;

/** The SX1276's LoRa receiver: continuous and single reception, and channel activity detection (4.1.5, 4.1.6). */
export class Receiver {
	readonly #core: ChipCore;
	/** Back to standby by itself, then the flags. */
	readonly #end: (flags: number) => void;
	#activity: Activity = OFF;
	#timer: Timer | undefined;
	/** Where the next received byte goes. */
	#pointer = 0;
	#deafness: Deafness | undefined;

	constructor(core: ChipCore, end: (flags: number) => void) {
		this.#core = core;
		this.#end = end;
	}

	get listening(): Listening | undefined {
		return this.#activity.kind === "listening" && this.#deafness === undefined ? this.#activity.listening : undefined;
	}

	get deafness(): Deafness | undefined {
		return this.#deafness;
	}

	/** Hears nothing from now on; or, when undefined, again. */
	set deafness(deafness: Deafness | undefined) {
		if (deafness === this.#deafness) return;
		this.#deafness = deafness;
		if (this.#activity.kind !== "listening") return;
		const { listening, single } = this.#activity;
		if (deafness === undefined) this.#search({ ...listening, since: this.#core.clock.now() }, single);
		else this.#cancel();
	}

	/** RXCONTINUOUS or RXSINGLE, once the synthesizer is locked. */
	listen(tuning: Tuning, settling: Milliseconds, single: boolean): void {
		this.#pointer = this.#core.registers.lora[R.FifoRxBaseAddr];
		this.#search({ tuning, since: this.#core.clock.now() + settling }, single);
	}

	/** Receives for (2^SF + 32) / BW, thinks, and says whether there was a preamble (4.1.6). */
	detectActivity(tuning: Tuning, settling: Milliseconds): void {
		const { clock } = this.#core;
		const since = clock.now() + settling;
		const reception = this.#core.time(((2 ** tuning.spreadingFactor + 32) * 1e6) / tuning.bandwidthHz);
		this.#activity = { kind: "detecting", tuning };
		this.#setStat(STAT.onGoing | STAT.clear);
		this.#timer = clock.after(settling + reception, () => {
			const detected = this.#deafness === undefined && this.#core.antenna?.preambleSince(tuning, since) === true;
			this.#timer = clock.after(this.#core.time(CAD_PROCESSING_SYMBOLS * symbolUs(tuning)), () =>
				this.#end(IRQ.CadDone | (detected ? IRQ.CadDetected : 0)),
			);
		});
	}

	/** The mode is left. */
	stop(): void {
		this.#cancel();
		if (this.#activity.kind === "listening" && this.#deafness === "until rearmed") this.#deafness = undefined;
		this.#activity = OFF;
		this.#setStat(STAT.clear);
	}

	reset(): void {
		this.stop();
		this.#deafness = undefined;
	}

	/** RegModemStat. */
	get status(): number {
		const stuck = this.#deafness !== undefined && this.#activity.kind === "listening";
		const status = this.#core.registers.lora[R.ModemStat];
		return stuck ? (status & 0xe0) | STAT.onGoing | STAT.detected | STAT.synchronized : status;
	}

	/** RegRssiValue and RegRssiWideband as they are now; they stay what they were while the receiver is off. */
	measure(): void {
		const antenna = this.#core.antenna;
		if (this.#activity.kind === "off") return;
		const { lora } = this.#core.registers;
		const tuning = this.#activity.kind === "listening" ? this.#activity.listening.tuning : this.#activity.tuning;
		if (antenna !== undefined) lora[R.RssiValue] = rssiRegister(antenna.strengthDbm(tuning), tuning.frequencyHz);
		// Its least significant bits are noise: drivers take random numbers from there.
		lora[R.RssiWideband] = 0x20 + Math.floor(this.#core.random() * 16);
	}

	onPreamble(): void {
		if (this.listening === undefined || this.#activity.kind !== "listening") return;
		// From here on a single reception has no time-out.
		this.#cancel();
		this.#activity.following = true;
		this.#setStat(STAT.onGoing | STAT.detected);
	}

	onHeader(signal: Signal): boolean {
		const listening = this.#followed();
		if (listening === undefined) return false;
		// Without a header there is none to be valid, or to be refused.
		if (listening.tuning.implicitHeader) return true;
		const { lora } = this.#core.registers;
		// 6.4, RegMaxPayloadLength: more counts as a damaged header.
		if (signal.emission.payload.length > lora[R.MaxPayloadLength]) {
			this.onLockLost();
			return false;
		}
		noteHeader(lora, signal);
		this.#setStat(STAT.onGoing | STAT.detected | STAT.synchronized | STAT.headerValid);
		this.#core.raise(IRQ.ValidHeader);
		return true;
	}

	/** Silent, but for a single reception, which ends as if nothing had come (4.1.5). */
	onLockLost(): void {
		if (this.#followed() === undefined || this.#activity.kind !== "listening") return;
		if (this.#activity.single) this.#end(IRQ.RxTimeout);
		else this.#goOn();
	}

	onFrame(signal: Signal, payload: Uint8Array, damaged: boolean): void {
		const listening = this.#followed();
		if (listening === undefined || this.#activity.kind !== "listening") return;
		const { lora } = this.#core.registers;
		const frame = listening.tuning.implicitHeader
			? this.#asConfigured(signal, payload, damaged)
			: { payload, crcError: damaged && signal.emission.payloadCrc };
		lora[R.FifoRxCurrentAddr] = this.#pointer;
		lora[R.RxNbBytes] = frame.payload.length;
		this.#pointer = this.#core.fifo.store(this.#pointer, frame.payload);
		lora[R.FifoRxByteAddr] = (this.#pointer - 1) & 0xff;
		notePacket(lora, signal, listening.tuning);
		if (!frame.crcError) countPacket(lora);
		const flags = IRQ.RxDone | (frame.crcError ? IRQ.PayloadCrcError : 0);
		if (this.#activity.single) {
			this.#end(flags);
		} else {
			this.#goOn();
			this.#core.raise(flags);
		}
	}

	/**
	 * Without a header the receiver takes length, coding rate and CRC for what its own registers say, and finds noise
	 * where they differ from the sender's. In truth it is done after its own length; here, when the frame is.
	 */
	#asConfigured({ emission }: Signal, sent: Uint8Array, damaged: boolean): { payload: Uint8Array; crcError: boolean } {
		const { lora } = this.#core.registers;
		const payload = new Uint8Array(lora[R.PayloadLength]);
		const decodable = ((lora[R.ModemConfig1] >> 1) & 0x07) + 4 === emission.codingRate;
		for (let i = 0; i < payload.length; i++)
			payload[i] = decodable && i < sent.length ? sent[i] : Math.floor(this.#core.random() * 256);
		const checked = (lora[R.ModemConfig2] & 0x04) !== 0;
		const whole = decodable && emission.payloadCrc && sent.length === payload.length && !damaged;
		return { payload, crcError: checked && !whole };
	}

	#followed(): Listening | undefined {
		return this.#activity.kind === "listening" && this.#activity.following ? this.listening : undefined;
	}

	#search(listening: Listening, single: boolean): void {
		this.#cancel();
		this.#activity = { kind: "listening", listening, single, following: false };
		this.#setStat(STAT.onGoing | STAT.clear);
		if (!single || this.#deafness !== undefined) return;
		const { clock, registers } = this.#core;
		const patience = this.#core.time(symbolTimeout(registers.lora) * symbolUs(listening.tuning));
		this.#timer = clock.after(listening.since - clock.now() + patience, () => this.#end(IRQ.RxTimeout));
	}

	/** Continuous reception searches on. */
	#goOn(): void {
		if (this.#activity.kind === "listening") this.#activity.following = false;
		this.#setStat(STAT.onGoing | STAT.clear);
	}

	#cancel(): void {
		this.#core.clock.cancel(this.#timer);
		this.#timer = undefined;
	}

	/** RxCodingRate, in the upper bits, stays. */
	#setStat(bits: number): void {
		const { lora } = this.#core.registers;
		lora[R.ModemStat] = (lora[R.ModemStat] & 0xe0) | bits;
	}
}
