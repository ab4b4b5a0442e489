import { decodeHeader, encodeHeader, FrameType, HELLO_OVERHEAD_BYTES, OVERHEAD_BYTES } from "../../src/link/frame.js";
import { assert, test } from "../harness/index.js";

/** A frame with this header and nothing but zeros behind it. */
function frameOf(header: Uint8Array, length: number): Uint8Array {
	const frame = new Uint8Array(length);
	frame.set(header);
	return frame;
}

test("a frame begins with version, type and hint in one byte, then the counter's low 16 bits", () => {
	const layouts: [FrameType, number][] = [
		[FrameType.telegram, 0b01_000_101],
		[FrameType.fragment, 0b01_001_101],
		[FrameType.acknowledgement, 0b01_010_101],
		[FrameType.link, 0b01_100_101],
		[FrameType.probe, 0b01_101_101],
	];
	for (const [type, first] of layouts) {
		assert.deepEqual(encodeHeader(type, 5, 0x01020304, 0), Uint8Array.of(first, 0x03, 0x04));
	}
});

test("a hello's header says its sender's salt and all 32 bits of the counter", () => {
	assert.deepEqual(
		encodeHeader(FrameType.hello, 5, 0xfedcba98, 0x81020304),
		Uint8Array.of(0b01_011_101, 0x81, 2, 3, 4, 0xfe, 0xdc, 0xba, 0x98),
	);
});

test("what a header says is read back from the frame", () => {
	for (const type of Object.values(FrameType)) {
		for (const hint of [0, 3, 7]) {
			const counter = type === FrameType.hello ? 0xfffe0001 : 0x8001;
			const salt = type === FrameType.hello ? 0xf0000009 : undefined;
			const length = type === FrameType.hello ? 9 : 3;
			const decoded = decodeHeader(frameOf(encodeHeader(type, hint, counter, 0xf0000009), 30));
			assert.deepEqual(decoded, { ok: true, header: { type, hint, counter, salt, length } });
		}
	}
});

test("a header is read where it stands in a larger buffer", () => {
	const buffer = new Uint8Array(64).fill(0xaa);
	buffer.set(encodeHeader(FrameType.hello, 1, 0x01020304, 0), 10);
	const decoded = decodeHeader(buffer.subarray(10, 40));
	assert.ok(decoded.ok);
	assert.equal(decoded.header.counter, 0x01020304);
});

test("every first byte, at every length, is a header or has a reason why it is none", () => {
	const known = new Set<number>(Object.values(FrameType));
	for (let first = 0; first < 256; first++) {
		const type = (first >> 3) & 7;
		for (let length = 0; length <= 255; length++) {
			const frame = new Uint8Array(length).fill(first, 0, 1);
			const decoded = decodeHeader(frame);
			const expected =
				length < OVERHEAD_BYTES
					? "too short"
					: first >> 6 !== 1
						? "version"
						: !known.has(type)
							? "unknown type"
							: type === FrameType.hello && length < HELLO_OVERHEAD_BYTES
								? "too short"
								: undefined;
			assert.equal(decoded.ok ? undefined : decoded.reason, expected, `first byte ${first}, ${length} bytes`);
		}
	}
});
