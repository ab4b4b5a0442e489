import { once } from "node:events";
import { PassThrough, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { TelegramFramer } from "../../src/p1/framer.js";
import { meter } from "../../tools/commands/meter.js";
import { UserError } from "../../tools/commands/user-error.js";
import { generatedTelegrams, METER_MODELS } from "../../tools/sim/meters.js";
import { assert, test } from "../harness/index.js";
import { until } from "../until.js";

interface Result {
	code: number;
	out: Buffer;
	/** The sentence for the person, when there was one. */
	err: string;
}

async function run(...args: string[]): Promise<Result> {
	const out = new PassThrough();
	const written = buffer(out);
	let err = "";
	const code = await meter(args, out).catch((error: Error) => {
		if (!(error instanceof UserError)) throw error;
		err = error.message;
		return 1;
	});
	out.end();
	return { code, out: await written, err };
}

/** The telegrams in there, each with the CRC that it should have. */
function telegrams(bytes: Uint8Array): Uint8Array[] {
	const found: Uint8Array[] = [];
	const framer = new TelegramFramer({
		onTelegram: ({ bytes }) => found.push(bytes),
		onError: ({ kind }) => assert.equal(kind, "no error"),
	});
	framer.write(bytes);
	framer.reset();
	assert.equal(framer.skippedBytes, 0);
	return found;
}

function text(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("latin1");
}

test("meter writes an hour of telegrams, byte for byte as the meter makes them", async () => {
	const { code, out, err } = await run("--kind", "hu-3ph", "--seed", "4");
	assert.equal(err, "");
	assert.equal(code, 0);
	const found = telegrams(out);
	assert.equal(found.length, 360);
	const expected = generatedTelegrams({ kind: "hu-3ph", seed: 4 });
	for (const telegram of found) assert.deepEqual(telegram, expected.next().value);
	assert.equal(out.length, 360 * 2405);
});

test("--hours, --interval and --start say for how long, how often and from when", async () => {
	const { out } = await run("--kind=be-3ph", "--hours=0.5", "--interval=300", "--start=2026-10-25T00:45:00Z");
	const times = telegrams(out).map((telegram) => /0-0:1\.0\.0\((\w+)\)/.exec(text(telegram))?.[1]);
	assert.deepEqual(times, [
		"261025025000S",
		"261025025500S",
		"261025020000W",
		"261025020500W",
		"261025021000W",
		"261025021500W",
	]);
});

test("the same options give the same bytes, another seed others", async () => {
	const [one, same, other] = await Promise.all(
		["1", "1", "2"].map((seed) => run("--kind", "nl-1ph", "--hours", "0.01", "--seed", seed)),
	);
	assert.deepEqual(one.out, same.out);
	assert.ok(!one.out.equals(other.out));
});

for (const kind of Object.keys(METER_MODELS)) {
	test(`meter writes telegrams of ${kind}, and a line about it`, async () => {
		const { code, out } = await run("--kind", kind, "--hours", "0.02");
		assert.equal(code, 0);
		assert.equal(telegrams(out).length, Math.floor(72 / METER_MODELS[kind].intervalSeconds));
		for (const option of ["--list", "--help"]) {
			const lines = text((await run(option)).out).split("\n");
			assert.ok(
				lines.some((line) => line.trim().startsWith(`${kind} `) && line.endsWith(" s")),
				option,
			);
		}
	});
}

test("meter writes no faster than it is read, and stops when nobody reads any more", async () => {
	let taken = 0;
	let release = () => {};
	const slow = new Writable({
		highWaterMark: 4096,
		write: (chunk: Buffer, _, done) => {
			taken += chunk.length;
			release = () => done();
		},
	});
	const written = meter(["--kind", "be-3ph", "--hours", "10000"], slow);
	await until("it writes", () => taken > 0);
	// Time enough for what would run ahead.
	await new Promise((resolve) => setTimeout(resolve, 50));
	assert.ok(taken > 0 && taken < 20_000, `${taken}`);
	release();
	await new Promise((resolve) => setTimeout(resolve, 20));
	slow.destroy(Object.assign(new Error("closed"), { code: "EPIPE" }));
	assert.equal(await written, 0);
});

test("meter says so when what it writes to breaks", async () => {
	const full = new Writable({
		write: (_chunk, _encoding, done) => done(Object.assign(new Error("no space"), { code: "ENOSPC" })),
	});
	const failed = once(full, "error");
	await assert.rejects(meter(["--kind", "be-3ph"], full), /^Cannot write the telegrams: no space\.$/);
	await failed;
});

const REFUSED: [args: string[], message: RegExp][] = [
	[[], /^--kind is missing: give one of be-3ph, be-1ph, .*ace4000\.$/],
	[["--kind", "toString"], /^--kind is "toString": give one of be-3ph/],
	[["--kind", "se", "--hours", "0"], /^--hours is "0": give a number from 0\.0001 to 10000\.$/],
	[["--kind", "se", "--hours", "20000"], /^--hours is "20000"/],
	[["--kind", "se", "--hours", "0.002"], /^--hours is "0.002", which is less than one interval of 10 s\.$/],
	[["--kind", "se", "--interval", "0"], /^--interval is "0": give a whole number from 1 to 86400\.$/],
	[["--kind", "se", "--interval", "1.5"], /^--interval is "1\.5"/],
	[["--kind", "se", "--seed", "-1"], /^--seed lacks its value|^--seed is "-1"/],
	[["--kind", "se", "--seed", "4294967296"], /^--seed is "4294967296": give a whole number from 0 to 4294967295\.$/],
	[
		["--kind", "se", "--start", "noon"],
		/^--start is "noon": give a time from 2001 to 2068 such as 2026-05-12T08:00:00\.$/,
	],
	[["--kind", "se", "--start", "2026-02-30"], /^--start is "2026-02-30"/],
	[["--kind", "se", "now"], /^Unexpected argument 'now'/],
	[["--knid", "se"], /^Unknown option '--knid'/],
];

for (const [args, message] of REFUSED) {
	test(`meter ${args.join(" ")} is refused in a sentence`, async () => {
		const { code, out, err } = await run(...args);
		assert.equal(code, 1);
		assert.equal(out.length, 0);
		assert.match(err, message);
	});
}
