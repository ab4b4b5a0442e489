import type { Clock, Milliseconds, Timer } from "../clock.js";
import { timeOnAir } from "./airtime.js";
import { isLoRa, type Modem } from "./modem.js";
import { symbolTime } from "./modulation.js";
import { RadioError } from "./radio-error.js";
import type { RadioCounters, RadioFault, RadioState } from "./radio-state.js";
import type { ReceivedPacket } from "./received-packet.js";
import { lostValue } from "./register-bus.js";
import { Irq, OpMode, Register } from "./registers.js";

/** What a chip that is up can be at. */
export type OperatingState = Extract<RadioState, { mode: "standby" | "receiving" | "scanning" | "transmitting" }>;

/** Each is called last, when the transceiver is ready for the next call. */
export interface TransceiverEvents {
	onPacket(packet: ReceivedPacket): void;
	/** A single reception is over without a good packet. */
	onTimeout(): void;
	onTransmitted(): void;
	onScanned(preamble: boolean): void;
	/** The chip is no longer to be relied on; it is left alone from here on. */
	onFault(fault: RadioFault): void;
}

/** How often the chip is looked at while receiving, since an edge of DIO0 can be missed. */
const RECEIVE_WATCH: Milliseconds = 200;

/** How long after its expected end a transmission, a scan or a single reception is looked at. */
const END_WATCH: Milliseconds = 5;

/** Added to one and a half times what something takes before the chip is taken for stuck. */
const MARGIN: Milliseconds = 100;

/** A scan takes about two symbols (datasheet 4.1.5). */
const SCAN_SYMBOLS = 2.25;

/** Where receptions in a row have to be begun anew, every fourth time is a fault instead, and the chip is reset. */
const TROUBLES_PER_FAULT = 4;

/**
 * How long a receiver that is found in another mode is left alone at most, since some say so and yet receive: for twice as
 * long each time in a row, until most frames fit in.
 */
const LONGEST_TRUST: Milliseconds = 3_200;

/** The flags that end what it is at. */
const ENDS: Readonly<Record<OperatingState["mode"], number>> = Object.freeze({
	standby: 0,
	receiving: Irq.RxDone | Irq.RxTimeout,
	scanning: Irq.CadDone,
	transmitting: Irq.TxDone,
});

/** The fault when they don't come. */
const MISSING_ENDS: Readonly<Record<OperatingState["mode"], RadioFault>> = Object.freeze({
	standby: Object.freeze({ kind: "stuck receiver" }),
	receiving: Object.freeze({ kind: "receive timeout" }),
	scanning: Object.freeze({ kind: "scan timeout" }),
	transmitting: Object.freeze({ kind: "transmit timeout" }),
});

/**
 * A configured chip at work: one thing at a time, each watched until its end. An interrupt only says where to look, and
 * one that never comes is made up for. Calls throw a `RadioError` when the chip doesn't do as told; what goes wrong later
 * is told to `onFault`.
 */
export class Transceiver {
	readonly #modem: Modem;
	readonly #clock: Clock;
	readonly #counters: RadioCounters;
	readonly #events: TransceiverEvents;
	#state: OperatingState = { mode: "standby" };
	/** For the next look at the chip. */
	#timer: Timer | undefined;
	/** Since when it receives, and since when each look found the modem in the middle of a frame. */
	#receivingSince: Milliseconds = 0;
	#followingSince: Milliseconds | undefined;
	/** Looks in a row that found a receiver stopped; and receptions in a row that had to be begun anew. */
	#stops = 0;
	#troubles = 0;

	constructor(modem: Modem, clock: Clock, counters: RadioCounters, events: TransceiverEvents) {
		this.#modem = modem;
		this.#clock = clock;
		this.#counters = counters;
		this.#events = events;
	}

	get state(): OperatingState {
		return this.#state;
	}

	/** Looks at the chip no more: it is being reset, or closed. */
	stop(): void {
		this.#clock.cancel(this.#timer);
		this.#state = { mode: "standby" };
	}

	/** Ends what is under way, without a word. */
	standby(): void {
		this.#clock.cancel(this.#timer);
		this.#modem.standby();
		this.#state = { mode: "standby" };
	}

	/** Until told otherwise. */
	receive(): void {
		this.standby();
		this.#modem.receive();
		this.#receivingSince = this.#clock.now();
		this.#followingSince = undefined;
		this.#state = { mode: "receiving", until: undefined };
		this.#schedule(RECEIVE_WATCH, () => this.#watchReceive());
	}

