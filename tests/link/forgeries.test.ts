import { describeLinkEvent } from "../../src/link/describe-event.js";
import type { LinkEvent } from "../../src/link/event.js";
import { decodeHeader, FrameType } from "../../src/link/frame.js";
import { Refusals } from "../../src/link/refusals.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";
import { OTHER_KEY } from "./channels.js";
import { everything, FORGERIES, type Mark } from "./forgeries.js";
import { Sessions } from "./sessions.js";

const KINDS = Object.entries(FORGERIES);

function isHello(frame: Uint8Array): boolean {
	const decoded = decodeHeader(frame);
	return decoded.ok && decoded.header.type === FrameType.hello;
}

/** Frames of a pair with another key, and of this one in another session. */
function strangers(): Uint8Array[] {
	const other = new Sessions({ transmitterKey: OTHER_KEY });
	other.meter(60);
	return other.air.sent.map(({ frame }) => frame);
}

const FOREIGN = strangers();

/** Frames of the same key, of a session long over. */
function sessionBefore(): Uint8Array[] {
	const before = new Sessions({ salts: 2 });
	before.meter(30);
	return before.air.sent.map(({ frame }) => frame).filter((frame) => !isHello(frame));
}

const FORMER = sessionBefore();

/** Throws `rounds` of every kind at both boards, at this moment; all is as before. */
function bombard(link: Sessions, random: Random, rounds: number, what: string, lost = new Set<Uint8Array>()): number {
	const sent = link.air.sent.map(({ frame }) => frame).filter((frame) => !lost.has(frame));
	const recorded = [...FORMER.slice(-20), ...sent];
	const [first] = recorded;
	const mark: Mark = { hint: first[0] & 7, recorded, foreign: FOREIGN };
	const hellos = new Set(sent.filter(isHello).map(String));
	const before = everything(link);
	let count = 0;
	for (let round = 0; round < rounds; round++) {
		for (const [, forge] of KINDS) {
			const payload = forge(random, mark);
			// A hello that was on the air is genuine, though a bit were flipped there and back, and answered: sessions.test.ts has
			// what that may do.
			if (isHello(payload) && hellos.has(String(payload))) continue;
			const packet = { payload, rssiDbm: -60, snrDb: 12, frequencyErrorHz: 0 };
			link.receiver.session.received(packet);
			link.transmitter.session.received(packet);
			count++;
		}
		if (round % 8 === 7) assert.equal(everything(link), before, what);
	}
	assert.equal(everything(link), before, what);
	return count;
}

test("whatever is forged, mutated, reflected or played back changes nothing, at every state of the negotiation", () => {
	const random = new Random(8);
	const phases = new Set<string>();
	let count = 0;
	for (const losing of [0, 2, 3]) {
		const link = new Sessions();
		// Heard so badly, they go to another rung.
		if (losing === 3) link.air.snrDb = -9;
		// What was lost is no replay when it comes late: it is genuine, once.
		const lost = new Set<Uint8Array>();
		link.air.lost = (_, frame) => {
			const isLost = losing > 0 && frame[frame.length - 1] % losing === 0;
			if (isLost) lost.add(link.air.sent[link.air.sent.length - 1].frame);
			return isLost;
		};
		link.offer();
		let moment = 0;
		let before = "";
		while (link.clock.now() < 240_000) {
			link.clock.advance(250);
			if (link.clock.now() % 1000 === 0) link.offer();
			const { transmitter, receiver } = link;
			const state = `${transmitter.session.negotiation.phase}, ${receiver.session.negotiation.phase}`;
			if (transmitter.port.sending || receiver.port.sending || state === before) continue;
			before = state;
			phases.add(state);
			if (moment++ < 30) count += bombard(link, random, 10, `${state}, at ${link.clock.now()} ms`, lost);
		}
		assert.ok(link.settled || losing > 0);
	}
	for (const phase of ["discovering", "probing", "proposing", "running"]) {
		assert.ok(
			[...phases].some((state) => state.startsWith(phase)),
			`${phase}, of ${[...phases].join("; ")}`,
		);
	}
	assert.ok(count > 1500, `${count}`);
});

test("a running pair that is bombarded for long goes on as if nothing had been", () => {
	const random = new Random(9);
	const link = new Sessions();
	link.offer();
	assert.ok(link.settles(60));
	link.meter(3);
	let count = 0;
	for (let round = 0; round < 20; round++) {
		count += bombard(link, random, 10, `round ${round}`);
		const before = link.telegrams.length;
		link.meter(2);
		assert.ok(link.telegrams.length > before);
	}
	assert.ok(count > 2000, `${count}`);
});

function refusals(isProven = false) {
	const clock = new VirtualClock();
	const events: LinkEvent[] = [];
	return { clock, events, refusals: new Refusals(clock, (event) => events.push(event), isProven) };
}

const ANY = new Uint8Array(20).fill(0x80);

test("frames of another version are told after the third, with what to do, and again after an hour at the earliest", () => {
	const { clock, events, refusals: watch } = refusals();
	for (let frame = 0; frame < 1000; frame++) watch.refused("version", ANY);
	assert.deepEqual(events, [{ kind: "other version", version: 2, count: 3 }]);
	assert.match(describeLinkEvent(events[0], 0), /version 2 .* speaks 1: .* install the same release on both/);
	clock.advance(3_600_000);
	for (let frame = 0; frame < 1000; frame++) watch.refused("version", ANY);
	assert.equal(events.length, 2);
});

test("frames of other keys are told after twenty where nothing was ever opened: a wrong key is likely then", () => {
	const { events, refusals: watch } = refusals();
	for (let frame = 0; frame < 1000; frame++) watch.refused(frame % 2 === 0 ? "foreign" : "forged", ANY);
	assert.deepEqual(events, [{ kind: "other key", count: 20 }]);
	assert.match(
		describeLinkEvent(events[0], 0),
		/^nothing of the other board .* 20 frames .* is the fingerprint the same/,
	);
});

test("frames of neighbours are normal: beside a peer that was ever understood nothing is said of them", () => {
	for (const isProven of [true, false]) {
		const { events, refusals: watch } = refusals(isProven);
		for (let frame = 0; frame < 10; frame++) watch.refused("foreign", ANY);
		if (!isProven) watch.opened();
		for (let frame = 0; frame < 1000; frame++) watch.refused(frame % 2 === 0 ? "foreign" : "forged", ANY);
		assert.deepEqual(events, []);
	}
	const { events, refusals: watch } = refusals();
	for (let frame = 0; frame < 1000; frame++) {
		watch.refused("version", ANY);
		if (frame % 2 === 1) watch.opened();
	}
	assert.deepEqual(events, [], "a neighbour with another release");
});

test("a million frames with the pair's mark that did not open are an alarm", () => {
	const { events, refusals: watch } = refusals();
	watch.counts.forged = 2 ** 20 - 2;
	watch.refused("forged", ANY);
	assert.deepEqual(events, []);
	watch.refused("forged", ANY);
	assert.deepEqual(events, [{ kind: "forgeries", count: 2 ** 20 }]);
	assert.match(describeLinkEvent(events[0], 0), /^ALARM: 1048576 frames/);
});
