/**
 * The receiver's session: answers every genuine frame with the CRC-32 of what it got, rebuilds the telegrams, and
 * follows the transmitter from rung to rung.
 */

import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { RegisterSnapshot } from "../history/register-snapshot.js";
import type { ReceivedPacket } from "../lora/received-packet.js";
import type { ChannelPlan } from "../negotiation/channel-plan.js";
import type { Rung } from "../negotiation/ladder.js";
import type { Profile } from "../negotiation/profile.js";
import {
	type HeardFrame,
	type ReceiverAction,
	type ReceiverEvent,
	ReceiverNegotiation,
} from "../negotiation/receiver.js";
import {
	ANSWER_DELAY,
	frameTime,
	HELLO_FRAME_BYTES,
	promptAirtime,
	staleAnswerInterval,
} from "../negotiation/timing.js";
import type { AirPort } from "./air-port.js";
import type { SecureChannel } from "./channel.js";
import type { LinkEvent } from "./event.js";
import { FrameType } from "./frame.js";
import { FrameContents } from "./frame-contents.js";
import { decodeHello, encodeAcknowledgement, encodeHello } from "./messages.js";
import { Reception } from "./reception.js";
import { Refusals } from "./refusals.js";
import { StorageWatch } from "./storage-watch.js";

/** What the receiver knows of the link when a telegram has come through. */
export interface LinkQuality {
	rung: Rung;
	/** Of the channel. */
	frequencyHz: number;
	rssiDbm: number;
	snrDb: number;
}

export interface ReceiverSessionOptions {
	clock: Clock;
	port: AirPort;
	channel: SecureChannel;
	plan: ChannelPlan;
	lastGood: Profile | undefined;
	onRemember: (profile: Profile) => void;
	/** The rung that a person wants; undefined for the best that there is. */
	wish?: (() => Rung | undefined) | undefined;
	/** `partial`: only the lines that somebody waits for; the whole telegram is on its way. */
	onTelegram: (telegram: Uint8Array, quality: LinkQuality, partial: boolean) => void;
	/** Registers of quarters of an hour that were missed, perhaps not for the first time. False: they must come again. */
	onSnapshots: (snapshots: readonly RegisterSnapshot[]) => boolean;
	onEvent: (event: LinkEvent) => void;
}

/** A genuine hello, perhaps a stale one. */
interface ReceivedHello {
	body: Uint8Array;
	counter: number;
	salt: number | undefined;
}

const HELLO: HeardFrame = Object.freeze({ kind: "hello" });

/** How a telegram in a format that this program does not know is counted among what was refused. */
const FOREIGN_BODY = "telegram version";

export class ReceiverSession {
	/** How many frames get through. */
	readonly reception = new Reception();
	readonly #options: ReceiverSessionOptions;
	readonly #refusals: Refusals;
	readonly #storage: StorageWatch;
	readonly #negotiation: ReceiverNegotiation;
	readonly #contents: FrameContents;
	#patience: Timer | undefined;
	/** The airtime of the answers at once to stale hellos that might have been the newest, since the start. */
	#promptAirtime: Milliseconds = 0;
	/** When further stale hellos are answered: those that might be the newest, and older ones. */
	readonly #nextAnswerAt: { newest: Milliseconds; older: Milliseconds } = { newest: 0, older: 0 };
	/** An answer is waiting or going out; its asker listens and sends nothing else. */
	#answering = false;

	constructor(options: ReceiverSessionOptions) {
		this.#options = options;
		const { clock, plan, lastGood, onSnapshots, onEvent } = options;
		this.#refusals = new Refusals(clock, onEvent, options.channel.lastAccepted > 0);
		this.#storage = new StorageWatch(onEvent);
		this.#negotiation = new ReceiverNegotiation({ plan, lastGood });
		this.#contents = new FrameContents({ plan, onSnapshots, onForeignBody: () => this.#refusals.count(FOREIGN_BODY) });
	}

	get negotiation() {
		return this.#negotiation.state;
	}

	/** Frames that did not open, by reason; `withheld` counts answers that the duty ledger forbade. */
	get refused(): Readonly<Record<string, number>> {
		return this.#refusals.counts;
	}

	/** Begins to listen. */
	start(): void {
		this.#perform(this.#step({ kind: "start" }));
	}

	/** Forgets template and baselines: the transmitter is asked for them anew, with its next telegram. */
	resync(): void {
		this.#contents.forget();
	}