	/** One packet, or none within so many symbols. */
	receiveOnce(symbols: number): void {
		this.standby();
		this.#modem.receiveSingle(symbols);
		const patience = (symbols * symbolTime(this.#modem.settings.modulation)) / 1000;
		this.#state = { mode: "receiving", until: this.#deadline(patience + this.#longestFrame) };
		this.#watchEndFrom(patience);
	}

	scan(): void {
		this.standby();
		this.#modem.scan();
		const duration = (SCAN_SYMBOLS * symbolTime(this.#modem.settings.modulation)) / 1000;
		this.#state = { mode: "scanning", until: this.#deadline(duration) };
		this.#watchEndFrom(duration);
	}

	transmit(payload: Uint8Array): void {
		this.standby();
		this.#modem.transmit(payload);
		const airtime = timeOnAir(this.#modem.settings.modulation, payload.length) / 1000;
		this.#state = { mode: "transmitting", since: this.#clock.now(), until: this.#deadline(airtime) };
		this.#watchEndFrom(airtime);
	}

	/** DIO0 has risen. */
	interrupt(): void {
		this.#guard(() => this.#look());
	}

	/** The longest frame that this modulation allows. */
	get #longestFrame(): Milliseconds {
		const { modulation } = this.#modem.settings;
		return timeOnAir(modulation, modulation.implicitLength ?? 255) / 1000;
	}

	#deadline(duration: Milliseconds): Milliseconds {
		return this.#clock.now() + 1.5 * duration + MARGIN;
	}

	#schedule(delay: Milliseconds, callback: () => void): void {
		this.#clock.cancel(this.#timer);
		this.#timer = this.#clock.after(delay, () => this.#guard(callback));
	}

	#guard(action: () => void): void {
		try {
			action();
		} catch (error) {
			if (!(error instanceof RadioError)) throw error;
			this.#fail(error.fault);
		}
	}

	#fail(fault: RadioFault): void {
		this.stop();
		this.#events.onFault(fault);
	}

	/** What the flags say has ended, is ended; returns whether anything is. */
	#look(): boolean {
		const { mode } = this.#state;
		const ends = ENDS[mode];
		const flags = ends === 0 ? 0 : this.#modem.flags;
		if ((flags & ends) === 0) return false;
		this.#modem.clear(flags, ends);
		if (mode === "receiving") this.#endReceive(flags);
		else if (mode === "scanning") this.#endScan((flags & Irq.CadDetected) !== 0);
		else this.#endTransmit();
		return true;
	}

	#endTransmit(): void {
		this.standby();
		this.#counters.transmitted++;
		this.#events.onTransmitted();
	}

	#endScan(preamble: boolean): void {
		this.standby();
		this.#events.onScanned(preamble);
	}

	#endReceive(flags: number): void {
		const isSingle = this.#state.mode === "receiving" && this.#state.until !== undefined;
		if (!(flags & Irq.RxDone || isSingle)) return;
		const packet = flags & Irq.RxDone ? this.#modem.readPacket(flags) : undefined;
		if (isSingle) this.standby();
		this.#followingSince = undefined;
		if (typeof packet === "string") this.#counters[packet]++;
		if (typeof packet === "object") {
			this.#troubles = 0;
			this.#counters.received++;
			this.#events.onPacket(packet);
		} else if (isSingle) this.#events.onTimeout();
	}

	/** Looks at what should be over after `duration` when it should, and on the way there. */
	#watchEndFrom(duration: Milliseconds): void {
		const end = this.#clock.now() + duration + END_WATCH;
		this.#schedule(Math.min(duration + END_WATCH, RECEIVE_WATCH), () => this.#watchEnd(end));
	}

	#watchEnd(end: Milliseconds): void {
		const state = this.#state;
		if (state.mode === "standby" || this.#lookForMissedEdge()) return;
		const { opMode } = this.#modem;
		if (!isLoRa(opMode)) throw lostValue(Register.OpMode, OpMode.Standby, opMode);
		const now = this.#clock.now();
		const next = now < end ? end : (state.until ?? 0);
		if (next > now) this.#schedule(Math.min(next - now, RECEIVE_WATCH), () => this.#watchEnd(end));
		else this.#fail(MISSING_ENDS[state.mode]);
	}

	#watchReceive(): void {
		this.#schedule(RECEIVE_WATCH, () => this.#watchReceive());
		const { opMode } = this.#modem;
		if (!isLoRa(opMode)) throw lostValue(Register.OpMode, OpMode.ReceiveContinuous, opMode);
		if (this.#lookForMissedEdge()) this.#stops = 0;
		else if (opMode !== OpMode.ReceiveContinuous) this.#watchStop();
		else {
			this.#stops = 0;
			this.#modem.checkSome();
			this.#watchFrame();
		}
	}

	#watchStop(): void {
		const trust = Math.min(RECEIVE_WATCH * 2 ** this.#stops, LONGEST_TRUST);
		if (this.#clock.now() - this.#receivingSince < trust) return;
		this.#stops++;
		this.#beginAnew();
	}

	/** A receiver can be stuck in a frame that never ends: in a false preamble, or by a fault of its own. */
	#watchFrame(): void {
		if (!this.#modem.isFollowing) {
			this.#followingSince = undefined;
			this.#troubles = 0;
			return;
		}
		this.#followingSince ??= this.#clock.now();
		if (this.#clock.now() - this.#followingSince >= this.#longestFrame + MARGIN) this.#beginAnew();
	}

	#beginAnew(): void {
		this.#counters.rearms++;
		if (++this.#troubles % TROUBLES_PER_FAULT === 0) this.#fail({ kind: "stuck receiver" });
		else this.receive();
	}

	#lookForMissedEdge(): boolean {
		const before = this.#counters.missedEdges++;
		const found = this.#look();
		if (!found) this.#counters.missedEdges = before;
		return found;
	}
}
