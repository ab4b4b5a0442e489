import { guardRadio } from "../../src/device/radio-guard.js";
import { StartRecord } from "../../src/device/start-record.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { Flash } from "../../tools/sim/flash.js";
import { assert, test } from "../harness/index.js";

function boot(flash: Flash, reason: string, clock = new VirtualClock()): StartRecord {
	return new StartRecord(clock, flash.open("health"), reason);
}

test("a start by power tells of no error, waits for nothing and writes nothing", () => {
	const flash = new Flash();
	const record = boot(flash, "Power-On");
	assert.equal(record.delay, 0);
	assert.equal(record.lastError, undefined);
	assert.equal(flash.writes, 0);
});

test("an error is told after the restart that it made, and after the next start by power", () => {
	const flash = new Flash();
	boot(flash, "Power-On").note("unhandled exception: x is not a function");
	const next = boot(flash, "Software");
	assert.equal(next.reason, "an error");
	assert.equal(next.lastError, "unhandled exception: x is not a function");
	assert.equal(boot(flash, "Power-On").lastError, "unhandled exception: x is not a function");
});

test("a restart that a person asked for is no error", () => {
	const flash = new Flash();
	boot(flash, "Power-On").note();
	const next = boot(flash, "Software");
	assert.equal(next.reason, "asked to");
	assert.equal(next.lastError, undefined);
	assert.equal(next.delay, 0);
});

test("an end without a word and one by the watchdog are told as such", () => {
	const flash = new Flash();
	boot(flash, "Power-On");
	assert.equal(boot(flash, "Software").lastError, "the program ended without a word: it ran out of memory");
	assert.equal(boot(flash, "Task WDT").lastError, "restarted by the chip: Task WDT");
});

test("a board that dies at each start does so ever more slowly, and writes little", () => {
	const flash = new Flash();
	const delays: number[] = [];
	for (let start = 0; start < 10; start++) delays.push(boot(flash, "Panic").delay);
	assert.deepEqual(delays, [0, 0, 10_000, 30_000, 60_000, 300_000, 600_000, 600_000, 600_000, 600_000]);
	const writes = flash.writes;
	boot(flash, "Panic");
	assert.equal(flash.writes, writes);
});

test("a start that lasts a quarter of an hour ends the row", () => {
	const flash = new Flash();
	for (let start = 0; start < 5; start++) boot(flash, "Panic");
	const clock = new VirtualClock();
	boot(flash, "Panic", clock);
	clock.advance(20 * 60_000);
	assert.equal(boot(flash, "Panic").delay, 0);
});

test("storage that fails does not keep a board from starting", () => {
	const fails = (): never => {
		throw new Error("flash");
	};
	const record = new StartRecord(new VirtualClock(), { read: fails, write: fails, delete: fails }, "Panic");
	record.note("an error");
	assert.equal(record.lastError, undefined);
	assert.equal(record.delay, 0);
});

test("a radio that is down for ten minutes is worth a restart; one that comes back is not", () => {
	const clock = new VirtualClock();
	const dead: string[] = [];
	let mode = "failed";
	guardRadio(
		clock,
		() => mode,
		(error) => dead.push(error),
	);
	clock.advance(9 * 60_000);
	mode = "receiving";
	clock.advance(60_000);
	mode = "failed";
	clock.advance(9 * 60_000);
	assert.equal(dead.length, 0);
	clock.advance(2 * 60_000);
	assert.equal(dead.length, 1);
});
