/**
 * The one way to the air: whatever a board sends passes here, and the duty ledger is asked first. Between two
 * transmissions the radio listens.
 */
import type { Clock, Milliseconds } from "../clock.js";
import { timeOnAir } from "../lora/airtime.js";
import type { DutyLedger } from "../lora/duty-ledger.js";
import type { Modulation } from "../lora/modulation.js";
import { modulationOf, RENDEZVOUS, type Rung } from "../negotiation/ladder.js";

/** What the link asks of a radio; `SX127x` is one. */
export interface Radio {
	readonly state: { mode: string };
	configure(options: { modulation: Modulation }): void;
	/** Listens until told otherwise. While the radio is down this and `configure` are remembered. */
	receive(): void;
	/** Sends one frame; throws when the radio is not in standby or receiving. */
	transmit(frame: Uint8Array): void;
}

export interface AirPortOptions {
	clock: Clock;
	radio: Radio;
	ledger: DutyLedger;
}

export class AirPort {
	readonly #clock: Clock;
	readonly #radio: Radio;
	readonly #ledger: DutyLedger;
	#rung: Rung = RENDEZVOUS;
	/** What the radio is configured for. */
	#tuned: Rung | undefined;
	#onSent: ((sent: boolean) => void) | undefined;
	#storageRefuses = false;

	constructor({ clock, radio, ledger }: AirPortOptions) {
		this.#clock = clock;
		this.#radio = radio;
		this.#ledger = ledger;
	}

	get rung(): Rung {
		return this.#rung;
	}

	/** True while a frame is going out. */
	get sending(): boolean {
		return this.#onSent !== undefined;
	}

	/** The last frame did not go out because storage did not take its charge. */
	get storageRefuses(): boolean {
		return this.#storageRefuses;
	}

	/** Listens on another rung; after the frame that is going out, if one is. */
	tune(rung: Rung): void {
		this.#rung = rung;
		if (!this.sending) this.#listen();
	}

	/** When the law allows a frame of so many bytes; now, if at once. */
	allowedAt(bytes: number): Milliseconds {
		return this.#ledger.allowedAt(this.#airtime(bytes));
	}

	/** How far apart frames of so many bytes must be, so that the law never has them wait; Infinity when none is left. */
	sustainableInterval(bytes: number): Milliseconds {
		return this.#airtime(bytes) / 1000 / this.#ledger.sustainableShare;
	}

	/**
	 * Sends one frame, then listens again. `done` learns whether it went out; it is called later, never from within.
	 * It does not go out when the ledger forbids or storage does not take its charge, when a frame is going out already,
	 * or when the radio is down.
	 */
	send(frame: Uint8Array, done: (sent: boolean) => void): void {
		if (this.sending || !this.#up || !this.#charge(frame.length)) {
			this.#clock.after(0, () => done(false));
			return;
		}
		this.#onSent = done;
		this.#radio.transmit(frame);
	}

	/** The radio's word that a frame has gone out. */
	transmitted(): void {
		this.#finish(true);
	}

	/** The radio's word that something failed, a transmission perhaps. */
	faulted(): void {
		this.#finish(false);
	}

	get #up(): boolean {
		const { mode } = this.#radio.state;
		return mode === "standby" || mode === "receiving";
	}

	/** A charge that storage did not take would be forgotten at the next reset: what it pays for may not go out. */
	#charge(bytes: number): boolean {
		try {
			const charged = this.#ledger.charge(this.#airtime(bytes));
			this.#storageRefuses = false;
			return charged;
		} catch {
			this.#storageRefuses = true;
			return false;
		}
	}

	#airtime(bytes: number): number {
		return timeOnAir(modulationOf(this.#rung), bytes);
	}

	/** A radio that is not up yet will do so when it is; one that was closed never will, whatever timers still run. */
	#listen(): void {
		if (this.#radio.state.mode === "closed") return;
		if (this.#rung !== this.#tuned) this.#radio.configure({ modulation: modulationOf(this.#rung) });
		this.#tuned = this.#rung;
		this.#radio.receive();
	}

	#finish(sent: boolean): void {
		const done = this.#onSent;
		this.#onSent = undefined;
		this.#listen();
		done?.(sent);
	}
}
