import { secondsOf, timeDigits } from "../../src/codec/calendar.js";
import { assert, test } from "../harness/index.js";

const BEGIN = Date.UTC(1999, 2, 1) / 1000;

test("times of a hundred years are seconds, and come back as digits", () => {
	const end = Date.UTC(2100, 0, 1) / 1000;
	for (let utc = Date.UTC(2000, 0, 1) / 1000; utc < end; utc += 5 * 86_400 + 3607) {
		const digits = Number(new Date(utc * 1000).toISOString().replace(/\D/g, "").slice(2, 14));
		assert.equal(secondsOf(digits, false), utc - BEGIN, String(digits));
		assert.equal(timeDigits(utc - BEGIN, false), digits, String(digits));
		assert.equal(timeDigits(utc - BEGIN - 3600, true), digits, String(digits));
	}
});

test("time goes on evenly when the clocks change", () => {
	assert.equal(secondsOf(260329030000, true) - secondsOf(260329015959, false), 1);
	assert.equal(secondsOf(261025020000, false) - secondsOf(261025025959, true), 1);
});

test("what is no time is told apart", () => {
	for (const digits of [
		632525252525, 0, 230229000000, 230431000000, 231301000000, 230101240000, 230101006000, 230101000060,
	]) {
		assert.equal(secondsOf(digits, false), -1, String(digits));
	}
	for (const seconds of [-1, 0, secondsOf(991231235959, false) + 1, 1e15, Number.NaN]) {
		assert.equal(timeDigits(seconds, false), -1, String(seconds));
	}
});
