/** The example of docs/protocol.md: what a stranger opens first. */
import { createCipheriv } from "node:crypto";
import { readFileSync } from "node:fs";
import { TelegramDecoder } from "../../src/codec/decoder.js";
import { deriveLinkKeys } from "../../src/crypto/keys.js";
import { FrameType } from "../../src/link/frame.js";
import { decodeAcknowledgement } from "../../src/link/messages.js";
import { unpadded } from "../../src/link/padding.js";
import { textOf } from "../../tools/sim/text.js";
import { assert, test } from "../harness/index.js";
import { boot, PAIR_KEY, PROFILE, pairedStorage } from "./channels.js";

const page = readFileSync("docs/protocol.md", "latin1").split("## An example")[1];
const FRAME = /nonce +(.+)\n +header +(.+)\n +body +(.+)\n +sealed +(.+)\n/g;

interface ExampleFrame {
	nonce: Buffer;
	header: Buffer;
	body: Buffer;
	sealed: Buffer;
}

function bytes(digits: string): Buffer {
	return Buffer.from(digits.replaceAll(" ", ""), "hex");
}

const frames: readonly ExampleFrame[] = [...page.matchAll(FRAME)].map(([, nonce, header, body, sealed]) => ({
	...{ nonce: bytes(nonce), header: bytes(header) },
	...{ body: bytes(body), sealed: bytes(sealed) },
}));

function keyOf(direction: number): Buffer {
	return bytes(new RegExp(`key of ${direction} +([0-9a-f]{64})\n`).exec(page)?.[1] ?? "");
}

test("the example's frames are sealed as the page says, by another implementation", () => {
	assert.equal(frames.length, 6);
	assert.equal(deriveLinkKeys(PAIR_KEY).hint, Number(/hint +(\d)/.exec(page)?.[1]));
	for (const { nonce, header, body, sealed } of frames) {
		const cipher = createCipheriv("aes-256-ccm", keyOf(nonce[0]), nonce, { authTagLength: 8 });
		cipher.setAAD(Buffer.concat([header, Buffer.of(PROFILE)]), { plaintextLength: body.length });
		const encrypted = Buffer.concat([cipher.update(body), cipher.final()]);
		assert.equal(Buffer.concat([encrypted, cipher.getAuthTag()]).toString("hex"), sealed.toString("hex"));
	}
});

test("both boards make of the example's frames what the page says", () => {
	const channelOf = (role: "transmitter" | "receiver", salt: number) =>
		boot(role, pairedStorage(), PAIR_KEY, () => (salt - 0.5) / 0xffff_ffff);
	const channels = [channelOf("transmitter", 0x11223344), channelOf("receiver", 0x55667788)];
	const decoder = new TelegramDecoder();
	const telegrams: string[] = [];
	let crc32 = 0;
	for (const { nonce, header, body, sealed } of frames) {
		const [from, to] = nonce[0] === 1 ? channels : [channels[1], channels[0]];
		const type = ((header[0] >> 3) & 7) as FrameType;
		const frame = Uint8Array.from([...header, ...sealed]);
		assert.deepEqual(from.seal(type, Uint8Array.from(body), PROFILE)?.frame, frame);
		const opened = to.open(frame, PROFILE);
		if (!opened.ok) throw new Error(opened.reason);
		assert.deepEqual(opened.body, Uint8Array.from(body));
		if (opened.salt !== undefined) to.meet(opened.salt);
		if (type === FrameType.acknowledgement) assert.equal(decodeAcknowledgement(opened.body)?.crc32, crc32);
		if (type !== FrameType.telegram) continue;
		const decoded = decoder.decode(unpadded(opened.body), opened.counter);
		if (!decoded.ok) throw new Error(decoded.reason);
		crc32 = decoded.crc32;
		telegrams.push(textOf(decoded.telegram));
	}
	const printed = page.slice(page.indexOf("    /XYZ5")).replace(/^ {4}/gm, "").trimEnd();
	assert.equal(telegrams[0], `${printed}\n`.replaceAll("\n", "\r\n"));
	assert.equal(telegrams.length, 2);
});
