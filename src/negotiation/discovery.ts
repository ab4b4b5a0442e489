/**
 * Where and how often the transmitter looks for the receiver: pure functions, so that the whole plan is a table in its
 * test.
 */
import type { Milliseconds } from "../clock.js";
import type { ChannelPlan } from "./channel-plan.js";
import { RENDEZVOUS, type Rung, TOP_RUNG } from "./ladder.js";
import { type Profile, profileOf, rungOf } from "./profile.js";
import { discoveryInterval, PAUSE_SPREAD, quickDiscoveries, quickPause } from "./timing.js";

/** Discoveries at the last good rung before the receiver is looked for elsewhere. */
export const REVISITS = 6;
/** How often each other rung is then tried: a receiver that waits on one of them is found long before it gives up. */
const ROUNDS = 2;
/** Discoveries in quick succession before the lawful pace: of two that never met, and of two that lost each other. */
const QUICK_MEETINGS = 5;
const QUICK_SEARCHES = REVISITS + 2;

/**
 * Of two that never met, this many discoveries make a round, and one of them (by its place, from 0) goes to the
 * rendezvous.
 */
const MEETING_ROUND = 5;
const MEETING_RENDEZVOUS = 3;
/** After the first round each round has one discovery more, on the second channel. */
const LATER_ROUND = MEETING_ROUND + 1;

/**
 * The rungs of one round of two that ran together: the rendezvous, then from the fastest down. Those faster than SF11
 * take less of the air together than the rendezvous alone.
 */
const ROUND: readonly Rung[] = Object.freeze([
	RENDEZVOUS,
	...Array.from({ length: TOP_RUNG - RENDEZVOUS }, (_, index) => TOP_RUNG - index),
]);

export interface DiscoveryRequest {
	/** The number of the discovery, from 0. */
	attempt: number;
	plan: ChannelPlan;
	/** Where the two ran last; undefined for two that never did. */
	lastGood: Profile | undefined;
	/** Where the transmitter committed last and heard no answer: the receiver may wait there. */
	committed?: Profile | undefined;
}

/** Where a discovery goes. */
export function discoveryPlace(request: DiscoveryRequest): Profile {
	const { attempt, plan, lastGood, committed } = request;
	return lastGood === undefined ? meetingPlace(attempt, plan) : searchPlace(attempt, plan, lastGood, committed);
}

/**
 * Boards that never ran together are looked for at home, where a hello takes little of the air; in each round once at the
 * rendezvous, and after the first round once on the second channel.
 */
function meetingPlace(attempt: number, plan: ChannelPlan): Profile {
	const elsewhere = plan.elsewhere(undefined);
	const isShortRound = elsewhere === undefined || attempt < MEETING_ROUND;
	const place = isShortRound ? attempt % MEETING_ROUND : (attempt - MEETING_ROUND) % LATER_ROUND;
	if (place === MEETING_ROUND && elsewhere !== undefined) return elsewhere;
	return place === MEETING_RENDEZVOUS ? plan.rendezvous : plan.home(undefined);
}

/**
 * Boards that ran together are looked for where they ran, a few times at first; then by turns there, on another rung (for
 * some rounds each one, afterwards the rendezvous for ever), and now and then on the second channel.
 */
function searchPlace(attempt: number, plan: ChannelPlan, lastGood: Profile, committed: Profile = lastGood): Profile {
	if (attempt < REVISITS) return lastGood;
	const elsewhere = plan.elsewhere(lastGood);
	const since = attempt - REVISITS;
	const turns = elsewhere === undefined ? 2 : 3;
	const step = Math.floor(since / turns);
	const turn = since % turns;
	if (turn === 2 && elsewhere !== undefined && step % turnsApart(plan, elsewhere) === 0) return elsewhere;
	if (turn > 0) return lastGood;
	if (since === 0 && committed !== lastGood) return committed;
	return step < ROUNDS * ROUND.length ? profileOf(plan.meeting, ROUND[step % ROUND.length]) : plan.rendezvous;
}

/** The pauses after the three discoveries of a turn, as shares of `roundInterval`. */
const TURN_PAUSES: readonly number[] = Object.freeze([0.7, 0.15, 0.15]);

/** How long a turn of three takes: what the law asks for, in the sub-band where they take most of what it allows. */
function roundInterval(plan: ChannelPlan, lastGood: Profile, elsewhere: Profile): Milliseconds {
	const last = turnsApart(plan, elsewhere) === 1 ? elsewhere : lastGood;
	const intervals = new Map<string, Milliseconds>();
	for (const place of [plan.rendezvous, lastGood, last]) {
		const { name } = plan.at(place).subBand;
		const interval = discoveryInterval(rungOf(place), plan.dutyCycle(place));
		intervals.set(name, (intervals.get(name) ?? 0) + interval);
	}
	return Math.max(...intervals.values());
}

/** How many turns pass from one discovery on the second channel to the next, so that the law is kept there, too. */
function turnsApart(plan: ChannelPlan, elsewhere: Profile): number {
	const interval = discoveryInterval(rungOf(elsewhere), plan.dutyCycle(elsewhere));
	return Math.ceil(interval / discoveryInterval(RENDEZVOUS, plan.dutyCycle(plan.rendezvous)));
}

/** A discovery that the law forbids waits no longer than this: then it is the next one's turn, which may go elsewhere. */
export const LONGEST_POSTPONEMENT: Milliseconds = 30_000;

/** Of so many discoveries one goes out though the channel is busy: the noise may never end. */
const INSISTING = 4;

/**
 * Whether this discovery is left out when the channel is busy: it may be busy with many pairs that look for each other.
 */
export function discoveryYields(attempt: number): boolean {
	return attempt % INSISTING !== INSISTING - 1;
}

/**
 * From this discovery, unanswered, to the next. `random`, in [0, 1), spreads them, so that two pairs do not collide for
 * ever.
 */
export function discoveryPause(request: DiscoveryRequest, random: number): Milliseconds {
	return Math.round(meanPause(request) * (1 - PAUSE_SPREAD + 2 * PAUSE_SPREAD * random));
}

function meanPause(request: DiscoveryRequest): Milliseconds {
	const { attempt, plan, lastGood } = request;
	const place = discoveryPlace(request);
	const elsewhere = plan.elsewhere(lastGood);
	const since = attempt - REVISITS;
	const turns = TURN_PAUSES.length;
	if (elsewhere !== undefined && lastGood !== undefined && since >= turns * ROUNDS * ROUND.length)
		return TURN_PAUSES[since % turns] * roundInterval(plan, lastGood, elsewhere);
	// Discoveries on the second channel are far apart anyway, so the pause is that of the first.
	const isElsewhere = place === elsewhere;
	const [rung, dutyCycle] = [rungOf(place), plan.dutyCycle(isElsewhere ? plan.rendezvous : place)];
	const quick = Math.min(lastGood === undefined ? QUICK_MEETINGS : QUICK_SEARCHES, quickDiscoveries(rung, dutyCycle));
	if (attempt < quick) return quickPause(rung, dutyCycle);
	if (lastGood !== undefined) return discoveryInterval(rung, dutyCycle);
	return discoveryInterval(RENDEZVOUS, dutyCycle) / (elsewhere === undefined ? MEETING_ROUND : LATER_ROUND);
}
