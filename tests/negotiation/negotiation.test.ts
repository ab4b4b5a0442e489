import { LADDER, RENDEZVOUS, type Rung, TOP_RUNG } from "../../src/negotiation/ladder.js";
import { settledPatience } from "../../src/negotiation/timing.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";
import { NegotiatingPair, NOTHING_LOST, started } from "./pair.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RUNGS = LADDER.map((_, rung) => rung);

test("nothing is sent before the meter is heard", () => {
	const pair = new NegotiatingPair({ lost: NOTHING_LOST, snrDb: 9 });
	pair.clock.advance(HOUR);
	assert.equal(pair.airtime, 0);
	assert.equal(pair.transmitter.state.phase, "idle");
});

test("a strong link is met on SF7/250 and stays there: nothing is sent at the rendezvous", () => {
	const pair = started({ lost: (rung) => rung === RENDEZVOUS, snrDb: 9 });
	assert.ok(pair.settles(TOP_RUNG, 10_000));
	assert.ok(!pair.log.includes("T switching"));
	assert.deepEqual(pair.remembered, { transmitter: TOP_RUNG, receiver: TOP_RUNG });
});

test("the climb ends on the fastest rung that works, whichever that is", () => {
	for (const best of RUNGS) {
		// An SNR that promises too much: only trying tells.
		const pair = started({ lost: (rung) => rung > best, snrDb: 9 });
		assert.ok(pair.settles(best, 10 * MINUTE), `rung ${best}`);
		pair.clock.advance(5 * MINUTE);
		assert.ok(pair.settledOn(best), `rung ${best} holds`);
	}
});

test("a weak signal is not led up to rungs that it cannot reach", () => {
	const pair = started({ lost: NOTHING_LOST, snrDb: -14 });
	assert.ok(pair.settles(1, 5 * MINUTE));
	assert.ok(!pair.log.includes("T fell back"));
});

test("any single lost frame of the handshake, request or answer, only delays it", () => {
	for (let missing = 0; missing < 14; missing++) {
		let frame = 0;
		const pair = started({ lost: () => frame++ === missing, snrDb: 9 });
		assert.ok(pair.settles(TOP_RUNG, 10 * MINUTE), `frame ${missing} lost`);
	}
});

test("any two lost frames of the handshake only delay it", () => {
	for (let first = 0; first < 16; first++) {
		for (let second = first + 1; second < 20; second++) {
			let frame = -1;
			const lost = () => {
				frame++;
				return frame === first || frame === second;
			};
			const pair = started({ lost, snrDb: 9 });
			assert.ok(pair.clock.runWhile(() => pair.transmitter.state.phase !== "running", 20 * MINUTE));
			pair.clock.advance(MINUTE);
			assert.equal(pair.tuned.receiver, pair.tuned.transmitter, `frames ${first} and ${second} lost`);
		}
	}
});

test("after a storm of losses the two find each other again, from wherever it left them", () => {
	for (let seed = 0; seed < 60; seed++) {
		const random = seededRandom(seed, "storm");
		const pair = started({ lost: () => random() < 0.5, snrDb: 9, random });
		pair.clock.advance(20 * MINUTE + seed * 1234);
		pair.options.lost = NOTHING_LOST;
		const limit = settledPatience(RENDEZVOUS + 1, 0.1) + 10 * MINUTE;
		const healed = pair.clock.now();
		assert.ok(
			pair.clock.runWhile(
				() => pair.transmitter.state.phase !== "running" || pair.tuned.receiver !== pair.tuned.transmitter,
				healed + limit,
			),
			`seed ${seed}: ${JSON.stringify([pair.transmitter.state, pair.receiver.state])}`,
		);
	}
});

test("a strong link whose rung is taken by others is found again on another one", () => {
	const pair = started({ lost: NOTHING_LOST, snrDb: 9 });
	assert.ok(pair.settles(TOP_RUNG, MINUTE));
	pair.options.lost = (rung) => rung > 2;
	assert.ok(pair.settles(2, 5 * MINUTE));
	assert.ok(pair.log.includes("T lost") && !pair.log.includes("T lossy"));
});

