/** Where and how often the transmitter looks for the receiver: pure functions, so that the whole plan is a table in its test. */
import type { Milliseconds } from "../clock.js";
import type { ChannelPlan } from "./channel-plan.js";
import { RENDEZVOUS, type Rung, TOP_RUNG } from "./ladder.js";
import { type Profile, profileOf, rungOf } from "./profile.js";
import { discoveryInterval, quickDiscoveries, quickPause } from "./timing.js";

/** Discoveries at the last good rung before the receiver is looked for elsewhere. */
export const REVISITS = 6;
/** So often each other rung is tried: a receiver that waits at a wrong one is found there, long before it gives up. */
const ROUNDS = 2;
/** Discoveries in quick succession before the lawful pace: of two that never met, and of two that lost each other. */
const QUICK_MEETINGS = 5;
const QUICK_SEARCHES = REVISITS + 2;

/** Of so many discoveries of two that never met one goes out at the rendezvous, the others where they take little of the air. */
const MEETING_ROUND = 5;
const MEETING_RENDEZVOUS = 3;
/** After the first round each one has one more, on the second channel. */
const LATER_ROUND = MEETING_ROUND + 1;

/** From the fastest down after the rendezvous: those below SF11 take together less of the air than the rendezvous alone. */
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

/**
 * Where a discovery goes. Two that have never run together meet at the rendezvous. Two that have meet there or where they
 * ran; at first all other rungs of the channel where they meet are searched, too.
 */
export function discoveryPlace({ attempt, plan, lastGood, committed = lastGood }: DiscoveryRequest): Profile {
	const { rendezvous } = plan;
	const elsewhere = plan.elsewhere(lastGood);
	if (lastGood === undefined) {
		const isFirst = elsewhere === undefined || attempt < MEETING_ROUND;
		const place = isFirst ? attempt % MEETING_ROUND : (attempt - MEETING_ROUND) % LATER_ROUND;
		if (place === MEETING_ROUND && elsewhere !== undefined) return elsewhere;
		return place === MEETING_RENDEZVOUS ? rendezvous : plan.home(lastGood);
	}
	if (attempt < REVISITS) return lastGood;
	const since = attempt - REVISITS;
	const turns = elsewhere === undefined ? 2 : 3;
	const step = Math.floor(since / turns);
	const turn = since % turns;
	if (turn === 2 && elsewhere !== undefined && step % turnsApart(plan, elsewhere) === 0) return elsewhere;
	if (turn > 0) return lastGood;
	if (since === 0 && committed !== undefined && committed !== lastGood) return committed;
	return step < ROUNDS * ROUND.length ? profileOf(plan.meeting, ROUND[step % ROUND.length]) : rendezvous;
}

/** Of the time that the law asks for between two rounds of three, what follows each discovery. */
const TURN_PAUSES: readonly number[] = Object.freeze([0.7, 0.15, 0.15]);

/** From one round of three to the next: what the law asks for, in the sub-band where they take most of what it allows. */
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

/** How many rounds with a discovery at the rendezvous each are between two elsewhere, so that the law is kept there too. */
function turnsApart(plan: ChannelPlan, elsewhere: Profile): number {
	const interval = discoveryInterval(rungOf(elsewhere), plan.dutyCycle(elsewhere));
	return Math.ceil(interval / discoveryInterval(RENDEZVOUS, plan.dutyCycle(plan.rendezvous)));
}

/** Of so many discoveries one goes out though the channel is busy: it may be noise that is always there. */
const INSISTING = 4;

/** Whether this discovery is left out when the channel is busy: the others may be many pairs that look for each other. */
export function discoveryYields(attempt: number): boolean {
	return attempt % INSISTING !== INSISTING - 1;
}

/**
 * From this discovery, unanswered, to the next. `random`, in [0, 1), spreads them, so that two pairs do not collide for
 * ever.
 */
export function discoveryPause(request: DiscoveryRequest, random: number): Milliseconds {
	return Math.round(meanPause(request) * (0.75 + 0.5 * random));
}

function meanPause(request: DiscoveryRequest): Milliseconds {
	const { attempt, plan, lastGood } = request;
	const place = discoveryPlace(request);
	const elsewhere = plan.elsewhere(lastGood);
	const since = attempt - REVISITS;
	const turns = TURN_PAUSES.length;
	if (elsewhere !== undefined && lastGood !== undefined && since >= turns * ROUNDS * ROUND.length)
		return TURN_PAUSES[since % turns] * roundInterval(plan, lastGood, elsewhere);
	// On the second channel they are far apart anyway.
	const isElsewhere = place === elsewhere;
	const [rung, dutyCycle] = [rungOf(place), plan.dutyCycle(isElsewhere ? plan.rendezvous : place)];
	const quick = Math.min(lastGood === undefined ? QUICK_MEETINGS : QUICK_SEARCHES, quickDiscoveries(rung, dutyCycle));
	if (attempt < quick) return quickPause(rung, dutyCycle);
	if (lastGood !== undefined) return discoveryInterval(rung, dutyCycle);
	return discoveryInterval(RENDEZVOUS, dutyCycle) / (elsewhere === undefined ? MEETING_ROUND : LATER_ROUND);
}
