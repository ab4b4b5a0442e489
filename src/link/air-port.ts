/**
 * The one way to the air: whatever a board sends passes here, and is charged to the duty ledger first. Between two
 * transmissions the radio listens.
 */
import type { Clock, Milliseconds } from "../clock.js";
import { timeOnAir } from "../lora/airtime.js";
import type { DutyLedger } from "../lora/duty-ledger.js";
import type { ListenBeforeTalk } from "../lora/listen-before-talk.js";
import type { Modulation } from "../lora/modulation.js";
import { type ChannelPlan, LEAST_POWER_DBM, type RadioChannel } from "../negotiation/channel-plan.js";
import { modulationOf, type Rung } from "../negotiation/ladder.js";
import { type Profile, profileOf, rungOf } from "../negotiation/profile.js";
import { backoff, LOOKS, QUIET } from "../negotiation/timing.js";

/** Some 20 dB above the noise of 250 kHz. A weaker neighbour is no reason to wait. */
const BUSY_DBM = -95;

/**
 * A frame this much weaker than the peer's own does not harm an answer (capture needs 6 dB) and is no reason to wait: in a
 * building many talk at once.
 */
const HARMLESS_DB = 20;

/**
 * The highest threshold that the radio takes: a misread register may say that a peer is louder, which must not stop the
 * board.
 */
const LOUDEST_DBM = 0;

/** What the link asks of a radio; `SX127x` is one. */
export interface Radio {
	readonly state: { mode: string };
	configure(options: { frequencyHz: number; modulation: Modulation; powerDbm: number }): void;
	/** Listens until told otherwise. While the radio is down this and `configure` are remembered. */
	receive(): void;
	/** Sends one frame, having listened first if it is to; throws when the radio is not in standby or receiving. */
	transmit(frame: Uint8Array, options?: { listenBeforeTalk?: ListenBeforeTalk | undefined }): void;
}

export interface AirPortOptions {
	clock: Clock;
	radio: Radio;
	plan: ChannelPlan;
	/** By the name of the sub-band. */
	ledgers: ReadonlyMap<string, DutyLedger>;
}

export interface SendOptions {
	/** Called once, after `send` has returned: whether the frame went out; if not, whether others were on the air. */
	done: (sent: boolean, busy: boolean) => void;
	/** Draws from [0, 1). Where it is given, the frame waits for a free channel, with random pauses; not for ever. */
	politely?: (() => number) | undefined;
	/** The frame does not go out at all when the channel stays busy. */
	yields?: boolean | undefined;
}

export class AirPort {
	readonly #clock: Clock;
	readonly #radio: Radio;
	readonly #plan: ChannelPlan;
	readonly #ledgers: ReadonlyMap<string, DutyLedger>;
	#profile: Profile;
	/** How far below full power it sends, whatever the channel's full power is. */
	#reductionDb = 0;
	/** What the radio is configured for. */
	#tuned: { profile: Profile; powerDbm: number } | undefined;
	#onSent: ((sent: boolean, busy: boolean) => void) | undefined;
	#storageRefuses = false;
	/** How strongly the peer was heard last. */
	#peerDbm = Number.NEGATIVE_INFINITY;
	/** The frame that waits for a free channel and goes out even if there is none; undefined for one that yields. */
	#waiting: Uint8Array | undefined;

	constructor({ clock, radio, plan, ledgers }: AirPortOptions) {
		this.#clock = clock;
		this.#radio = radio;
		this.#plan = plan;
		this.#ledgers = ledgers;
		this.#profile = plan.rendezvous;
	}

	/** Where it listens, or will after the frame that is going out. It is bound into each frame that is sealed. */
	get profile(): Profile {
		return this.#profile;
	}

