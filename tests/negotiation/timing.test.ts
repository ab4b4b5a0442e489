import { LADDER } from "../../src/negotiation/ladder.js";
import {
	ACKNOWLEDGEMENT_FRAME_BYTES,
	ANSWER_DELAY,
	answerTimeout,
	backoff,
	COMMIT_ATTEMPTS,
	exchangeTime,
	frameTime,
	HELLO_FRAME_BYTES,
	helloPatience,
	KEEP_ALIVE,
	LEFT_OUT,
	LINK_FRAME_BYTES,
	lawfulInterval,
	longestSilence,
	maxFrameBytes,
	PROBE_FAILURES,
	PROPOSE_ATTEMPTS,
	politePatience,
	promptAirtime,
	quickDiscoveries,
	returnPatience,
	revisitPatience,
	SHORT_PROBE_FRAME_BYTES,
	settledPatience,
	silenceAfterLoss,
	staleAnswerInterval,
	trialPatience,
	UNANSWERED_BEFORE_HELLO,
	unansweredPatience,
} from "../../src/negotiation/timing.js";
import { assert, test } from "../harness/index.js";
import { planOfRegion } from "./plans.js";

const RUNGS = LADDER.map((_, rung) => rung);
/** Of every channel of every region, and one that there is none of. */
const DUTY_CYCLES = [
	...new Set(["EU868", "EU433"].flatMap((name) => planOfRegion(name).channels.map(({ subBand }) => subBand.dutyCycle))),
	0.001,
];

test("what answers to old hellos take is a tenth of what the law allows at most, and half of it after a start, whoever plays them back", () => {
	for (const rung of RUNGS)
		for (const dutyCycle of DUTY_CYCLES) {
			const interval = staleAnswerInterval(rung, dutyCycle);
			assert.ok(frameTime(rung, HELLO_FRAME_BYTES) <= 0.1 * dutyCycle * interval, `${rung}, ${dutyCycle}`);
			assert.ok(interval >= 30_000);
			assert.equal(promptAirtime(dutyCycle), 0.5 * dutyCycle * 3_600_000);
		}
});

test("discoveries in quick succession leave most of an hour's airtime for what comes of them", () => {
	for (const rung of RUNGS)
		for (const dutyCycle of DUTY_CYCLES.filter((share) => share >= 0.01)) {
			const airtime = quickDiscoveries(rung, dutyCycle) * frameTime(rung, HELLO_FRAME_BYTES);
			assert.ok(airtime <= 0.1 * dutyCycle * 3_600_000, `${rung}, ${dutyCycle}`);
		}
});

test("no frame holds the air longer than four seconds, and a control frame always fits", () => {
	for (const rung of RUNGS) {
		const bytes = maxFrameBytes(rung);
		assert.ok(frameTime(rung, bytes) <= 4000);
		assert.ok(bytes === 255 || frameTime(rung, bytes + 1) > 4000);
		assert.ok(bytes > HELLO_FRAME_BYTES);
	}
});

test("the longest frame of each rung is the documented one", () => {
	assert.deepEqual(RUNGS.map(maxFrameBytes), [100, 220, 255, 255, 255, 255, 255]);
});

test("the asker waits until the longest answer has come", () => {
	for (const rung of RUNGS) {
		for (const bytes of [HELLO_FRAME_BYTES, ACKNOWLEDGEMENT_FRAME_BYTES]) {
			assert.ok(answerTimeout(rung) > ANSWER_DELAY + frameTime(rung, bytes));
		}
	}
});

test("a settled receiver outwaits all silences that a new sync needs, at every rung and frame size", () => {
	for (const dutyCycle of DUTY_CYCLES) {
		for (const rung of RUNGS) {
			for (let bytes = HELLO_FRAME_BYTES; bytes <= maxFrameBytes(rung); bytes++) {
				const gap = Math.max(longestSilence(rung, dutyCycle), lawfulInterval(rung, bytes, dutyCycle));
				// The transmitter calls for a new sync with the first outcome after its own patience.
				const silence =
					unansweredPatience(rung, dutyCycle) + gap + politePatience(rung) + frameTime(rung, LINK_FRAME_BYTES);
				assert.ok(settledPatience(rung, dutyCycle) > silence, `rung ${rung}, ${bytes} bytes, ${dutyCycle}`);
			}
		}
	}
});

