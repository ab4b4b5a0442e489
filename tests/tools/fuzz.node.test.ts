import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { assert, test } from "../harness/index.js";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

function fuzz(...args: string[]) {
	const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "tools/fuzz.ts", ...args], {
		cwd: PROJECT,
		encoding: "utf8",
	});
	return { status, out: stdout.trimEnd().split("\n"), err: stderr };
}

test("a fuzz run of the P1 port says its seed and what became of 20,000 inputs, the same each time", () => {
	const runs = [fuzz("p1", "--count", "20000", "--seed", "5"), fuzz("p1", "--count", "20000", "--seed", "5")];
	for (const { status, out, err } of runs) {
		assert.equal(err, "");
		assert.equal(status, 0);
		assert.equal(out[0], "p1: 20000 inputs, seed 5");
	}
	const [first, second] = runs.map(({ out }) => ({ ...JSON.parse(out[1]), seconds: 0 }));
	assert.deepEqual(first, second);
	assert.equal(first.inputs, 20_000);
});

test("without a seed one is drawn, and told", () => {
	assert.match(fuzz("p1", "--count", "10").out[0], /^p1: 10 inputs, seed \d+$/);
});

test("what there is not to fuzz is refused in one sentence", () => {
	assert.equal(fuzz("p2").err, "fuzz: give one of p1, codec.\n");
	assert.match(fuzz("p1", "--count", "x").err, /^fuzz: --count is "x": give a whole number/);
});
