/** A seed in which something is broken on purpose is cut down to the fault that shows it. */
import { firstFailureText, minimalText, minimise } from "../../tools/soak/minimise.js";
import { readPlan } from "../../tools/soak/plan-file.js";
import { healAt, planOf, runSoak, type SoakOptions } from "../../tools/soak/run.js";
import { type Failure, Tally } from "../../tools/soak/tally.js";
import { assert, test } from "../harness/index.js";
import { SHORT } from "./sabotage.js";

const TEN_MINUTES = 600_000;

/** After a cut the receiver hands on again what it had handed on: only with a cut can that be seen. */
const AGAIN: SoakOptions = {
	...SHORT,
	...{ kinds: ["loss", "power cut", "replay"], intensity: 60 },
	sabotage: ({ provenance, boards, clock }) => {
		const received = provenance.received.bind(provenance);
		provenance.received = (telegram) => {
			received(telegram);
			if (boards.receiver.cuts > 0 && clock.now() > TEN_MINUTES) received(telegram);
		};
	},
};

test("of many faults the one remains that it takes, and with it alone the seed fails again", () => {
	const runs: number[] = [];
	const minimal = minimise(AGAIN, { mostRuns: 60, onRun: (faults) => runs.push(faults) });
	assert.equal(minimal?.violation.invariant, "I2");
	assert.equal(minimal?.faults.length, 1, JSON.stringify(minimal?.faults));
	const [fault] = minimal?.faults ?? [];
	assert.ok(fault.kind === "power cut" && fault.board === "receiver", JSON.stringify(fault));
	assert.ok(minimal !== undefined && minimal.of > 5 && minimal.of <= planOf(AGAIN).length, `${minimal?.of}`);
	assert.ok(runs.length > 0 && runs.length <= 60);
	const { violations } = runSoak({ ...AGAIN, plan: [fault] });
	assert.equal(violations[0].invariant, "I2");
	const lines = minimalText(AGAIN, minimal).split("\n");
	assert.deepEqual(JSON.parse(lines[2]), fault);
	assert.equal(lines[1], `Of ${minimal.of} faults these are needed:`);
	assert.match(lines[3], /: p1-lora soak --replay 1 --hours 0\.5 --plan FILE$/);
	assert.equal(readPlan(lines[2], { registers: false, healAt: healAt(0.5) }).ok, true);
});

test("where everything holds there is nothing to cut down, and where no time is given nothing is cut", () => {
	assert.equal(minimise({ ...SHORT, kinds: [] }, { mostRuns: 10 }), undefined);
	const minimal = minimise(AGAIN, { mostRuns: 60, mostTime: -1 });
	assert.equal(minimal?.faults.length, minimal?.of);
	assert.equal(minimal?.end, "the search was ended");
});

test("what fails once only is told so, and no fault of it is called needed", () => {
	let starts = 0;
	const sabotage: SoakOptions["sabotage"] = ({ provenance }) => {
		const received = provenance.received.bind(provenance);
		const isFirst = starts++ === 0;
		provenance.received = (telegram) => {
			received(telegram);
			if (isFirst && provenance.handedOn === 20) received(telegram);
		};
	};
	const minimal = minimise({ ...AGAIN, sabotage }, { mostRuns: 60 });
	assert.equal(minimal?.end, "it does not fail again");
	assert.equal(starts, 2);
});

test("of seeds that failed one is cut down that can be; what was only not the same twice is told so, with how to see it again", () => {
	const tallied = (...failures: Failure[]) => ({ ...new Tally([]).report, failures });
	const unlike: Failure = { seed: 7, violations: [{ invariant: "I10", at: 0, what: "the trace is another" }] };
	const text = firstFailureText(tallied(unlike), { ...SHORT, kinds: [] }) ?? "";
	assert.match(text, /^Seed 7 was not the same twice \(I10\): no faults are cut down for that/);
	assert.match(text, /p1-lora soak --days 1 --seed 7 --twice 1 --hours 0\.5 --faults "none" runs it two times again/);
	const broken: Failure = { seed: 1, violations: [{ invariant: "I2", at: 0, what: "" }] };
	assert.match(
		firstFailureText(tallied(unlike, broken), { ...AGAIN, plan: [] }) ?? "",
		/^Seed 1 holds when it is run again/,
	);
	assert.equal(firstFailureText(tallied(), SHORT), undefined);
});
