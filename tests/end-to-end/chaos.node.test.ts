/** More seeds, for longer, than an engine of a board has the time for. */
import { assert, test } from "../harness/index.js";
import { runChaos } from "./chaos.js";

const SEEDS = [11, 12, 13, 14, 15, 19, 27];

/** What must have happened somewhere, or the faults are too mild to prove anything. */
const MARKS: readonly RegExp[] = [
	/transmitter: met the other board/,
	/transmitter: switching from/,
	/transmitter: SF\d+\/\d+ did not work, back to/,
	/transmitter: settled on SF12\/125/,
	/transmitter: settled on SF7\/250/,
	/transmitter: losses too high/,
	/transmitter: no answer on/,
	/transmitter: radio: register 0x\w+ lost its value/,
	/transmitter: telegram delivered: \d+ bytes as template/,
	/transmitter: telegram delivered: \d+ bytes as delta/,
	/receiver: SF\d+\/\d+ did not work, back to/,
	/receiver: settled on/,
	/receiver: the other board fell silent/,
	/receiver: radio: register 0x\w+ lost its value/,
];

test("over many seeds, with everything that can happen, both boards keep every promise", () => {
	const lines: string[] = [];
	const kinds = new Set<string>();
	for (const seed of SEEDS) {
		const run = runChaos({ seed, seconds: 3600, faults: 50 });
		lines.push(...run.lines);
		for (const { fault } of run.plan) kinds.add(fault.kind);
	}
	assert.equal(kinds.size, 6);
	for (const mark of MARKS)
		assert.ok(
			lines.some((line) => mark.test(line)),
			`${mark} never happened`,
		);
});

test("a meter that speaks every second fares no worse", () => {
	runChaos({ seed: 21, seconds: 1800, faults: 20, model: "be-3ph" });
});
