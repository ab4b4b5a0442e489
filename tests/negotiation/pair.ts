/** Both sides of the negotiation on a virtual clock, over an air that loses what the test tells it to lose. */
import type { Timer } from "../../src/clock.js";
import type { Carried } from "../../src/negotiation/channel-choice.js";
import type { ChannelPlan } from "../../src/negotiation/channel-plan.js";
import type { Rung } from "../../src/negotiation/ladder.js";
import { channelOf, type Profile, rungOf } from "../../src/negotiation/profile.js";
import { type HeardFrame, type ReceiverAction, ReceiverNegotiation } from "../../src/negotiation/receiver.js";
import { answerTimeout, frameTime, LINK_FRAME_BYTES, lawfulInterval } from "../../src/negotiation/timing.js";
import { TransmitterNegotiation } from "../../src/negotiation/transmitter.js";
import type {
	TransmitterAction,
	TransmitterEvent,
	TransmitterRequest,
} from "../../src/negotiation/transmitter-state.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { planOf } from "./plans.js";

export interface PairOptions {
	/** Is this frame lost? Asked once for each frame on the air: the request, and the answer if there is one. */
	lost: (rung: Rung, what: string, channel: number) => boolean;
	/** What the receiver hears the transmitter with, at the bandwidth of rung 0. */
	snrDb: number;
	/** Of the only channel, unless there is a plan. */
	dutyCycle?: number;
	plan?: ChannelPlan;
	/** Of an older program at home: fewer channels. */
	receiverPlan?: ChannelPlan;
	/** What the channel has carried, where there is something to tell before the next telegram. */
	carried?: (profile: Profile) => Carried | undefined;
	frameBytes?: number;
	random?: () => number;
	transmitterLastGood?: Profile;
	receiverLastGood?: Profile;
	/** What a person at the receiver wants: told with each answer, but those to a hello. */
	wish?: Rung | undefined;
}

export class NegotiatingPair {
	readonly clock = new VirtualClock();
	readonly log: string[] = [];
	readonly tuned = { transmitter: 0, receiver: 0 };
	readonly reduced = { transmitter: 0, receiver: 0 };
	readonly remembered: { transmitter?: Profile; receiver?: Profile } = {};
	transmitter: TransmitterNegotiation;
	receiver: ReceiverNegotiation;
	/** Time on air of the transmitter, in milliseconds. */
	airtime = 0;
	options: PairOptions;
	#receiverTimer: Timer | undefined;
	#waiting: Timer | undefined;
	readonly #plan: ChannelPlan;
	readonly #frameBytes: number;

	constructor(options: PairOptions) {
		this.options = options;
		this.#plan = options.plan ?? planOf(options.dutyCycle);
		this.#frameBytes = options.frameBytes ?? 60;
		this.transmitter = this.#newTransmitter(options.transmitterLastGood);
		this.receiver = this.#newReceiver(options.receiverLastGood);
	}

	start(): void {
		this.#receive(this.receiver.step({ kind: "start" }, this.clock.now()));
		this.#transmit({ kind: "start" });
	}

