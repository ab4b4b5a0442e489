import { airtime } from "../../tools/commands/airtime.js";
import { UserError } from "../../tools/commands/user-error.js";
import { assert, test } from "../harness/index.js";
import { catchOutput } from "./caught-output.js";

/** Runs the command with what it prints caught. */
function run(...args: string[]): { code: number; out: string; error: string } {
	const caught = catchOutput();
	try {
		const code = airtime(args);
		return { ...caught, code };
	} catch (thrown) {
		if (!(thrown instanceof UserError)) throw thrown;
		return { ...caught, code: 1, error: thrown.message };
	} finally {
		caught.release();
	}
}

test("airtime says how long a frame is on the air, and how often each sub-band allows it", () => {
	const { code, out, error } = run("--sf", "12", "--bw", "250", "--bytes", "52");
	assert.equal(error, "");
	assert.equal(code, 0);
	assert.match(out, /^1232\.896 ms on air\n/);
	assert.match(out, /\n {2}M {2}868\.00-868\.60 MHz {4}1 % {2}every 123\.290 s\n/);
	assert.match(out, /\n {2}P {2}869\.40-869\.65 MHz {3}10 % {2}every 12\.329 s\n/);
});

test("airtime --json gives the same as data, and names only the sub-bands that are wide enough", () => {
	const { code, out } = run("--sf", "7", "--bw", "500", "--bytes", "20", "--cr", "8", "--preamble", "12", "--json");
	assert.equal(code, 0);
	const report = JSON.parse(out);
	assert.equal(report.milliseconds, 20.544);
	assert.deepEqual(
		report.subBands.map(({ name }: { name: string }) => name),
		["K", "L", "M", "N"],
	);
	assert.equal(report.subBands[1].intervalSeconds, 2.055);
});

test("airtime knows the narrow bandwidths, frames without a header and frames without a CRC", () => {
	assert.match(run("--sf", "7", "--bw", "7.8", "--bytes", "16").out, /^987\.136 ms on air\n/);
	assert.match(
		run("--sf", "12", "--bw", "125", "--bytes", "20", "--implicit", "--no-crc").out,
		/^1155\.072 ms on air\n/,
	);
});

test("airtime --help explains the options", () => {
	const { code, out } = run("--help");
	assert.equal(code, 0);
	assert.match(out, /--bytes N +payload, 1 to 255/);
});

const REFUSED: [args: string[], message: RegExp][] = [
	[["--bw", "250", "--bytes", "20"], /--sf is missing: give a whole number from 6 to 12\./],
	[["--sf", "13", "--bw", "250", "--bytes", "20"], /--sf is "13": give a whole number from 6 to 12\./],
	[["--sf", "7", "--bw", "200", "--bytes", "20"], /--bw is "200": give one of 7.8, 10.4, .* 250, 500 \(kHz\)\./],
	[["--sf", "7", "--bw", "250", "--bytes", "1e2"], /--bytes is "1e2": give a whole number from 1 to 255\./],
	[["--sf", "7", "--bw", "250", "--bytes", "0"], /--bytes is "0": give a whole number from 1 to 255\./],
	[["--sf", "7", "--bw", "0x7d", "--bytes", "20"], /--bw is "0x7d": give one of 7.8, /],
	[["--sf", "7", "--bw", "1.25e2", "--bytes", "20"], /--bw is "1.25e2": give one of 7.8, /],
	[["--sf", "7", "--bw", " 125 ", "--bytes", "20"], /--bw is " 125 ": give one of 7.8, /],
	[["--sf", "7", "--bw", "250", "--bytes", "20", "--cr", "9"], /--cr is "9": give a whole number from 5 to 8\./],
	[["--sff", "7"], /Unknown option '--sff'/],
	[["--sf", "7", "twelve"], /Unexpected argument 'twelve'/],
];

for (const [args, message] of REFUSED) {
	test(`airtime ${args.join(" ")} is refused in a sentence`, () => {
		const { code, out, error } = run(...args);
		assert.equal(code, 1);
		assert.equal(out, "");
		assert.match(error, message);
	});
}
