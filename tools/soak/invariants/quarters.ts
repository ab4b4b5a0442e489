/** I6: the beginning of each quarter of an hour that the transmitter heard is handed on once, and gets to the broker. */
import type { Clock, Milliseconds } from "../../../src/clock.js";
import type { Fate } from "../step-flash.js";
import type { Violations } from "../violations.js";

const MINUTE: Milliseconds = 60_000;
/** A telegram that does not get through becomes a snapshot then, and is brought within so long of the link's return. */
const LATEST: Milliseconds = (6 + 15) * MINUTE;
/** What is handed on is with the broker so long after both are there: a connection is noticed to be dead, and retried. */
const DELIVERY: Milliseconds = 3 * MINUTE;
const QUARTER_SECONDS = 900;
/** So many telegrams may be held back after a meter's registers fell, and after another meter's first (`Continuity`). */
const DOUBTED_AFTER_FALL = 5;
const DOUBTED_AFTER_EXCHANGE = 31;
const TIMESTAMP = /0-0:1\.0\.0\((\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([SW])\)/;
const IDENTITY = /0-0:96\.1\.1\((\w+)\)/;
const REGISTERS = /1-0:[12]\.8\.[12]\((\d+\.\d+)\*kWh\)/g;

/** What the transmitter's program has heard; another program after each start. */
export interface Ear {
	program: object;
	telegrams: number;
}

/** What the receiver keeps in flash: which quarters it has told, and those that wait for the broker. */
export type Kept = "told" | "waiting";

interface Quarter {
	heardAt: Milliseconds;
	told: number;
	toldAt: Milliseconds;
	/** What the receiver remembers of it may be lost: it may be told once more. */
	forgotten: boolean;
	/** The broker has it. */
	delivered: boolean;
	/** The receiver can't, or need not, bring it to the broker any more. */
	excused: boolean;
}

export interface QuarterWatchOptions {
	clock: Clock;
	violations: Violations;
	/** Undefined where no program runs. */
	ear(): Ear | undefined;
}

export class QuarterWatch {
	/** Quarters that were told, by a telegram of their own or later. */
	live = 0;
	later = 0;
	/** That went with the transmitter's memory before they were told. */
	lost = 0;
	readonly #options: QuarterWatchOptions;
	/** By the moment of its first telegram, in UTC seconds. */
	readonly #quarters = new Map<number, Quarter>();
	#sending: { seconds: number | undefined; ear: Ear | undefined } | undefined;
	#program: object | undefined;
	#quarter: number | undefined;
	/** What was handed on last, and how many more of such may not be believed. */
	#last: { identity: string | undefined; registers: number[] } | undefined;
	#doubted = 0;
	/** Since when flash has taken none of these: what came since is in the receiver's memory only. */
	#untakenSince: Partial<Record<Kept, Milliseconds>> = {};

	constructor(options: QuarterWatchOptions) {
		this.#options = options;
	}

	/** The meter begins a telegram: by now the one before has been heard, or never will be. */
	meterSent(telegram: string): void {
		const ear = this.#options.ear();
		const before = this.#sending;
		this.#sending = { seconds: secondsOf(telegram), ear };
		if (before?.ear === undefined || ear === undefined) return;
		if (before.ear.program !== ear.program || ear.telegrams !== before.ear.telegrams + 1) return;
		if (before.seconds !== undefined) this.#heard(before.seconds, ear.program);
	}

	#heard(seconds: number, program: object): void {
		const quarter = Math.floor(seconds / QUARTER_SECONDS);
		// The first telegram after a start need not be the first of its quarter.
		const isFirst = program === this.#program && quarter !== this.#quarter;
		this.#program = program;
		this.#quarter = quarter;
		if (!isFirst || this.#quarters.has(seconds)) return;
		const untold = { told: 0, toldAt: 0, forgotten: false, delivered: false, excused: false };
		this.#quarters.set(seconds, { heardAt: this.#options.clock.now(), ...untold });
	}

	/** What waits is in memory only. */
	transmitterCut(): void {
		for (const [seconds, { told }] of this.#quarters) {
			if (told > 0) continue;
			this.#quarters.delete(seconds);
			this.lost++;
		}
		this.#sending = undefined;
		this.#program = undefined;
	}

	/** What flash has not taken is gone; of what was told at this moment nothing may have been written yet. */
	receiverCut(): void {
		const now = this.#options.clock.now();
		const { told: unrecorded = now, waiting: unkept = now } = this.#untakenSince;
		this.#untakenSince = {};
		for (const quarter of this.#quarters.values()) {
			if (quarter.told === 0) continue;
			quarter.forgotten ||= quarter.toldAt >= unrecorded;
			quarter.excused ||= quarter.toldAt >= unkept;
		}
	}

	/** What became of what the receiver keeps. Where flash has lost that, its power is off, and memory has it no more. */
	receiverKept(what: Kept, fate: Fate): void {
		if (fate === "taken") this.#untakenSince[what] = undefined;
		else if (fate === "untaken") this.#untakenSince[what] ??= this.#options.clock.now();
		else
			for (const quarter of this.#quarters.values())
				if (quarter.told > 0) quarter[what === "told" ? "forgotten" : "excused"] = true;
	}

	/** The broker got the registers of this moment, perhaps not for the first time: its acknowledgement may have been lost. */
	delivered(seconds: number): void {
		const quarter = this.#quarters.get(seconds);
		if (quarter !== undefined) quarter.delivered = true;
	}

	/** A telegram was handed on. The latest one has been heard, then. */
	received(telegram: string): void {
		this.#doubt(telegram);
		const seconds = secondsOf(telegram);
		const sending = this.#sending;
		if (sending?.ear !== undefined && seconds !== undefined && sending.seconds === seconds) {
			this.#heard(seconds, sending.ear.program);
			this.#sending = undefined;
		}
		if (seconds !== undefined && this.#tell(seconds, this.#doubted > 0)) this.live++;
	}

	/** The registers of a moment were handed on. */
	caughtUp(seconds: number): void {
		if (this.#tell(seconds, false)) this.later++;
	}

	/** A receiver publishes nothing of a meter that goes back, or is another one, until enough telegrams agree. */
	#doubt(telegram: string): void {
		const identity = IDENTITY.exec(telegram)?.[1];
		const registers = [...telegram.matchAll(REGISTERS)].map(([, value]) => Number(value));
		const before = this.#last;
		this.#last = { identity, registers };
		if (this.#doubted > 0) this.#doubted--;
		if (before === undefined) return;
		const hasFallen = registers.some((value, index) => value < before.registers[index]);
		if (identity !== before.identity) this.#doubted = DOUBTED_AFTER_EXCHANGE;
		else if (hasFallen) this.#doubted = Math.max(this.#doubted, DOUBTED_AFTER_FALL);
	}

	#tell(seconds: number, isDoubted: boolean): boolean {
		const quarter = this.#quarters.get(seconds);
		if (quarter === undefined) return false;
		if (quarter.told > 0 && !quarter.forgotten)
			this.#options.violations.report("I6", `the quarter of an hour of ${timeText(seconds)} is told again`);
		quarter.told++;
		quarter.toldAt = this.#options.clock.now();
		quarter.forgotten = false;
		quarter.excused ||= isDoubted;
		return quarter.told === 1;
	}

	/** To be asked when the link, and the broker, have been well for long enough; but the law may have kept it silent. */
	judge(silentByLaw: Milliseconds): void {
		const { clock, violations } = this.#options;
		for (const [seconds, { told, heardAt, toldAt, delivered, excused }] of this.#quarters) {
			const name = `the quarter of an hour of ${timeText(seconds)}`;
			if (told === 0 && clock.now() - heardAt > LATEST + silentByLaw) violations.report("I6", `${name} was never told`);
			if (told > 0 && !delivered && !excused && clock.now() - toldAt > DELIVERY)
				violations.report("I6", `${name} was handed on and never got to the broker`);
		}
	}
}

function timeText(seconds: number): string {
	return new Date(seconds * 1000).toISOString();
}

/** A telegram's time in UTC. */
function secondsOf(telegram: string): number | undefined {
	const found = TIMESTAMP.exec(telegram);
	if (found === null) return undefined;
	const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
	return Date.UTC(2000 + year, month - 1, day, hour - (found[7] === "S" ? 2 : 1), minute, second) / 1000;
}
