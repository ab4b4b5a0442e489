/** Which frames of a transmitter give way to others that are on the air. */
import { discoveryYields } from "../negotiation/discovery.js";
import { isWeak } from "../negotiation/ladder.js";
import { rungOf } from "../negotiation/profile.js";
import type { TransmitterState } from "../negotiation/transmitter-state.js";
import type { Exchange } from "./exchange.js";

/** The two hear each other so well that a loss is others' doing. */
export function isStrong(state: TransmitterState): boolean {
	return state.phase === "running" && !isWeak(state.meanSnrDb, rungOf(state.profile));
}

/** `mayWait`: not so many telegrams in a row have been left out that the next one goes out all the same. */
export function givesWay(state: TransmitterState, kind: Exchange["kind"], mayWait: boolean): boolean {
	if (kind === "traffic") return isStrong(state) && mayWait;
	return state.phase === "discovering" && discoveryYields(state.attempt);
}
