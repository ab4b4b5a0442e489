/** Both sessions together: telegrams get through, exactly, once, and through losses. */
import { FrameType } from "../../src/link/frame.js";
import { TOP_RUNG } from "../../src/negotiation/ladder.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assertSameBytes } from "../codec/samples.js";
import { assert, test } from "../harness/index.js";
import { sealed } from "./channels.js";
import { assertFaithful, count, framesOf, running, typeOf } from "./running-sessions.js";
import { Sessions } from "./sessions.js";

test("nothing goes out before the meter is heard", () => {
	const link = new Sessions();
	link.clock.advance(3_600_000);
	assert.equal(link.air.sent.length, 0);
});

test("over a perfect air every frame of the transmitter is answered, and nothing else is said", () => {
	const link = running();
	link.meter(60);
	const { transmitter, receiver } = link;
	assert.equal(framesOf(link, receiver.radio).length, framesOf(link, transmitter.radio).length);
	const kinds = link.air.sent.map(({ from }) => (from === receiver.radio ? "answer" : "question"));
	assert.ok(kinds.every((kind, index) => kind === (index % 2 === 0 ? "question" : "answer")));
	assert.deepEqual(transmitter.session.refused, {});
	assert.deepEqual(receiver.session.refused, {});
	assert.equal(receiver.session.reception.lossPercent, 0);
});

test("over a perfect air every telegram of a one-second meter is delivered and known to be", () => {
	const link = running();
	const before = link.telegrams.length;
	const known = count(link.events.transmitter, "delivered");
	link.meter(60);
	assert.equal(link.telegrams.length - before, 60);
	assert.equal(count(link.events.transmitter, "delivered") - known, 60);
	assertFaithful(link);
});

test("telegrams that come during the climb are not lost for ever: the newest follows it", () => {
	const link = new Sessions();
	for (let second = 0; second < 5; second++) {
		link.offer();
		link.clock.advance(50);
	}
	assert.ok(!link.settled);
	assert.ok(link.settles(60));
	link.clock.advance(3000);
	assert.equal(link.telegrams.length, 1);
	assertSameBytes(link.telegrams[0], link.offered[4], "the newest");
});

test("a link without telegrams stays in touch", () => {
	const link = running();
	const before = link.air.sent.length;
	link.clock.advance(600_000);
	const frames = link.air.sent.length - before;
	// One question and its answer at least every twelve seconds, and two that lower the power.
	assert.ok(frames >= 2 * 48 && frames <= 2 * 53, `${frames} frames`);
	assert.ok(link.settled);
});

test("a telegram whose answer is lost is known to nobody but the receiver, and told only once", () => {
	const link = running();
	const { receiver } = link;
	const before = link.telegrams.length;
	let answers = 0;
	link.air.lost = (from) => from === receiver.radio && answers++ === 0;
	link.meter(5);
	assert.equal(link.telegrams.length - before, 5);
	assert.equal(count(link.events.transmitter, "unanswered"), 1);
	assertFaithful(link);
});

test("over an air that loses frames, what comes out is still exact, in order and once", () => {
	for (const [share, least] of [
		[0.1, 120],
		[0.2, 25],
		[0.3, 1],
	]) {
		const link = new Sessions();
		const random = seededRandom(4, "losses");
		link.air.lost = () => random() < share;
		link.meter(250);
		assert.ok(link.telegrams.length >= least, `${link.telegrams.length} telegrams at ${share}`);
		assertFaithful(link);
	}
});

test("a lost answer to a proposal costs two more proposals, no new search", () => {
	const link = new Sessions();
	let dropped = 0;
	link.air.lost = (from, frame) => {
		const question = framesOf(link, link.transmitter.radio).at(-1) ?? frame;
		return from === link.receiver.radio && typeOf(question) === FrameType.link && dropped++ === 0;
	};
	link.offer();
	assert.ok(link.settles(60));
	assert.ok(dropped > 1);
	assert.equal(link.receiver.port.rung, TOP_RUNG);
	assert.equal(framesOf(link, link.transmitter.radio).filter((frame) => typeOf(frame) === FrameType.hello).length, 1);
});

test("a telegram that the air damages beyond its tag is as good as lost", () => {
	const link = running();
	const { receiver } = link;
	const before = { telegrams: link.telegrams.length, accepted: receiver.channel.lastAccepted };
	receiver.session.received({
		payload: sealed(link.transmitter.channel, FrameType.telegram, new Uint8Array(30), TOP_RUNG).fill(0, 20, 21),
		rssiDbm: -80,
		snrDb: 9,
		frequencyErrorHz: 0,
	});
	assert.equal(link.telegrams.length, before.telegrams);
	assert.equal(receiver.channel.lastAccepted, before.accepted);
	link.meter(5);
	assertFaithful(link);
});

test("boards that hear each other well lower their power, and one that restarts is answered at full power", () => {
	const link = running();
	link.meter(120);
	const { transmitter, receiver } = link;
	// 9 dB of SNR are 16.5 to spare: two steps would leave 10.5.
	assert.deepEqual([transmitter.radio.powerDbm, receiver.radio.powerDbm], [8, 8]);
	link.rebootTransmitter();
	link.meter(3);
	assert.equal(receiver.radio.powerDbm, 14);
	assert.equal(link.transmitter.radio.powerDbm, 14);
	assertFaithful(link);
});
