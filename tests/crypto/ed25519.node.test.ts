import { generateKeyPairSync, sign } from "node:crypto";
import { SignatureCheck } from "../../src/crypto/ed25519.js";
import { assert, test } from "../harness/index.js";
import { Random } from "./random.js";

test("what OpenSSL signs is genuine, under that key and for that message only", () => {
	const random = new Random(7);
	const isGenuine = (signature: Uint8Array, message: Uint8Array, key: Uint8Array) => {
		const check = new SignatureCheck(signature, message, key);
		for (;;) {
			const genuine = check.step();
			if (genuine !== undefined) return genuine;
		}
	};
	let other: Uint8Array | undefined;
	for (let round = 0; round < 60; round++) {
		const { privateKey, publicKey } = generateKeyPairSync("ed25519");
		const key = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32));
		const message = random.bytes(random.below(200));
		const signature = new Uint8Array(sign(null, message, privateKey));
		assert.ok(isGenuine(signature, message, key));
		if (other !== undefined) assert.ok(!isGenuine(signature, message, other));
		assert.ok(!isGenuine(signature, Uint8Array.of(...message, 0), key));
		other = key;
	}
});
