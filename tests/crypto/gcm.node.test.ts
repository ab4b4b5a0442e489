import { createCipheriv } from "node:crypto";
import { createAes128, createAes256 } from "../../src/crypto/block-cipher.js";
import { gcmOpen } from "../../src/crypto/gcm.js";
import { assert, test } from "../harness/index.js";
import { Random } from "./random.js";

test("what OpenSSL's AES-GCM sealed is opened in 500 random cases", () => {
	const random = new Random(38);
	for (let i = 0; i < 500; i++) {
		const keyBytes = i % 2 === 0 ? 16 : 32;
		const key = random.bytes(keyBytes);
		const iv = random.bytes(12);
		const associatedData = random.bytes(random.below(40));
		const plaintext = random.bytes(random.below(i % 10 === 0 ? 2000 : 100));
		const authTagLength = 12 + random.below(5);
		const cipher = createCipheriv(keyBytes === 16 ? "aes-128-gcm" : "aes-256-gcm", key, iv, { authTagLength });
		cipher.setAAD(associatedData);
		const sealed = new Uint8Array(Buffer.concat([cipher.update(plaintext), cipher.final()]));
		const tag = new Uint8Array(cipher.getAuthTag());
		const ours = keyBytes === 16 ? createAes128(key) : createAes256(key);
		assert.deepEqual(gcmOpen(ours, iv, associatedData, sealed, tag), plaintext);
		tag[random.below(tag.length)] ^= 1 << random.below(8);
		assert.equal(gcmOpen(ours, iv, associatedData, sealed, tag), undefined);
	}
});
