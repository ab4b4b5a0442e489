import {
	LINE_SPEEDS,
	type LineAction,
	type LineEvent,
	LineSpeedSearch,
	longestPauseWithin,
	speedName,
} from "../../src/p1/line-speed.js";
import { assert, test } from "../harness/index.js";

const [FAST, SLOW, FAST_SEVEN] = LINE_SPEEDS;
const BURST: LineEvent = { kind: "burst", bytes: 500 };
const NOISE: LineEvent = { kind: "burst", bytes: 19 };
const TIMER: LineEvent = { kind: "timer" };
const WHOLE: LineEvent = { kind: "telegram", whole: true };
const DAMAGED: LineEvent = { kind: "telegram", whole: false };
const BAD_PARITY: LineEvent = { kind: "bad-parity" };

/** What happens at each `wakeAt` until `end`: where the search listens, from when on. */
function silence(search: LineSpeedSearch, end: number): { at: number; action: LineAction }[] {
	const happened: { at: number; action: LineAction }[] = [];
	for (let at = search.wakeAt; at !== undefined && at < end; at = search.wakeAt) {
		for (const action of search.step(TIMER, at)) happened.push({ at, action });
	}
	return happened;
}

test("speeds are told as people write them", () => {
	assert.deepEqual(LINE_SPEEDS.map(speedName), ["115200 baud, 8N1", "9600 baud, 7E1", "115200 baud, 7E1"]);
});

test("it listens at 115,200 baud first, and a telegram there settles it without a word", () => {
	const search = new LineSpeedSearch(0);
	assert.deepEqual(search.speed, FAST);
	assert.deepEqual(search.step(WHOLE, 500), [{ kind: "settled", speed: FAST, searched: false }]);
	assert.equal(search.wakeAt, undefined);
});

test("two bursts of bytes that make no telegram are enough to try the other speed", () => {
	const search = new LineSpeedSearch(0);
	assert.deepEqual(search.step(BURST, 1000), []);
	assert.deepEqual(search.step(BURST, 2000), [{ kind: "listen", speed: SLOW, again: false }]);
	assert.deepEqual(search.step(WHOLE, 9000), [{ kind: "settled", speed: SLOW, searched: true }]);
});

test("the rest of a telegram that began too early does not count against the speed", () => {
	const search = new LineSpeedSearch(0);
	assert.deepEqual(search.step(BURST, 300), []);
	assert.deepEqual(search.step(WHOLE, 1300), [{ kind: "settled", speed: FAST, searched: false }]);
});

test("in silence the speeds take turns, ever more slowly, and that nothing is heard is said once", () => {
	const happened = silence(new LineSpeedSearch(0), 3_600_000);
	assert.deepEqual(
		happened
			.slice(0, 5)
			.map(({ at, action }) => [at, action.kind === "listen" ? speedName(action.speed) : action.kind]),
		[
			[15_000, speedName(SLOW)],
			[30_000, speedName(FAST_SEVEN)],
			[45_000, speedName(FAST)],
			[45_000, "nothing"],
			[75_000, speedName(SLOW)],
		],
	);
	assert.equal(happened.filter(({ action }) => action.kind === "nothing").length, 1);
	// An hour: a turn lasts four minutes by then.
	assert.ok(happened.length < 30, `${happened.length}`);
	assert.equal(happened.filter(({ action }) => action.kind === "listen" && !action.again).length, 2);
});

test("bytes of which no speed makes a telegram are told apart from silence", () => {
	const search = new LineSpeedSearch(0);
	const actions: LineAction[] = [];
	for (let at = 1000; at < 600_000; at += 1000) actions.push(...search.step(BURST, at));
	assert.deepEqual(
		actions.filter(({ kind }) => kind === "nothing"),
		[{ kind: "nothing", silent: false }],
	);
	const silent = silence(new LineSpeedSearch(0), 600_000).map(({ action }) => action);
	assert.deepEqual(
		silent.filter(({ kind }) => kind === "nothing"),
		[{ kind: "nothing", silent: true }],
	);
});

test("a damaged telegram shows that the speed is right: it stays, but is not settled", () => {
	const search = new LineSpeedSearch(0);
	for (let at = 1000; at < 60_000; at += 1000) {
		assert.deepEqual(search.step(DAMAGED, at), []);
		assert.deepEqual(search.step(BURST, at + 300), []);
		if (search.wakeAt !== undefined && search.wakeAt <= at) assert.deepEqual(search.step(TIMER, at), []);
	}
	assert.equal(search.wakeAt, 59_000 + 15_000);
	assert.deepEqual(search.step(WHOLE, 60_000), [{ kind: "settled", speed: FAST, searched: false }]);
});

test("telegrams of the wrong parity keep a speed that is settled, and not one that is looked for: they may have none", () => {
	const search = new LineSpeedSearch(0);
	search.step(BAD_PARITY, 1000);
	search.step(BURST, 1300);
	search.step(BAD_PARITY, 2000);
	assert.deepEqual(search.step(BURST, 2300), [{ kind: "listen", speed: SLOW, again: false }]);
	search.step(WHOLE, 11_000);
	for (let at = 12_000; at < 100_000; at += 1000) {
		assert.deepEqual(search.step(BAD_PARITY, at), []);
		assert.deepEqual(search.step(BURST, at + 300), []);
	}
	assert.deepEqual(search.speed, SLOW);
});

