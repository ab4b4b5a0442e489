/** The frame's format by another hand: Node's own cryptography, and docs/protocol.md. */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from "node:crypto";
import { FrameType } from "../../src/link/frame.js";
import { assert, test } from "../harness/index.js";
import { end, PAIR_KEY, sealed } from "./channels.js";

const SALT = "P1-LoRa v1";
const EPOCH = Buffer.alloc(4);

function derived(info: Buffer | string, length: number): Buffer {
	return Buffer.from(hkdfSync("sha256", PAIR_KEY, SALT, info, length));
}

function keyOf(direction: number): Buffer {
	return derived(Buffer.concat([Buffer.from("key"), Buffer.of(direction), EPOCH]), 32);
}

const LINK_ID = derived("id", 4);

function nonceOf(direction: number, counter: number): Buffer {
	const nonce = Buffer.concat([Buffer.of(direction), LINK_ID, EPOCH, Buffer.alloc(4)]);
	nonce.writeUInt32BE(counter, 9);
	return nonce;
}

function frameOf(direction: number, counter: number, header: Buffer, profile: number, body: Buffer): Uint8Array {
	const cipher = createCipheriv("aes-256-ccm", keyOf(direction), nonceOf(direction, counter), { authTagLength: 8 });
	cipher.setAAD(Buffer.concat([header, Buffer.of(profile)]), { plaintextLength: body.length });
	const encrypted = Buffer.concat([cipher.update(body), cipher.final()]);
	return Uint8Array.from(Buffer.concat([header, encrypted, cipher.getAuthTag()]));
}

const BODY = Buffer.from("00112233445566778899aabbccddeeff1021", "hex");
const HINT = LINK_ID[3] & 7;

test("a sealed frame is what the protocol's page says, computed by another implementation", () => {
	const transmitter = end("transmitter").channel;
	const first = frameOf(1, 1, Buffer.of(0x40 | (FrameType.telegram << 3) | HINT, 0, 1), 6, BODY);
	assert.deepEqual(sealed(transmitter, FrameType.telegram, BODY, 6), first);
	transmitter.jumpBeyond(0x00abcdee);
	const later = frameOf(1, 0x00abcdef, Buffer.of(0x40 | (FrameType.probe << 3) | HINT, 0xcd, 0xef), 0, BODY);
	assert.deepEqual(sealed(transmitter, FrameType.probe, BODY, 0), later);
});

test("a sealed hello is what the protocol's page says, computed by another implementation", () => {
	const header = Buffer.of(0x40 | (FrameType.hello << 3) | HINT, 0, 0, 0, 0, 1);
	assert.deepEqual(sealed(end("receiver").channel, FrameType.hello, BODY, 11), frameOf(2, 1, header, 11, BODY));
});

test("a frame that another implementation has sealed opens", () => {
	const receiver = end("receiver").channel;
	const header = Buffer.of(0x40 | (FrameType.link << 3) | HINT, 0x12, 0x34);
	const opened = receiver.open(frameOf(1, 0x1234, header, 4, BODY), 4);
	assert.deepEqual(opened, { ok: true, type: FrameType.link, counter: 0x1234, body: Uint8Array.from(BODY) });
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
