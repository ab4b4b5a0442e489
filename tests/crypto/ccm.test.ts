import { type BlockCipher, createAes128, createAes256 } from "../../src/crypto/block-cipher.js";
import { ccmOpen, ccmSeal } from "../../src/crypto/ccm.js";
import { assert, test } from "../harness/index.js";
import { type CcmVector, NIST_CCM_AES256, RFC3610_CCM_AES128 } from "./ccm-vectors.js";
import { counting, hex } from "./hex.js";

const cipher = createAes256(counting(32));
const nonce = counting(13);
const header = hex("4a0102");

function checkVector(vector: CcmVector, create: (key: Uint8Array) => BlockCipher): void {
	const aes = create(hex(vector.key));
	const [vectorNonce, associatedData] = [hex(vector.nonce), hex(vector.associatedData)];
	const [plaintext, sealed] = [hex(vector.plaintext), hex(vector.sealed)];
	assert.deepEqual(ccmSeal(aes, vectorNonce, associatedData, plaintext), sealed, vector.name);
	assert.deepEqual(ccmOpen(aes, vectorNonce, associatedData, sealed), plaintext, vector.name);
}

test("AES-256 encrypts a block in place as FIPS 197 says (appendix C.3)", () => {
	const block = hex("00112233445566778899aabbccddeeff");
	cipher.encrypt(block);
	assert.deepEqual(block, hex("8ea2b7ca516745bfeafc49904b496089"));
});

test("a key for AES-256 has 32 bytes", () => {
	for (const length of [0, 16, 24, 31, 33]) assert.throws(() => createAes256(new Uint8Array(length)), /32 bytes/);
});

test("sealing agrees with NIST's AES-256 CCM vectors for an 8-byte tag and a 13-byte nonce", () => {
	assert.equal(NIST_CCM_AES256.length, 10);
	for (const vector of NIST_CCM_AES256) checkVector(vector, createAes256);
});

test("sealing agrees with the packet vectors of RFC 3610", () => {
	for (const vector of RFC3610_CCM_AES128) checkVector(vector, createAes128);
});

test("a sealed message of any length opens, with and without associated data", () => {
	for (let length = 0; length <= 50; length++) {
		for (const associatedData of [new Uint8Array(0), header, counting(14), counting(15)]) {
			const sealed = ccmSeal(cipher, nonce, associatedData, counting(length));
			assert.equal(sealed.length, length + 8);
			assert.deepEqual(ccmOpen(cipher, nonce, associatedData, sealed), counting(length));
		}
	}
});

test("a sealed frame with any one bit flipped is refused", () => {
	const sealed = ccmSeal(cipher, nonce, header, counting(33));
	for (let bit = 0; bit < sealed.length * 8; bit++) {
		const forged = sealed.slice();
		forged[bit >> 3] ^= 1 << (bit & 7);
		assert.equal(ccmOpen(cipher, nonce, header, forged), undefined, `bit ${bit}`);
	}
});

test("a frame is refused when one bit of its header or of its nonce differs", () => {
	const sealed = ccmSeal(cipher, nonce, header, counting(20));
	for (let bit = 0; bit < header.length * 8; bit++) {
		const forged = header.slice();
		forged[bit >> 3] ^= 1 << (bit & 7);
		assert.equal(ccmOpen(cipher, nonce, forged, sealed), undefined, `header bit ${bit}`);
	}
	for (let bit = 0; bit < nonce.length * 8; bit++) {
		const forged = nonce.slice();
		forged[bit >> 3] ^= 1 << (bit & 7);
		assert.equal(ccmOpen(cipher, forged, header, sealed), undefined, `nonce bit ${bit}`);
	}
});

test("a frame that was cut short or lengthened is refused", () => {
	const sealed = ccmSeal(cipher, nonce, header, counting(20));
	for (let length = 0; length < sealed.length; length++)
		assert.equal(ccmOpen(cipher, nonce, header, sealed.slice(0, length)), undefined, `${length} bytes`);
	const longer = new Uint8Array(sealed.length + 1);
	longer.set(sealed);
	assert.equal(ccmOpen(cipher, nonce, header, longer), undefined);
});

test("neither sealing nor opening changes what it was given", () => {
	const plaintext = counting(20);
	const sealed = ccmSeal(cipher, nonce, header, plaintext);
	const copy = sealed.slice();
	ccmOpen(cipher, nonce, header, sealed);
	assert.deepEqual(plaintext, counting(20));
	assert.deepEqual(sealed, copy);
	assert.deepEqual(nonce, counting(13));
});

test("a nonce or a tag of a length that CCM does not know is a programmer's mistake, and said so", () => {
	for (const length of [0, 6, 14]) {
		assert.throws(() => ccmSeal(cipher, new Uint8Array(length), header, counting(1)), /7 to 13 bytes/);
		assert.throws(() => ccmOpen(cipher, new Uint8Array(length), header, counting(9)), /7 to 13 bytes/);
	}
	for (const tagBytes of [0, 2, 3, 5, 15, 17, 18]) {
		assert.throws(() => ccmSeal(cipher, nonce, header, counting(1), tagBytes), /a CCM tag has/);
		assert.throws(() => ccmOpen(cipher, nonce, header, counting(40), tagBytes), /a CCM tag has/);
	}
});
