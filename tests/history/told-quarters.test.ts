import { ToldQuarters } from "../../src/history/told-quarters.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";
import { START } from "./samples.js";

const QUARTER = 900;

test("a moment is told once; an earlier one of its quarter is news, a later one is not", () => {
	const told = new ToldQuarters(new FaultyStorage());
	assert.equal(told.isTold(START + 5), false);
	assert.ok(told.note(START + 5));
	assert.ok(told.isTold(START + 5) && told.isTold(START + 60));
	assert.equal(told.note(START + 5), false);
	assert.ok(told.note(START));
	assert.ok(told.isFirst(START) && !told.isFirst(START + 5));
	assert.equal(told.isTold(START + QUARTER), false);
	assert.equal(told.isTold(START - QUARTER), false);
});

test("a day is remembered over a reboot", () => {
	const storage = new FaultyStorage();
	const told = new ToldQuarters(storage);
	for (let quarter = 0; quarter < 96; quarter += 2) told.note(START + QUARTER * quarter);
	told.save();
	const rebooted = new ToldQuarters(storage);
	for (let quarter = 0; quarter < 96; quarter++) {
		assert.equal(rebooted.isTold(START + QUARTER * quarter), quarter % 2 === 0, `quarter ${quarter}`);
	}
});

test("of a quarter's telegrams the first is news, and in flash only once somebody has told it", () => {
	const storage = new FaultyStorage();
	const told = new ToldQuarters(storage);
	const firsts: number[] = [];
	for (let second = 0; second < 2 * QUARTER; second++) if (told.live(START + second)) firsts.push(second);
	assert.deepEqual(firsts, [0, QUARTER]);
	assert.equal(storage.writes, 0);
	assert.equal(new ToldQuarters(storage).isTold(START), false);
	told.save();
	assert.ok(new ToldQuarters(storage).isTold(START));
});

test("a meter's clock that was years ahead for a telegram stops nothing", () => {
	const told = new ToldQuarters(new FaultyStorage());
	told.live(START);
	told.live(START + 365 * 86_400);
	told.live(START + QUARTER);
	assert.equal(told.isTold(START + 2 * QUARTER), false);
	assert.equal(told.isTold(START + QUARTER), true);
	assert.equal(told.isTold(START), false, "what was before is forgotten");
});

test("what is in flash may be anything, and flash may be broken", () => {
	const storage = new FaultyStorage();
	storage.write("told", new ArrayBuffer(3));
	assert.equal(new ToldQuarters(storage).isTold(START), false);
	storage.fault = () => "throw before";
	const told = new ToldQuarters(storage);
	told.live(START);
	assert.ok(told.isTold(START));
	storage.isOff = true;
	assert.equal(new ToldQuarters(storage).isTold(START), false);
});
