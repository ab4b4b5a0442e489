import { Outbox } from "../../src/mqtt/outbox.js";
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
