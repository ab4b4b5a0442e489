import { wantedLines } from "../../src/codec/wanted-lines.js";
import type { LinkEvent } from "../../src/link/event.js";
import { decodeHeader, FrameType } from "../../src/link/frame.js";
import { encodeLinkCommand } from "../../src/link/messages.js";
import { timeOnAir } from "../../src/lora/airtime.js";
import { TOP_RUNG } from "../../src/negotiation/ladder.js";
import { frameTime } from "../../src/negotiation/timing.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assertSameBytes, telegramOf, withTexts, wordyTelegram } from "../codec/samples.js";
import { assert, test } from "../harness/index.js";
import { OTHER_KEY, sealed, stateOf } from "./channels.js";
import type { FakeRadio } from "./fake-radio.js";
import { Sessions } from "./sessions.js";

function typeOf(frame: Uint8Array): FrameType | undefined {
	const decoded = decodeHeader(frame);
	return decoded.ok ? decoded.header.type : undefined;
}

/** A link that runs on SF7/250. */
function running(): Sessions {
	const link = new Sessions();
	link.offer();
	assert.ok(link.settles(60));
	link.meter(3);
	assert.ok(link.telegrams.length > 0);
	return link;
}

/** Frames by whom, in their order. */
function framesOf(link: Sessions, radio: FakeRadio): Uint8Array[] {
	return link.air.sent.filter(({ from }) => from === radio).map(({ frame }) => frame);
}

/** Everything that came out was offered, in the order of the meter, and once. */
function assertFaithful(link: Sessions): void {
	let last = -1;
	for (const telegram of link.telegrams) {
		const text = String.fromCharCode(...telegram);
		const index = link.offered.findIndex((one, at) => at > last && String.fromCharCode(...one) === text);
		assert.ok(index > last, "a telegram that the meter did not send, or sent before");
		last = index;
	}
}

function count(events: LinkEvent[], kind: LinkEvent["kind"]): number {
	return events.filter((event) => event.kind === kind).length;
}

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

test("boards with different keys never change anything in each other, and the receiver stays silent", () => {
	const link = new Sessions({ transmitterKey: OTHER_KEY });
	const { receiver, storage } = link;
	const before = stateOf({ channel: receiver.channel, storage: storage.receiver });
	link.meter(300);
	link.clock.advance(1_200_000);
	assert.ok(framesOf(link, link.transmitter.radio).length > 30);
	assert.equal(framesOf(link, receiver.radio).length, 0);
	assert.deepEqual(stateOf({ channel: receiver.channel, storage: storage.receiver }), before);
	const { negotiation } = receiver.session;
	assert.ok(negotiation.phase === "searching" && !negotiation.heard);
	assert.deepEqual(Object.keys(receiver.session.refused), ["foreign"]);
	assert.equal(count(link.events.receiver, "other key"), 1, "said once an hour, however many there are");
	assert.equal(receiver.session.reception.lossPercent, undefined);
	assert.equal(link.transmitter.session.negotiation.phase, "discovering");
});

test("a hello that is played back is answered, and changes nothing but the airtime and a counter", () => {
	const link = new Sessions({ lastGood: TOP_RUNG });
	link.offer();
	assert.ok(link.settles(60));
	link.meter(3);
	const recorded = framesOf(link, link.transmitter.radio).find((frame) => typeOf(frame) === FrameType.hello);
	assert.ok(recorded);
	const { receiver, storage } = link;
	const state = () => ({
		...stateOf({ channel: receiver.channel, storage: storage.receiver }),
		nextCounter: undefined,
	});
	const accepted = state();
	const before = JSON.stringify([receiver.session.negotiation, receiver.session.reception.lossPercent]);
	const answers = framesOf(link, receiver.radio).length;
	receiver.session.received({ payload: recorded, rssiDbm: -60, snrDb: 12, frequencyErrorHz: 0 });
	link.clock.advance(100);
	assert.equal(framesOf(link, receiver.radio).length, answers + 1);
	assert.equal(typeOf(framesOf(link, receiver.radio)[answers]), FrameType.hello);
	assert.deepEqual(state(), accepted);
	assert.equal(JSON.stringify([receiver.session.negotiation, receiver.session.reception.lossPercent]), before);
	link.meter(5);
	assertFaithful(link);
});

test("an old hello played behind every answer to a hello costs a restarted board a frame, not its meeting", () => {
	for (const board of ["transmitter", "receiver", "both"] as const) {
		const link = new Sessions({ lastGood: TOP_RUNG });
		link.offer();
		assert.ok(link.settles(60));
		link.meter(3);
		const recorded = framesOf(link, link.transmitter.radio).find((frame) => typeOf(frame) === FrameType.hello);
		assert.ok(recorded);
		if (board !== "receiver") link.rebootTransmitter();
		if (board !== "transmitter") link.rebootReceiver();
		const carry = link.air.carry.bind(link.air);
		let played = 0;
		link.air.carry = (from, frame, modulation) => {
			carry(from, frame, modulation);
			if (from !== link.receiver.radio || typeOf(frame) !== FrameType.hello) return;
			played++;
			link.clock.after(2, () => {
				link.receiver.session.received({ payload: recorded, rssiDbm: -60, snrDb: 12, frequencyErrorHz: 0 });
			});
		};
		const before = link.telegrams.length;
		link.meter(4);
		assert.ok(played > 0 && link.telegrams.length > before, board);
		link.meter(30);
		assert.ok(link.settled && link.telegrams.length > before + 28, board);
		assertFaithful(link);
	}
});

