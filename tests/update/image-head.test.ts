import { compareVersions, decodeHead, encodeHead, type ImageHead } from "../../src/update/image-head.js";
import { counting, hex } from "../crypto/hex.js";
import { assert, test } from "../harness/index.js";

const HEAD: ImageHead = {
	role: "receiver",
	board: "ttgo-t3-v1.6.1",
	version: "1.20.300",
	size: 0x123456,
	hash: counting(32),
};
const BYTES = hex(
	"50314c550101" +
		"00010014012c" +
		"7474676f2d74332d76312e362e3100000000000000000000" +
		"00123456" +
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
);

test("a head says role, version, board, size and hash, each in its place", () => {
	assert.deepEqual(encodeHead(HEAD), BYTES);
	assert.deepEqual(decodeHead(BYTES), HEAD);
});

test("what is no head of this format is none", () => {
	for (const [at, byte] of [
		[0, 0x51],
		[3, 0],
		[4, 2],
		[5, 2],
	]) {
		const changed = BYTES.slice();
		changed[at] = byte;
		assert.equal(decodeHead(changed), undefined, `byte ${at}`);
	}
	assert.equal(decodeHead(BYTES.slice(0, 71)), undefined);
	assert.equal(decodeHead(Uint8Array.of(...BYTES, 0)), undefined);
	const empty = BYTES.slice();
	empty.fill(0, 36, 40);
	assert.equal(decodeHead(empty), undefined, "an image of no bytes");
});

test("versions and boards that do not fit are refused with what is wanted", () => {
	for (const version of ["1.2", "1.2.3.4", "v1.2.3", "1.2.65536", ""]) {
		assert.throws(() => encodeHead({ ...HEAD, version }), /three numbers/);
	}
	for (const board of ["", "a board", "1234567890123456789012345"]) {
		assert.throws(() => encodeHead({ ...HEAD, board }), /1 to 24 plain characters/);
	}
});

test("versions are compared number by number", () => {
	for (const [a, b] of [
		["0.1.0", "0.2.0"],
		["0.9.0", "0.10.0"],
		["0.9.9", "1.0.0"],
		["1.0.1", "1.0.2"],
	]) {
		assert.ok(compareVersions(a, b) < 0 && compareVersions(b, a) > 0, `${a} ${b}`);
	}
	assert.equal(compareVersions("1.2.3", "1.2.3"), 0);
});
