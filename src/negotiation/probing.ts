/** How a rung is tried with probes: how long they are, and when enough of them were confirmed, or failed. */
import { isWeak, RENDEZVOUS } from "./ladder.js";
import { type Profile, rungOf } from "./profile.js";
import { CONFIRMATIONS, CONFIRMATIONS_AT_RENDEZVOUS, PROBE_FAILURES } from "./timing.js";
import { request, type TransmitterAction, type TransmitterState } from "./transmitter-state.js";

export type Probing = Extract<TransmitterState, { phase: "probing" }>;

/**
 * A probe as long as a real frame. On the slowest rung a short one, for its SNR only: there is no slower rung to go to.
 */
export function nextProbe(profile: Profile): TransmitterAction {
	return request({ kind: rungOf(profile) === RENDEZVOUS ? "short probe" : "probe" });
}

/** One was confirmed; returns whether these are enough. */
export function confirmProbe(state: Probing, snrDb: number): boolean {
	const isSlowest = rungOf(state.profile) === RENDEZVOUS;
	// The SNR known so far was predicted from another rung; only at the rendezvous was it measured, by the hello's answer.
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