test("a receiver that restarts at any moment, of a switch or of a template in pieces, at reduced power or while storage refuses writes, is back soon", () => {
	const moments: [string, Sessions, (link: Sessions) => boolean][] = [
		["switch", new Sessions(), ({ transmitter }) => transmitter.session.negotiation.phase === "proposing"],
		["trial", new Sessions(), ({ receiver }) => receiver.session.negotiation.phase === "trial"],
		[
			"pieces",
			new Sessions({ telegram: wordyTelegram }),
			({ air }) => air.sent.filter(({ frame }) => typeOf(frame) === FrameType.fragment).length === 2,
		],
		["reduced power", new Sessions(), ({ receiver }) => receiver.radio.powerDbm < 14],
	];
	for (const [what, link, reached] of moments) {
		if (what === "pieces") link.air.snrDb = -16;
		// They hear each other at once, but so badly that they go to a slower rung.
		if (what === "switch" || what === "trial") link.air.snrDb = -9;
		for (let step = 0; step < 3000 && !reached(link); step++) {
			if (step % 10 === 0) link.offer();
			link.clock.advance(100);
		}
		assert.ok(reached(link), what);
		link.storage.receiver.fault = () => "throw before";
		link.rebootReceiver();
		link.meter(10);
		link.storage.receiver.fault = () => undefined;
		const before = link.telegrams.length;
		for (let second = 0; second < 600 && link.telegrams.length === before; second++) link.meter(1);
		assert.ok(link.telegrams.length > before, what);
		link.meter(120);
		assert.ok(link.settled, `${what}: ${JSON.stringify(link.transmitter.session.negotiation)}`);
		assertFaithful(link);
	}
});

test("a receiver that restarted opens nothing before a hello, takes its counter for an old one, says so, and the link goes on", () => {
	const link = running();
	const before = link.telegrams.length;
	link.rebootReceiver();
	assert.ok(link.receiver.channel.lastAccepted > link.transmitter.channel.lastAccepted);
	link.meter(4);
	assert.equal(link.receiver.session.refused["no session"], 2);
	assert.ok(link.telegrams.length > before, "within three periods");
	assert.ok(link.settled, "without a new climb");
	link.meter(56);
	assert.equal(link.receiver.session.refused["stale hello"], 1);
	assert.ok(link.telegrams.length > before + 20, `${link.telegrams.length - before} telegrams`);
	assertFaithful(link);
});

test("a transmitter that restarted begins with the template, and nothing old comes out again", () => {
	const link = running();
	link.rebootTransmitter();
	link.meter(30);
	assert.ok(link.settled);
	const forms = link.events.transmitter.flatMap((event) => (event.kind === "delivered" ? [event.form] : []));
	assert.equal(forms.filter((form) => form === "template").length, 2);
	assertFaithful(link);
});

test("both boards may restart at any moment of the meeting, and still meet", () => {
	for (let frames = 1; frames < 26; frames += 2) {
		const link = new Sessions();
		link.offer();
		const reached = () => link.air.sent.length < frames;
		assert.ok(link.clock.runWhile(reached, 120_000), `${frames} frames`);
		link.rebootReceiver();
		link.clock.advance(200);
		link.rebootTransmitter();
		link.offer();
		assert.ok(link.settles(300), `after ${frames} frames`);
		link.meter(3);
		assert.ok(link.telegrams.length > 0);
	}
});

test("a genuine frame that makes no sense here is taken, and not answered", () => {
	const link = running();
	const { receiver, transmitter } = link;
	const answers = framesOf(link, receiver.radio).length;
	const bodies: [FrameType, Uint8Array][] = [
		[FrameType.acknowledgement, new Uint8Array(8)],
		[FrameType.link, Uint8Array.of(0, 7)],
		[FrameType.link, Uint8Array.of(4, 0)],
		[FrameType.link, Uint8Array.of(0)],
		[FrameType.fragment, Uint8Array.of(1, 2, 2, 9)],
		[FrameType.hello, new Uint8Array(5)],
	];
	for (const [type, body] of bodies) {
		const payload = sealed(transmitter.channel, type, body, TOP_RUNG);
		receiver.session.received({ payload, rssiDbm: -80, snrDb: 9, frequencyErrorHz: 0 });
		link.clock.advance(50);
	}
	assert.equal(framesOf(link, receiver.radio).length, answers);
	assert.equal(receiver.port.rung, TOP_RUNG);
	link.meter(5);
	assertFaithful(link);
	assert.ok(link.settled);
});

