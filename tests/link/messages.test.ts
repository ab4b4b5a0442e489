import { HELLO_OVERHEAD_BYTES, OVERHEAD_BYTES } from "../../src/link/frame.js";
import {
	decodeAcknowledgement,
	decodeFragment,
	decodeHello,
	decodeLinkCommand,
	encodeAcknowledgement,
	encodeFragment,
	encodeHello,
	encodeLinkCommand,
	FRAGMENT_HEADER_BYTES,
	type LinkCommand,
} from "../../src/link/messages.js";
import { LADDER } from "../../src/negotiation/ladder.js";
import { isReduction } from "../../src/negotiation/power.js";
import { ACKNOWLEDGEMENT_FRAME_BYTES, HELLO_FRAME_BYTES, LINK_FRAME_BYTES } from "../../src/negotiation/timing.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";

const QUIET = { needTemplate: false, needKey: false, wish: undefined };

test("a hello says the highest counter accepted and what it answers", () => {
	const bytes = Uint8Array.of(0x89, 0xab, 0xcd, 0xef, 0x12, 0x34);
	assert.deepEqual(encodeHello({ lastAccepted: 0x89abcdef, echo: 0x1234 }), bytes);
	assert.deepEqual(decodeHello(bytes), { lastAccepted: 0x89abcdef, echo: 0x1234 });
});

test("an acknowledgement says what it answers, the CRC-32, the SNR in quarters of a dB, and what is lacking", () => {
	const bytes = Uint8Array.of(0xfe, 0xdc, 0x80, 0x01, 0x02, 0x03, 0xcf, 0x00);
	const acknowledgement = { echo: 0xfedc, crc32: 0x80010203, snrDb: -12.25, ...QUIET };
	assert.deepEqual(encodeAcknowledgement(acknowledgement), bytes);
	assert.deepEqual(decodeAcknowledgement(bytes), acknowledgement);
	const flags = (needTemplate: boolean, needKey: boolean) =>
		encodeAcknowledgement({ ...QUIET, echo: 0, crc32: 0, snrDb: 0, needTemplate, needKey })[7];
	assert.deepEqual([flags(true, false), flags(false, true), flags(true, true)], [1, 2, 3]);
});

test("an SNR beyond what its byte can say is the farthest that it can", () => {
	const said = (snrDb: number) =>
		decodeAcknowledgement(encodeAcknowledgement({ echo: 0, crc32: 0, snrDb, ...QUIET }))?.snrDb;
	assert.equal(said(100), 31.75);
	assert.equal(said(-100), -32);
	assert.equal(said(9.9), 10);
});

test("flags of an acknowledgement that have no meaning yet are ignored", () => {
	const body = encodeAcknowledgement({ echo: 1, crc32: 2, snrDb: 3, ...QUIET });
	body[7] = 0xe0;
	assert.deepEqual(decodeAcknowledgement(body), { echo: 1, crc32: 2, snrDb: 3, ...QUIET });
});

test("an acknowledgement says which rung a person wants, beside what is lacking", () => {
	for (const wish of [undefined, ...LADDER.map((_, rung) => rung)]) {
		const acknowledgement = { echo: 1, crc32: 2, snrDb: 3, needTemplate: true, needKey: true, wish };
		const body = encodeAcknowledgement(acknowledgement);
		assert.equal(body[7], 3 | ((wish === undefined ? 0 : wish + 1) << 2));
		assert.deepEqual(decodeAcknowledgement(body), acknowledgement);
	}
});