test("patience that ends within a burst ends with it", () => {
	const search = new LineSpeedSearch(0);
	assert.deepEqual(search.step(BURST, 15_100), [{ kind: "listen", speed: SLOW, again: false }]);
});

test("once settled, silence of any length changes nothing", () => {
	const search = new LineSpeedSearch(0);
	search.step(WHOLE, 1000);
	assert.equal(search.wakeAt, undefined);
	assert.deepEqual(search.step(TIMER, 1e9), []);
	assert.deepEqual(search.speed, FAST);
});

test("once settled, thirty bursts in a row without a telegram begin the search anew: it is another meter", () => {
	const search = new LineSpeedSearch(0);
	search.step(WHOLE, 1000);
	// The burst that the telegram stood in ends.
	search.step(BURST, 1300);
	for (let burst = 1; burst < 30; burst++) assert.deepEqual(search.step(BURST, 1000 + 1000 * burst), []);
	search.step(DAMAGED, 31_000);
	search.step(BURST, 31_200);
	for (let burst = 1; burst < 30; burst++) assert.deepEqual(search.step(BURST, 31_000 + 10_000 * burst), []);
	assert.deepEqual(search.step(BURST, 331_000), [{ kind: "listen", speed: SLOW, again: false }]);
	assert.deepEqual(search.step(WHOLE, 332_000), [{ kind: "settled", speed: SLOW, searched: true }]);
});

test("once settled, noise between a slow meter's telegrams changes nothing, be it long or short", () => {
	const HOUR = 3_600_000;
	for (const noise of [NOISE, BURST]) {
		const search = new LineSpeedSearch(0);
		// The first two telegrams show how long this meter pauses.
		search.step(WHOLE, 1000);
		search.step(BURST, 1300);
		for (let hour = 1; hour < 48; hour++) {
			const telegram = hour * HOUR + 1000;
			assert.deepEqual(search.step(WHOLE, telegram), []);
			assert.deepEqual(search.step(BURST, telegram + 300), []);
			for (let at = telegram + 20_000; at < telegram + HOUR; at += 100_000)
				assert.deepEqual(search.step(noise, at), [], `hour ${hour}`);
		}
		assert.deepEqual(search.speed, FAST);
	}
});

test("a meter that was unplugged for a week is not waited for during three", () => {
	const search = new LineSpeedSearch(0);
	search.step(WHOLE, 0);
	const week = 7 * 24 * 3_600_000;
	search.step(WHOLE, week);
	let left = 0;
	for (let at = week; left === 0 && at < 2 * week; at += 10_000) if (search.step(BURST, at).length > 0) left = at;
	assert.ok(left > week && left < week + 4 * 3_600_000, `${left}`);
});

test("a few bytes of noise are no burst: neither do they speak against a speed nor for a meter", () => {
	const search = new LineSpeedSearch(0);
	for (let at = 1000; at < 15_000; at += 1000) assert.deepEqual(search.step(NOISE, at), []);
	// But patience that ends within them ends with them.
	assert.deepEqual(search.step(NOISE, 15_100), [{ kind: "listen", speed: SLOW, again: false }]);
	search.step(TIMER, 30_100);
	assert.deepEqual(search.step(TIMER, 45_100).slice(1), [{ kind: "nothing", silent: true }]);
});

test("that nothing is heard is said after every speed was tried, at whichever the search began", () => {
	const search = new LineSpeedSearch(0);
	silence(search, 15_001);
	assert.deepEqual(search.step(WHOLE, 16_000), [{ kind: "settled", speed: SLOW, searched: true }]);
	const kinds: string[] = [];
	for (let at = 17_000; at < 80_000; at += 1000) kinds.push(...search.step(BURST, at).map(({ kind }) => kind));
	assert.deepEqual(kinds.slice(0, 4), ["listen", "listen", "listen", "nothing"]);
});

test("a meter at 9600 baud may pause for longer within a telegram, a meter at 115,200 pauses 780 ms between two", () => {
	assert.deepEqual(LINE_SPEEDS.map(longestPauseWithin), [200, 500, 200]);
});

test("whatever happens, it listens at one of its speeds, and has a time to wake while it is not settled", () => {
	let seed = 7;
	const draw = (below: number) => {
		seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
		return (seed >> 16) % below;
	};
	const search = new LineSpeedSearch(0);
	let now = 0;
	let settled = false;
	for (let round = 0; round < 5000; round++) {
		now += draw(20_000);
		const event = [BURST, NOISE, TIMER, DAMAGED, BAD_PARITY, WHOLE][draw(draw(10) === 0 ? 6 : 5)];
		for (const action of search.step(event, now)) {
			if (action.kind === "settled") settled = true;
			if (action.kind === "listen") {
				settled = false;
				assert.deepEqual(action.speed, search.speed);
			}
		}
		assert.ok(LINE_SPEEDS.includes(search.speed));
		assert.equal(search.wakeAt === undefined, settled);
	}
});
