import type { BlockCipher } from "../../src/crypto/block-cipher.js";
import { deriveLinkKeys } from "../../src/crypto/keys.js";
import { expand, extract, sha256 } from "../../src/vendor/noble-hashes.js";
import { assert, test } from "../harness/index.js";
import { counting, hex } from "./hex.js";

/** RFC 5869, appendix A: the three test cases with SHA-256. */
const HKDF_VECTORS = [
	{
		ikm: hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"),
		salt: hex("000102030405060708090a0b0c"),
		info: hex("f0f1f2f3f4f5f6f7f8f9"),
		prk: hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"),
		okm: hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"),
	},
	{
		ikm: counting(80),
		salt: counting(80).map((byte) => byte + 0x60),
		info: counting(80).map((byte) => byte + 0xb0),
		prk: hex("06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244"),
		okm: hex(
			"b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09" +
				"da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
		),
	},
	{
		ikm: hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"),
		salt: new Uint8Array(0),
		info: new Uint8Array(0),
		prk: hex("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"),
		okm: hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"),
	},
];

/** What a cipher makes of 16 zero bytes: enough to tell which key it holds. */
function encryptedZeros(cipher: BlockCipher): Uint8Array {
	const block = new Uint8Array(16);
	cipher.encrypt(block);
	return block;
}

test("HKDF agrees with the vectors of RFC 5869", () => {
	for (const { ikm, salt, info, prk, okm } of HKDF_VECTORS) {
		assert.deepEqual(Uint8Array.from(extract(sha256, ikm, salt)), prk);
		assert.deepEqual(Uint8Array.from(expand(sha256, prk, info, okm.length)), okm);
	}
});

test("the link's keys are what another implementation of HKDF derives (node:crypto, OpenSSL 3)", () => {
	const first = deriveLinkKeys(counting(32));
	assert.deepEqual(encryptedZeros(first.meterToHome), hex("7ca1a17e983d5ada1ee399fb0fd25533"));
	assert.deepEqual(encryptedZeros(first.homeToMeter), hex("a66a67c280f3775b39b8c9520a56f309"));
	assert.equal(first.hint, 4);
	assert.equal(first.fingerprint, "103789fa");
});

test("the hint is 3 bits that another key most likely has otherwise", () => {
	const hints = new Set<number>();
	for (let i = 0; i < 32; i++) hints.add(deriveLinkKeys(new Uint8Array(32).fill(i + 1)).hint);
	for (const hint of hints) assert.ok(Number.isInteger(hint) && hint >= 0 && hint <= 7);
	assert.ok(hints.size > 4);
});

test("a pairing key has 32 bytes", () => {
	for (const length of [0, 31, 33]) assert.throws(() => deriveLinkKeys(new Uint8Array(length)), /32 bytes/);
});
