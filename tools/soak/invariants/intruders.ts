/**
 * I9: what a board's peer never sent under their key, and what comes a second time and is refused, leaves it as it was;
 * and nothing is taken twice.
 */
import type { Clock } from "../../../src/clock.js";
import type { Opened } from "../../../src/link/channel.js";
import type { BoardName } from "../victim.js";
import type { Violations } from "../violations.js";

/** What can be seen of a board. */
export interface Look {
	/** How many frames were refused, by reason: all that one may change. */
	refused: Readonly<Record<string, number>>;
	/** State and writes of flash, but for the two below. */
	rest: string;
	/** How often flash was told of the counters that it sends with, and of those that it has accepted. */
	sent: number;
	accepted: number;
	/** How many lines it has said. */
	said: number;
}

type Part = Exclude<keyof Look, "refused">;
const PARTS: readonly Part[] = Object.freeze(["rest", "sent", "accepted", "said"]);

/**
 * What else a frame of the peer may change that does not open, by the reason: an old hello is answered, with a counter;
 * and flash that does not take a counter has been asked to, and is told of.
 */
const LICENSED: Readonly<Record<string, readonly Part[]>> = Object.freeze({
	"stale hello": ["sent", "accepted"],
	unrecorded: ["accepted", "said"],
});

/** A packet that a program is just taking up. */
interface Arrival {
	board: BoardName;
	content: number;
	isGenuine: boolean;
	/** The board before it; undefined where any change is right: a packet of the peer that comes for the first time. */
	before: Look | undefined;
	isOpened: boolean;
}

export interface IntruderWatchOptions {
	clock: Clock;
	violations: Violations;
	/** Undefined where no program runs: its power may be cut by what a packet leads to. */
	look(board: BoardName): Look | undefined;
}

export class IntruderWatch {
	/** Packets that were none of the peer's, and reached a board's program. */
	strangers = 0;
	readonly #options: IntruderWatchOptions;
	/** What each board has sent under the pair's key, what has come to it of that, and what it has taken. */
	readonly #sent: Record<BoardName, Set<number>> = { transmitter: new Set(), receiver: new Set() };
	readonly #arrived: Record<BoardName, Set<number>> = { transmitter: new Set(), receiver: new Set() };
	readonly #taken: Record<BoardName, Set<number>> = { transmitter: new Set(), receiver: new Set() };
	#arrival: Arrival | undefined;

	constructor(options: IntruderWatchOptions) {
		this.#options = options;
	}

	/** Another key from now on. */
	paired(): void {
		for (const frames of [this.#sent, this.#arrived, this.#taken])
			for (const those of Object.values(frames)) those.clear();
	}

	/** `content` tells one frame from another. */
	sent(from: BoardName, content: number): void {
		this.#sent[from].add(content);
	}

	/** A packet on its way to the program, which `deliver` hands it to. */
	arrives(board: BoardName, content: number, deliver: () => void): void {
		const isGenuine = this.#sent[board === "transmitter" ? "receiver" : "transmitter"].has(content);
		const isCopy = this.#arrived[board].has(content);
		if (isGenuine) this.#arrived[board].add(content);
		else this.strangers++;
		const begin = () => {
			const before = isGenuine && !isCopy ? undefined : this.#options.look(board);
			this.#arrival = { board, content, isGenuine, before, isOpened: false };
		};
		const end = () => {
			const arrival = this.#arrival;
			this.#arrival = undefined;
			if (arrival !== undefined) this.#judge(arrival);
		};
		if (board === "transmitter") {
			begin();
			try {
				deliver();
			} finally {
				end();
			}
		} else {
			// This program takes a packet up from an empty stack: between these two.
			const { clock } = this.#options;
			clock.after(0, begin);
			deliver();
			clock.after(0, end);
		}
	}

	/** A program has looked into a packet. Returns which board's; undefined for somebody else's. */
	opened({ ok }: Opened): BoardName | undefined {
		if (this.#arrival !== undefined) this.#arrival.isOpened ||= ok;
		return this.#arrival?.board;
	}

	#judge({ board, content, isGenuine, before, isOpened }: Arrival): void {
		const taken = this.#taken[board];
		// A copy may be the first that finds the board listening: then it is taken.
		if (isOpened && isGenuine && !taken.has(content)) taken.add(content);
		else if (isOpened) this.#report(`the ${board} took ${isGenuine ? "a packet twice" : "what its peer did not send"}`);
		else if (before !== undefined) this.#compare(board, isGenuine, before, this.#options.look(board));
	}

	#compare(board: BoardName, isGenuine: boolean, before: Look, after: Look | undefined): void {
		if (after === undefined) return;
		const reasons = Object.keys(after.refused).filter((reason) => after.refused[reason] !== before.refused[reason]);
		const licensed = isGenuine && reasons.length === 1 ? (LICENSED[reasons[0]] ?? []) : [];
		const changed = PARTS.filter((part) => after[part] !== before[part] && !licensed.includes(part));
		if (changed.length === 0 && reasons.length <= 1) return;
		const what = isGenuine ? "a packet that came again" : "a packet that its peer did not send";
		const changes = changed.map((part) => `: ${part} ${before[part]} became ${after[part]}`).join("");
		this.#report(`${what} changed the ${board}${changes}, counted as ${reasons.join(" and ")}`);
	}

	#report(what: string): void {
		this.#options.violations.report("I9", what);
	}
}
