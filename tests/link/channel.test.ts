import { COUNTER_LIMIT, RESERVE } from "../../src/crypto/high-water.js";
import { decodeHeader, FrameType } from "../../src/link/frame.js";
import { FAULTS } from "../crypto/faulty-storage.js";
import { hex } from "../crypto/hex.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";
import {
	boot,
	type End,
	end,
	ends,
	greet,
	OTHER_KEY,
	PAIR_KEY,
	PROFILE,
	pairedStorage,
	SALTS,
	sealed,
	stateOf,
} from "./channels.js";

const BODY = hex("00112233445566778899aabbccddeeff1021");
const { telegram, hello, link, probe, acknowledgement } = FrameType;

/** `frame` is refused for this reason, and nothing has changed. */
function assertRefused(at: End, frame: Uint8Array, reason: string, what: string, profile = PROFILE): void {
	const before = stateOf(at);
	const opened = at.channel.open(frame, profile);
	assert.equal(opened.ok ? "nothing" : opened.reason, reason, what);
	assert.deepEqual(stateOf(at), before, what);
}

test("a frame of every type opens at the other board, in both directions", () => {
	const { transmitter, receiver } = ends();
	for (const type of Object.values(FrameType)) {
		for (const [from, to] of [
			[transmitter, receiver],
			[receiver, transmitter],
		]) {
			for (const body of [BODY, new Uint8Array(0), new Uint8Array(200).fill(7)]) {
				const result = from.channel.seal(type, body, PROFILE);
				assert.ok(result);
				const opened = to.channel.open(result.frame, PROFILE);
				const salt = type === hello ? SALTS[from === transmitter ? "transmitter" : "receiver"] : undefined;
				assert.deepEqual(opened, { ok: true, type, counter: result.counter, salt, body });
				assert.equal(to.channel.lastAccepted, result.counter);
			}
		}
	}
});

test("a sealed frame has these bytes", () => {
	// channel-vector.node.test.ts computes such frames with Node's own AES-256-CCM and HKDF.
	const { transmitter, receiver } = ends();
	assert.equal(transmitter.channel.fingerprint, "103789fa");
	assert.deepEqual(
		sealed(transmitter.channel, telegram, BODY),
		hex("440003eb13efef707e92df9f67a7de253220e787a4152d432340875f99"),
	);
	assert.deepEqual(
		sealed(receiver.channel, hello, BODY, 11),
		hex("5c8000000000000002317438ee46950790dd70e04a330ea62948781d1c0a31f24e4f09"),
	);
});

test("a board does not open what it has sent itself", () => {
	for (const side of ["transmitter", "receiver"] as const) {
		const at = end(side);
		for (const type of Object.values(FrameType)) {
			assertRefused(at, sealed(at.channel, type, BODY), "forged", `${side}, type ${type}`);
		}
	}
});

test("two boards of the same side do not open each other's frames", () => {
	const { transmitter, receiver } = ends();
	assertRefused(end("receiver"), sealed(receiver.channel, probe, BODY), "forged", "receiver");
	assertRefused(end("transmitter"), sealed(transmitter.channel, probe, BODY), "forged", "transmitter");
});

test("a frame of another pair is foreign, or forged where the hints happen to agree", () => {
	const { receiver } = ends();
	const { channel } = end("transmitter", OTHER_KEY);
	const own = decodeHeader(sealed(end("transmitter").channel, probe, BODY));
	for (const type of Object.values(FrameType)) {
		const frame = sealed(channel, type, BODY);
		assertRefused(receiver, frame, "foreign", `type ${type}`);
		assert.ok(own.ok);
		frame[0] = (frame[0] & 0xf8) | own.header.hint;
		assertRefused(receiver, frame, "forged", `type ${type}, with our hint`);
	}
});

test("a frame opens on the rung and channel only that it was sealed for", () => {
	const { transmitter, receiver } = ends();
	const frame = sealed(transmitter.channel, link, BODY, 3);
	for (let profile = 0; profile < 256; profile++) {
		if (profile !== 3) assertRefused(receiver, frame, "forged", `profile ${profile}`, profile);
	}
	assert.ok(receiver.channel.open(frame, 3).ok);
});

/** What a frame is refused for when this bit of its first byte is flipped, in place of a probe or a hello. */
function reasonForFirstByte(flipped: number): string {
	if (flipped >> 6 !== 1) return "version";
	return ((flipped >> 3) & 7) > FrameType.snapshots ? "unknown type" : "forged";
}

