/** What the receiver answers, and with what; and what it does not. */
import { FrameType } from "../../src/link/frame.js";
import { encodeLinkCommand } from "../../src/link/messages.js";
import { TOP_RUNG } from "../../src/negotiation/ladder.js";
import { assert, test } from "../harness/index.js";
import { OTHER_KEY, sealed, stateOf } from "./channels.js";
import { assertFaithful, count, framesOf, running } from "./running-sessions.js";
import { Sessions } from "./sessions.js";

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

test("an answer that comes when its exchange has just been given up counts as none", () => {
	const link = running();
	const { transmitter, receiver, events } = link;
	let held: Uint8Array | undefined;
	link.air.lost = (from, frame) => {
		if (from !== receiver.radio || held !== undefined) return false;
		held = frame;
		return true;
	};
	const kinds: string[] = [];
	events.transmitter.push = (...given) => {
		for (const { kind } of given) {
			kinds.push(kind);
			const payload = held;
			if (kind !== "unanswered" || payload === undefined) continue;
			link.clock.after(0, () => transmitter.session.received({ payload, rssiDbm: -80, snrDb: 9, frequencyErrorHz: 0 }));
		}
		return 0;
	};
	link.offer();
	link.clock.runWhile(() => !kinds.includes("unanswered"), link.clock.now() + 5000);
	link.clock.advance(5);
	assert.deepEqual(kinds, ["unanswered"]);
	const { negotiation } = transmitter.session;
	assert.ok(negotiation.phase === "running" && negotiation.losses.run === 1);
	link.meter(5);
	assert.ok(kinds.includes("delivered"));
	assertFaithful(link);
});

test("where the law allows nothing any more, the search goes on elsewhere after half a minute, and nothing is sent", () => {
	const link = running();
	const { receiver } = link;
	receiver.radio.state = { mode: "resetting" };
	link.rebootTransmitter();
	const { ledger, port } = link.transmitter;
	while (ledger.charge(1000));
	const sent = link.air.sent.length;
	const searched = new Set<number>();
	for (let second = 0; second < 600; second++) {
		link.meter(1);
		searched.add(port.rung);
	}
	assert.equal(link.air.sent.length, sent);
	assert.ok(searched.size > 3, [...searched].join());
	receiver.radio.state = { mode: "receiving" };
	assert.ok(link.settles(4000));
	link.meter(10);
	assertFaithful(link);
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