test("a settled receiver outwaits a crowd: telegrams that are left out, the lost one after them, and the hello that follows", () => {
	for (const dutyCycle of DUTY_CYCLES) {
		for (const rung of RUNGS) {
			const interval = Math.max(KEEP_ALIVE, lawfulInterval(rung, 27, dutyCycle));
			const silence = (LEFT_OUT + 1) * (interval + politePatience(rung)) + exchangeTime(rung, maxFrameBytes(rung));
			const hello = politePatience(rung) + frameTime(rung, HELLO_FRAME_BYTES);
			assert.ok(settledPatience(rung, dutyCycle) > silence + hello, `rung ${rung}, ${dutyCycle}`);
		}
	}
});

test("a receiver that restarted listens long enough for the hello of a transmitter that still runs and misses its answers", () => {
	for (const dutyCycle of DUTY_CYCLES) {
		for (const rung of RUNGS) {
			const missed =
				UNANSWERED_BEFORE_HELLO *
				(longestSilence(rung, dutyCycle) + politePatience(rung) + exchangeTime(rung, maxFrameBytes(rung)));
			const hello = longestSilence(rung, dutyCycle) + politePatience(rung) + frameTime(rung, HELLO_FRAME_BYTES);
			assert.ok(revisitPatience(rung, dutyCycle) > missed + hello);
		}
	}
});

test("after a loss a settled transmitter speaks sooner, and not sooner than the law allows for ever", () => {
	for (const dutyCycle of DUTY_CYCLES) {
		for (const rung of RUNGS) {
			const silence = silenceAfterLoss(rung, dutyCycle);
			assert.ok(silence <= longestSilence(rung, dutyCycle));
			assert.ok(frameTime(rung, SHORT_PROBE_FRAME_BYTES) <= dutyCycle * silence);
		}
	}
});

test("a receiver that answered a hello waits for what follows it, and for the hello again", () => {
	for (const rung of RUNGS) {
		const next = exchangeTime(rung, HELLO_FRAME_BYTES) + exchangeTime(rung, maxFrameBytes(rung));
		assert.ok(helloPatience(rung) > next);
	}
});

test("a receiver on trial outwaits the repeated proposal, the probes that may fail, and the repeated commit", () => {
	for (const from of RUNGS) {
		for (const to of RUNGS) {
			const proposing = (PROPOSE_ATTEMPTS - 1) * exchangeTime(from, LINK_FRAME_BYTES);
			const probing = PROBE_FAILURES.strong * exchangeTime(to, maxFrameBytes(to));
			const committing = COMMIT_ATTEMPTS * exchangeTime(to, LINK_FRAME_BYTES);
			assert.ok(trialPatience(from, to) > proposing + probing);
			assert.ok(trialPatience(from, to) > committing);
		}
	}
});

test("a transmitter that fell back says hello for longer than the receiver's trial lasts, and is heard before it is given up", () => {
	for (const from of RUNGS) {
		for (const to of RUNGS) {
			assert.ok(returnPatience(from, to) > trialPatience(from, to) + exchangeTime(from, maxFrameBytes(from)));
			for (const dutyCycle of DUTY_CYCLES) {
				// Back at `from`, the receiver's patience starts anew and covers one more hello.
				assert.ok(settledPatience(from, dutyCycle) > exchangeTime(from, maxFrameBytes(from)));
			}
		}
	}
});

test("steady traffic takes four fifths of the legal airtime", () => {
	for (const rung of RUNGS) {
		for (const dutyCycle of DUTY_CYCLES) {
			const share = frameTime(rung, 33) / lawfulInterval(rung, 33, dutyCycle) / dutyCycle;
			assert.ok(share <= 0.8 && share > 0.7, `${share} of the duty cycle at rung ${rung}`);
		}
	}
});

test("the search for a free channel is short against the pauses that the law asks for", () => {
	for (const rung of RUNGS) {
		const pause = lawfulInterval(rung, HELLO_FRAME_BYTES, 0.1);
		assert.ok(politePatience(rung) < pause, `${politePatience(rung)} ms at rung ${rung}`);
		// Two neighbours' pauses differ by more than a look takes.
		assert.ok(backoff(rung) >= 25);
	}
});
