/** A board's radio without registers, as its program sees a driver: and what can go wrong with it. */
import type { Clock, Milliseconds, Timer } from "../../src/clock.js";
import type { RadioFault } from "../../src/lora/radio-state.js";
import type { SX127xOptions, TransmitOptions } from "../../src/lora/sx127x-options.js";
import type { Antenna, Listening, Modem, Signal } from "../sim/on-air.js";
import { PacketRadio, type PacketRadioSettings } from "../sim/packet-radio.js";
import { type Power, PowerLoss } from "../sim/power.js";

/** What a look for other signals takes, and how far back it sees a preamble. */
const LOOK: Milliseconds = 5;
/** A chip that does not end a transmission is taken for stuck after so much more than one and a half times it. */
const MARGIN: Milliseconds = 100;

const NO_CHIP: RadioFault = Object.freeze({ kind: "no chip", version: 0 });

/** Where a board's radio sits on the air, whatever program drives it at the moment. */
export class RadioPlace implements Modem {
	antenna: Antenna | undefined;
	driver: PacketDriver | undefined;
	/** Nothing answers on the bus: radios made meanwhile are down, too. */
	dead = false;
	#following: Listening | undefined;
	/** Ends of transmissions are not told. */
	mute = false;

	get listening(): Listening | undefined {
		return this.driver?.radio.listening;
	}

	/** In the middle of a frame, its own or a neighbour's: the chip says so (RegModemStat). */
	get isFollowing(): boolean {
		return this.#following !== undefined && this.#following === this.listening;
	}

	onPreamble(): void {
		this.#following = this.listening;
	}

	onHeader(): boolean {
		return true;
	}

	onLockLost(): void {
		this.#following = undefined;
	}

	onFrame(signal: Signal, payload: Uint8Array, damaged: boolean): void {
		this.#following = undefined;
		this.driver?.radio.onFrame(signal, payload, damaged);
	}

	setDead(dead: boolean): void {
		this.dead = dead;
		this.driver?.followPlace();
	}
}

/** As `SX127x`: one thing at a time, callbacks last, a fault told and mended. */
export class PacketDriver {
	readonly radio: PacketRadio;
	readonly #options: SX127xOptions;
	readonly #place: RadioPlace;
	readonly #clock: Clock;
	readonly #power: Power;
	#down = false;
	#closed = false;
	#wantsToReceive = false;
	#talk: Timer | undefined;

	/** `clock` is the air's: the chip has a crystal of its own. */
	constructor(options: SX127xOptions, { place, clock, power }: { place: RadioPlace; clock: Clock; power: Power }) {
		if (!power.on) throw new PowerLoss();
		this.#options = options;
		this.#place = place;
		this.#clock = clock;
		this.#power = power;
		const { frequencyHz, powerDbm, syncWord, modulation } = options;
		this.radio = new PacketRadio({
			...{ clock, frequencyHz, powerDbm, syncWord, modulation },
			onReceive: (packet) => this.#tell(() => options.onReceive?.(packet)),
			onTransmitted: () => this.#transmitted(),
		});
		this.radio.antenna = place.antenna;
		place.driver = this;
		power.whenCut(() => this.close());
		this.#later(0, () => {
			if (place.dead) this.followPlace();
			else options.onReady?.();
		});
	}

	get state(): { mode: string } {
		if (this.#down) return { mode: "failed" };
		return this.#talk === undefined ? this.radio.state : { mode: "listening before talk" };
	}

	configure(change: Partial<PacketRadioSettings>): void {
		this.radio.configure(change);
	}

	receive(): void {
		this.#wantsToReceive = true;
		if (!this.#down) this.radio.receive();
	}

	transmit(frame: Uint8Array, { listenBeforeTalk }: TransmitOptions = {}): void {
		const { mode } = this.state;
		if (mode !== "standby" && mode !== "receiving") throw new Error(`transmit: the radio is ${mode}`);
		this.#wantsToReceive = false;
		if (listenBeforeTalk === undefined) this.radio.transmit(frame);
		else this.#look(frame.slice(), listenBeforeTalk, 1);
	}

	close(): void {
		this.#closed = true;
		this.#clock.cancel(this.#talk);
		this.radio.close();
	}

	/** The chip has died, or has come back. */
	followPlace(): void {
		if (this.#closed || this.#down === this.#place.dead) return;
		this.#down = this.#place.dead;
		this.#clock.cancel(this.#talk);
		this.#talk = undefined;
		if (this.#down) {
			this.radio.standby();
			this.#tell(() => this.#options.onFault?.(NO_CHIP));
		} else {
			if (this.#wantsToReceive) this.radio.receive();
			this.#tell(() => this.#options.onReady?.());
		}
	}

	/** Busy at its beginning or at its end: no frame is shorter than the quiet that is asked for. */
	#look(frame: Uint8Array, options: NonNullable<TransmitOptions["listenBeforeTalk"]>, look: number): void {
		this.radio.receive();
		this.#talk = this.#later(LOOK, () => {
			if (this.#isBusy(options.thresholdDbm)) this.#backOff(frame, options, look);
			else {
				this.#talk = this.#later(options.quiet, () => {
					if (this.#isBusy(options.thresholdDbm)) this.#backOff(frame, options, look);
					else {
						this.#talk = undefined;
						this.radio.transmit(frame);
					}
				});
			}
		});
	}

	#isBusy(thresholdDbm: number): boolean {
		const { antenna } = this.#place;
		const { tuning } = this.radio;
		if (antenna === undefined) return false;
		const isStrong = antenna.strengthDbm(tuning) > thresholdDbm;
		return isStrong || this.#place.isFollowing || antenna.preambleSince(tuning, this.#clock.now() - LOOK);
	}

	#backOff(frame: Uint8Array, options: NonNullable<TransmitOptions["listenBeforeTalk"]>, look: number): void {
		const { looks, backoff, random } = options;
		if (look < looks) {
			this.#talk = this.#later(random() * backoff * 2 ** (look - 1), () => this.#look(frame, options, look + 1));
			return;
		}
		this.#talk = undefined;
		this.radio.standby();
		this.#tell(() => this.#options.onBusy?.());
	}

	#transmitted(): void {
		if (!this.#place.mute) {
			this.#tell(() => this.#options.onTransmitted?.());
			return;
		}
		this.#later(MARGIN, () => {
			if (!this.#down) this.#tell(() => this.#options.onFault?.({ kind: "transmit timeout" }));
		});
	}

	#tell(callback: () => void): void {
		if (this.#power.on) this.#power.run(callback);
	}

	#later(delay: Milliseconds, callback: () => void): Timer {
		return this.#clock.after(delay, () => {
			if (!this.#closed) callback();
		});
	}
}