test("a telegram's body that cannot be read is answered with what is lacking", () => {
	const link = running();
	const { receiver, transmitter } = link;
	const answers = framesOf(link, receiver.radio).length;
	for (const body of [new Uint8Array(0), new Uint8Array(40).fill(0xff), new Uint8Array(40)]) {
		const payload = sealed(transmitter.channel, FrameType.telegram, body, TOP_RUNG);
		receiver.session.received({ payload, rssiDbm: -80, snrDb: 9, frequencyErrorHz: 0 });
		link.clock.advance(60);
	}
	assert.equal(framesOf(link, receiver.radio).length, answers + 3);
	link.meter(5);
	assertFaithful(link);
});

test("a commit for another rung, or said twice, leaves the receiver where it is", () => {
	const link = running();
	const { receiver, transmitter } = link;
	for (const rung of [TOP_RUNG, 2, TOP_RUNG]) {
		const body = encodeLinkCommand({ kind: "commit", profile: rung });
		const payload = sealed(transmitter.channel, FrameType.link, body, TOP_RUNG);
		receiver.session.received({ payload, rssiDbm: -80, snrDb: 9, frequencyErrorHz: 0 });
		link.clock.advance(60);
		assert.equal(receiver.port.rung, TOP_RUNG);
		assert.equal(link.remembered.receiver, TOP_RUNG);
	}
});

test("while an answer waits or goes out, the receiver takes no other frame", () => {
	const link = running();
	const { receiver, transmitter } = link;
	const probe = () => ({
		payload: sealed(transmitter.channel, FrameType.probe, new Uint8Array(4), TOP_RUNG),
		rssiDbm: -80,
		snrDb: 9,
		frequencyErrorHz: 0,
	});
	const answers = framesOf(link, receiver.radio).length;
	receiver.session.received(probe());
	const accepted = receiver.channel.lastAccepted;
	receiver.session.received(probe());
	assert.equal(receiver.channel.lastAccepted, accepted);
	link.clock.advance(100);
	receiver.session.received(probe());
	link.clock.advance(100);
	assert.equal(framesOf(link, receiver.radio).length, answers + 2);
});

test("an answer that the hour's airtime does not allow is withheld, and the receiver goes on listening", () => {
	const link = running();
	const { receiver } = link;
	for (const portion of [1_000_000, 10_000]) while (receiver.ledger.charge(portion));
	const before = link.telegrams.length;
	link.meter(3);
	assert.ok((receiver.session.refused.withheld ?? 0) > 0);
	assert.ok(link.telegrams.length > before, "what came in is told all the same");
	link.clock.advance(70 * 60_000);
	assert.ok(link.settles(120), "and with the next hour it answers again");
	assertFaithful(link);
});

test("a board whose flash fails for a while says nothing meanwhile, and goes on by itself", () => {
	for (const side of ["transmitter", "receiver"] as const) {
		const link = running();
		const storage = link.storage[side];
		storage.fault = () => "throw before";
		// Beyond the counters reserved already, nothing can be sealed, or accepted.
		link.meter(300);
		const sent = framesOf(link, link[side].radio).length;
		const { events } = link;
		assert.deepEqual(
			events[side].filter(({ kind }) => kind === "storage"),
			[{ kind: "storage", refuses: true }],
		);
		link.meter(60);
		assert.equal(framesOf(link, link[side].radio).length, sent, side);
		storage.fault = () => undefined;
		const before = link.telegrams.length;
		link.meter(300);
		assert.ok(link.telegrams.length > before + 10, `${side}: ${link.telegrams.length - before} telegrams`);
		assert.deepEqual(
			events[side].filter(({ kind }) => kind === "storage"),
			[true, false].map((refuses): LinkEvent => ({ kind: "storage", refuses })),
			side,
		);
		assertFaithful(link);
	}
});

test("a counter that no frame was sent with is not taken for an answer", () => {
	const link = running();
	const { transmitter } = link;
	const peer = link.receiver.channel;
	link.offer();
	const before = JSON.stringify([transmitter.session.negotiation, link.receiver.session.negotiation]);
	assert.ok(transmitter.session.negotiation.phase === "running");
	for (const echo of [0, 1, 0xffff]) {
		const body = new Uint8Array(8);
		new DataView(body.buffer).setUint16(0, echo);
		const payload = sealed(peer, FrameType.acknowledgement, body, TOP_RUNG);
		transmitter.session.received({ payload, rssiDbm: -80, snrDb: 9, frequencyErrorHz: 0 });
	}
	// The frames were genuine, so their counters are spent; nothing else is different.
	assert.equal(JSON.stringify([transmitter.session.negotiation, link.receiver.session.negotiation]), before);
	link.clock.advance(1000);
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
