import { AES } from "../../src/vendor/aes-js.js";
import { crc32 } from "../../src/vendor/crc-32.js";
import { expand, extract, sha256 } from "../../src/vendor/noble-hashes.js";
import { assert, test } from "../harness/index.js";

function fromHex(hex: string): Uint8Array {
	return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

function ascii(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

test("the bundled AES gives the cipher block of FIPS 197, C.3 (AES-256)", () => {
	const key = fromHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
	const block = fromHex("00112233445566778899aabbccddeeff");
	assert.deepEqual(new AES(key).encrypt(block), fromHex("8ea2b7ca516745bfeafc49904b496089"));
	assert.deepEqual(block, fromHex("00112233445566778899aabbccddeeff"), "the block given stays as it is");
});

test("the bundled AES refuses a key or a block of a wrong length", () => {
	assert.throws(() => new AES(new Uint8Array(31)), /invalid key size/);
	assert.throws(() => new AES(new Uint8Array(32)).encrypt(new Uint8Array(15)), /invalid plaintext size/);
});

test("the bundled CRC-32 gives the catalogue's check value, signed, in one go and in two", () => {
	assert.equal(crc32(ascii("123456789")), 0xcbf43926 | 0);
	assert.equal(crc32(ascii("6789"), crc32(ascii("12345"))) >>> 0, 0xcbf43926);
});

test("the bundled SHA-256 gives the digests of FIPS 180-4's examples", () => {
	assert.deepEqual(sha256(ascii("abc")), fromHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
	assert.deepEqual(
		sha256(ascii("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
		fromHex("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
	);
});

test("the bundled HKDF gives the keys of RFC 5869, A.1 and A.3", () => {
	const input = new Uint8Array(22).fill(0x0b);
	const key = extract(sha256, input, fromHex("000102030405060708090a0b0c"));
	assert.deepEqual(key, fromHex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
	assert.deepEqual(
		expand(sha256, key, fromHex("f0f1f2f3f4f5f6f7f8f9"), 42),
		fromHex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"),
	);
	assert.deepEqual(
		expand(sha256, extract(sha256, input), undefined, 42),
		fromHex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"),
	);
});
