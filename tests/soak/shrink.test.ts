import { FAULT_KINDS, planFaults } from "../../tools/soak/faults.js";
import { shrink } from "../../tools/soak/shrink.js";
import { assert, test } from "../harness/index.js";

const HUNDRED = Array.from({ length: 100 }, (_, index) => index);

test("a schedule is cut down to what is needed, in its order", () => {
	let runs = 0;
	const needed = shrink(
		HUNDRED,
		(some) => {
			runs++;
			return some.includes(17) && some.includes(63);
		},
		1000,
	);
	assert.deepEqual(needed, [17, 63]);
	assert.ok(runs < 100, `${runs}`);
	assert.deepEqual(
		shrink(HUNDRED, (some) => some.includes(99), 1000),
		[99],
	);
	assert.deepEqual(
		shrink(HUNDRED, () => true, 1000),
		[],
	);
});

test("it ends after as many runs as it is given, with what fails", () => {
	let runs = 0;
	const needed = shrink(
		HUNDRED,
		(some) => {
			runs++;
			return some.includes(17);
		},
		3,
	);
	assert.equal(runs, 3);
	assert.ok(needed.includes(17));
});

test("leaving kinds of faults out changes none of the others", () => {
	const options = { seed: 7, from: 0, until: 24 * 3_600_000 };
	const all = planFaults({ ...options, kinds: FAULT_KINDS });
	const some = planFaults({ ...options, kinds: ["loss", "replay"] });
	assert.ok(all.length > 60 && some.length >= 9);
	assert.deepEqual(
		some,
		all.filter(({ kind }) => kind === "loss" || kind === "replay"),
	);
	assert.deepEqual(all, planFaults({ ...options, kinds: FAULT_KINDS }));
});
