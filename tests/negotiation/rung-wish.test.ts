import { LADDER, type Rung, TOP_RUNG } from "../../src/negotiation/ladder.js";
import { RungWish } from "../../src/negotiation/rung-wish.js";
import { assert, test } from "../harness/index.js";
import { NOTHING_LOST, started } from "./pair.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RUNGS = LADDER.map((_, rung) => rung);

test("a wish is heard from any rung to any other, and both stay there", () => {
	for (const from of RUNGS) {
		for (const to of RUNGS) {
			const pair = started({ lost: NOTHING_LOST, snrDb: 9, wish: from });
			assert.ok(pair.settles(from, 10 * MINUTE), `first ${from}`);
			pair.options.wish = to;
			assert.ok(pair.settles(to, 10 * MINUTE), `from ${from} to ${to}`);
			pair.clock.advance(2 * HOUR);
			assert.ok(pair.settledOn(to), `${to} holds`);
		}
	}
});

test("without a wish the best rung is found again", () => {
	const pair = started({ lost: NOTHING_LOST, snrDb: 9, wish: 2 });
	assert.ok(pair.settles(2, 10 * MINUTE));
	pair.options.wish = undefined;
	assert.ok(pair.settles(TOP_RUNG, 12 * MINUTE));
});

test("a wish that the air does not bear costs minutes: the rung is found as without it", () => {
	for (const [best, wish] of [
		[3, TOP_RUNG],
		[0, 4],
		[5, 6],
	]) {
		const pair = started({ lost: (rung) => rung > best, snrDb: 9, wish });
		assert.ok(pair.settles(best, 10 * MINUTE), `rung ${best}`);
		pair.clock.advance(5 * MINUTE);
		assert.ok(pair.settledOn(best), `rung ${best} holds`);
	}
});

test("a wish for a rung that passes its test, but loses most of what follows, is given up", () => {
	let isTelegram = false;
	const lost = (rung: Rung, what: string) => {
		isTelegram = what.includes("telegram");
		return rung === 4 && isTelegram;
	};
	// Less than 4 dB to spare on rung 4: its losses are the rung's own.
	const pair = started({ lost, snrDb: -7, wish: 4 });
	assert.ok(pair.settles(4, 5 * MINUTE));
	assert.ok(pair.settles(3, 10 * MINUTE));
	pair.clock.advance(6 * MINUTE);
	assert.ok(pair.settledOn(3));
});

test("a wish outlives the transmitter's reboot, and the receiver's", () => {
	const pair = started({ lost: NOTHING_LOST, snrDb: 9, wish: 1 });
	assert.ok(pair.settles(1, 10 * MINUTE));
	pair.rebootTransmitter();
	assert.ok(pair.settles(1, 10 * MINUTE));
	pair.rebootReceiver();
	pair.clock.advance(10 * MINUTE);
	assert.ok(pair.settledOn(1));
});

test("a failed wish is passed over for ten minutes, twice as long each time, up to six hours, until it held for a day", () => {
	const wish = new RungWish();
	wish.heard(5);
	let now = 0;
	for (const minutes of [10, 20, 40, 80, 160, 320, 360, 360]) {
		assert.equal(wish.at(now), 5);
		wish.failed(3, now);
		assert.equal(wish.at(now), 5, "another rung's failure is none of the wish");
		wish.failed(5, now);
		wish.heard(5);
		now += minutes * MINUTE;
		assert.equal(wish.at(now - 1), undefined);
	}
	now += 24 * HOUR;
	wish.failed(5, now);
	assert.equal(wish.at(now + 360 * MINUTE - 1), undefined, "it has held for less than a day");
	now += 360 * MINUTE + 24 * HOUR + 1;
	wish.failed(5, now);
	assert.equal(wish.at(now + 10 * MINUTE), 5);
	wish.heard(4);
	assert.equal(wish.at(now), 4);
	wish.heard(undefined);
	assert.equal(wish.at(now), undefined);
});
