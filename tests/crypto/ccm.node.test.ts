import { createCipheriv, createDecipheriv } from "node:crypto";
import { createAes256 } from "../../src/crypto/block-cipher.js";
import { ccmOpen, ccmSeal } from "../../src/crypto/ccm.js";
import { assert, test } from "../harness/index.js";
import { Random } from "./random.js";

test("sealing equals OpenSSL's AES-256-CCM in 500 random cases, and each opens what the other sealed", () => {
	const random = new Random(3610);
	for (let i = 0; i < 500; i++) {
		const key = random.bytes(32);
		const nonce = random.bytes(13);
		const associatedData = random.bytes(random.below(40));
		const plaintext = random.bytes(random.below(256));

		const encipher = createCipheriv("aes-256-ccm", key, nonce, { authTagLength: 8 });
		encipher.setAAD(associatedData, { plaintextLength: plaintext.length });
		const theirs = new Uint8Array(Buffer.concat([encipher.update(plaintext), encipher.final(), encipher.getAuthTag()]));

		const cipher = createAes256(key);
		const ours = ccmSeal(cipher, nonce, associatedData, plaintext);
		assert.deepEqual(ours, theirs);
		assert.deepEqual(ccmOpen(cipher, nonce, associatedData, theirs), plaintext);

		const decipher = createDecipheriv("aes-256-ccm", key, nonce, { authTagLength: 8 });
		decipher.setAuthTag(ours.subarray(plaintext.length));
		decipher.setAAD(associatedData, { plaintextLength: plaintext.length });
		const opened = Buffer.concat([decipher.update(ours.subarray(0, plaintext.length)), decipher.final()]);
		assert.deepEqual(new Uint8Array(opened), plaintext);
	}
});
