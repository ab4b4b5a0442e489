import { crc16 } from "../../src/p1/crc16.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";

test("the CRC is CRC-16/ARC: its check value is BB3D", () => {
	assert.equal(crc16(bytesOf("123456789")), 0xbb3d);
});

test("the CRC is what eight shifts by the polynomial give for each byte", () => {
	const bytes = new Uint8Array(256);
	let expected = 0;
	for (let i = 0; i < bytes.length; i++) {
		bytes[i] = (i * 7) & 0xff;
		expected ^= bytes[i];
		for (let bit = 0; bit < 8; bit++) expected = expected & 1 ? (expected >> 1) ^ 0xa001 : expected >> 1;
		assert.equal(crc16(bytes, i + 1), expected);
	}
	assert.equal(crc16(bytes), expected);
});
