/**
 * The transmitter's session: joins negotiation, codec and sealed channel over one radio. One exchange at a time: a
 * frame goes out, its answer comes or does not.
 */
import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { ReceivedPacket } from "../lora/received-packet.js";
import type { ChannelPlan } from "../negotiation/channel-plan.js";
import { type Profile, rungOf } from "../negotiation/profile.js";
import {
	answerTimeout,
	frameTime,
	lawfulInterval,
	maxFrameBytes,
	politePatience,
	SHORT_PROBE_FRAME_BYTES,
} from "../negotiation/timing.js";
import { TransmitterNegotiation } from "../negotiation/transmitter.js";
import type { TransmitterAction, TransmitterEvent, TransmitterRequest } from "../negotiation/transmitter-state.js";
import type { AirPort } from "./air-port.js";
import { AirShare } from "./air-share.js";
import type { SecureChannel } from "./channel.js";
import { eventOf } from "./delivery-event.js";
import type { LinkEvent } from "./event.js";
import { answerTo, type Exchange } from "./exchange.js";
import { FrameType, OVERHEAD_BYTES } from "./frame.js";
import { isStrong, yieldsToOthers } from "./manners.js";
import { padded } from "./padding.js";
import { Refusals } from "./refusals.js";
import { composeRequest, probeFrame, type RequestContext, sizesNeeded } from "./requests.js";
import { StorageWatch } from "./storage-watch.js";
import { type Outgoing, TelegramSender } from "./telegram-sender.js";

export interface TransmitterSessionOptions {
	clock: Clock;
	/** In [0, 1). */
	random: () => number;
	port: AirPort;
	channel: SecureChannel;
	plan: ChannelPlan;
	lastGood: Profile | undefined;
	onRemember: (profile: Profile) => void;
	onEvent: (event: LinkEvent) => void;
}

export class TransmitterSession {
	readonly #options: TransmitterSessionOptions;
	readonly #negotiation: TransmitterNegotiation;
	readonly #sender = new TelegramSender();
	readonly #share: AirShare;
	readonly #refusals: Refusals;
	readonly #storage: StorageWatch;
	#exchange: Exchange | undefined;
	#exchangeTimer: Timer | undefined;
	/** The exchange has ended and what follows is about to be done, or a request waits for the law. */
	#isPending = false;
	/** For the end of a pause of the negotiation, for the moment when the law allows a frame, or for a telegram's turn. */
	#waitTimer: Timer | undefined;
	/** How long a body with all of this meter's values is, and so a probe's; 0 before the first telegram. */
	#probeBodyBytes = 0;
	/** The end of the latest wait for airtime that was told. */
	#spentUntil: Milliseconds = 0;
	/** An answer has just come in: what is sent now goes right behind it. */
	#isAnswered = false;

	constructor(options: TransmitterSessionOptions) {
		this.#options = options;
		const { clock, plan, random, lastGood, onEvent } = options;
		this.#share = new AirShare(options);
		this.#refusals = new Refusals(clock, onEvent, options.channel.lastAccepted > 0);
		this.#storage = new StorageWatch(onEvent);
		this.#negotiation = new TransmitterNegotiation({ plan, random, lastGood });
	}

	get negotiation() {
		return this.#negotiation.state;
	}

	/** Frames that did not open, by reason. */
	get refused(): Readonly<Record<string, number>> {
		return this.#refusals.counts;
	}