test("no bit of a frame can be flipped", () => {
	for (const type of [probe, hello, telegram, acknowledgement]) {
		const { transmitter, receiver } = ends();
		const frame = sealed(transmitter.channel, type, BODY);
		for (let bit = 0; bit < 8 * frame.length; bit++) {
			const flipped = frame.slice();
			flipped[bit >> 3] ^= 1 << (bit & 7);
			let reason = "forged";
			if (bit < 3) reason = "foreign";
			else if (bit < 8) reason = reasonForFirstByte(flipped[0]);
			assertRefused(receiver, flipped, reason, `type ${type}, bit ${bit}`);
		}
		assert.ok(receiver.channel.open(frame, PROFILE).ok, "the frame itself opens all the same");
	}
});

test("a frame cannot be cut or lengthened", () => {
	for (const type of [telegram, hello]) {
		const { transmitter, receiver } = ends();
		const frame = sealed(transmitter.channel, type, BODY);
		const least = type === hello ? 17 : 11;
		for (let length = 0; length < frame.length; length++) {
			const reason = length < least ? "too short" : "forged";
			assertRefused(receiver, frame.slice(0, length), reason, `${length} bytes`);
		}
		for (let length = frame.length + 1; length <= 255; length += 13) {
			const longer = new Uint8Array(length);
			longer.set(frame);
			assertRefused(receiver, longer, "forged", `${length} bytes`);
		}
		assert.ok(receiver.channel.open(frame, PROFILE).ok);
	}
});

test("any bytes at all are refused and change nothing", () => {
	const random = new Random(99);
	const { receiver } = ends();
	const before = stateOf(receiver);
	for (let round = 0; round < 500; round++) {
		const frame = random.bytes(random.below(256));
		// Half of them look like ours as far as that can be seen.
		if (round % 2 === 0 && frame.length > 0) frame[0] = 0x40 | (frame[0] & 0x28);
		assert.equal(receiver.channel.open(frame, random.below(256)).ok, false);
	}
	assert.deepEqual(stateOf(receiver), before);
});

test("a frame opens once: its counter stands for a later frame the next time", () => {
	const { transmitter, receiver } = ends();
	const frames = [telegram, probe, link].map((type) => sealed(transmitter.channel, type, BODY));
	for (const frame of frames) assert.ok(receiver.channel.open(frame, PROFILE).ok);
	for (const frame of frames) assertRefused(receiver, frame, "forged", "a replay");
	const rebooted = { channel: boot("receiver", receiver.storage), storage: receiver.storage };
	for (const frame of frames) assertRefused(rebooted, frame, "no session", "a replay after a reboot");
});

test("a frame that was held back is refused once a later one has been taken", () => {
	const { transmitter, receiver } = ends();
	const held = sealed(transmitter.channel, telegram, BODY);
	assert.ok(receiver.channel.open(sealed(transmitter.channel, telegram, BODY), PROFILE).ok);
	assertRefused(receiver, held, "forged", "a delayed frame");
});

test("a hello that was used before is genuine, but stale, and changes nothing", () => {
	const { transmitter, receiver } = ends();
	const frame = sealed(transmitter.channel, hello, BODY);
	assert.ok(receiver.channel.open(frame, PROFILE).ok);
	const before = stateOf(receiver);
	assert.deepEqual(receiver.channel.open(frame, PROFILE), {
		ok: false,
		reason: "stale hello",
		counter: receiver.channel.lastAccepted,
		salt: SALTS.transmitter,
		body: BODY,
		mayBeNewest: false,
	});
	assert.deepEqual(stateOf(receiver), before);
});

test("a receiver that restarted opens nothing before a new hello, and everything after it", () => {
	const { transmitter, receiver } = ends();
	assert.ok(receiver.channel.open(sealed(transmitter.channel, telegram, BODY), PROFILE).ok);
	const rebooted = { channel: boot("receiver", receiver.storage, PAIR_KEY, () => 0.75), storage: receiver.storage };
	assertRefused(rebooted, sealed(transmitter.channel, telegram, BODY), "no session", "before");
	assert.ok(greet(transmitter.channel, rebooted.channel));
	assert.ok(rebooted.channel.open(sealed(transmitter.channel, telegram, BODY), PROFILE).ok);
	const answer = sealed(rebooted.channel, acknowledgement, BODY);
	assert.ok(transmitter.channel.open(answer, PROFILE).ok);
});

test("an old hello played back to a receiver does not end its session", () => {
	const storage = pairedStorage();
	const old = boot("transmitter", storage, PAIR_KEY, () => 0.1);
	const question = sealed(old, hello, BODY);
	const transmitter = { channel: boot("transmitter", storage), storage };
	const receiver = end("receiver");
	assert.ok(greet(transmitter.channel, receiver.channel));
	const opened = receiver.channel.open(question, PROFILE);
	assert.ok(!opened.ok && opened.reason === "stale hello" && opened.salt !== undefined);
	receiver.channel.meet(opened.salt);
	sealed(receiver.channel, hello, BODY);
	assert.ok(receiver.channel.open(sealed(transmitter.channel, telegram, BODY), PROFILE).ok);
	assert.ok(transmitter.channel.open(sealed(receiver.channel, acknowledgement, BODY), PROFILE).ok);
});

