import type { Clock, Milliseconds, Timer } from "../../src/clock.js";
import {
	decodeEmission,
	decodeTuning,
	type Emission,
	encodeReception,
	type Reception,
	symbolUs,
	type Tuning,
} from "./sx1276-modem.js";
import { DIO0_FLAGS, IRQ, isConfiguration, isPaged, isReadOnly, R, resetPages } from "./sx1276-registers.js";

/** RegOpMode, bits 2 to 0. Those of the frequency synthesizer, single reception and CAD are not modelled. */
const MODE = Object.freeze({ sleep: 0, standby: 1, transmit: 3, receiveContinuous: 5 });
const LONG_RANGE_MODE = 0x80;

/** What the chip is connected to: the air, or a test. */
export interface Antenna {
	/** A transmission begins. */
	radiate(emission: Emission): void;
	/** It is cut off before its end. */
	cease(): void;
}

/** What can be wrong with a chip, changed at will while it runs. */
export interface ChipFaults {
	/** This many of the next rising edges of DIO0 go unnoticed. */
	loseEdges: number;
	/** A transmission never ends: no TxDone. */
	stuckTransmit: boolean;
	/** Nothing answers: reads give 0x00, writes are lost. */
	dead: boolean;
	/** What RegVersion says. */
	version: number;
	/** This many of the next writes to registers arrive with their lowest bit flipped. */
	garbleWrites: number;
}

/**
 * An SX1276 at register level: SPI frames, both register pages, modes, FIFO, interrupt flags, DIO0, NRESET, and the
 * time that transmissions take, by its own registers. A strict chip throws when its driver offends the datasheet,
 * where a real one would misbehave somehow; a chip that is not ignores the offence.
 */
export class SX1276 {
	readonly faults: ChipFaults = {
		loseEdges: 0,
		stuckTransmit: false,
		dead: false,
		version: 0x12,
		garbleWrites: 0,
	};
	/** Throws when its driver offends the datasheet. */
	strict: boolean;
	antenna: Antenna | undefined;
	/** DIO0 rose (1) or fell (0). */
	onDio0: ((level: number) => void) | undefined;
	readonly #clock: Clock;
	readonly #fifo = new Uint8Array(256);
	#pages = resetPages();
	#frf = 0;
	#dio0 = 0;
	/** The register address of the SPI frame in progress. */
	#frame: { address: number; write: boolean } | undefined;
	/** When NRESET went low; undefined while it is high. */
	#resetSince: Milliseconds | undefined;
	#answersAt: Milliseconds;
	#transmission: Timer | undefined;
	#listening: { tuning: Tuning; since: Milliseconds } | undefined;
	#calibratedAt: Milliseconds = 0;
	/** Where the next received byte goes. */
	#receivePtr = 0;

	constructor({ clock, strict = true }: { clock: Clock; strict?: boolean }) {
		this.#clock = clock;
		this.strict = strict;
		this.#answersAt = clock.now();
		this.brownOut();
	}

	get dio0(): number {
		return this.#dio0;
	}

	/** What the receiver is tuned to and since when, or undefined while it is not receiving. */
	get listening(): { readonly tuning: Tuning; readonly since: Milliseconds } | undefined {
		return this.#listening;
	}

	/** A LoRa register as it stands, for tests and dashboards; the SPI has no part in it. */
	peek(register: number): number {
		return this.#pages.lora[register];
	}

	/** The supply fails for a moment: everything starts from its reset values (7.2.1). */
	brownOut(): void {
		this.#leaveMode();
		this.#pages = resetPages();
		this.#frf = 0x6c8000;
		this.#frame = undefined;
		this.#updateDio0();
	}