	/** A telegram that the meter sent. The first one sets the search for the other board going. */
	offer(telegram: Uint8Array): void {
		const now = this.#options.clock.now();
		if (!this.#sender.hasNext(now)) this.#share.pace.offered(now);
		this.#sender.offer(telegram, now);
		if (this.#probeBodyBytes === 0) this.#probeBodyBytes = this.#sender.keyBodyBytes(telegram);
		if (this.#negotiation.state.phase === "idle")
			this.#wait(this.#share.pace.offset, () => this.#step({ kind: "start" }));
		this.#pumpSoon();
	}

	/** The radio heard a frame. */
	received(packet: ReceivedPacket): void {
		const { port, channel } = this.#options;
		const opened = channel.open(packet.payload, port.profile);
		if (!opened.ok) {
			this.#refusals.refused(opened.reason, packet.payload);
			this.#share.heardOthers();
			if (opened.reason === "unrecorded") this.#storage.note(true);
			return;
		}
		this.#refusals.opened();
		port.heard(packet.rssiDbm);
		const exchange = this.#isPending ? undefined : this.#exchange;
		const answer = exchange && answerTo(exchange, opened);
		if (exchange === undefined || answer === undefined) return;
		if (answer.kind === "hello") {
			// A receiver that has restarted has no template: it is sent at once, before the receiver asks for it.
			if (channel.meet(answer.salt)) this.#sender.forgotten(true);
			channel.jumpBeyond(answer.hello.lastAccepted);
			this.#finish({ kind: "answered", snrDb: packet.snrDb, answerSnrDb: packet.snrDb, intact: true });
			return;
		}
		const { acknowledgement } = answer;
		this.#negotiation.wish.heard(acknowledgement.wish);
		if (exchange.kind === "traffic") {
			this.#share.answered();
			const delivery = this.#sender.answered(acknowledgement, exchange.crc32, exchange.counter);
			const event = eventOf(delivery, port.rung, acknowledgement.snrDb);
			if (event !== undefined) this.#options.onEvent(event);
		}
		const intact = acknowledgement.crc32 === exchange.crc32;
		this.#finish({ kind: "answered", snrDb: acknowledgement.snrDb, answerSnrDb: packet.snrDb, intact });
	}

	#step(event: TransmitterEvent): void {
		const now = this.#options.clock.now();
		for (const action of this.#negotiation.step(event, now)) this.#perform(action);
	}

	#perform(action: TransmitterAction): void {
		const { clock, port, onRemember, onEvent } = this.#options;
		switch (action.kind) {
			case "tune":
				this.#sender.restart();
				this.#share.tuned(port.profile, action.profile);
				port.tune(action.profile);
				break;
			case "power":
				port.reducePower(action.reductionDb);
				break;
			case "request":
				this.#request(action.request);
				break;
			case "wake":
				this.#wait(action.at - clock.now(), () => {
					this.#step({ kind: "wake" });
					this.#pumpSoon();
				});
				break;
			case "remember":
				onRemember(action.profile);
				break;
			case "report":
				onEvent({ kind: "negotiation", report: action.report });
				break;
		}
	}

