import { Outbox } from "../../src/mqtt/outbox.js";
import { encodePiece, encodePublish } from "../../src/mqtt/packets.js";
import { assert, test } from "../harness/index.js";

const LIMITS = { bytes: 1000, packets: 10 };

test("packet ids run from 1 to 65535 and skip those in use", () => {
	const outbox = new Outbox(LIMITS);
	outbox.addAcknowledged("q", "never acknowledged", false, false);
	outbox.flush(1000, () => {});
	for (let id = 2; id <= 65_535; id++) outbox.nextId();
	assert.equal(outbox.nextId(), 2);
});

test("a message with QoS 1 that was begun goes first on the next connection, as a duplicate, and whole", () => {
	const outbox = new Outbox(LIMITS);
	outbox.addAcknowledged("q", "acknowledged never", false, false);
	outbox.addAcknowledged("q", "begun", false, false);
	outbox.addAcknowledged("q", "waiting", false, false);
	outbox.flush(30, () => {});
	outbox.suspend();
	outbox.addAcknowledged("q", "offline", false, true);
	outbox.resume();
	const sent: string[] = [];
	outbox.flush(1000, (bytes) => sent.push(`${bytes[0].toString(16)} ${String.fromCharCode(...bytes.subarray(7))}`));
	assert.deepEqual(sent, ["3a acknowledged never", "3a begun", "32 waiting", "32 offline"]);
});

test("the packet that the socket has begun to take is never dropped", () => {
	const outbox = new Outbox({ bytes: 1000, packets: 2 });
	outbox.addState("t", "begun", false);
	outbox.flush(3, () => {});
	outbox.addState("t", "old", false);
	outbox.addState("t", "new", false);
	const sent: string[] = [];
	outbox.flush(1000, (bytes) => sent.push(String.fromCharCode(...bytes.subarray(bytes.length - 3))));
	assert.deepEqual(sent, ["gun", "new"]);
	assert.equal(outbox.dropped, 1);
});

test("a control packet drops states to make room, and is itself refused only when there are none", () => {
	const outbox = new Outbox({ bytes: 1000, packets: 2 });
	outbox.addState("t", "state", false);
	for (let i = 0; i < 2; i++) assert.ok(outbox.addControl(Uint8Array.of(0xc0, 0)));
	assert.equal(outbox.dropped, 1);
	assert.ok(!outbox.addControl(Uint8Array.of(0xc0, 0)));
	assert.ok(!outbox.addState("t", "state", false));
});

/** 40 pieces of different lengths, some with characters of more than a byte; `made` counts how often they were begun. */
function recipe() {
	let made = 0;
	const pieces = Array.from({ length: 40 }, (_, index) => `${"m\u00b3".repeat(index % 7)}${index},`);
	const payload = function* () {
		made++;
		yield* pieces;
	};
	return { payload, whole: encodePiece(pieces.join("")), made: () => made };
}

test("a payload that is made piece by piece goes out as if it had been whole, whatever the room", () => {
	for (const room of [1, 7, 64, 10_000]) {
		const { payload, whole } = recipe();
		const outbox = new Outbox({ bytes: 100, packets: 2 });
		assert.ok(outbox.addState("t", payload, true), "of its bytes none count");
		const sent: number[] = [];
		for (let before = -1; before < sent.length; ) {
			before = sent.length;
			assert.ok(outbox.flush(room, (bytes) => sent.push(...bytes)) >= 0);
		}
		assert.deepEqual(Uint8Array.from(sent), Uint8Array.from(encodePublish("t", whole, true, undefined)));
	}
});

test("with QoS 1 such a payload is made anew for each connection, from its beginning", () => {
	const { payload, whole, made } = recipe();
	const outbox = new Outbox(LIMITS);
	const id = outbox.addAcknowledged("t", payload, false, false);
	outbox.flush(100, () => {});
	outbox.suspend();
	outbox.resume();
	const sent: number[] = [];
	outbox.flush(10_000, (bytes) => sent.push(...bytes));
	const expected = Uint8Array.from(encodePublish("t", whole, false, id));
	expected[0] |= 0x08;
	assert.deepEqual(Uint8Array.from(sent), expected);
	// Once for its length.
	assert.equal(made(), 3);
});

test("many short states count as one message, and go out each as a packet of its own", () => {
	const outbox = new Outbox({ bytes: 1000, packets: 1 });
	const states = Array.from({ length: 30 }, (_, index) => [`name${index}`, String(index)] as const);
	assert.ok(outbox.addStates("t/", states.values(), true));
	const sent: number[] = [];
	for (let turn = 0; turn < 200; turn++) outbox.flush(5, (bytes) => sent.push(...bytes));
	const expected = states.flatMap(([name, payload]) => [...encodePublish(`t/${name}`, payload, true, undefined)]);
	assert.deepEqual(sent, expected);
});
