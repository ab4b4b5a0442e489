import { boardMemory } from "../../tools/bench/benchmark.js";
import { recordRun } from "../../tools/bench/recorded-run.js";
import { type AppName, Replay } from "../../tools/bench/replay.js";
import { type AppSummary, summarize } from "../../tools/bench/summary.js";
import { bench } from "../../tools/commands/bench.js";
import { buildMeter } from "../../tools/xs/build.js";
import { assert, test } from "../harness/index.js";

const OPTIONS = Object.freeze({ seconds: 3, meter: "be-1ph", pathLossDb: 115, seed: 1 });
const APPS: readonly AppName[] = ["transmitter", "receiver"];

/** Whether the engine that measures stands built: with a compiler that never works, nothing else succeeds. */
function isBuilt(): Promise<boolean> {
	return buildMeter(32, { compiler: "false" }).then(
		() => true,
		() => false,
	);
}

test("the same options record the same run, byte for byte", () => {
	const [once, again] = [recordRun(OPTIONS, () => {}), recordRun(OPTIONS, () => {})];
	assert.equal(once.transmitter.telegrams, 3);
	for (const app of APPS) {
		assert.ok(once[app].bytes.length > 1000);
		assert.deepEqual(once[app].bytes, again[app].bytes);
	}
});

test("a run begins with power-on, and every event says what made the app run", () => {
	const { transmitter, receiver } = recordRun(OPTIONS, () => {});
	assert.equal(transmitter.events[0].kind, "power-on");
	assert.equal(receiver.events[0].kind, "power-on");
	const kinds = new Set(transmitter.events.map(({ kind }) => kind));
	assert.deepEqual([...kinds].sort(), ["meter's bytes", "power-on", "radio's interrupt", "timer"]);
});

test("on XS each app does what it did on Node, within the board's memory; one that does not is found out", async () => {
	// Building the engine takes a minute: that is left to `npm run bench`.
	if (!(await isBuilt())) return;
	const run = recordRun(OPTIONS, () => {});
	for (const app of APPS) {
		const replay = new Replay(app, run[app].bytes, 32);
		const { events, full } = await replay.run({ kind: "fixed", memory: boardMemory() });
		replay.close();
		assert.equal(full, undefined);
		assert.equal(events.length, run[app].events.length);
	}
	const mixedUp = new Replay("receiver", run.transmitter.bytes, 32);
	await assert.rejects(mixedUp.run({ kind: "roomy" }), /does not do what it did in the recording/);
	mixedUp.close();
});

test("a heap that is too small is told with the moment when it was full", async () => {
	if (!(await isBuilt())) return;
	const run = recordRun(OPTIONS, () => {});
	const replay = new Replay("transmitter", run.transmitter.bytes, 32);
	const roomy = await replay.run({ kind: "roomy" });
	const collecting = await replay.run({ kind: "collecting", every: 97, events: 1 });
	const fixed = await replay.run({ kind: "fixed", memory: { ...boardMemory(), slots: 600 } });
	replay.close();
	const { telegrams, events: recorded } = run.transmitter;
	const { onBoard }: AppSummary = summarize({ telegrams, recorded, roomy, fixed, collecting });
	assert.ok("full" in onBoard && /Slot allocation: failed/.test(onBoard.full));
});

const REFUSED: [args: string[], message: RegExp][] = [
	[["--seconds", "0"], /^--seconds is "0": give a whole number from 1 to 14400\.$/],
	[["--meter", "water"], /^--meter is "water": give one of be-3ph, /],
	[["radios"], /^SUITE is "radios": give one of boards, air, codec, compare, or none for all\.$/],
	[["air", "boards"], /^Unexpected argument 'boards': give one suite, or none for all\.$/],
	[["air", "--seed", "x"], /^--seed is "x": give a whole number from 0 to 4294967295\.$/],
	[["air", "--seconds", "60"], /^--seconds is an option of boards, not of air\.$/],
	[["air", "--path-loss", "139"], /^--path-loss is an option of boards, not of air\.$/],
	[["--bits", "16"], /^--bits is "16": give 32 or 64\.$/],
];

for (const [args, message] of REFUSED) {
	test(`bench ${args.join(" ")} is refused in a sentence`, async () => {
		await assert.rejects(bench(args), message);
	});
}
