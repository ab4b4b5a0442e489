import { createAes128, createAes256 } from "../../src/crypto/block-cipher.js";
import { gcmOpen } from "../../src/crypto/gcm.js";
import { assert, test } from "../harness/index.js";
import { counting, hex } from "./hex.js";

const KEY = "feffe9928665731c6d6a8f9467308308";
const IV = "cafebabefacedbaddecaf888";
const PLAINTEXT =
	"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525" +
	"b16aedf5aa0de657ba637b391aafd255";
const CIPHERTEXT =
	"42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa05" +
	"1ba30b396a0aac973d58e091473f5985";

/** McGrew and Viega, The Galois/Counter Mode of Operation (GCM), appendix B: test cases 1 to 4 and 13 to 16. */
const VECTORS = [
	{ key: "0".repeat(32), iv: "0".repeat(24), aad: "", plain: "", sealed: "", tag: "58e2fccefa7e3061367f1d57a4e7455a" },
	{
		key: "0".repeat(32),
		iv: "0".repeat(24),
		aad: "",
		plain: "0".repeat(32),
		sealed: "0388dace60b6a392f328c2b971b2fe78",
		tag: "ab6e47d42cec13bdf53a67b21257bddf",
	},
	{ key: KEY, iv: IV, aad: "", plain: PLAINTEXT, sealed: CIPHERTEXT, tag: "4d5c2af327cd64a62cf35abd2ba6fab4" },
	{
		key: KEY,
		iv: IV,
		aad: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		plain: PLAINTEXT.slice(0, 120),
		sealed: CIPHERTEXT.slice(0, 120),
		tag: "5bc94fbc3221a5db94fae95ae7121a47",
	},
	{ key: "0".repeat(64), iv: "0".repeat(24), aad: "", plain: "", sealed: "", tag: "530f8afbc74536b9a963b4f1c4cb738b" },
	{
		key: "0".repeat(64),
		iv: "0".repeat(24),
		aad: "",
		plain: "0".repeat(32),
		sealed: "cea7403d4d606b6e074ec5d3baf39d18",
		tag: "d0d1c8a799996bf0265b98b5d48ab919",
	},
];

function open(vector: (typeof VECTORS)[number], tagBytes = 16): Uint8Array | undefined {
	const key = hex(vector.key);
	const cipher = key.length === 16 ? createAes128(key) : createAes256(key);
	return gcmOpen(cipher, hex(vector.iv), hex(vector.aad), hex(vector.sealed), hex(vector.tag).subarray(0, tagBytes));
}

test("AES-128 encrypts a block in place as FIPS 197 says (appendix C.1)", () => {
	const block = hex("00112233445566778899aabbccddeeff");
	createAes128(counting(16)).encrypt(block);
	assert.deepEqual(block, hex("69c4e0d86a7b0430d8cdb78070b4c55a"));
});

test("a key for AES-128 has 16 bytes", () => {
	for (const length of [0, 15, 17, 24, 32]) assert.throws(() => createAes128(new Uint8Array(length)), /16 bytes/);
});

test("opening agrees with the vectors of GCM's authors, with the tag whole or cut", () => {
	for (const vector of VECTORS) {
		for (const tagBytes of [12, 13, 16]) assert.deepEqual(open(vector, tagBytes), hex(vector.plain), vector.tag);
	}
});

test("nothing opens with any one bit changed of key, IV, associated data, ciphertext or tag", () => {
	const vector = VECTORS[3];
	for (const part of ["key", "iv", "aad", "sealed", "tag"] as const) {
		const bits = part === "tag" ? 96 : vector[part].length * 4;
		for (let bit = 0; bit < bits; bit += 5) {
			const bytes = hex(vector[part]);
			bytes[bit >> 3] ^= 1 << (bit & 7);
			const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
			assert.equal(open({ ...vector, [part]: digits }, 12), undefined, `${part} ${bit}`);
		}
	}
});

test("nothing opens with a byte less or more, or with associated data and ciphertext shifted against each other", () => {
	const vector = VECTORS[3];
	for (const [aad, sealed] of [
		[vector.aad, vector.sealed.slice(2)],
		[vector.aad, `${vector.sealed}00`],
		[`${vector.aad}00`, vector.sealed],
		[vector.aad + vector.sealed.slice(0, 2), vector.sealed.slice(2)],
	]) {
		assert.equal(open({ ...vector, aad, sealed }), undefined);
	}
});

test("what is given to be opened stays as it was", () => {
	const vector = VECTORS[3];
	const parts = [hex(vector.iv), hex(vector.aad), hex(vector.sealed), hex(vector.tag)] as const;
	gcmOpen(createAes128(hex(vector.key)), ...parts);
	assert.deepEqual(parts, [hex(vector.iv), hex(vector.aad), hex(vector.sealed), hex(vector.tag)] as const);
});

test("an IV has 12 bytes and a tag 12 to 16", () => {
	const cipher = createAes128(new Uint8Array(16));
	const none = new Uint8Array(0);
	for (const length of [0, 11, 13, 16])
		assert.throws(() => gcmOpen(cipher, new Uint8Array(length), none, none, new Uint8Array(12)), /IV has 12 bytes/);
	for (const length of [0, 8, 11, 17])
		assert.throws(() => gcmOpen(cipher, new Uint8Array(12), none, none, new Uint8Array(length)), /12 to 16 bytes/);
});
