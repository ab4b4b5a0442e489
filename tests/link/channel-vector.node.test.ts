/** The frame's format by another hand: Node's own cryptography, and docs/protocol.md. */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from "node:crypto";
import { FrameType } from "../../src/link/frame.js";
import { assert, test } from "../harness/index.js";
import { end, ends, PAIR_KEY, sealed } from "./channels.js";

const SALT = "P1-LoRa v1";

function derived(info: Buffer | string, length: number): Buffer {
	return Buffer.from(hkdfSync("sha256", PAIR_KEY, SALT, info, length));
}

function keyOf(direction: number): Buffer {
	return derived(Buffer.concat([Buffer.from("key"), Buffer.of(direction)]), 32);
}

const SALT_OF = {
	transmitter: Buffer.from("40000000", "hex"),
	receiver: Buffer.from("80000000", "hex"),
	none: Buffer.alloc(4),
};

/** In a session; a question goes out without the receiver's salt. */
function nonceOf(direction: number, counter: number, receiver: Buffer = SALT_OF.receiver): Buffer {
	const nonce = Buffer.concat([Buffer.of(direction), SALT_OF.transmitter, receiver, Buffer.alloc(4)]);
	nonce.writeUInt32BE(counter, 9);
	return nonce;
}

interface Frame {
	direction: number;
	nonce: Buffer;
	header: Buffer;
	profile: number;
}

function frameOf({ direction, nonce, header, profile }: Frame, body: Buffer): Uint8Array {
	const cipher = createCipheriv("aes-256-ccm", keyOf(direction), nonce, { authTagLength: 8 });
	cipher.setAAD(Buffer.concat([header, Buffer.of(profile)]), { plaintextLength: body.length });
	const encrypted = Buffer.concat([cipher.update(body), cipher.final()]);
	return Uint8Array.from(Buffer.concat([header, encrypted, cipher.getAuthTag()]));
}

const BODY = Buffer.from("00112233445566778899aabbccddeeff1021", "hex");
const HINT = derived("hint", 1)[0] & 7;

test("a sealed frame is what the protocol's page says, computed by another implementation", () => {
	const transmitter = end("transmitter").channel;
	transmitter.jumpBeyond(0x0fff);
	const header = Buffer.of(0x40 | (FrameType.telegram << 3) | HINT, 0x10, 0x00);
	const first = frameOf({ direction: 1, nonce: nonceOf(1, 0x1000), header, profile: 6 }, BODY);
	assert.deepEqual(sealed(transmitter, FrameType.telegram, BODY, 6), first);
	transmitter.jumpBeyond(0x00abcdee);
	const farHeader = Buffer.of(0x40 | (FrameType.probe << 3) | HINT, 0xcd, 0xef);
	const far = frameOf({ direction: 1, nonce: nonceOf(1, 0x00abcdef), header: farHeader, profile: 0 }, BODY);
	assert.deepEqual(sealed(transmitter, FrameType.probe, BODY, 0), far);
});

test("a hello and its answer are what the protocol's page says, computed by another implementation", () => {
	const { transmitter, receiver } = ends();
	const first = 0x40 | (FrameType.hello << 3) | HINT;
	const counter = Buffer.from("00002000", "hex");
	for (const [from, direction, salt, peer] of [
		[transmitter.channel, 1, SALT_OF.transmitter, SALT_OF.none],
		[receiver.channel, 2, SALT_OF.receiver, SALT_OF.receiver],
	] as const) {
		from.jumpBeyond(0x1fff);
		const header = Buffer.concat([Buffer.of(first), salt, counter]);
		const frame = frameOf({ direction, nonce: nonceOf(direction, 0x2000, peer), header, profile: 11 }, BODY);
		assert.deepEqual(sealed(from, FrameType.hello, BODY, 11), frame);
	}
});

test("a frame that another implementation has sealed opens", () => {
	const receiver = end("receiver").channel;
	const header = Buffer.of(0x40 | (FrameType.link << 3) | HINT, 0x12, 0x34);
	const frame = frameOf({ direction: 1, nonce: nonceOf(1, 0x1234), header, profile: 4 }, BODY);
	const body = Uint8Array.from(BODY);
	assert.deepEqual(receiver.open(frame, 4), { ok: true, type: FrameType.link, counter: 0x1234, salt: undefined, body });
});

test("a frame of any length opens with another implementation", () => {
	const transmitter = end("transmitter").channel;
	for (let length = 0; length <= 244; length += 61) {
		const body = Buffer.alloc(length, length);
		const result = transmitter.seal(FrameType.probe, body, 2);
		assert.ok(result);
		const decipher = createDecipheriv("aes-256-ccm", keyOf(1), nonceOf(1, result.counter), { authTagLength: 8 });
		decipher.setAuthTag(result.frame.subarray(-8));
		decipher.setAAD(Buffer.concat([result.frame.subarray(0, 3), Buffer.of(2)]), { plaintextLength: length });
		assert.deepEqual(Uint8Array.from(decipher.update(result.frame.subarray(3, -8))), Uint8Array.from(body));
		decipher.final();
	}
});

test("the fingerprint is the first half of a hash of the derived secret", () => {
	const secret = createHmac("sha256", SALT).update(PAIR_KEY).digest();
	const digest = createHash("sha256").update("fp").update(secret).digest("hex");
	assert.equal(end("transmitter").channel.fingerprint, digest.slice(0, 8));
});
