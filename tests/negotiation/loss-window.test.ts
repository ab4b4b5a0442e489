import { LossWindow } from "../../src/negotiation/loss-window.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";

/** A window that saw these exchanges, `x` for each lost one. */
function windowOf(exchanges: string): LossWindow {
	const window = new LossWindow();
	for (const exchange of exchanges) window.record(exchange === "x");
	return window;
}

test("a window counts what was lost of the latest sixteen", () => {
	const table: [string, number, number][] = [
		["", 0, 0],
		["x", 1, 1],
		[".", 0, 0],
		["x.", 1, 0.5],
		["xx..", 2, 0.5],
		["x...............", 1, 1 / 16],
		["x................", 0, 0],
		["xxxxxxxxxxxxxxxx", 16, 1],
		["................xx", 2, 2 / 16],
	];
	for (const [exchanges, lost, ratio] of table) {
		assert.equal(windowOf(exchanges).lost, lost, exchanges);
		assert.equal(windowOf(exchanges).ratio, ratio, exchanges);
	}
});

test("on a weak link, four losses in a row or more than half of eight or more are too many", () => {
	const table: [string, boolean][] = [
		["xxx", false],
		["xxxx", true],
		["................xxx", false],
		["................xxxx", true],
		["................xxxx.", false],
		["xxx.xxx", false],
		["xx.xx.x", false],
		["xx.xx.x.", true],
		["x.x.x.x.", false],
		["x.x.x.x.x.x.x.x.", false],
		["x.x.x.x.x.x.x.xx", true],
		["xxx..xx..x", true],
	];
	for (const [exchanges, tooHigh] of table) assert.equal(windowOf(exchanges).tooHigh("weak"), tooHigh, exchanges);
});

test("on a strong link, only twelve in a row or nearly all are too many: a slower rung would lose more", () => {
	const table: [string, boolean][] = [
		["xxxx", false],
		["xx.xx.x.", false],
		["xxxxxxx", false],
		["xxxxxxxx", true],
		["........xxxxxxxxxxx", false],
		["........xxxxxxxxxxxx", true],
		["xxxxxx.xxxxxx.xx", true],
		["xxxxx.xxxxx.xxx.", false],
	];
	for (const [exchanges, tooHigh] of table) assert.equal(windowOf(exchanges).tooHigh("strong"), tooHigh, exchanges);
});

test("a window is spotless when it is full and nothing in it was lost", () => {
	assert.equal(windowOf("...............").spotless, false);
	assert.equal(windowOf("................").spotless, true);
	assert.equal(windowOf("x...............").spotless, false);
	assert.equal(windowOf("x................").spotless, true);
	assert.equal(windowOf("................x").spotless, false);
});

test("a window agrees with a plain list of the latest sixteen", () => {
	const random = new Random(6);
	const window = new LossWindow();
	const list: boolean[] = [];
	for (let round = 0; round < 3000; round++) {
		const lost = random.below(1 + (round >> 9)) > 0;
		window.record(lost);
		list.push(lost);
		const latest = list.slice(-16);
		const count = latest.filter((one) => one).length;
		const inRow = list.length >= 4 && list.slice(-4).every((one) => one);
		assert.equal(window.lost, count);
		assert.equal(window.tooHigh("weak"), inRow || (latest.length >= 8 && count / latest.length > 0.5));
		assert.equal(window.spotless, latest.length === 16 && count === 0);
	}
});
