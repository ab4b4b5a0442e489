/** Boards that restart, old hellos, and flash that fails: the link goes on, and nothing old is taken. */
import type { LinkEvent } from "../../src/link/event.js";
import { FrameType } from "../../src/link/frame.js";
import { encodeHello } from "../../src/link/messages.js";
import { RENDEZVOUS, TOP_RUNG } from "../../src/negotiation/ladder.js";
import { frameTime, HELLO_FRAME_BYTES, promptAirtime } from "../../src/negotiation/timing.js";
import { wordyTelegram } from "../codec/samples.js";
import { assert, test } from "../harness/index.js";
import { sealed, stateOf } from "./channels.js";
import { assertFaithful, framesOf, running, typeOf } from "./running-sessions.js";
import { Sessions } from "./sessions.js";

/** A link that runs, and a hello with which it began. */
function runningWithHello(): { link: Sessions; hello: Uint8Array } {
	const link = running({ lastGood: TOP_RUNG });
	const hello = framesOf(link, link.transmitter.radio).find((frame) => typeOf(frame) === FrameType.hello);
	assert.ok(hello);
	return { link, hello };
}

test("a hello that is played back is answered, and changes nothing but the airtime and a counter", () => {
	const { link, hello } = runningWithHello();
	const { receiver, storage } = link;
	const state = () => ({
		...stateOf({ channel: receiver.channel, storage: storage.receiver }),
		nextCounter: undefined,
	});
	const accepted = state();
	const before = JSON.stringify([receiver.session.negotiation, receiver.session.reception.lossPercent]);
	const answers = framesOf(link, receiver.radio).length;
	receiver.session.received({ payload: hello, rssiDbm: -60, snrDb: 12, frequencyErrorHz: 0 });
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
		const { link, hello } = runningWithHello();
		if (board !== "receiver") link.rebootTransmitter();
		if (board !== "transmitter") link.rebootReceiver();
		const carry = link.air.carry.bind(link.air);
		let played = 0;
		link.air.carry = (from, frame, modulation) => {
			carry(from, frame, modulation);
			if (from !== link.receiver.radio || typeOf(frame) !== FrameType.hello) return;
			played++;
			link.clock.after(2, () => {
				link.receiver.session.received({ payload: hello, rssiDbm: -60, snrDb: 12, frequencyErrorHz: 0 });
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

test("a receiver that restarted is back as soon, whatever old hellos are played to it", () => {
	const link = running();
	link.rebootTransmitter();
	link.meter(20);
	const hellos = framesOf(link, link.transmitter.radio).filter((frame) => typeOf(frame) === FrameType.hello);
	assert.ok(hellos.length > 0);
	link.rebootReceiver();
	const before = link.telegrams.length;
	for (let second = 0; second < 8; second++) {
		const { receiver } = link;
		for (const payload of [...hellos, ...hellos])
			link.clock.after(300, () =>
				receiver.radio.receivePacket({ payload, rssiDbm: -80, snrDb: 9, frequencyErrorHz: 0 }),
			);
		link.meter(1);
	}
	assert.ok(link.telegrams.length > before, "within eight periods");
	assertFaithful(link);
});

test("whoever recorded many hellos that might be the newest gets half of the airtime of a receiver that has started, and no more", () => {
	const link = running();
	const { channel } = link.transmitter;
	const body = encodeHello({ lastAccepted: 0, echo: 0 });
	const hellos = Array.from({ length: 200 }, () => sealed(channel, FrameType.hello, body, RENDEZVOUS));
	link.transmitter.radio.state = { mode: "resetting" };
	link.remembered.receiver = RENDEZVOUS;
	link.rebootReceiver();
	const { radio, session } = link.receiver;
	for (const payload of hellos) {
		radio.receivePacket({ payload, rssiDbm: -80, snrDb: 9, frequencyErrorHz: 0 });
		link.clock.advance(3000);
	}
	assert.equal(session.refused["stale hello"], 200);
	const answers = framesOf(link, radio).length;
	const most = Math.floor(promptAirtime(0.1) / frameTime(RENDEZVOUS, HELLO_FRAME_BYTES));
	assert.ok(answers >= most && answers <= most + 5, `${answers} answers`);
});

test("an answer to a hello below the mark may be lost: the next hello is answered at once", () => {
	const link = running();
	link.rebootReceiver();
	const before = link.telegrams.length;
	let lost = 0;
	link.air.lost = (from, frame) => from === link.receiver.radio && typeOf(frame) === FrameType.hello && lost++ < 2;
	link.meter(15);
	assert.ok(lost > 2 && link.telegrams.length > before, `${lost} answers`);
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