	/** Sends what the negotiation asks for, as soon as the law allows it; whether a discovery waits is for that to say. */
	#request(request: TransmitterRequest): void {
		const { clock, port } = this.#options;
		const allowedAt = port.allowedAt(...sizesNeeded(request, this.#context));
		this.#isPending = allowedAt > clock.now();
		if (!this.#isPending) {
			this.#send("control", composeRequest(request, this.#context));
			return;
		}
		this.#tellSpent(allowedAt);
		if (this.#negotiation.state.phase !== "discovering")
			this.#wait(allowedAt - clock.now(), () => this.#request(request));
		else this.#wait(0, () => this.#step({ kind: "forbidden", until: allowedAt }));
	}

	/** Tells that airtime is spent, once for each wait. */
	#tellSpent(until: Milliseconds): void {
		if (until !== this.#spentUntil) this.#options.onEvent({ kind: "airtime spent", until });
		this.#spentUntil = until;
	}

	/** What a request's frame is made of beside the request. */
	get #context(): RequestContext {
		const { port, channel, random } = this.#options;
		return { rung: port.rung, bodyBytes: this.#probeBodyBytes, lastAccepted: channel.lastAccepted, random };
	}

	get #isIdle(): boolean {
		return this.#negotiation.state.phase === "running" && this.#exchange === undefined && !this.#isPending;
	}

	/** From an empty stack: encoding a template needs most of the board's small one. */
	#pumpSoon(): void {
		if (this.#isIdle) this.#wait(0, () => this.#pump());
	}

	/** While the link runs: sends the next telegram when its turn has come, or a short probe to stay in touch. */
	#pump(): void {
		const { clock, port, channel, random } = this.#options;
		const state = this.#negotiation.state;
		if (!this.#isIdle || state.phase !== "running") return;
		const now = clock.now();
		this.#tellCarried(false);
		if (this.#negotiation.state !== state || !this.#isIdle) return;
		const { profile, losses } = state;
		const rung = rungOf(profile);
		this.#sender.expire(now);
		const maxBytes = maxFrameBytes(rung);
		const allowedAt = port.allowedAt(maxBytes);
		const turn = Math.max(this.#share.pace.turn(rung, this.#sender.hasNext(now), losses.run > 0), allowedAt);
		if (now < turn) {
			if (turn === allowedAt) this.#tellSpent(allowedAt);
			this.#wait(turn - now, () => this.#pump());
			return;
		}
		const interval = lawfulInterval(rung, maxBytes, port.dutyCycle);
		const outgoing = this.#sender.next({ maxBytes, interval, now, counter: channel.nextCounter });
		const frame = outgoing ?? probeFrame(SHORT_PROBE_FRAME_BYTES, random);
		if (frame.type === FrameType.telegram) frame.body = padded(frame.body, rung);
		this.#share.pace.take(now, rung, frame.body.length + OVERHEAD_BYTES);
		this.#send(outgoing === undefined ? "control" : "traffic", frame);
	}

	/**
	 * Tells the negotiation what the channel has carried: best right behind an answer, when its proposal is likely to be
	 * heard.
	 */
	#tellCarried(isAnswered: boolean): void {
		const carried = this.#share.look(this.#options.clock.now(), isAnswered);
		if (carried !== undefined) this.#step({ kind: "carried", carried });
	}

	#send(kind: Exchange["kind"], { type, body, crc32, patience = 0 }: Outgoing): void {
		const { clock, port, channel, random } = this.#options;
		clock.cancel(this.#waitTimer);
		const sealed = channel.seal(type, body, port.profile);
		this.#share.pace.sent(clock.now());
		const counter = sealed?.counter ?? 0;
		const exchange: Exchange = { kind, type, counter, crc32 };
		this.#exchange = exchange;
		// Without a counter nothing may be sent: the exchange fails as if the frame had been lost, and is tried again later.
		const frame = sealed?.frame;
		const outward = frame === undefined ? 0 : politePatience(port.rung) + frameTime(port.rung, frame.length);
		const timeout = answerTimeout(port.rung) + patience;
		this.#expire(outward + timeout);
		// Only when the frame is out is it known when the answer is due: the channel may have been free at once.
		const done = (sent: boolean, busy: boolean) => {
			if (this.#exchange !== exchange || this.#isPending) return;
			if (sent) this.#expire(timeout);
			if (kind !== "traffic") return;
			if (busy) this.#leaveOut();
			else this.#share.sent();
		};
		// A frame right behind an answer need not listen: nobody else has found the channel free yet.
		const politely = this.#isAnswered ? undefined : random;
		const yields = yieldsToOthers(this.#negotiation.state, kind, this.#share.mayYield);
		if (frame !== undefined) port.send(frame, { done, politely, yields });
		this.#storage.note(frame === undefined || port.storageRefuses);
	}

	/** Others were on the air at every look: the telegram is dropped for a fresher one, and counts as no loss. */
	#leaveOut(): void {
		this.#options.clock.cancel(this.#exchangeTimer);
		this.#exchange = undefined;
		this.#share.leftOut();
		this.#sender.unanswered();
		this.#pumpSoon();
	}

	/** The exchange fails after so long. */
	#expire(delay: Milliseconds): void {
		const { clock } = this.#options;
		clock.cancel(this.#exchangeTimer);
		this.#exchangeTimer = clock.after(delay, () => this.#unanswered());
	}

	#unanswered(): void {
		const { port, onEvent } = this.#options;
		if (this.#exchange?.kind === "traffic") {
			this.#share.unanswered(isStrong(this.#negotiation.state));
			this.#sender.unanswered();
			onEvent({ kind: "unanswered", rung: port.rung });
		}
		this.#finish({ kind: "unanswered" });
	}

	/** Goes on from an empty stack: sealing the next frame needs much of the board's small one. */
	#finish(event: TransmitterEvent): void {
		const { clock } = this.#options;
		clock.cancel(this.#exchangeTimer);
		this.#isPending = true;
		clock.after(0, () => {
			this.#isPending = false;
			this.#exchange = undefined;
			this.#isAnswered = event.kind === "answered";
			this.#step(event);
			if (this.#isAnswered && this.#isIdle) this.#tellCarried(true);
			this.#isAnswered = false;
			this.#pumpSoon();
		});
	}

	#wait(delay: Milliseconds, callback: () => void): void {
		const { clock } = this.#options;
		clock.cancel(this.#waitTimer);
		this.#waitTimer = clock.after(delay, callback);
	}
}
