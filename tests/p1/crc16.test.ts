import { crc16, updateCrc16 } from "../../src/p1/crc16.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";

test("the CRC is CRC-16/ARC: its check value is BB3D", () => {
	assert.equal(crc16(bytesOf("123456789")), 0xbb3d);
});

test("a byte further, the CRC is what eight shifts by the polynomial give", () => {
	for (const crc of [0, 0x1234, 0xffff]) {
		for (let byte = 0; byte < 256; byte++) {
			let expected = crc ^ byte;
			for (let bit = 0; bit < 8; bit++) expected = expected & 1 ? (expected >> 1) ^ 0xa001 : expected >> 1;
			assert.equal(updateCrc16(crc, byte), expected);
		}
	}
});
