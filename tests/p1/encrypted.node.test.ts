import { createCipheriv } from "node:crypto";
import { sealedFrame } from "../../src/p1/sealed-frames.js";
import { hex } from "../crypto/hex.js";
import { ENCRYPTED_COUNTER, ENCRYPTED_KEY, ENCRYPTED_TELEGRAM, ENCRYPTED_TITLE } from "../fixtures/p1/encrypted.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { luSmarty } from "../fixtures/p1/lu-smarty-3ph-gas.js";
import { assert, test } from "../harness/index.js";

test("the encrypted fixture is what OpenSSL makes of the Luxembourgish telegram", () => {
	const iv = hex(`${ENCRYPTED_TITLE}${ENCRYPTED_COUNTER.toString(16).padStart(8, "0")}`);
	const cipher = createCipheriv("aes-128-gcm", hex(ENCRYPTED_KEY), iv, { authTagLength: 12 });
	cipher.setAAD(hex("3000112233445566778899aabbccddeeff"));
	const ciphertext = Buffer.concat([cipher.update(bytesOf(luSmarty.telegram)), cipher.final()]);
	assert.deepEqual(
		sealedFrame(iv, new Uint8Array(ciphertext), new Uint8Array(cipher.getAuthTag())),
		ENCRYPTED_TELEGRAM,
	);
});