test("a link command is one byte for what, one for channel and rung or the reduction", () => {
	const layouts: [LinkCommand, number[]][] = [
		[{ kind: "propose", to: 6 }, [0, 6]],
		[{ kind: "commit", profile: 3 }, [1, 3]],
		[{ kind: "propose", to: 0x4e }, [0, 0x4e]],
		[{ kind: "commit", profile: 0x4e }, [1, 0x4e]],
		[{ kind: "resync" }, [2, 0]],
		[{ kind: "power", reductionDb: 9 }, [3, 9]],
	];
	for (const [command, bytes] of layouts) {
		assert.deepEqual(encodeLinkCommand(command), Uint8Array.from(bytes));
		assert.deepEqual(decodeLinkCommand(Uint8Array.from(bytes)), command);
	}
});

test("a link command, a rung or a reduction that does not exist is no command", () => {
	for (let command = 0; command < 256; command++) {
		for (let value = 0; value < 256; value++) {
			const decoded = decodeLinkCommand(Uint8Array.of(command, value));
			const exists = command === 3 ? isReduction(value) : command < 3 && value % 8 < LADDER.length;
			assert.equal(decoded !== undefined, exists, `${command} ${value}`);
		}
	}
});

test("a fragment says which transfer, which piece of how many, and then the piece", () => {
	const bytes = Uint8Array.of(0x2c, 1, 3, 0xaa, 0xbb);
	assert.deepEqual(encodeFragment({ transfer: 300, index: 1, count: 3, piece: Uint8Array.of(0xaa, 0xbb) }), bytes);
	assert.deepEqual(decodeFragment(bytes), { transfer: 0x2c, index: 1, count: 3, piece: Uint8Array.of(0xaa, 0xbb) });
});

test("a fragment without a piece, or numbered beyond its count, is none", () => {
	assert.equal(decodeFragment(Uint8Array.of(1, 0, 1)), undefined);
	assert.equal(decodeFragment(Uint8Array.of(1, 0, 0, 9)), undefined);
	assert.equal(decodeFragment(Uint8Array.of(1, 3, 3, 9)), undefined);
	assert.ok(decodeFragment(Uint8Array.of(1, 254, 255, 9)));
});

test("a body of a wrong length is none, and any bytes of the right one are taken without a throw", () => {
	const random = new Random(7);
	for (let length = 0; length <= 255; length++) {
		for (let round = 0; round < 4; round++) {
			// Inside a larger buffer, as a frame's body is.
			const body = random.bytes(length + 8).subarray(5, 5 + length);
			assert.equal(decodeHello(body) !== undefined, length === 6);
			assert.equal(decodeAcknowledgement(body) !== undefined, length === 8);
			const command = decodeLinkCommand(body);
			assert.ok(command === undefined || length === 2);
			const fragment = decodeFragment(body);
			assert.equal(fragment?.piece.length ?? length - FRAGMENT_HEADER_BYTES, length - FRAGMENT_HEADER_BYTES);
			assert.ok(fragment === undefined || fragment.index < fragment.count);
		}
	}
});

test("a body is read where it stands in a larger buffer", () => {
	const buffer = new Uint8Array(32).fill(0xff);
	buffer.set(encodeHello({ lastAccepted: 7, echo: 8 }), 3);
	assert.deepEqual(decodeHello(buffer.subarray(3, 9)), { lastAccepted: 7, echo: 8 });
	buffer.set(encodeAcknowledgement({ ...QUIET, echo: 1, crc32: 2, snrDb: -3, needTemplate: true }), 11);
	assert.equal(decodeAcknowledgement(buffer.subarray(11, 19))?.needTemplate, true);
});

test("control frames have the sizes that the timers are computed with", () => {
	assert.equal(HELLO_OVERHEAD_BYTES + encodeHello({ lastAccepted: 0, echo: 0 }).length, HELLO_FRAME_BYTES);
	assert.equal(OVERHEAD_BYTES + encodeLinkCommand({ kind: "resync" }).length, LINK_FRAME_BYTES);
	assert.equal(
		OVERHEAD_BYTES + encodeAcknowledgement({ echo: 0, crc32: 0, snrDb: 0, ...QUIET }).length,
		ACKNOWLEDGEMENT_FRAME_BYTES,
	);
});