	/** NRESET (7.2.2): low for 100 us at least, and 5 ms until the chip answers. */
	setReset(level: number): void {
		const now = this.#clock.now();
		if (level === 0) {
			this.#resetSince ??= now;
		} else if (this.#resetSince !== undefined) {
			if (now - this.#resetSince < 0.1) this.#offence("NRESET was low for less than 100 us", "7.2.2");
			this.#resetSince = undefined;
			this.#answersAt = now + 5;
			this.brownOut();
		}
	}

	/** SPI, in place. The first byte after select is the address, with bit 7 to write (2.2). */
	transfer(buffer: Uint8Array): void {
		for (let i = 0; i < buffer.length; i++) buffer[i] = this.#exchange(buffer[i]);
	}

	/** Select is released: the next transfer begins with an address. */
	deselect(): void {
		this.#frame = undefined;
	}

	/** The modem has taken a frame from the air. Ignored unless receiving. */
	deliver(reception: Reception): void {
		const lora = this.#pages.lora;
		const { payload, payloadCrc, damaged } = reception;
		if (this.#listening === undefined || this.faults.dead) return;
		if (payload.length > lora[R.maxPayloadLength]) return;
		lora[R.fifoRxCurrentAddr] = this.#receivePtr;
		for (const byte of payload) {
			this.#fifo[this.#receivePtr] = byte;
			lora[R.fifoRxByteAddr] = this.#receivePtr;
			this.#receivePtr = (this.#receivePtr + 1) & 0xff;
		}
		encodeReception(lora, reception, this.#listening.tuning.bandwidthHz);
		this.#raise(IRQ.validHeader | IRQ.rxDone | (payloadCrc && damaged ? IRQ.payloadCrcError : 0));
	}

	#exchange(byte: number): number {
		if (this.faults.dead) return 0x00;
		if (this.#resetSince !== undefined || this.#clock.now() < this.#answersAt) {
			this.#offence("SPI access while in reset, or less than 5 ms after", "7.2.2");
			return 0x00;
		}
		if (this.#frame === undefined) {
			this.#frame = { address: byte & 0x7f, write: (byte & 0x80) !== 0 };
			return 0x00;
		}
		const { address, write } = this.#frame;
		if (address !== R.fifo) this.#frame.address = (address + 1) & 0x7f;
		if (!write) return this.#read(address);
		if (this.faults.garbleWrites > 0) {
			this.faults.garbleWrites--;
			this.#write(address, byte ^ 1);
		} else this.#write(address, byte);
		return 0x00;
	}

	get #mode(): number {
		return this.#pages.lora[R.opMode] & 0x07;
	}

	get #isLoRa(): boolean {
		return (this.#pages.lora[R.opMode] & LONG_RANGE_MODE) !== 0;
	}

	#page(register: number): Uint8Array {
		return isPaged(register) && !this.#isLoRa ? this.#pages.fsk : this.#pages.lora;
	}