test("an answer to another boot's question does not open", () => {
	const { transmitter, receiver } = ends();
	const answer = sealed(receiver.channel, hello, BODY);
	const rebooted = {
		channel: boot("transmitter", transmitter.storage, PAIR_KEY, () => 0.1),
		storage: transmitter.storage,
	};
	assertRefused(rebooted, answer, "forged", "an old answer");
});

test("up to 65,535 frames in a row may be lost, and any number before a hello", () => {
	for (const [skipped, type, opens] of [
		[65_535, telegram, true],
		[65_536, telegram, false],
		[65_536, hello, true],
		[3_000_000_000, hello, true],
	] as const) {
		const { transmitter, receiver } = ends();
		transmitter.channel.jumpBeyond(receiver.channel.lastAccepted + skipped);
		assert.equal(receiver.channel.open(sealed(transmitter.channel, type, BODY), PROFILE).ok, opens, `${skipped}`);
	}
});

test("before a session there is nothing but the transmitter's question", () => {
	for (const type of Object.values(FrameType)) {
		assert.equal(boot("receiver", pairedStorage()).seal(type, BODY, PROFILE), undefined, `receiver, type ${type}`);
		const asked = boot("transmitter", pairedStorage()).seal(type, BODY, PROFILE) !== undefined;
		assert.equal(asked, type === hello, `transmitter, type ${type}`);
	}
});

test("a channel whose storage does not take the counter seals nothing, and goes on when it does", () => {
	for (const fault of ["throw before", "throw after", "lost"] as const) {
		const { channel, storage } = end("transmitter");
		channel.jumpBeyond(10_000);
		storage.fault = () => fault;
		assert.equal(channel.seal(probe, BODY, PROFILE), undefined, fault);
		storage.fault = () => undefined;
		assert.ok(channel.seal(probe, BODY, PROFILE), fault);
	}
});

test("a channel whose storage does not take what was accepted accepts nothing", () => {
	const { transmitter, receiver } = ends();
	const { lastAccepted } = receiver.channel;
	transmitter.channel.jumpBeyond(10_000);
	receiver.storage.fault = () => "throw before";
	const refused = receiver.channel.open(sealed(transmitter.channel, telegram, BODY), PROFILE);
	assert.equal(refused.ok ? "nothing" : refused.reason, "unrecorded");
	assert.equal(receiver.channel.lastAccepted, lastAccepted);
	receiver.storage.fault = () => undefined;
	assert.ok(receiver.channel.open(sealed(transmitter.channel, telegram, BODY), PROFILE).ok);
});

test("a channel whose counters are used up seals nothing", () => {
	const { channel } = end("transmitter");
	channel.jumpBeyond(COUNTER_LIMIT - 2);
	assert.ok(channel.seal(hello, BODY, PROFILE));
	assert.equal(channel.seal(hello, BODY, PROFILE), undefined);
});

test("a channel is not made from damaged counters", () => {
	for (const name of ["sent", "accepted"]) {
		const storage = pairedStorage();
		storage.write(name, new ArrayBuffer(5));
		assert.throws(() => boot("receiver", storage), /damaged.*pair/);
	}
});

test("no counter is on the air twice, whichever writes fail and wherever the power is cut", () => {
	const random = new Random(2024);
	for (let round = 0; round < 12; round++) {
		const storage = pairedStorage();
		storage.fault = () => FAULTS[random.below(FAULTS.length)];
		const used = new Set<number>();
		for (let restart = 0; restart < 12; restart++) {
			storage.isOff = false;
			const channel = boot("transmitter", storage);
			channel.meet(SALTS.receiver);
			for (let frames = random.below(RESERVE / 4); frames > 0; frames--) {
				if (random.below(10) === 0) channel.jumpBeyond(random.below(50_000));
				const type = random.below(3) === 0 ? hello : telegram;
				const result = channel.seal(type, Uint8Array.of(restart, frames), PROFILE);
				if (storage.isOff) break;
				if (result === undefined) continue;
				const decoded = decodeHeader(result.frame);
				assert.ok(decoded.ok);
				assert.equal(decoded.header.counter, type === hello ? result.counter : result.counter & 0xffff);
				assert.ok(!used.has(result.counter), `counter ${result.counter} again`);
				used.add(result.counter);
			}
		}
		assert.ok(used.size > 20, `${used.size} frames`);
	}
});
