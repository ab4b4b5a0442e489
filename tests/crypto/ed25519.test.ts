import { SignatureCheck } from "../../src/crypto/ed25519.js";
import { assert, test } from "../harness/index.js";
import { hex } from "./hex.js";

/** RFC 8032, 7.1: tests 1 to 3. */
const VECTORS = [
	{
		key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
		message: "",
		signature:
			"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
	},
	{
		key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
		message: "72",
		signature:
			"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
	},
	{
		key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
		message: "af82",
		signature:
			"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
	},
];

/** The verdict, and in how many steps it came. */
function judge(signature: Uint8Array, message: Uint8Array, key: Uint8Array): { genuine: boolean; steps: number } {
	const check = new SignatureCheck(signature, message, key);
	for (let steps = 1; steps <= 100; steps++) {
		const genuine = check.step();
		if (genuine !== undefined) return { genuine, steps };
	}
	throw new Error("no end");
}

test("the signatures of RFC 8032 are genuine, found so in 64 small steps", () => {
	for (const { key, message, signature } of VECTORS) {
		assert.deepEqual(judge(hex(signature), hex(message), hex(key)), { genuine: true, steps: 64 });
	}
});

test("one bit changed anywhere, in signature, message or key, and none is", () => {
	const [, , vector] = VECTORS;
	const parts = { signature: hex(vector.signature), message: hex(vector.message), key: hex(vector.key) };
	for (const part of ["signature", "message", "key"] as const) {
		const original = parts[part];
		for (let at = 0; at < original.length; at += 5) {
			const changed = original.slice();
			changed[at] ^= 1 << (at & 7);
			const { signature, message, key }: typeof parts = { ...parts, [part]: changed };
			assert.ok(!judge(signature, message, key).genuine, `${part} ${at}`);
		}
	}
});

test("a second signature made of a genuine one, S plus the order, is none", () => {
	const signature = hex(VECTORS[0].signature);
	const order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
	for (let at = 0, carry = 0; at < 32; at++) {
		carry += signature[32 + at] + order[at];
		signature[32 + at] = carry & 0xff;
		carry >>= 8;
	}
	assert.ok(!judge(signature, new Uint8Array(0), hex(VECTORS[0].key)).genuine);
});

test("keys that are no point, or of small order, and signatures of other lengths sign nothing", () => {
	const signature = hex(VECTORS[0].signature);
	const key = hex(VECTORS[0].key);
	const none = new Uint8Array(0);
	const identity = Uint8Array.of(1, ...new Uint8Array(31));
	// With the neutral element as its key, R = B and S = 1 would sign anything.
	const forged = Uint8Array.of(0x58, ...new Uint8Array(31).fill(0x66), 1, ...new Uint8Array(31));
	assert.ok(!judge(forged, none, identity).genuine);
	assert.ok(!judge(forged, none, new Uint8Array(32)).genuine);
	assert.ok(!judge(signature, none, new Uint8Array(32).fill(0xff)).genuine);
	assert.ok(!judge(signature.slice(0, 63), none, key).genuine);
	assert.ok(!judge(Uint8Array.of(...signature, 0), none, key).genuine);
	assert.ok(!judge(signature, none, key.slice(0, 31)).genuine);
	assert.ok(!judge(none, none, none).genuine);
});
