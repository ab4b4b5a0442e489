import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure, sizesOf } from "../../tools/codec/measure.js";
import { codec } from "../../tools/commands/codec.js";
import { GeneratedMeter, METER_MODELS } from "../../tools/sim/meters.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";
import { catchOutput } from "./caught-output.js";

function telegramsOf(model: string, count: number): Uint8Array[] {
	const meter = new GeneratedMeter(METER_MODELS[model], seededRandom(4, "codec"));
	return Array.from({ length: count }, () => meter.next());
}

/** Runs the command on a file of these bytes, with what it prints caught. */
async function run(bytes: Uint8Array, ...args: string[]): Promise<{ code: number; out: string; error: string }> {
	const folder = mkdtempSync(join(tmpdir(), "codec-"));
	const caught = catchOutput();
	try {
		const file = join(folder, "telegrams.txt");
		writeFileSync(file, bytes);
		const code = await codec([file, ...args]);
		return { ...caught, code };
	} finally {
		caught.release();
		rmSync(folder, { recursive: true });
	}
}

test("codec tells what a file's telegrams take, and that each came back", async () => {
	const { code, out, error } = await run(Buffer.concat(telegramsOf("nl-1ph", 60)));
	assert.equal(code, 0);
	assert.equal(error, "");
	const report = JSON.parse(out);
	assert.equal(report.telegrams, 60);
	assert.equal(report.exact, 60);
	assert.equal(report.body.count, 59);
	assert.equal(report.newTemplates, 0);
	for (const part of ["raw", "body", "keyframe", "template"]) {
		const { mean, p95, max } = report[part];
		assert.ok(mean > 0 && mean <= max && p95 <= max, part);
	}
	assert.ok(report.body.mean < report.keyframe.mean && report.keyframe.mean < report.template.mean);
});

test("codec samples by the meter's own clock, and takes references that are old enough", async () => {
	const telegrams = telegramsOf("be-1ph", 120);
	const bytes = Buffer.concat(telegrams);
	const sampled = JSON.parse((await run(bytes, "--interval", "10", "--reference", "30")).out);
	// Ten samplings of twelve telegrams each, one begun in each second of the first ten.
	assert.equal(sampled.telegrams, 120);
	assert.equal(sampled.body.count, 90);
	assert.equal(sampled.exact, 120);
	const old = JSON.parse((await run(bytes, "--reference", "60")).out);
	assert.equal(old.telegrams, 120);
	assert.equal(old.body.count, 60);
	assert.equal(old.exact, 120);
});

test("a new template in a series is counted with the telegram that brought it", () => {
	const telegrams = [...telegramsOf("nl-1ph", 5), ...telegramsOf("nl-3ph", 5)];
	const report = measure(telegrams, {});
	assert.equal(report?.exact, 10);
	assert.equal(report?.newTemplates, 1);
	assert.equal(report?.body.max, report?.template.max);
});

test("codec leaves damaged telegrams out, and says how many", async () => {
	const telegrams = telegramsOf("nl-1ph", 5);
	telegrams[2][100] ^= 1;
	const { code, out, error } = await run(Buffer.concat(telegrams));
	assert.equal(code, 0);
	assert.equal(JSON.parse(out).telegrams, 4);
	assert.match(error, /^1 damaged telegrams of .* are left out\.$/);
});

test("the 95th percentile is the least number that 95 % do not exceed", () => {
	const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
	assert.deepEqual(sizesOf(hundred), { count: 100, mean: 50.5, p95: 95, max: 100 });
	assert.deepEqual(sizesOf([7]), { count: 1, mean: 7, p95: 7, max: 7 });
	assert.deepEqual(sizesOf([]), { count: 0, mean: null, p95: null, max: null });
});

const REFUSED: readonly (readonly [args: readonly string[], message: RegExp])[] = [
	[[], /^Which file\? Give its path, or - for standard input\.$/],
	[["a", "b"], /^Unexpected argument 'b': give one file\.$/],
	[["no-such-file"], /^Cannot read no-such-file: there is no such file\.$/],
	[["a", "--interval", "0"], /^--interval is "0": give a whole number from 1 to 604800\.$/],
	[["a", "--reference", "x"], /^--reference is "x": give a whole number from 1 to 604800\.$/],
];

for (const [args, message] of REFUSED) {
	test(`codec ${args.join(" ")} is refused in a sentence`, async () => {
		await assert.rejects(codec([...args]), message);
	});
}

test("a file without a telegram, and one without a clock where it is asked for, are refused in a sentence", async () => {
	await assert.rejects(run(Buffer.from("nothing\r\n")), /^There is no telegram in .*telegrams\.txt\.$/);
	const german = Buffer.concat(telegramsOf("de-q3d", 3));
	await assert.rejects(
		run(german, "--interval", "10"),
		/has telegrams without a time: leave out --interval and --reference\.$/,
	);
	assert.equal((await run(german)).code, 0);
});