	/** The board forgets everything but what it remembered. */
	rebootTransmitter(): void {
		this.clock.cancel(this.#waiting);
		this.#isExchanging = false;
		this.transmitter = this.#newTransmitter(this.remembered.transmitter);
		this.#transmit({ kind: "start" });
	}

	rebootReceiver(): void {
		this.receiver = this.#newReceiver(this.remembered.receiver);
		this.#receive(this.receiver.step({ kind: "start" }, this.clock.now()));
	}

	/** A genuine frame that nobody sent just now reaches the receiver. */
	hear(frame: HeardFrame): void {
		this.#receive(this.receiver.step({ kind: "heard", frame }, this.clock.now()));
	}

	/** Both run there. */
	settledOn(profile: Profile): boolean {
		const { state } = this.transmitter;
		const peer = this.receiver.state;
		return (
			state.phase === "running" && [state.profile, peer.profile, this.tuned.receiver].every((one) => one === profile)
		);
	}

	/** Lets time pass until both run there; false when that takes longer than `limit`. */
	settles(profile: Profile, limit: number): boolean {
		return this.clock.runWhile(() => !this.settledOn(profile), this.clock.now() + limit);
	}

	#newTransmitter(lastGood: Profile | undefined): TransmitterNegotiation {
		const random = this.options.random ?? (() => 0.5);
		return new TransmitterNegotiation({ lastGood, plan: this.#plan, random });
	}

	#newReceiver(lastGood: Profile | undefined): ReceiverNegotiation {
		return new ReceiverNegotiation({ lastGood, plan: this.options.receiverPlan ?? this.#plan });
	}

	#transmit(event: TransmitterEvent): void {
		const machine = this.transmitter;
		for (const action of machine.step(event, this.clock.now())) this.#perform(action, machine);
		const { state } = machine;
		if (state.phase !== "running" || this.#isExchanging) return;
		this.clock.cancel(this.#waiting);
		this.#waiting = this.clock.after(Math.max(0, this.#telegramAt - this.clock.now()), () => {
			this.#telegramAt =
				this.clock.now() + lawfulInterval(rungOf(state.profile), this.#frameBytes, this.#plan.dutyCycle(state.profile));
			const carried = this.options.carried?.(state.profile);
			if (carried !== undefined) this.#transmit({ kind: "carried", carried });
			if (machine.state === state && !this.#isExchanging) this.#exchange({ kind: "telegram" }, machine);
		});
	}
	#telegramAt = 0;
	#isExchanging = false;

	#perform(action: TransmitterAction, machine: TransmitterNegotiation): void {
		switch (action.kind) {
			case "tune":
				this.tuned.transmitter = action.profile;
				break;
			case "power":
				this.reduced.transmitter = action.reductionDb;
				break;
			case "wake":
				this.#waiting = this.clock.after(action.at - this.clock.now(), () => {
					if (machine === this.transmitter) this.#transmit({ kind: "wake" });
				});
				break;
			case "request":
				this.clock.cancel(this.#waiting);
				this.#exchange(action.request, machine);
				break;
			case "remember":
				this.remembered.transmitter = action.profile;
				break;
			case "report":
				this.log.push(`T ${action.report.kind}`);
				break;
		}
	}

	#exchange(request: TransmitterRequest | { kind: "telegram" }, machine: TransmitterNegotiation): void {
		if (machine !== this.transmitter) return;
		this.#isExchanging = true;
		const { lost } = this.options;
		const profile = this.tuned.transmitter;
		const [rung, channel] = [rungOf(profile), channelOf(profile)];
		const bytes = request.kind === "probe" || request.kind === "telegram" ? this.#frameBytes : LINK_FRAME_BYTES;
		this.airtime += frameTime(rung, bytes);
		let answered = false;
		this.clock.after(frameTime(rung, bytes), () => {
			if (this.tuned.receiver !== profile || lost(rung, request.kind, channel)) return;
			const { receiverPlan = this.#plan } = this.options;
			if (request.kind === "propose" && !receiverPlan.knows(request.to)) return;
			const actions = this.receiver.step({ kind: "heard", frame: heardFrame(request) }, this.clock.now());
			answered = !lost(rung, `answer to ${request.kind}`, channel);
			this.#receive(actions);
		});
		// On a free channel.
		this.clock.after(frameTime(rung, bytes) + answerTimeout(rung), () => {
			if (machine !== this.transmitter) return;
			this.#isExchanging = false;
			const noiseDb = rung === 0 ? 0 : 3;
			const { transmitter, receiver } = this.reduced;
			if (answered && request.kind !== "hello") this.transmitter.wish.heard(this.options.wish);
			const snrDb = this.options.snrDb - Math.max(transmitter, receiver);
			const heardDb = snrDb - noiseDb;
			this.#transmit(
				answered ? { kind: "answered", snrDb: heardDb, answerSnrDb: heardDb, intact: true } : { kind: "unanswered" },
			);
		});
	}

	#receive(actions: ReceiverAction[]): void {
		for (const action of actions) {
			switch (action.kind) {
				case "tune":
					this.tuned.receiver = action.profile;
					break;
				case "power":
					this.reduced.receiver = action.reductionDb;
					break;
				case "wake":
					this.clock.cancel(this.#receiverTimer);
					this.#receiverTimer = this.clock.after(action.at - this.clock.now(), () => {
						this.#receive(this.receiver.step({ kind: "wake" }, this.clock.now()));
					});
					break;
				case "remember":
					this.remembered.receiver = action.profile;
					break;
				case "report":
					this.log.push(`R ${action.report.kind}`);
					break;
			}
		}
	}
}

function heardFrame(request: TransmitterRequest | { kind: "telegram" }): HeardFrame {
	switch (request.kind) {
		case "propose":
		case "commit":
		case "resync":
		case "hello":
		case "power":
			return request;
		default:
			return { kind: "other" };
	}
}

export const NOTHING_LOST = () => false;

/** A pair whose meter has been heard. */
export function started(options: PairOptions): NegotiatingPair {
	const pair = new NegotiatingPair(options);
	pair.start();
	return pair;
}