	get rung(): Rung {
		return rungOf(this.#profile);
	}

	get channel(): RadioChannel {
		return this.#plan.at(this.#profile);
	}

	/** Of the channel in use. */
	get dutyCycle(): number {
		return this.channel.subBand.dutyCycle;
	}

	/** The account of the sub-band in use. */
	get ledger(): DutyLedger {
		return this.ledgerOf(this.#profile);
	}

	/** The peer was heard this strongly. */
	heard(rssiDbm: number): void {
		this.#peerDbm = rssiDbm;
	}

	/** True while a frame is going out. */
	get sending(): boolean {
		return this.#onSent !== undefined;
	}

	/** The last frame did not go out because storage did not take its charge. */
	get storageRefuses(): boolean {
		return this.#storageRefuses;
	}

	/** Listens there from now on, or from the end of the frame that is going out. */
	tune(profile: Profile): void {
		this.#profile = profile;
		if (!this.sending) this.#listen();
	}

	/** Sends with this much less than full power, from the next frame on. */
	reducePower(reductionDb: number): void {
		this.#reductionDb = reductionDb;
		if (!this.sending) this.#listen();
	}

	/** The channels on which this board could send for ever with half of the duty cycle that the law allows there. */
	get spareChannels(): number[] {
		const spare: number[] = [];
		for (const [channel, { subBand }] of this.#plan.channels.entries()) {
			const { sustainableShare } = this.ledgerOf(profileOf(channel, this.rung));
			if (sustainableShare >= subBand.dutyCycle / 2) spare.push(channel);
		}
		return spare;
	}

	/** The clock's time from which on the law allows frames of so many bytes each; now, if at once. */
	allowedAt(...sizes: readonly number[]): Milliseconds {
		return this.ledger.allowedAt(sizes.reduce((sum, bytes) => sum + this.#airtime(bytes), 0));
	}

	/**
	 * How far apart frames of so many bytes must be to be never refused by the ledger; Infinity when no airtime is left.
	 */
	sustainableInterval(bytes: number): Milliseconds {
		return this.#airtime(bytes) / 1000 / this.ledger.sustainableShare;
	}

	/**
	 * Sends one frame, then listens again. It does not go out when the ledger forbids or storage does not take its charge,
	 * when a frame is going out already, or when the radio is down.
	 */
	send(frame: Uint8Array, { done, politely, yields = false }: SendOptions): void {
		if (this.sending || !this.#up || !this.#charge(frame.length)) {
			this.#clock.after(0, () => done(false, false));
			return;
		}
		this.#onSent = done;
		if (politely === undefined) {
			this.#radio.transmit(frame);
			return;
		}
		this.#waiting = yields ? undefined : frame;
		const longest = Math.max(1, backoff(this.rung));
		const listenBeforeTalk = {
			thresholdDbm: Math.min(LOUDEST_DBM, Math.max(BUSY_DBM, this.#peerDbm - HARMLESS_DB)),
			looks: LOOKS,
			quiet: QUIET,
			backoff: longest,
			random: politely,
		};
		this.#radio.transmit(frame, { listenBeforeTalk });
	}

	/**
	 * The radio reports that the channel was busy at every look. A frame that does not yield goes out all the same; it is
	 * charged already. The law asks for a duty cycle, not for silence, and noise must not silence a board that is heard well.
	 */
	busy(): void {
		const frame = this.#waiting;
		this.#waiting = undefined;
		if (frame !== undefined && this.#up) this.#radio.transmit(frame);
		else this.#finish(false, true);
	}

	/** The radio reports that a frame has gone out. */
	transmitted(): void {
		this.#finish(true);
	}

	/** The radio reports a fault, of a transmission perhaps. */
	faulted(): void {
		this.#finish(false);
	}

	get #up(): boolean {
		const { mode } = this.#radio.state;
		return mode === "standby" || mode === "receiving";
	}

	ledgerOf(profile: Profile): DutyLedger {
		const { name } = this.#plan.at(profile).subBand;
		const ledger = this.#ledgers.get(name);
		if (ledger === undefined) throw new Error(`no duty ledger for sub-band ${name}`);
		return ledger;
	}

	/** A charge that storage did not take would be forgotten at the next reset: then the frame may not go out. */
	#charge(bytes: number): boolean {
		try {
			const charged = this.ledger.charge(this.#airtime(bytes));
			this.#storageRefuses = false;
			return charged;
		} catch {
			this.#storageRefuses = true;
			return false;
		}
	}

	#airtime(bytes: number): number {
		return timeOnAir(modulationOf(this.rung), bytes);
	}

	/** A radio that is not up yet remembers it. One that was closed is left alone, whatever timers still run. */
	#listen(): void {
		if (this.#radio.state.mode === "closed") return;
		const profile = this.#profile;
		const { frequencyHz, powerDbm: fullDbm } = this.channel;
		const powerDbm = Math.max(Math.min(LEAST_POWER_DBM, fullDbm), fullDbm - this.#reductionDb);
		if (profile !== this.#tuned?.profile || powerDbm !== this.#tuned.powerDbm) {
			this.#radio.configure({ frequencyHz, modulation: modulationOf(rungOf(profile)), powerDbm });
			this.#tuned = { profile, powerDbm };
		}
		this.#radio.receive();
	}

	#finish(sent: boolean, busy = false): void {
		const done = this.#onSent;
		this.#onSent = undefined;
		this.#waiting = undefined;
		this.#listen();
		done?.(sent, busy);
	}
}
