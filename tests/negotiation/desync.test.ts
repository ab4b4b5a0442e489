/**
 * One side on another rung than the other thinks, in every state of the one and of the other: they find each other
 * again, and how soon.
 */
import { LADDER, type Rung } from "../../src/negotiation/ladder.js";
import type { ReceiverState } from "../../src/negotiation/receiver.js";
import type { TransmitterState } from "../../src/negotiation/transmitter-state.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";
import { NegotiatingPair, type PairOptions } from "./pair.js";

const MINUTE = 60_000;
const RUNGS = LADDER.map((_, rung) => rung);
/** SF10/250: from here on up a frame takes a second at most. */
const FAST: Rung = 3;
const NOTHING_LOST = () => false;

type Phase = TransmitterState["phase"];

/** How each phase of the transmitter on a rung comes about, and with which signal. */
const WAYS: Readonly<Record<Exclude<Phase, "idle">, (rung: Rung) => Partial<PairOptions>>> = Object.freeze({
	discovering: (rung: Rung) => ({ transmitterLastGood: rung }),
	committing: (rung: Rung) => ({ transmitterLastGood: rung, receiverLastGood: rung }),
	running: (rung: Rung) => ({ transmitterLastGood: rung, receiverLastGood: rung }),
	probing: (rung: Rung) => ({ lost: (one: Rung) => one > rung }),
	proposing: (rung: Rung) => ({ lost: (one: Rung) => one > rung }),
	returning: (rung: Rung) => ({ lost: (one: Rung) => one > 0 && one >= rung }),
	resyncing: (rung: Rung) => ({
		transmitterLastGood: rung,
		receiverLastGood: rung,
		snrDb: LADDER[rung].requiredSnrDb + (rung === 0 ? 3 : 6),
		lost: (one: Rung, what: string) => one === rung && what.includes("telegram"),
	}),
});

/** A pair whose transmitter is in this phase on this rung; undefined where that can't be. */
function pairIn(phase: Exclude<Phase, "idle">, rung: Rung, seed: number): NegotiatingPair | undefined {
	const random = seededRandom(seed, `${phase} ${rung}`);
	const pair = new NegotiatingPair({ lost: NOTHING_LOST, snrDb: 9, random, ...WAYS[phase](rung) });
	pair.start();
	const { clock } = pair;
	const reached = () => {
		const { state } = pair.transmitter;
		if (state.phase !== phase) return false;
		return phase === "proposing"
			? state.phase === "proposing" && state.to === rung
			: "profile" in state && (phase === "returning" || state.profile === rung);
	};
	if (!clock.runWhile(() => !reached(), 20 * MINUTE)) return undefined;
	pair.options = { ...pair.options, lost: NOTHING_LOST, snrDb: 9 };
	return pair;
}

/** Moves the receiver as genuine frames would that only it heard. */
function displace(pair: NegotiatingPair, phase: ReceiverState["phase"], rung: Rung): void {
	if (phase === "searching") pair.hear({ kind: "resync" });
	else {
		if (pair.receiver.state.profile === rung) pair.hear({ kind: "resync" });
		pair.hear({ kind: "propose", to: rung });
		if (phase === "settled") pair.hear({ kind: "commit", profile: rung });
	}
}

interface Case {
	name: string;
	fast: boolean;
	seconds: number;
}

function measure(): Case[] {
	const cases: Case[] = [];
	for (const phase of Object.keys(WAYS) as Exclude<Phase, "idle">[]) {
		for (const rung of RUNGS) {
			for (const peer of ["searching", "trial", "settled"] as const) {
				for (const displaced of peer === "searching" ? [0] : RUNGS.slice(1)) {
					const pair = pairIn(phase, rung, displaced);
					if (pair === undefined) continue;
					displace(pair, peer, displaced);
					const { clock } = pair;
					const from = clock.now();
					const name = `${phase} on ${rung}, ${peer} on ${displaced}`;
					const isApart = () =>
						pair.transmitter.state.phase !== "running" || pair.tuned.transmitter !== pair.tuned.receiver;
					assert.ok(clock.runWhile(isApart, from + 15 * MINUTE), name);
					const fast = rung >= FAST && (displaced >= FAST || peer === "searching");
					cases.push({ name, fast, seconds: (clock.now() - from) / 1000 });
				}
			}
		}
	}
	return cases;
}

test("however far one side has gone alone, the two find each other: in 45 s on the fast rungs, in 15 minutes on any", () => {
	const cases = measure();
	assert.ok(cases.length > 500, `${cases.length} cases`);
	const fast = cases.filter((one) => one.fast).map((one) => one.seconds);
	fast.sort((a, b) => a - b);
	const mean = fast.reduce((sum, seconds) => sum + seconds, 0) / fast.length;
	const percentile = fast[Math.floor(0.99 * fast.length)];
	assert.ok(mean <= 45, `mean ${mean} s`);
	assert.ok(percentile <= 300, `99 % ${percentile} s`);
});
