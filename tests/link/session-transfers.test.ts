/** Templates that take more than one frame, and what goes ahead of them. */
import { wantedLines } from "../../src/codec/wanted-lines.js";
import { FrameType } from "../../src/link/frame.js";
import { timeOnAir } from "../../src/lora/airtime.js";
import { frameTime } from "../../src/negotiation/timing.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { telegramOf, withTexts, wordyTelegram } from "../codec/samples.js";
import { assert, test } from "../harness/index.js";
import { assertFaithful, framesOf, typeOf } from "./running-sessions.js";
import { Sessions } from "./sessions.js";

test("no frame is longer than its rung allows, and a template in fragments arrives on SF12/125", () => {
	const link = new Sessions({ telegram: wordyTelegram });
	link.air.snrDb = -19;
	link.offer();
	assert.ok(link.settles(300));
	assert.equal(link.receiver.port.rung, 0);
	link.meter(600);
	assert.ok(framesOf(link, link.transmitter.radio).some((frame) => typeOf(frame) === FrameType.fragment));
	assert.ok(link.telegrams.length > 1);
	assertFaithful(link);
	for (const { frame } of link.air.sent) assert.ok(frameTime(0, frame.length) <= 4000, `${frame.length} bytes`);
});

test("a transfer begun on a fast rung begins anew, in smaller pieces, on a slow one", () => {
	const link = new Sessions();
	link.offer();
	assert.ok(link.settles(60));
	link.meter(2);
	// Another meter's telegram, too long for any frame. After its first piece there are no fast rungs any more.
	let pieces = 0;
	link.air.lost = (_, frame) => {
		if (typeOf(frame) === FrameType.fragment) pieces++;
		return pieces > 0 && link.transmitter.port.rung > 0;
	};
	const longTelegram = telegramOf(
		Array.from({ length: 60 }, (_, index) => `0-0:96.13.${index}(text number ${index * index})`),
	);
	for (let round = 0; round < 180; round++) {
		link.transmitter.session.offer(longTelegram);
		link.clock.advance(10_000);
	}
	const fragments = link.air.sent.filter(({ frame }) => typeOf(frame) === FrameType.fragment);
	assert.ok(fragments.some(({ modulation }) => modulation.spreadingFactor === 7));
	assert.ok(fragments.some(({ modulation }) => modulation.bandwidthHz === 125_000));
	for (const { frame, modulation } of link.air.sent) {
		assert.ok(
			timeOnAir(modulation, frame.length) <= 4_000_000,
			`${frame.length} bytes at SF${modulation.spreadingFactor}`,
		);
	}
});

/** A link on SF12/125 whose first telegram goes in fragments; `lost` is asked about the answer to each, from 1. */
function inFragments(lost: (fragment: number) => boolean): { link: Sessions; fragments: number } {
	const link = new Sessions({ telegram: withTexts(4) });
	link.air.snrDb = -19;
	let fragments = 0;
	link.air.lost = (from, frame) => {
		if (typeOf(frame) === FrameType.fragment) fragments++;
		const question = framesOf(link, link.transmitter.radio).at(-1) ?? frame;
		return from === link.receiver.radio && typeOf(question) === FrameType.fragment && lost(fragments);
	};
	link.offer();
	link.clock.advance(900_000);
	return { link, fragments };
}

test("the answer to the last fragment may be lost again and again: the telegram comes out once", () => {
	const { fragments: count } = inFragments(() => false);
	const { link, fragments } = inFragments((fragment) => fragment >= count && fragment < count + 3);
	assert.equal(fragments, count + 3);
	assert.equal(link.telegrams.length, 1);
	assert.equal(link.events.transmitter.filter(({ kind }) => kind === "delivered").length, 1);
});

test("where a template takes minutes, what somebody waits for comes ahead of it, once", () => {
	const link = new Sessions({ telegram: wordyTelegram });
	link.air.snrDb = -19;
	link.offer();
	assert.ok(link.settles(300));
	const settledAt = link.clock.now();
	link.meter(600);
	assert.equal(link.ahead.length, 1);
	const [{ telegram, at }] = link.ahead;
	assert.ok(at - settledAt < 60_000, `${at - settledAt} ms`);
	assert.equal(link.telegrams.length > 0, true);
	assertFaithful(link);
	assert.ok(link.offered.some((offered) => wantedLines(offered).join() === telegram.join()));
	const { values, meter } = parseTelegram(telegram);
	for (const name of ["timestamp", "energy_delivered_tariff1", "power_delivered", "gas_delivered"]) {
		assert.ok(values.has(name), name);
	}
	assert.equal(meter.equipmentId, parseTelegram(link.offered[0]).meter.equipmentId);
});

test("nothing goes ahead of a template that comes at once", () => {
	const link = new Sessions({ telegram: wordyTelegram });
	link.offer();
	assert.ok(link.settles(60));
	link.meter(60);
	assert.ok(link.telegrams.length > 0);
	assert.equal(link.ahead.length, 0);
});

test("what went ahead and was lost is not sent again: the template is on its way", () => {
	const link = new Sessions({ telegram: wordyTelegram });
	link.air.snrDb = -19;
	let ahead = 0;
	let fragments = 0;
	link.air.lost = (from, frame) => {
		if (from !== link.transmitter.radio) return false;
		if (typeOf(frame) === FrameType.fragment) fragments++;
		const isAhead = typeOf(frame) === FrameType.telegram && fragments === 0;
		if (isAhead) ahead++;
		return isAhead;
	};
	link.offer();
	assert.ok(link.settles(300));
	link.meter(900);
	assert.equal(ahead, 1);
	assert.equal(link.ahead.length, 0);
	assert.ok(link.telegrams.length > 0);
	assertFaithful(link);
});
