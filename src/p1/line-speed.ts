/**
 * Which speed a meter's line has, found by listening: an event and a time go in, what to do comes out. A whole telegram
 * settles it. Bytes that make no telegram speak against the speed in use; silence says little. Nothing is kept over a
 * restart: a meter is heard within seconds, and may be another one by then.
 */
import type { Milliseconds } from "../clock.js";

export interface LineSpeed {
	baud: number;
	/** Seven bits come with even parity (7E1), eight with none (8N1). */
	bits: 7 | 8;
}

/**
 * DSMR 4 and later, e-MUCS and nearly all others (DSMR 5.0.2, 5.5); DSMR 2.2 and 3.0 (IEC 62056-21); and what Slovenian
 * operators set Iskraemeco's AM550 to.
 */
export const LINE_SPEEDS: readonly LineSpeed[] = Object.freeze([
	Object.freeze({ baud: 115_200, bits: 8 }),
	Object.freeze({ baud: 9600, bits: 7 }),
	Object.freeze({ baud: 115_200, bits: 7 }),
] as const);

/** `115200 baud, 8N1` */
export function speedName({ baud, bits }: LineSpeed): string {
	return `${baud} baud, ${bits === 7 ? "7E1" : "8N1"}`;
}

/**
 * A pause within a telegram is shorter than this, one between telegrams longer. A meter that speaks each second pauses for
 * 780 ms at least (DSMR 5.0.2, 5.6); those at 9600 baud, each ten, have been seen to pause within a telegram.
 */
export function longestPauseWithin({ baud }: LineSpeed): Milliseconds {
	return baud === 9600 ? 500 : 200;
}

/** Every meter but some Swedish ones sends each ten seconds at least. */
const PATIENCE: Milliseconds = 15_000;
/** With each round of nothing, patience doubles up to this: a Swedish operator may set an hour. */
const LONGEST_PATIENCE: Milliseconds = 240_000;
/** A burst of fewer bytes is noise, of which nothing follows: the shortest telegram seen has 212. */
const FEWEST_BYTES = 20;
/**
 * Bursts of bytes without a telegram before the next speed is tried. The first may be the rest of a telegram that
 * began before the port was opened.
 */
const BURSTS = 2;
/** The same once a speed is settled: the cable is bad, or the meter is another one. */
const BURSTS_SETTLED = 30;
/**
 * And not before so many of this meter's longest pauses have passed without a telegram: until then the bursts may be
 * noise.
 */
const PAUSES_SETTLED = 3;
/** What is longer is no pause, but a meter that was unplugged. */
const LONGEST_PAUSE: Milliseconds = 3_600_000;

export type LineEvent =
	/** A telegram was framed: a whole one, or one that has begun and ended but is damaged. */
	| { kind: "telegram"; whole: boolean }
	/** One was framed whose bytes have the wrong parity: they are damaged, or they have none. */
	| { kind: "bad-parity" }
	/** So many bytes came, and then the line fell silent; or they have gone on for longer than any telegram. */
	| { kind: "burst"; bytes: number }
	/** The time that was asked for has come, and the line is silent: within a burst, its end is soon enough. */
	| { kind: "timer" };

export type LineAction =
	/** Open the line at this speed; `again` where it was tried before. */
	| { kind: "listen"; speed: LineSpeed; again: boolean }
	/** The first telegram at a speed that was looked for. */
	| { kind: "settled"; speed: LineSpeed; searched: boolean }
	/** No telegram at any speed, for a whole round; told once. `silent`: not a byte either. */
	| { kind: "nothing"; silent: boolean };

type State =
	/** `bursts` since the last telegram; `tried` speeds, this one too, since the search began. */
	| { phase: "listening"; bursts: number; until: Milliseconds; tried: number }
	/** `heardAt`: when the last telegram was. */
	| { phase: "settled"; bursts: number; heardAt: Milliseconds; longestPause: Milliseconds };

export class LineSpeedSearch {
	#index = 0;
	/** Bytes have come since the search began. */
	#isHeard = false;
	#state: State;

	constructor(now: Milliseconds) {
		this.#state = { phase: "listening", bursts: 0, until: now + PATIENCE, tried: 1 };
	}

	get speed(): LineSpeed {
		return LINE_SPEEDS[this.#index];
	}

	/** When a `timer` event is due; undefined for never. */
	get wakeAt(): Milliseconds | undefined {
		return this.#state.phase === "listening" ? this.#state.until : undefined;
	}

	step(event: LineEvent, now: Milliseconds): LineAction[] {
		switch (event.kind) {
			case "telegram":
				return this.#telegram(event.whole, now);
			case "bad-parity":
				// Once whole telegrams have come, there is a parity.
				return this.#state.phase === "settled" ? this.#telegram(false, now) : [];
			case "burst":
				return this.#burst(event.bytes, now);
			case "timer":
				return this.#state.phase === "listening" && now >= this.#state.until ? this.#next(this.#state.tried, now) : [];
		}
	}

	#telegram(whole: boolean, now: Milliseconds): LineAction[] {
		const state = this.#state;
		// The burst that brought this telegram counts once it ends, and is to make none without a telegram: so from -1.
		state.bursts = -1;
		if (state.phase === "settled") {
			state.longestPause = Math.min(LONGEST_PAUSE, Math.max(state.longestPause, now - state.heardAt));
			state.heardAt = now;
			return [];
		}
		if (!whole) {
			// At the wrong speed nothing looks like a telegram: this is the right one, and the line is bad.
			state.until = now + PATIENCE;
			return [];
		}
		this.#state = { phase: "settled", bursts: -1, heardAt: now, longestPause: 0 };
		this.#isHeard = false;
		return [{ kind: "settled", speed: this.speed, searched: state.tried > 1 }];
	}

	#burst(bytes: number, now: Milliseconds): LineAction[] {
		const state = this.#state;
		const isNoise = bytes < FEWEST_BYTES;
		if (!isNoise) {
			this.#isHeard = true;
			state.bursts++;
		}
		if (state.phase === "listening") {
			return state.bursts < BURSTS && now < state.until ? [] : this.#next(state.tried, now);
		}
		const isLost = state.bursts >= BURSTS_SETTLED && now - state.heardAt > PAUSES_SETTLED * state.longestPause;
		return isLost && !isNoise ? this.#next(1, now) : [];
	}

	#next(tried: number, now: Milliseconds): LineAction[] {
		this.#index = (this.#index + 1) % LINE_SPEEDS.length;
		// How often every speed was tried.
		const rounds = Math.floor(tried / LINE_SPEEDS.length);
		const patience = Math.min(LONGEST_PATIENCE, PATIENCE * 2 ** Math.min(rounds, 4));
		this.#state = { phase: "listening", bursts: 0, until: now + patience, tried: tried + 1 };
		const actions: LineAction[] = [{ kind: "listen", speed: this.speed, again: rounds > 0 }];
		if (tried === LINE_SPEEDS.length) actions.push({ kind: "nothing", silent: !this.#isHeard });
		return actions;
	}
}
