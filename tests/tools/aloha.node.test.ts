import { aloha } from "../../tools/commands/aloha.js";
import { UserError } from "../../tools/commands/user-error.js";
import { assert, test } from "../harness/index.js";
import { catchOutput } from "./caught-output.js";

/** Runs the command with what it prints caught. */
function run(...args: string[]): { code: number; out: string; error: string } {
	const caught = catchOutput();
	try {
		const code = aloha(args);
		return { ...caught, code };
	} catch (thrown) {
		if (!(thrown instanceof UserError)) throw thrown;
		return { ...caught, code: 1, error: thrown.message };
	} finally {
		caught.release();
	}
}

function result(...args: string[]) {
	const caught: string[] = [];
	const { log } = console;
	console.log = (text: string) => caught.push(text);
	try {
		assert.equal(aloha(args), 0);
	} finally {
		console.log = log;
	}
	assert.equal(caught.length, 1);
	return JSON.parse(caught[0]);
}

test("aloha prints one line of JSON with the share that was received, and what it was asked for", () => {
	const { der, theory, set, nodes, capture, hours, seed, sent, received } = result(
		...["--set", "SN3", "--nodes", "20", "--hours", "50", "--seed", "7", "--capture"],
	);
	assert.deepEqual({ set, nodes, capture, hours, seed }, { set: "SN3", nodes: 20, capture: true, hours: 50, seed: 7 });
	assert.close(sent, 3600, 200);
	assert.close(der, received / sent, 1e-4);
	assert.close(theory, Math.exp((-2 * 20 * 1318.912) / 1e6), 1e-4);
});

test("aloha gives the same for the same seed, and something else for another", () => {
	const args = ["--set", "SN1", "--nodes", "100", "--hours", "20"];
	assert.deepEqual(result(...args), result(...args));
	assert.notEqual(result(...args).received, result(...args, "--seed", "2").received);
});

test("aloha runs for as long as it takes when no hours are given", () => {
	assert.equal(result("--set", "SN1", "--nodes", "1000").hours, 28);
});

test("aloha gives null for the share of no frames", () => {
	const { der, sent } = result("--set", "SN1", "--nodes", "1", "--hours", "1", "--seed", "15");
	assert.deepEqual([der, sent], [null, 0]);
});

const REFUSED: [args: string[], message: RegExp][] = [
	[["--nodes", "10"], /^--set is missing: give SN1 or SN3\.$/],
	[["--set", "SN2", "--nodes", "10"], /^--set is "SN2": give SN1 or SN3\.$/],
	[["--set", "SN1"], /^--nodes is missing: give a whole number from 1 to 2000\.$/],
	[["--set", "SN1", "--nodes", "0"], /^--nodes is "0": give a whole number from 1 to 2000\.$/],
	[["--set", "SN1", "--nodes", "10", "--hours", "0"], /^--hours is "0": give a number from 1 to 10000\.$/],
	[
		["--set", "SN1", "--nodes", "2000", "--hours", "10000"],
		/^--hours is "10000": with 2000 nodes give at most 694, for 5000000 frames\.$/,
	],
	[["--set", "SN1", "--nodes", "10", "--seed", "-1"], /^--seed/],
	[["--set", "SN1", "--nodes", "10", "--captured"], /Unknown option '--captured'/],
];

for (const [args, message] of REFUSED) {
	test(`aloha ${args.join(" ")} is refused in a sentence`, () => {
		const { code, out, error } = run(...args);
		assert.equal(code, 1);
		assert.equal(out, "");
		assert.match(error, message);
	});
}