test("a weak link whose losses are too high begins anew, and stays below the rung that was too fast", () => {
	// 3 dB to spare on SF9/250, with noise twice as wide.
	const pair = started({ lost: NOTHING_LOST, snrDb: -6.5 });
	assert.ok(pair.settles(4, MINUTE));
	const random = seededRandom(3, "losses");
	pair.options.lost = (rung) => rung > 3 && random() < 0.5;
	assert.ok(pair.settles(3, 5 * MINUTE));
	assert.ok(pair.log.includes("T lossy"));
});

test("a transmitter that restarts finds the receiver on the rung they had", () => {
	const pair = started({ lost: NOTHING_LOST, snrDb: 9 });
	assert.ok(pair.settles(TOP_RUNG, MINUTE));
	pair.rebootTransmitter();
	assert.ok(pair.settles(TOP_RUNG, 10_000));
});

test("a receiver that restarts listens on the rung they had", () => {
	const pair = started({ lost: NOTHING_LOST, snrDb: 9 });
	assert.ok(pair.settles(TOP_RUNG, MINUTE));
	pair.rebootReceiver();
	assert.ok(pair.settledOn(TOP_RUNG));
	pair.clock.advance(10 * MINUTE);
	assert.ok(pair.settledOn(TOP_RUNG));
});

test("a receiver left alone listens at the rendezvous and on the rung they had, by turns, most of the time at the rendezvous", () => {
	const pair = started({ lost: NOTHING_LOST, snrDb: 9 });
	assert.ok(pair.settles(TOP_RUNG, MINUTE));
	pair.options.lost = () => true;
	pair.clock.advance(settledPatience(TOP_RUNG, 0.1) + MINUTE);
	let atRendezvous = 0;
	for (let second = 0; second < 600; second++) {
		pair.clock.advance(1000);
		const { phase, profile: rung } = pair.receiver.state;
		assert.equal(phase, "searching");
		assert.ok(rung === RENDEZVOUS || rung === TOP_RUNG);
		if (rung === RENDEZVOUS) atRendezvous++;
	}
	assert.ok(atRendezvous > 450 && atRendezvous < 510, `${atRendezvous} s of 600`);
});

test("a receiver that has given up is settled again by a telegram on the rung they had", () => {
	const pair = started({ lost: NOTHING_LOST, snrDb: 9 });
	assert.ok(pair.settles(TOP_RUNG, MINUTE));
	pair.options.lost = () => true;
	assert.ok(
		pair.clock.runWhile(
			() => pair.receiver.state.phase !== "searching" || pair.receiver.state.profile !== TOP_RUNG,
			pair.clock.now() + 10 * MINUTE,
		),
	);
	pair.hear({ kind: "other" });
	assert.equal(pair.receiver.state.phase, "settled");
});

test("whenever the transmitter dies for good, the receiver says so, once, and waits for another", () => {
	for (let seconds = 1; seconds < 60; seconds += 4) {
		const pair = started({ lost: NOTHING_LOST, snrDb: 9 });
		pair.clock.advance(seconds * 1000);
		// Half of the time it is about to begin anew, and the receiver is at the rendezvous already.
		if (seconds % 8 === 1) pair.options.lost = (_, what) => what.includes("telegram");
		pair.clock.advance(20_000);
		pair.options.lost = () => true;
		pair.log.length = 0;
		pair.clock.advance(settledPatience(RENDEZVOUS + 1, 0.1) + 10 * MINUTE);
		assert.equal(pair.log.filter((line) => line === "R lost").length, 1, `after ${seconds} s`);
		assert.equal(pair.receiver.state.phase, "searching");
	}
});

test("a receiver that has never heard anybody does not say that it lost somebody", () => {
	const pair = started({ lost: () => true, snrDb: 9 });
	pair.clock.advance(2 * HOUR);
	assert.ok(!pair.log.includes("R lost"));
});

test("a call back to the rendezvous that the receiver hears, or never hears, ends in a new climb", () => {
	for (const hears of [true, false]) {
		const pair = started({ lost: NOTHING_LOST, snrDb: -6.5 });
		assert.ok(pair.settles(4, MINUTE));
		pair.options.lost = (rung, what) => rung === 4 && !(hears && what.includes("resync"));
		assert.ok(pair.settles(3, 5 * MINUTE), `hears: ${hears}`);
		assert.ok(pair.log.includes("T lossy"));
	}
});

