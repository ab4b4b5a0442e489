/** One pair, its meter and the air between: what is measured on it. */
import type { Milliseconds } from "../../src/clock.js";
import { DEFAULT_FREQUENCY_HZ } from "../../src/lora/regions.js";
import type { Role } from "../../src/role.js";
import { AgeRecord } from "../building/age.js";
import { DutyWatch } from "../building/duty.js";
import { OriginalPair } from "../building/original-pair.js";
import { OurPair } from "../building/our-pair.js";
import { type Pair, ROLES } from "../building/pair.js";
import type { TelegramPool } from "../building/telegram-pool.js";
import { Type } from "../original/frames.js";
import { ORIGINAL_FREQUENCY_HZ } from "../original/station.js";
import { Air } from "../sim/air.js";
import { VirtualClock } from "../sim/clock.js";
import { continuousJammer } from "../sim/traffic.js";

export type Compared = "ours" | "original";

export interface LinkOptions {
	scheme: Compared;
	phases: 1 | 3;
	pathLossDb: number;
	seed: number;
	pool: TelegramPool;
	/** The older project's highest rung. */
	top?: number;
}

/** What an hour, say, has brought. */
export interface Stretch {
	seconds: number;
	/** Values that were published, each telegram once. */
	published: number;
	/** Frames with a telegram that the transmitter sent, published or not. */
	telegramFrames: number;
	/** The transmitter's. */
	airtimeSeconds: number;
	bytes: number;
	answerAirtimeSeconds: number;
	age: AgeRecord;
}

const SECOND: Milliseconds = 1000;
/** From whoever jams to either board. */
const JAMMER_LOSS_DB = 60;
const JAMMER = Object.freeze({ bandwidthHz: 250_000, powerDbm: 14 });

export class Link {
	readonly clock = new VirtualClock();
	readonly #air: Air;
	readonly #options: LinkOptions;
	readonly #pair: Pair;
	readonly #duty: DutyWatch;
	#newestAt: Milliseconds = Number.NEGATIVE_INFINITY;
	#published = 0;
	#telegramFrames = 0;
	#garbage = 0;
	#age: AgeRecord | undefined;
	#jams = 0;

	/** Switches both boards on. */
	constructor(options: LinkOptions) {
		this.#options = options;
		const { clock } = this;
		const { scheme, phases, pathLossDb, seed, pool } = options;
		this.#air = new Air({ clock, seed, pathLossDb: JAMMER_LOSS_DB });
		this.#duty = new DutyWatch(this.#air);
		const pairOptions = {
			...{ clock, air: this.#air, seed, index: 0, phases, pool, pathLossDb },
			onValues: (toldAt: Milliseconds) => this.#values(toldAt),
			onGarbage: () => {
				this.#garbage++;
			},
		};
		this.#pair = scheme === "ours" ? new OurPair(pairOptions) : new OriginalPair({ ...pairOptions, top: options.top });
		this.#air.observe((event) => {
			const isTelegram =
				event.emission.payload[1] === Type.singlePhase || event.emission.payload[1] === Type.threePhase;
			if (event.kind === "started" && event.from.startsWith("transmitter") && isTelegram) this.#telegramFrames++;
		});
		for (const role of ROLES) this.#pair.powerOn(role);
	}

	get settled(): number | undefined {
		return this.#pair.settled;
	}

	get garbage(): number {
		return this.#garbage;
	}

	get hasValues(): boolean {
		return Number.isFinite(this.#newestAt);
	}

	/** Second by second until `done`, at most so long. The seconds that it took, or undefined. */
	runUntil(done: () => boolean, atMostSeconds: number): number | undefined {
		for (let second = 0; second < atMostSeconds; second++) {
			if (done()) return second;
			this.#second();
		}
		return done() ? atMostSeconds : undefined;
	}

	measure(seconds: number): Stretch {
		const [sent, answered] = this.#airtimes();
		const [published, telegramFrames] = [this.#published, this.#telegramFrames];
		const age = new AgeRecord(this.clock.now(), this.#newestAt);
		this.#age = age;
		for (let second = 0; second < seconds; second++) this.#second();
		age.end(this.clock.now());
		this.#age = undefined;
		const [sentLater, answeredLater] = this.#airtimes();
		return {
			...{ seconds, age },
			published: this.#published - published,
			telegramFrames: this.#telegramFrames - telegramFrames,
			airtimeSeconds: (sentLater.total - sent.total) / 1000,
			bytes: sentLater.bytes - sent.bytes,
			answerAirtimeSeconds: (answeredLater.total - answered.total) / 1000,
		};
	}

	/** From now until values that the meter tells from now on are published; undefined: not within so long. */
	recover(atMostSeconds: number): number | undefined {
		const since = this.clock.now();
		return this.runUntil(() => this.#newestAt >= since, atMostSeconds);
	}

	reboot(role: Role): void {
		this.#pair.cutPower(role);
		this.clock.advance(SECOND / 2);
		this.#pair.powerOn(role);
	}

	/** Noise in its channel for so long. */
	jam(seconds: number): void {
		const frequencyHz = this.#options.scheme === "ours" ? DEFAULT_FREQUENCY_HZ : ORIGINAL_FREQUENCY_HZ;
		const name = `jammer ${this.#jams++}`;
		const stop = continuousJammer({ clock: this.clock, air: this.#air, name }, { ...JAMMER, frequencyHz });
		for (let second = 0; second < seconds; second++) this.#second();
		stop();
	}

	setPathLoss(lossDb: number): void {
		this.#pair.setPathLoss(lossDb);
	}

	#second(): void {
		this.#pair.meter();
		this.clock.advance(SECOND);
	}

	#values(toldAt: Milliseconds): void {
		if (toldAt <= this.#newestAt) return;
		this.#newestAt = toldAt;
		this.#published++;
		this.#age?.values(this.clock.now(), toldAt);
	}

	/** Of either board, those of before a restart included. */
	#airtimes() {
		return ROLES.map((role) => {
			const sums = { total: 0, bytes: 0 };
			for (const name of this.#duty.names) {
				if (!name.startsWith(role)) continue;
				const { total, bytes } = this.#duty.of(name);
				sums.total += total;
				sums.bytes += bytes;
			}
			return sums;
		});
	}
}
