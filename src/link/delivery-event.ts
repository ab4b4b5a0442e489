import type { Rung } from "../negotiation/ladder.js";
import type { LinkEvent } from "./event.js";
import type { Delivery } from "./telegram-sender.js";

/** The event to report of an answer to a telegram or snapshots; undefined while there is more to send of it. */
export function eventOf(delivery: Delivery, rung: Rung, snrDb: number): LinkEvent | undefined {
	switch (delivery.kind) {
		case "delivered":
			return { ...delivery, rung, snrDb };
		case "caught up":
			return { ...delivery, rung };
		case "mismatch":
			return { kind: "mismatch", rung };
		case "continue":
			return undefined;
	}
}
