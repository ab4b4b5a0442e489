import { LossWindow } from "../../src/negotiation/loss-window.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";

/** A window that saw these exchanges, `x` for each lost one. */
function windowOf(exchanges: string): LossWindow {
	const window = new LossWindow();
	for (const exchange of exchanges) window.record(exchange === "x");
	return window;
}

test("a window counts what was lost of the latest thirty-two", () => {
	const table: [string, number, number][] = [
		["", 0, 0],
		["x", 1, 1],
		[".", 0, 0],
		["x.", 1, 0.5],
		["xx..", 2, 0.5],
		[`x${".".repeat(31)}`, 1, 1 / 32],
		[`x${".".repeat(32)}`, 0, 0],
		["x".repeat(32), 32, 1],
		["x".repeat(40), 32, 1],
		[`${".".repeat(32)}xx`, 2, 2 / 32],
	];
	for (const [exchanges, lost, ratio] of table) {
		assert.equal(windowOf(exchanges).lost, lost, exchanges);
		assert.equal(windowOf(exchanges).ratio, ratio, exchanges);
	}
});

test("near a rung's limit, four losses in a row or more than half of eight or more call for a new sync", () => {
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
	for (const [exchanges, calls] of table) assert.equal(windowOf(exchanges).callsForSync, calls, exchanges);
});

test("only six losses in a row, whatever was before, make the other board be looked for", () => {
	const table: [string, boolean][] = [
		["xxxxx", false],
		["xxxxxx", true],
		["........xxxxx", false],
		["........xxxxxx", true],
		["xxxxx.xxxxx.xxxxx.xxxxx", false],
		["xxxxxx.", false],
	];
	for (const [exchanges, calls] of table) assert.equal(windowOf(exchanges).callsForSearch, calls, exchanges);
});

test("a window agrees with a plain list of the latest thirty-two", () => {
	const random = new Random(6);
	const window = new LossWindow();
	const list: boolean[] = [];
	for (let round = 0; round < 3000; round++) {
		const lost = random.below(1 + (round >> 9)) > 0;
		window.record(lost);
		list.push(lost);
		const latest = list.slice(-32);
		const count = latest.filter((one) => one).length;
		const inRow = (length: number) => list.length >= length && list.slice(-length).every((one) => one);
		assert.equal(window.lost, count);
		assert.equal(window.callsForSync, inRow(4) || (latest.length >= 8 && count / latest.length > 0.5));
		assert.equal(window.callsForSearch, inRow(6));
		assert.equal(window.run > 0, lost);
	}
});
