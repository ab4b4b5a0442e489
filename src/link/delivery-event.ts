import type { Rung } from "../negotiation/ladder.js";
import type { LinkEvent } from "./event.js";
import type { Outcome } from "./telegram-sender.js";

/** What is told of an answered telegram; undefined where it only goes on. */
export function eventOf(outcome: Outcome, rung: Rung, snrDb: number): LinkEvent | undefined {
	switch (outcome.kind) {
		case "delivered":
			return { ...outcome, rung, snrDb };
		case "caught up":
			return { ...outcome, rung };
		case "mismatch":
			return { kind: "mismatch", rung };
		case "continue":
			return undefined;
	}
}
