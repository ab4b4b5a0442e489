/**
 * Which speed a meter's line has, found by listening: an event and a time go in, what to do comes out. A telegram that
 * is framed settles it. Bytes that make no telegram speak against the speed at hand, silence says little. Nothing is
 * kept over a restart: a meter is heard within seconds, and the next one may be another.
 */
import type { Milliseconds } from "../clock.js";

export interface LineSpeed {
	baud: number;
	/** Seven bits come with even parity (7E1), eight with none (8N1). */
	bits: 7 | 8;
}

/** DSMR 4 and later, e-MUCS and all others (DSMR 5.0.2, 5.5), and DSMR 2.2 and 3.0 (IEC 62056-21). */
export const LINE_SPEEDS: readonly LineSpeed[] = Object.freeze([
	Object.freeze({ baud: 115_200, bits: 8 }),
	Object.freeze({ baud: 9600, bits: 7 }),
] as const);

/** `115200 baud, 8N1` */
export function speedName({ baud, bits }: LineSpeed): string {
	return `${baud} baud, ${bits === 7 ? "7E1" : "8N1"}`;
}

/** Every meter but some Swedish ones sends each ten seconds at least. */
const PATIENCE: Milliseconds = 15_000;
/** With each round of nothing, patience doubles up to this: a Swedish operator may set an hour. */
const LONGEST_PATIENCE: Milliseconds = 240_000;
/**
 * Bursts of bytes without a telegram before the other speed is tried. The first may be the rest of a telegram that
 * began before the port was opened.
 */
const BURSTS = 2;
/** The same once a speed is settled: the cable is bad, or the meter is another one. */
const BURSTS_SETTLED = 30;

export type LineEvent =
	/** A telegram was framed: a whole one, or one that has begun and ended but is damaged. */
	| { kind: "telegram"; whole: boolean }
	/** Bytes came, and then the line fell silent. */
	| { kind: "burst" }
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
	/** `bursts` since the last telegram, `round` counts how often every speed was tried. */
	{ phase: "listening"; bursts: number; until: Milliseconds; round: number } | { phase: "settled"; bursts: number };

export class LineSpeedSearch {
	#index = 0;
	/** Bytes have come since the search began. */
	#isHeard = false;
	#state: State;

	constructor(now: Milliseconds) {
		this.#state = { phase: "listening", bursts: 0, until: now + PATIENCE, round: 0 };
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
			case "burst":
				return this.#burst(now);
			case "timer":
				return this.#state.phase === "listening" && now >= this.#state.until ? this.#next(this.#state.round, now) : [];
		}
	}

	#telegram(whole: boolean, now: Milliseconds): LineAction[] {
		const state = this.#state;
		// The burst that a telegram ends is not over yet: it is none without one.
		if (state.phase === "settled") {
			state.bursts = -1;
			return [];
		}
		if (!whole) {
			// At the wrong speed nothing looks like a telegram: this is the right one, and the line is bad.
			state.bursts = -1;
			state.until = now + PATIENCE;
			return [];
		}
		this.#state = { phase: "settled", bursts: -1 };
		this.#isHeard = false;
		return [{ kind: "settled", speed: this.speed, searched: this.#index > 0 || state.round > 0 }];
	}

	#burst(now: Milliseconds): LineAction[] {
		const state = this.#state;
		this.#isHeard = true;
		state.bursts++;
		if (state.phase === "listening") {
			return state.bursts < BURSTS && now < state.until ? [] : this.#next(state.round, now);
		}
		return state.bursts < BURSTS_SETTLED ? [] : this.#next(0, now);
	}

	#next(round: number, now: Milliseconds): LineAction[] {
		this.#index = (this.#index + 1) % LINE_SPEEDS.length;
		const rounds = this.#index === 0 ? round + 1 : round;
		const patience = Math.min(LONGEST_PATIENCE, PATIENCE * 2 ** Math.min(rounds, 4));
		this.#state = { phase: "listening", bursts: 0, until: now + patience, round: rounds };
		const actions: LineAction[] = [{ kind: "listen", speed: this.speed, again: rounds > 0 }];
		if (this.#index === 0 && rounds === 1) actions.push({ kind: "nothing", silent: !this.#isHeard });
		return actions;
	}
}