test("a receiver whose answers are all lost is not kept on its rung by the hellos that it hears", () => {
	const pair = started({ lost: NOTHING_LOST, snrDb: 9 });
	assert.ok(pair.settles(TOP_RUNG, MINUTE));
	pair.options.lost = (rung, what) => rung === TOP_RUNG && what.startsWith("answer");
	assert.ok(pair.settles(TOP_RUNG - 1, 5 * MINUTE));
});

test("when the signal has been good for long, one rung up is tried", () => {
	let best: Rung = 4;
	const pair = started({ lost: (rung) => rung > best, snrDb: 9 });
	assert.ok(pair.settles(4, 10 * MINUTE));
	best = TOP_RUNG;
	assert.ok(pair.settles(TOP_RUNG, HOUR));
});

test("a try one rung up that fails costs no sync, and the next one waits longer", () => {
	const pair = started({ lost: (rung) => rung > 4, snrDb: 9 });
	assert.ok(pair.settles(4, 10 * MINUTE));
	const fallsIn = (duration: number) => {
		const before = pair.log.filter((line) => line === "T fell back").length;
		pair.clock.advance(duration);
		return pair.log.filter((line) => line === "T fell back").length - before;
	};
	const early = fallsIn(4 * HOUR);
	const late = fallsIn(4 * HOUR);
	assert.ok(early >= 1 && late < early, `${early} falls, then ${late}`);
	assert.equal(pair.log.filter((line) => line === "T lossy").length, 0);
});

test("a climb that failed on every rung is tried again after ten minutes, not after hours", () => {
	const pair = started({ lost: (rung) => rung > 0, snrDb: 9 });
	assert.ok(pair.settles(0, 30 * MINUTE));
	assert.ok(pair.log.filter((line) => line === "T fell back").length >= 6);
	pair.options.lost = NOTHING_LOST;
	assert.ok(pair.settles(TOP_RUNG, 20 * MINUTE));
});

test("a new sync forgets how long the tries that failed before it had made the transmitter wait", () => {
	const pair = started({ lost: (rung) => rung > 4, snrDb: 9 });
	assert.ok(pair.settles(4, 10 * MINUTE));
	pair.clock.advance(12 * HOUR);
	pair.options.lost = () => true;
	pair.clock.advance(10 * MINUTE);
	pair.options.lost = (rung) => rung > 4;
	assert.ok(pair.settles(4, 10 * MINUTE));
	pair.options.lost = NOTHING_LOST;
	assert.ok(pair.settles(TOP_RUNG, 20 * MINUTE));
});

test("where nobody answers, the search goes on for ever within the duty cycle", () => {
	for (const dutyCycle of [0.1, 0.01]) {
		const pair = started({ lost: () => true, snrDb: 9, dutyCycle, random: seededRandom(1) });
		pair.clock.advance(HOUR);
		const first = pair.airtime;
		assert.ok(first <= dutyCycle * HOUR, `${first} ms in the first hour at ${dutyCycle}`);
		pair.clock.advance(HOUR);
		assert.ok(pair.airtime > first, "it has not given up");
	}
});

test("from a jammer at one spreading factor, always on or half of the time, the link gives way and comes back", () => {
	const jammed: [string, (rung: Rung) => boolean][] = [
		["SF7", (rung) => rung === TOP_RUNG],
		["SF7 and SF8", (rung) => rung >= TOP_RUNG - 1],
		["SF12", (rung) => rung <= 1],
	];
	for (const [what, isJammed] of jammed) {
		for (const dutyCycle of [1, 0.5]) {
			const pair = started({ lost: NOTHING_LOST, snrDb: 9, random: seededRandom(1, what) });
			assert.ok(pair.settles(TOP_RUNG, MINUTE));
			const { clock } = pair;
			pair.options.lost = (rung) => isJammed(rung) && clock.now() % 20_000 < 20_000 * dutyCycle;
			clock.advance(10 * MINUTE);
			const { state } = pair.transmitter;
			assert.ok(state.phase === "running" || dutyCycle < 1, `${what}: ${state.phase}`);
			pair.options.lost = NOTHING_LOST;
			assert.ok(pair.settles(TOP_RUNG, HOUR), `${what}, ${dutyCycle}`);
		}
	}
});
