/** How a place is tried with virtual telegrams: with which, and when they have told enough. */
import { isWeak, RENDEZVOUS } from "./ladder.js";
import { type Profile, rungOf } from "./profile.js";
import { CONFIRMATIONS, CONFIRMATIONS_AT_RENDEZVOUS, PROBE_FAILURES } from "./timing.js";
import { request, type TransmitterAction, type TransmitterState } from "./transmitter-state.js";

export type Probing = Extract<TransmitterState, { phase: "probing" }>;

/** As long as a real frame, but for the slowest rung: there is no slower one to go to. */
export function nextProbe(profile: Profile): TransmitterAction {
	return request({ kind: rungOf(profile) === RENDEZVOUS ? "knock" : "probe" });
}

/** One was confirmed; returns whether these are enough. */
export function confirmProbe(state: Probing, snrDb: number): boolean {
	const isSlowest = rungOf(state.profile) === RENDEZVOUS;
	// What was known of it before was measured elsewhere, but for the rendezvous: there the hello's answer tells.
	state.snrDb = state.confirmed === 0 && !isSlowest ? snrDb : Math.min(state.snrDb, snrDb);
	state.confirmed++;
	state.failed = 0;
	return state.confirmed >= (isSlowest ? CONFIRMATIONS_AT_RENDEZVOUS : CONFIRMATIONS);
}

/** One failed; returns whether that is the end of it. */
export function failProbe(state: Probing): boolean {
	state.failed++;
	return state.failed >= PROBE_FAILURES[isWeak(state.snrDb, rungOf(state.profile)) ? "weak" : "strong"];
}