	/** The radio heard a frame. */
	received(packet: ReceivedPacket): void {
		if (this.#answering) return;
		const { clock, port, channel, wish, onTelegram } = this.#options;
		const heardAt = clock.now();
		const opened = channel.open(packet.payload, port.profile);
		if (!opened.ok) {
			this.#refusals.refused(opened.reason, packet.payload);
			if (opened.reason === "unrecorded") this.#storage.note(true);
			if (opened.reason === "stale hello") this.#answerStale(opened, heardAt);
			return;
		}
		this.#refusals.opened();
		const { type, counter, body } = opened;
		this.reception.record(counter);
		if (type === FrameType.hello) {
			this.#answerHello(opened, heardAt, this.#step({ kind: "heard", frame: HELLO }));
			return;
		}
		const handled = this.#contents.take(type, body, counter, heardAt);
		if (handled === undefined) return;
		const { crc32, needTemplate = false, needKey = false, heard, telegram, partial = false } = handled;
		const { snrDb, rssiDbm } = packet;
		const acknowledgement = encodeAcknowledgement({
			echo: counter & 0xffff,
			crc32,
			snrDb,
			needTemplate,
			needKey,
			wish: wish?.(),
		});
		const quality: LinkQuality = { rung: port.rung, frequencyHz: port.channel.frequencyHz, rssiDbm, snrDb };
		const actions = this.#step({ kind: "heard", frame: heard });
		this.#answer(FrameType.acknowledgement, acknowledgement, heardAt, () => {
			this.#perform(actions);
			if (telegram !== undefined) onTelegram(telegram, quality, partial);
		});
	}

	/**
	 * The transmitter's counter is below the mark: it learns where to go on, and at once where this board may have just
	 * restarted. To somebody who plays old hellos back the answers tell nothing, and they leave enough of the hour's airtime.
	 */
	#answerStale(hello: ReceivedHello & { mayBeNewest: boolean }, heardAt: Milliseconds): void {
		const { mayBeNewest } = hello;
		const { rung, dutyCycle } = this.#options.port;
		const airtime = frameTime(rung, HELLO_FRAME_BYTES);
		const age = mayBeNewest ? "newest" : "older";
		if (mayBeNewest && this.#promptAirtime + airtime <= promptAirtime(dutyCycle)) this.#promptAirtime += airtime;
		else if (heardAt < this.#nextAnswerAt[age]) return;
		else this.#nextAnswerAt[age] = heardAt + staleAnswerInterval(rung, dutyCycle);
		this.#answerHello(hello, heardAt, [], !mayBeNewest);
	}

	/** A hello may have been recorded and held back: it changes little until a frame of its session follows. */
	#answerHello(
		{ body, counter, salt }: ReceivedHello,
		heardAt: Milliseconds,
		actions: ReceiverAction[],
		isStale = false,
	): void {
		const { channel } = this.#options;
		const hello = decodeHello(body);
		if (hello === undefined || salt === undefined) return;
		channel.meet(salt, isStale);
		channel.jumpBeyond(hello.lastAccepted);
		const answer = encodeHello({ lastAccepted: channel.lastAccepted, echo: counter & 0xffff });
		this.#answer(FrameType.hello, answer, heardAt, () => this.#perform(actions));
	}

	/**
	 * Answers the frame heard at `heardAt`. What the frame leads to is done once the answer is out: a change of rung has to
	 * wait for that, and other work would keep the asker waiting.
	 */
	#answer(type: FrameType, body: Uint8Array, heardAt: Milliseconds, then: () => void): void {
		const { clock, port, channel } = this.#options;
		this.#answering = true;
		const finish = (sent: boolean) => {
			if (!sent) this.#refusals.count("withheld");
			this.#answering = false;
			then();
		};
		const sealed = channel.seal(type, body, port.profile);
		clock.after(heardAt + ANSWER_DELAY - clock.now(), () => {
			if (sealed === undefined) finish(false);
			// At once, without listening: the asker has just spoken, and the air around it is its own for so long.
			else port.send(sealed.frame, { done: finish });
			this.#storage.note(sealed === undefined || port.storageRefuses);
		});
	}

	/** A clock may call back a little too early: for the negotiation the time has come all the same. */
	#woke(at: Milliseconds): void {
		const now = Math.max(at, this.#options.clock.now());
		this.#perform(this.#negotiation.step({ kind: "wake" }, now));
	}

	#step(event: ReceiverEvent): ReceiverAction[] {
		const { clock, port } = this.#options;
		const actions = this.#negotiation.step(event, clock.now());
		// At once, for the answer, too, may need full power; all other actions wait until that is out.
		for (const action of actions) if (action.kind === "power") port.reducePower(action.reductionDb);
		return actions;
	}

	#perform(actions: ReceiverAction[]): void {
		const { clock, port, onRemember, onEvent } = this.#options;
		for (const action of actions) {
			switch (action.kind) {
				case "tune":
					port.tune(action.profile);
					break;
				case "power":
					port.reducePower(action.reductionDb);
					break;
				case "wake":
					clock.cancel(this.#patience);
					this.#patience = clock.after(action.at - clock.now(), () => this.#woke(action.at));
					break;
				case "remember":
					onRemember(action.profile);
					break;
				case "report":
					onEvent({ kind: "negotiation", report: action.report });
					break;
			}
		}
	}
}
