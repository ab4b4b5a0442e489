/** I9: what a board's peer never sent under their key, and what comes a second time and is refused, leaves it as it was. */
import type { Clock } from "../../../src/clock.js";
import type { BoardName } from "../victim.js";
import type { Violations } from "../violations.js";

/** What can be seen of a board. */
export interface Look {
	/** How many frames were refused, by reason: all that one may change. */
	refused: Readonly<Record<string, number>>;
	/** All else: state, writes of flash, what it has said. */
	rest: string;
}

/** What an old frame may lead to: an old hello is answered, in its share of the airtime, and flash that takes no counter is told. */
const ANSWERED: ReadonlySet<string> = new Set(["stale hello", "unrecorded"]);

export interface IntruderWatchOptions {
	clock: Clock;
	violations: Violations;
	look(board: BoardName): Look;
}

export class IntruderWatch {
	/** Packets that were none of the peer's, and reached a board's program. */
	strangers = 0;
	readonly #options: IntruderWatchOptions;
	/** What each board has sent under the pair's key, and what has come to it of that. */
	readonly #sent: Record<BoardName, Set<number>> = { transmitter: new Set(), receiver: new Set() };
	readonly #arrived: Record<BoardName, Set<number>> = { transmitter: new Set(), receiver: new Set() };

	constructor(options: IntruderWatchOptions) {
		this.#options = options;
	}

	/** Another key from now on. */
	paired(): void {
		for (const frames of [this.#sent, this.#arrived]) for (const those of Object.values(frames)) those.clear();
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
		if (isGenuine && !isCopy) {
			deliver();
			return;
		}
		const { clock, look } = this.#options;
		let before: Look | undefined;
		const lookBefore = () => {
			before = look(board);
		};
		const lookAfter = () => before && this.#compare(board, isGenuine, before, look(board));
		if (board === "transmitter") {
			lookBefore();
			deliver();
			lookAfter();
		} else {
			// This program takes a packet up from an empty stack: between these two.
			clock.after(0, lookBefore);
			deliver();
			clock.after(0, lookAfter);
		}
	}

	#compare(board: BoardName, isGenuine: boolean, before: Look, after: Look): void {
		const reasons = Object.keys(after.refused).filter((reason) => after.refused[reason] !== before.refused[reason]);
		// A copy may be the first that finds the board listening: then it is taken.
		if (isGenuine && (reasons.length === 0 || reasons.some((reason) => ANSWERED.has(reason)))) return;
		if (before.rest === after.rest && reasons.length <= 1) return;
		const what = isGenuine ? "a packet that came again" : "a packet that its peer did not send";
		const counted = reasons.length > 1 ? `, counted as ${reasons.join(" and ")}` : "";
		this.#options.violations.report(
			"I9",
			`${what} changed the ${board}: ${before.rest} became ${after.rest}${counted}`,
		);
	}
}
