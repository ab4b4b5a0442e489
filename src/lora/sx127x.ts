import type { Clock, Milliseconds } from "../clock.js";
import type { Digital } from "../io.js";
import { BringUp } from "./bring-up.js";
import type { ChipName } from "./chips.js";
import { ChannelSearch, checkListenBeforeTalk, type ListenBeforeTalk } from "./listen-before-talk.js";
import { Modem } from "./modem.js";
import { RadioError } from "./radio-error.js";
import { newCounters, type RadioFault, type RadioState } from "./radio-state.js";
import { RegisterBus } from "./register-bus.js";
import { checkSettings, type RadioSettings } from "./settings.js";
import type { SX127xOptions, TransmitOptions } from "./sx127x-options.js";
import { Transceiver } from "./transceiver.js";

/** Resets that may fail unreported: a chip can be slow to start. A tenth of a second in all. */
const SILENT_ATTEMPTS = 4;

/** How often a radio that stays `failed` says so. */
const REPORT_INTERVAL: Milliseconds = 60_000;

/** A radio that was up for this long is well again: its next fault is the first one. */
const CONVALESCENCE: Milliseconds = 10_000;

/** What the chip is not up for. */
type Down = Extract<RadioState, { mode: "resetting" | "failed" | "closed" }>;

/**
 * A Semtech SX1276 (77, 78, 79, RFM95) as a LoRa modem. Half duplex: it receives until told to transmit, and rests in
 * standby after that. Nothing blocks: resets and transmissions go on by the clock, and every wait has an end. `state`
 * is the driver's own; the chip is asked only where it may know better.
 *
 * No fault of the chip or the bus ever leaves as an exception. What your own callbacks throw does.
 */
export class SX127x {
	readonly counters = newCounters();
	readonly #options: SX127xOptions;
	readonly #chip: ChipName;
	readonly #clock: Clock;
	readonly #bus: RegisterBus;
	readonly #modem: Modem;
	/** NRESET and DIO0. */
	readonly #pins: readonly Digital[];
	readonly #bringUp: BringUp;
	readonly #transceiver: Transceiver;
	/** Undefined while the chip is up. */
	#down: Down | undefined = { mode: "resetting", attempt: 1, cause: undefined };
	/** What to do once the chip is (back) up. */
	#resume: "standby" | "receiving" = "standby";
	/** `onReady` is owed: it has not been called since construction, or since the radio was `failed`. */
	#isAwaited = true;
	/** When the last fault was mended, and how many in a row came before it had recovered from the one before. */
	#mendedAt: Milliseconds = Number.NEGATIVE_INFINITY;
	#relapses = 0;
	#reportedAt: Milliseconds = 0;
	/** Going on before a transmission. */
	#search: ChannelSearch | undefined;