	#read(register: number): number {
		if (register === R.fifo) return this.#fifo[this.#nextFifoAddress()];
		if (register === R.version) return this.faults.version;
		if (register === R.imageCal && !this.#isLoRa)
			return (this.#pages.fsk[R.imageCal] & ~0x60) | (this.#clock.now() < this.#calibratedAt ? 0x20 : 0);
		return this.#page(register)[register];
	}

	#write(register: number, value: number): void {
		const page = this.#page(register);
		if (register === R.fifo) this.#fifo[this.#nextFifoAddress()] = value;
		else if (register === R.opMode) this.#setOpMode(value);
		else if (register === R.irqFlags && this.#isLoRa) page[R.irqFlags] &= ~value;
		else if (!this.#isLoRa || !isReadOnly(register)) this.#configure(page, register, value);
		this.#updateDio0();
	}

	#configure(page: Uint8Array, register: number, value: number): void {
		if (this.#mode !== MODE.sleep && this.#mode !== MODE.standby && isConfiguration(register)) {
			this.#offence(`register 0x${register.toString(16)} written in mode ${this.#mode}`, "4.1.2.1");
			return;
		}
		page[register] = value;
		if (register === R.frfLsb) this.#frf = (page[R.frfMsb] << 16) | (page[R.frfMid] << 8) | value;
		if (register === R.imageCal && !this.#isLoRa && value & 0x40) this.#calibrate();
	}

	#calibrate(): void {
		if (this.#mode === MODE.standby) this.#calibratedAt = this.#clock.now() + 10;
		else this.#offence("image calibration outside of standby", "4.2.3.8");
	}

	#nextFifoAddress(): number {
		const lora = this.#pages.lora;
		if (this.#mode === MODE.sleep || !this.#isLoRa)
			this.#offence("FIFO accessed in sleep, or outside of LoRa mode", "4.1.2.3");
		const address = lora[R.fifoAddrPtr];
		lora[R.fifoAddrPtr] = (address + 1) & 0xff;
		return address;
	}

	#setOpMode(value: number): void {
		const lora = this.#pages.lora;
		let opMode = value;
		if ((value ^ lora[R.opMode]) & LONG_RANGE_MODE && this.#mode !== MODE.sleep) {
			this.#offence("LongRangeMode changed outside of sleep", "6.4, RegOpMode");
			opMode ^= LONG_RANGE_MODE;
		}
		this.#leaveMode();
		lora[R.opMode] = opMode;
		if (this.#mode === MODE.sleep) this.#sleep();
		else if (this.#mode === MODE.transmit) this.#transmit();
		else if (this.#mode === MODE.receiveContinuous) this.#receive();
		else if (this.#mode !== MODE.standby) throw new Error(`SX1276: mode ${this.#mode} is not modelled`);
	}

	/** Whatever the modem was doing ends here. */
	#leaveMode(): void {
		this.#listening = undefined;
		if (this.#mode === MODE.transmit) this.antenna?.cease();
		this.#clock.cancel(this.#transmission);
		this.#transmission = undefined;
	}

	/** The FIFO is not retained (4.1.2.3); the counters start over (6.4). */
	#sleep(): void {
		for (let i = 0; i < this.#fifo.length; i++) this.#fifo[i] ^= 0x5a;
		this.#pages.lora.fill(0, R.rxHeaderCntMsb, R.modemStat);
	}

	#transmit(): void {
		const lora = this.#pages.lora;
		const payload = new Uint8Array(lora[R.payloadLength]);
		for (let i = 0; i < payload.length; i++) payload[i] = this.#fifo[(lora[R.fifoTxBaseAddr] + i) & 0xff];
		const emission = decodeEmission(lora, this.#frf, payload);
		this.#checkModem(emission);
		if (payload.length === 0) this.#offence("a transmission without payload", "6.4, RegPayloadLength");
		this.antenna?.radiate(emission);
		if (this.faults.stuckTransmit) return;
		this.#transmission = this.#clock.after(emission.durationUs / 1000, () => {
			lora[R.opMode] = LONG_RANGE_MODE | MODE.standby;
			this.#raise(IRQ.txDone);
		});
	}

	#receive(): void {
		const tuning = decodeTuning(this.#pages.lora, this.#frf);
		this.#checkModem(tuning);
		this.#receivePtr = this.#pages.lora[R.fifoRxBaseAddr];
		this.#listening = { tuning, since: this.#clock.now() };
	}

	#checkModem(tuning: Tuning): void {
		if (!this.#isLoRa) this.#offence("FSK transmission or reception", "4.2");
		if (tuning.bandwidthHz === undefined || tuning.spreadingFactor < 6 || tuning.spreadingFactor > 12)
			this.#offence("a bandwidth or spreading factor that does not exist", "6.4, RegModemConfig");
		if (tuning.spreadingFactor === 6 && !tuning.implicitHeader)
			this.#offence("spreading factor 6 with an explicit header", "4.1.1.2");
		if (symbolUs(tuning) > 16_000 && !tuning.lowDataRateOptimize)
			this.#offence("symbols above 16 ms without low data rate optimisation", "4.1.1.6");
	}

	#raise(flags: number): void {
		if (this.faults.dead) return;
		const lora = this.#pages.lora;
		lora[R.irqFlags] |= flags & ~lora[R.irqFlagsMask];
		this.#updateDio0();
	}

	#updateDio0(): void {
		const lora = this.#pages.lora;
		const level = (lora[R.irqFlags] & DIO0_FLAGS[lora[R.dioMapping1] >> 6]) === 0 ? 0 : 1;
		if (level === this.#dio0) return;
		this.#dio0 = level;
		if (level === 1 && this.faults.loseEdges > 0) this.faults.loseEdges--;
		else this.onDio0?.(level);
	}

	#offence(what: string, section: string): void {
		if (this.strict) throw new Error(`SX1276: ${what} (datasheet ${section})`);
	}
}
