/** The vectors of others for AES-256 and AES-256-CCM (tests/fixtures/crypto). */
import { createCipheriv } from "node:crypto";
import { readFileSync } from "node:fs";
import { createAes256 } from "../../src/crypto/block-cipher.js";
import { ccmOpen, ccmSeal } from "../../src/crypto/ccm.js";
import { assert, test } from "../harness/index.js";
import { hex } from "./hex.js";
import { Random } from "./random.js";

function fixture(name: string): string {
	return readFileSync(new URL(`../fixtures/crypto/${name}`, import.meta.url), "latin1");
}

/** A file of NIST's, record by record: what stands before the first Count, or in brackets, holds for those below it. */
function recordsOf(name: string): Record<string, string>[] {
	const records: Record<string, string>[] = [];
	let shared: Record<string, string> = {};
	let record: Record<string, string> | undefined;
	for (const line of fixture(name).split("\n")) {
		for (const [, name, value] of line.replace(/[[\]]/g, "").matchAll(/(\w+) = (\w+)/g)) {
			if (/^count$/i.test(name)) {
				record = { ...shared };
				records.push(record);
			}
			// A new key, or new lengths: what follows has them, too.
			if (/^(Key|Nonce|[APNT]len)$/.test(name) && (record === undefined || name === "Key" || line.startsWith("["))) {
				shared = { ...shared, [name]: value };
				record = undefined;
			}
			if (record !== undefined) record[name] = value;
		}
	}
	return records;
}

/** NIST writes 00 for no bytes at all. */
function bytes(value: string, length: number): Uint8Array {
	return length === 0 ? new Uint8Array(0) : hex(value);
}

/** In the files that seal, NIST names the lengths that vary; the tag is what the ciphertext is longer by. */
function sealing(record: Record<string, string>) {
	const [plain, associated] = [Number(record.Plen), Number(record.Alen)];
	return {
		key: hex(record.Key),
		nonce: hex(record.Nonce),
		associatedData: bytes(record.Adata, associated),
		plaintext: bytes(record.Payload ?? "00", plain),
		sealed: hex(record.CT),
		tagBytes: hex(record.CT).length - plain,
	};
}

for (const [file, count] of [
	["VADT", 330],
	["VNT", 70],
	["VPT", 250],
	["VTT", 70],
] as const) {
	test(`sealing and opening agree with all of NIST's ${file}256`, () => {
		const records = recordsOf(`ccm-${file}256.rsp`);
		assert.equal(records.length, count);
		for (const record of records) {
			const { key, nonce, associatedData, plaintext, sealed, tagBytes } = sealing(record);
			const cipher = createAes256(key);
			assert.deepEqual(ccmSeal(cipher, nonce, associatedData, plaintext, tagBytes), sealed);
			assert.deepEqual(ccmOpen(cipher, nonce, associatedData, sealed, tagBytes), plaintext);
		}
	});
}

test("opening takes and refuses what NIST's DVPT256 says", () => {
	const records = recordsOf("ccm-DVPT256.rsp");
	assert.equal(records.length, 240);
	let refused = 0;
	for (const record of records) {
		const { key, nonce, associatedData, plaintext, sealed, tagBytes } = sealing(record);
		assert.equal(tagBytes, Number(record.Tlen));
		const opened = ccmOpen(createAes256(key), nonce, associatedData, sealed, tagBytes);
		if (record.Result === "Pass") assert.deepEqual(opened, plaintext);
		else {
			assert.equal(opened, undefined);
			refused++;
		}
	}
	assert.equal(refused, 160);
});

test("AES-256 agrees with NIST's known answers", () => {
	let count = 0;
	for (const file of ["GFSbox", "KeySbox", "VarKey", "VarTxt"]) {
		for (const { KEY, PLAINTEXT, CIPHERTEXT } of recordsOf(`ecb-${file}256.rsp`)) {
			const block = hex(PLAINTEXT);
			createAes256(hex(KEY)).encrypt(block);
			assert.deepEqual(block, hex(CIPHERTEXT));
			count++;
		}
	}
	assert.equal(count, 5 + 16 + 256 + 128);
});

interface Wycheproof {
	tcId: number;
	comment: string;
	key: string;
	iv: string;
	aad: string;
	msg: string;
	ct: string;
	tag: string;
	tagSize: number;
	result: "valid" | "invalid";
}

test("opening takes and refuses what Wycheproof says, and lengths that CCM does not know are refused by name", () => {
	const counts = { valid: 0, invalid: 0, lengths: 0 };
	for (const line of fixture("wycheproof-aes-256-ccm.jsonl").trim().split("\n")) {
		const { tcId, key, iv, aad, msg, ct, tag, tagSize, result } = JSON.parse(line) as Wycheproof;
		const cipher = createAes256(hex(key));
		const sealed = hex(ct + tag);
		const [nonce, tagBytes] = [hex(iv), tagSize / 8];
		const open = () => ccmOpen(cipher, nonce, hex(aad), sealed, tagBytes);
		if (nonce.length < 7 || nonce.length > 13 || tagBytes < 4 || tagBytes % 2 !== 0) {
			assert.equal(result, "invalid", `${tcId}`);
			assert.throws(open, /a CCM (nonce|tag) has/, `${tcId}`);
			counts.lengths++;
			continue;
		}
		counts[result]++;
		if (result === "invalid") assert.equal(open(), undefined, `${tcId}`);
		else {
			assert.deepEqual(open(), hex(msg), `${tcId}`);
			assert.deepEqual(ccmSeal(cipher, nonce, hex(aad), hex(msg), tagBytes), sealed, `${tcId}`);
		}
	}
	assert.deepEqual(counts, { valid: 135, invalid: 27, lengths: 22 });
});

test("sealing equals OpenSSL's AES-256-CCM in 100,000 random cases, and each opens", () => {
	const random = new Random(38);
	let key = random.bytes(32);
	let cipher = createAes256(key);
	for (let round = 0; round < 100_000; round++) {
		if (round % 50 === 0) {
			key = random.bytes(32);
			cipher = createAes256(key);
		}
		const nonce = random.bytes(13);
		const associatedData = random.bytes(random.below(12));
		const plaintext = random.bytes(random.below(round % 20 === 0 ? 245 : 40));
		const theirs = createCipheriv("aes-256-ccm", key, nonce, { authTagLength: 8 });
		theirs.setAAD(associatedData, { plaintextLength: plaintext.length });
		const expected = Buffer.concat([theirs.update(plaintext), theirs.final(), theirs.getAuthTag()]);
		const sealed = ccmSeal(cipher, nonce, associatedData, plaintext);
		assert.ok(expected.equals(sealed), `case ${round}`);
		assert.ok(ccmOpen(cipher, nonce, associatedData, sealed) !== undefined, `case ${round}`);
	}
});