	/** Throws a RangeError that names the setting which is out of range; starts the reset. */
	constructor(options: SX127xOptions) {
		const { frequencyHz, powerDbm, powerOutput, syncWord, modulation, invertTransmitIq, invertReceiveIq } = options;
		const { clock, spi, reset, interrupt, chip = "SX1276" } = options;
		const settings = { frequencyHz, powerDbm, powerOutput, syncWord, modulation, invertTransmitIq, invertReceiveIq };
		checkSettings(settings, chip);
		this.#options = options;
		this.#chip = chip;
		this.#clock = clock;
		this.#bus = new RegisterBus(spi);
		this.#modem = new Modem(this.#bus, settings);
		this.#transceiver = new Transceiver(this.#modem, clock, this.counters, {
			onPacket: (packet) => this.#options.onReceive?.(packet),
			onTimeout: () => this.#options.onTimeout?.(),
			onTransmitted: () => this.#options.onTransmitted?.(),
			onScanned: (preamble) => this.#scanned(preamble),
			onFault: (fault) => this.#recover(fault),
		});
		const pins: Digital[] = [];
		try {
			pins.push(new reset.io({ pin: reset.pin, mode: reset.io.Output, initialValue: 1 }));
			const onReadable = () => this.#transceiver.interrupt();
			const { pin, io } = interrupt;
			pins.push(new io({ pin, mode: io.Input, edge: io.Rising, onReadable }));
		} catch (error) {
			for (const pin of pins) pin.close();
			this.#bus.close();
			throw error;
		}
		this.#pins = pins;
		const parts = { bus: this.#bus, modem: this.#modem, reset: pins[0], chip, resume: () => this.#resumeUse() };
		this.#bringUp = new BringUp(clock, parts, {
			onUp: () => this.#cameUp(),
			onFailed: (attempt, fault) => this.#stayedDown(attempt, fault),
			onOddity: (fault) => this.#options.onFault?.(fault),
		});
		this.#bringUp.start(0);
	}

	get state(): Readonly<RadioState> {
		if (this.#down !== undefined) return this.#down;
		if (this.#search !== undefined) return { mode: "listening before talk", look: this.#search.look };
		return this.#transceiver.state;
	}

	/**
	 * Changes settings; those left out stay. A radio that receives goes on doing so, having lost what was on the air.
	 * While the chip is being reset, they apply once it is up. Throws while transmitting, scanning or receiving once, and
	 * for a value out of range.
	 */
	configure(change: Partial<RadioSettings>): void {
		this.#refuseUnless("configure", "standby", "receiving", "resetting", "failed");
		if (this.#isReceivingOnce) throw new Error("configure: the radio is receiving once");
		const settings = { ...this.#modem.settings, ...change };
		checkSettings(settings, this.#chip);
		this.#modem.settings = settings;
		if (this.#down !== undefined) return;
		this.#guard(() => {
			this.#transceiver.standby();
			this.#modem.configure();
			if (this.#resume === "receiving") this.#transceiver.receive();
		});
	}

	/** Receives until told otherwise; while the chip is being reset, once it is up. Throws while transmitting. */
	receive(): void {
		this.#refuseUnless("receive", "standby", "receiving", "resetting", "failed");
		this.#resume = "receiving";
		const already = this.state.mode === "receiving" && !this.#isReceivingOnce;
		if (!already && this.#down === undefined) this.#guard(() => this.#transceiver.receive());
	}

	/**
	 * Receives one packet and is in standby after it; or `onTimeout`, when there is no preamble within so many symbols,
	 * 4 to 1023. The chip itself keeps the time: a frame that has begun by then is heard to its end. Throws unless in
	 * standby or receiving.
	 */
	receiveOnce(symbols: number): void {
		if (!(Number.isInteger(symbols) && symbols >= 4 && symbols <= 1023))
			throw new RangeError(`symbols is ${symbols}: a whole number from 4 to 1023 is wanted`);
		this.#refuseUnless("receiveOnce", "standby", "receiving");
		this.#resume = "standby";
		this.#guard(() => this.#transceiver.receiveOnce(symbols));
	}

	/** Stops what is under way. A transmission is cut off, and not reported. */
	standby(): void {
		if (this.#down?.mode === "closed") throw new Error("standby: the radio is closed");
		this.#resume = "standby";
		this.#endSearch();
		if (this.#down === undefined) this.#guard(() => this.#transceiver.standby());
	}

	/** Looks once whether there is a preamble on the channel; `onScanned` tells. Throws unless in standby or receiving. */
	scan(): void {
		this.#refuseUnless("scan", "standby", "receiving");
		this.#resume = "standby";
		this.#guard(() => this.#transceiver.scan());
	}

	/**
	 * Starts a transmission of 1 to 255 bytes, which `onTransmitted` ends, or `onFault`; or `onBusy`, if it is to listen
	 * first: until it starts, the radio goes on receiving. The caller has paid for its time on air. Throws unless in
	 * standby or receiving.
	 */
	transmit(payload: Uint8Array, { listenBeforeTalk }: TransmitOptions = {}): void {
		checkPayload(payload, this.#modem.settings);
		if (listenBeforeTalk !== undefined) checkListenBeforeTalk(listenBeforeTalk);
		this.#refuseUnless("transmit", "standby", "receiving");
		const isReceiving = this.state.mode === "receiving" && !this.#isReceivingOnce;
		this.#resume = "standby";
		this.#guard(() => {
			if (listenBeforeTalk === undefined) {
				this.#transceiver.transmit(payload);
				return;
			}
			if (!isReceiving) this.#transceiver.receive();
			this.#startSearch(payload.slice(), listenBeforeTalk);
		});
	}

	/** Strength on the channel in dBm; undefined when not receiving. */
	get rssiDbm(): number | undefined {
		return this.#whileReceiving(() => this.#modem.rssiDbm);
	}

	/** A bit of noise, for `gatherRandomBytes`; undefined when not receiving. */
	get noiseBit(): number | undefined {
		return this.#whileReceiving(() => this.#modem.noiseBit);
	}

	/** Puts the chip to sleep and gives the hardware back. May be called again. */
	close(): void {
		if (this.#down?.mode === "closed") return;
		this.#endSearch();
		this.#transceiver.stop();
		this.#bringUp.cancel();
		this.#down = { mode: "closed" };
		this.#guard(() => this.#modem.sleep());
		this.#bus.close();
		for (const pin of this.#pins) pin.close();
	}

	get #isReceivingOnce(): boolean {
		const { state } = this;
		return state.mode === "receiving" && state.until !== undefined;
	}

	#refuseUnless(verb: string, ...modes: RadioState["mode"][]): void {
		if (!modes.includes(this.state.mode)) throw new Error(`${verb}: the radio is ${this.state.mode}`);
	}

	/** Runs what talks to the chip, and mends what goes wrong with that. */
	#guard(action: () => void): void {
		try {
			action();
		} catch (error) {
			if (!(error instanceof RadioError)) throw error;
			this.#recover(error.fault);
		}
	}

	#whileReceiving(read: () => number): number | undefined {
		let value: number | undefined;
		if (this.state.mode === "receiving") {
			this.#guard(() => {
				value = read();
			});
		}
		return value;
	}

	#startSearch(payload: Uint8Array, options: ListenBeforeTalk): void {
		const modem = this.#modem;
		this.#search = new ChannelSearch(options, {
			receive: () => this.#transceiver.receive(),
			scan: () => this.#transceiver.scan(),
			get isFollowing() {
				return modem.isFollowing;
			},
			get rssiDbm() {
				return modem.rssiDbm;
			},
			// A millisecond, and twenty periods of the bandwidth.
			settlingTime: 1 + 20_000 / modem.settings.modulation.bandwidthHz,
			after: (delay, callback) => this.#clock.after(delay, () => this.#guard(callback)),
			cancel: (timer) => this.#clock.cancel(timer),
			onBusyLook: () => {
				this.counters.busyLooks++;
			},
			onEnd: (free) => {
				this.#search = undefined;
				if (free) {
					this.#transceiver.transmit(payload);
				} else {
					this.#transceiver.standby();
					this.#options.onBusy?.();
				}
			},
		});
	}

	#endSearch(): void {
		this.#search?.cancel();
		this.#search = undefined;
	}

	#scanned(preamble: boolean): void {
		if (this.#search === undefined) this.#options.onScanned?.(preamble);
		else this.#guard(() => this.#search?.scanned(preamble));
	}

	/**
	 * Resets a chip that is not as it should be, writes the whole configuration again, and then reports the fault. One that
	 * falls ill again and again is reset ever more slowly.
	 */
	#recover(cause: RadioFault): void {
		if (this.#down?.mode === "closed") return;
		this.#endSearch();
		this.#transceiver.stop();
		this.counters.recoveries++;
		this.#relapses = this.#clock.now() - this.#mendedAt < CONVALESCENCE ? this.#relapses + 1 : 0;
		this.#down = { mode: "resetting", attempt: 1, cause };
		this.#bringUp.start(this.#relapses);
	}

	/** The last step of the bring-up: fails with it. */
	#resumeUse(): void {
		if (this.#resume === "receiving") this.#transceiver.receive();
		else this.#transceiver.standby();
	}

	#cameUp(): void {
		const before = this.#down;
		this.#down = undefined;
		if (this.counters.recoveries > 0) this.#mendedAt = this.#clock.now();
		const isAwaited = this.#isAwaited;
		this.#isAwaited = false;
		if (before?.mode === "resetting" && before.cause !== undefined) this.#options.onFault?.(before.cause);
		if (isAwaited) this.#options.onReady?.();
	}

	#stayedDown(attempt: number, fault: RadioFault): void {
		this.#transceiver.stop();
		const before = this.#down;
		if (before?.mode === "resetting" && attempt < SILENT_ATTEMPTS) {
			this.#down = { ...before, attempt: attempt + 1 };
			return;
		}
		this.#down = { mode: "failed", attempt: attempt + 1, fault };
		this.#isAwaited = true;
		const now = this.#clock.now();
		if (before?.mode === "failed" && now - this.#reportedAt < REPORT_INTERVAL) return;
		this.#reportedAt = now;
		this.#options.onFault?.(fault);
	}
}

function checkPayload({ length }: Uint8Array, { modulation: { implicitLength } }: RadioSettings): void {
	if (implicitLength !== undefined && length !== implicitLength)
		throw new RangeError(`payload.length is ${length}: ${implicitLength} bytes are wanted, the implicit length`);
	if (length < 1 || length > 255) throw new RangeError(`payload.length is ${length}: 1 to 255 bytes are wanted`);
}
