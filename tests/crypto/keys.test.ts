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
	const first = deriveLinkKeys(counting(32), 0);
	assert.deepEqual(encryptedZeros(first.meterToHome), hex("8047be3c61c20d908d8423d98f7397bf"));
	assert.deepEqual(encryptedZeros(first.homeToMeter), hex("57e89de4dd3dc2cfc41f210ea143e019"));
	assert.deepEqual(Uint8Array.from(first.linkId), hex("d9874d68"));
	assert.equal(first.hint, 0);
	assert.equal(first.fingerprint, "103789fa");

	const later = deriveLinkKeys(counting(32), 7);
	assert.deepEqual(encryptedZeros(later.meterToHome), hex("d6e05bcc9133e2d39aa93e6847a278b6"));
	assert.deepEqual(encryptedZeros(later.homeToMeter), hex("63b20a68621ed532552e9658d31e8599"));
});

test("another epoch changes the keys, and neither the link's id nor the fingerprint", () => {
	const [first, later] = [deriveLinkKeys(counting(32), 1), deriveLinkKeys(counting(32), 2)];
	assert.notEqual(String(encryptedZeros(first.meterToHome)), String(encryptedZeros(later.meterToHome)));
	assert.deepEqual(first.linkId, later.linkId);
	assert.equal(first.fingerprint, later.fingerprint);
});

test("the hint is the low 3 bits of the link's id", () => {
	const hints = new Set<number>();
	for (let i = 0; i < 8; i++) {
		const { hint, linkId } = deriveLinkKeys(new Uint8Array(32).fill(i + 1), 0);
		assert.equal(hint, linkId[3] % 8);
		hints.add(hint);
	}
	assert.ok(hints.size > 1);
});

test("a pairing key has 32 bytes and an epoch is an unsigned 32-bit integer", () => {
	assert.throws(() => deriveLinkKeys(new Uint8Array(31), 0), /32 bytes/);
	for (const epoch of [-1, 0.5, 2 ** 32, Number.NaN]) assert.throws(() => deriveLinkKeys(counting(32), epoch), /epoch/);
	deriveLinkKeys(counting(32), 2 ** 32 - 1);
});
