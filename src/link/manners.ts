/** Which frames of a transmitter yield to others that are on the air. */
import { discoveryYields } from "../negotiation/discovery.js";
import { isWeak } from "../negotiation/ladder.js";
import { rungOf } from "../negotiation/profile.js";
import type { TransmitterState } from "../negotiation/transmitter-state.js";
import type { Exchange } from "./exchange.js";

/** Whether the boards hear each other so well that a loss is others' doing. */
export function isStrong(state: TransmitterState): boolean {
	return state.phase === "running" && !isWeak(state.meanSnrDb, rungOf(state.profile));
}

/**
 * Whether a frame is left out when the channel stays busy. `mayYield`: few enough telegrams in a row were left out so
 * far.
 */
export function yieldsToOthers(state: TransmitterState, kind: Exchange["kind"], mayYield: boolean): boolean {
	if (kind === "traffic") return isStrong(state) && mayYield;
	return state.phase === "discovering" && discoveryYields(state.attempt);
}
