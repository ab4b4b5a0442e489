/** How the radio link did over the last day, in under half a kilobyte. */
import type { Milliseconds } from "../clock.js";
import type { LinkQuality } from "../link/receiver-session.js";

export const POINTS = 96;

/** The first points are this long. */
export const SHORTEST_STEP: Milliseconds = 15_000;

/** 96 of these are a day: from then on a new point drops the oldest. */
export const LONGEST_STEP: Milliseconds = 16 * 60_000;

/** Where nothing was received. */
const NONE = 255;

/** What a point is made of. */
const COLUMNS = Object.freeze(["rssi", "snr", "rung", "telegrams"] as const);
export type Column = (typeof COLUMNS)[number];

/**
 * One byte for each column of a point: the weakest signal and the worst SNR of its time, the slowest rung, and how many
 * telegrams came. When all points are taken, neighbours merge and each stands for twice the time, until they cover a day.
 */
export class LinkHistory {
	readonly #table = new Uint8Array(POINTS * COLUMNS.length).fill(NONE);
	#step = SHORTEST_STEP;
	/** The point under way, and when it began. */
	#last = 0;
	#since: Milliseconds;

	constructor(now: Milliseconds) {
		this.#since = now;
		this.#clear(0);
	}

	/** How much time a point stands for. */
	get step(): Milliseconds {
		return this.#step;
	}

	/** How many points there are, the one under way included. */
	get length(): number {
		return this.#last + 1;
	}

	record({ rssiDbm, snrDb, rung }: Omit<LinkQuality, "frequencyHz">, now: Milliseconds): void {
		this.advance(now);
		const at = this.#last * COLUMNS.length;
		const table = this.#table;
		// The weaker and the worse are the higher numbers, 255 aside.
		table[at] = worse(table[at], clamp(-rssiDbm));
		table[at + 1] = worse(table[at + 1], clamp(4 * (SNR_CEILING_DB - snrDb)));
		table[at + 2] = Math.min(table[at + 2], rung);
		table[at + 3] = Math.min(NONE - 1, table[at + 3] + 1);
	}

	/** Point `index` of a column, the oldest is 0: dBm, dB, rung, count; undefined where nothing was received. */
	at(index: number, column: Column): number | undefined {
		const byte = this.#table[index * COLUMNS.length + COLUMNS.indexOf(column)];
		if (byte === NONE) return undefined;
		if (column === "rssi") return byte === 0 ? 0 : -byte;
		return column === "snr" ? SNR_CEILING_DB - byte / 4 : byte;
	}

	/** Begins the points whose time has come. */
	advance(now: Milliseconds): void {
		// After a day nothing is left of what was.
		this.#since = Math.max(this.#since, now - (POINTS + 1) * LONGEST_STEP);
		while (now - this.#since >= this.#step) {
			this.#since += this.#step;
			if (this.#last < POINTS - 1) this.#last++;
			else if (this.#step < LONGEST_STEP) this.#merge();
			else this.#table.copyWithin(0, COLUMNS.length);
			this.#clear(this.#last);
		}
	}

	/** Pairs become points; the next point is the first behind them. */
	#merge(): void {
		const table = this.#table;
		const width = COLUMNS.length;
		for (let point = 0; point < POINTS / 2; point++) {
			const to = point * width;
			const one = 2 * to;
			const other = one + width;
			table[to] = worse(table[one], table[other]);
			table[to + 1] = worse(table[one + 1], table[other + 1]);
			table[to + 2] = Math.min(table[one + 2], table[other + 2]);
			table[to + 3] = Math.min(NONE - 1, table[one + 3] + table[other + 3]);
		}
		this.#last = POINTS / 2;
		this.#step *= 2;
	}

	#clear(point: number): void {
		this.#table.fill(NONE, point * COLUMNS.length);
		this.#table[point * COLUMNS.length + 3] = 0;
	}
}

/**
 * The chip reports no better SNR than this: it counts quarters of a dB in a signed byte (SX1276 datasheet,
 * RegPktSnrValue).
 */
const SNR_CEILING_DB = 32;

function clamp(value: number): number {
	return Math.max(0, Math.min(NONE - 1, Math.round(value)));
}

function worse(one: number, other: number): number {
	if (one === NONE) return other;
	return other === NONE ? one : Math.max(one, other);
}
