import { P1Reader, type ReaderFault } from "../../src/p1/reader.js";
import { type Decipher, sealedFrame } from "../../src/p1/sealed-frames.js";
import { createDecipher } from "../../src/transmitter/decipher.js";
import { ENCRYPTED_KEY, ENCRYPTED_TELEGRAM } from "../fixtures/p1/encrypted.js";
import { bytesOf, sealed } from "../fixtures/p1/fixture.js";
import { luSmarty } from "../fixtures/p1/lu-smarty-3ph-gas.js";
import { nlDsmr50 } from "../fixtures/p1/nl-dsmr50-3ph-gas.js";
import { assert, test } from "../harness/index.js";

/** Stands in for a cipher: what is genuine has a tag of ones, and is its own plaintext. */
const toyDecipher: Decipher = (_iv, ciphertext, tag) => (tag.every((byte) => byte === 1) ? ciphertext : undefined);

function toyFrame(counter: number, text = luSmarty.telegram, title = 7, tag = 1): Uint8Array {
	const iv = new Uint8Array(12).fill(title);
	new DataView(iv.buffer).setUint32(8, counter);
	return sealedFrame(iv, bytesOf(text), new Uint8Array(12).fill(tag));
}

class Outcome {
	readonly texts: string[] = [];
	readonly faults: ReaderFault[] = [];
	newCounts = 0;
	readonly reader: P1Reader;

	constructor(decipher: Decipher | "none" = toyDecipher) {
		this.reader = new P1Reader({
			decipher: decipher === "none" ? undefined : decipher,
			onTelegram: ({ bytes }) => this.texts.push(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")),
			onError: ({ kind }) => this.faults.push(kind),
			onNewCount: () => this.newCounts++,
		});
	}

	write(bytes: Uint8Array, chunkBytes = bytes.length): this {
		for (let at = 0; at < bytes.length; at += chunkBytes) this.reader.write(bytes.slice(at, at + chunkBytes));
		return this;
	}
}

function join(...parts: Uint8Array[]): Uint8Array {
	const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		joined.set(part, at);
		at += part.length;
	}
	return joined;
}

test("an encrypted telegram is delivered as it was before it was sealed, whatever the chunks that it comes in", () => {
	for (const chunkBytes of [1, 2, 17, 18, 120, 5000]) {
		const { texts, faults } = new Outcome(createDecipher(ENCRYPTED_KEY)).write(ENCRYPTED_TELEGRAM, chunkBytes);
		assert.deepEqual(texts, [luSmarty.telegram], `${chunkBytes}`);
		assert.deepEqual(faults, []);
	}
});

test("an encrypted telegram with any byte changed is refused, and the next one is delivered", () => {
	const decipher = createDecipher(ENCRYPTED_KEY);
	for (let at = 11; at < ENCRYPTED_TELEGRAM.length; at += 97) {
		const damaged = ENCRYPTED_TELEGRAM.slice();
		damaged[at] ^= 0x10;
		const outcome = new Outcome(decipher).write(damaged);
		outcome.reader.silence();
		assert.equal(outcome.texts.length, 0, `byte ${at}`);
		assert.deepEqual(outcome.write(ENCRYPTED_TELEGRAM).texts, [luSmarty.telegram], `byte ${at}`);
	}
});

test("another authentication key opens nothing, and an operator's own one opens what is sealed with it", () => {
	const own = new Outcome(createDecipher(ENCRYPTED_KEY, "0".repeat(32))).write(ENCRYPTED_TELEGRAM);
	assert.deepEqual(own.faults, ["bad-tag"]);
	const shared = createDecipher(ENCRYPTED_KEY, "00112233445566778899aabbccddeeff");
	assert.equal(new Outcome(shared).write(ENCRYPTED_TELEGRAM).texts.length, 1);
});

test("a key that is none is refused with a sentence that does not repeat it", () => {
	for (const key of ["", "secret", "g".repeat(32), "0".repeat(31), "0".repeat(64)]) {
		const error = assert.throws(
			() => createDecipher(key),
			/^p1Key has \d+ characters: 32 hexadecimal digits are wanted$/,
		);
		assert.ok(key === "" || !error.message.includes(key));
	}
	assert.throws(() => createDecipher(ENCRYPTED_KEY, "x"), /^p1AuthKey has 1 characters/);
});

test("without a key, encrypted telegrams are counted, and plain ones are delivered all the same", () => {
	const plain = bytesOf(nlDsmr50.telegram);
	const { texts, faults, reader } = new Outcome("none").write(join(toyFrame(1), toyFrame(2), plain), 100);
	assert.deepEqual(texts, [nlDsmr50.telegram]);
	assert.deepEqual(faults, ["no-key", "no-key"]);
	assert.equal(reader.faults["no-key"], 2);
});

test("a frame that was recorded and is sent again is refused: its counter is not above the last one's", () => {
	const { texts, faults } = new Outcome().write(join(toyFrame(5), toyFrame(5), toyFrame(4), toyFrame(6), toyFrame(0)));
	assert.equal(texts.length, 2);
	assert.deepEqual(faults, ["replayed-counter", "replayed-counter", "replayed-counter"]);
});

test("a counter goes up to 32 bits, and skipping some of it is no fault", () => {
	const { texts, faults } = new Outcome().write(join(toyFrame(0), toyFrame(0x7fff_ffff), toyFrame(0xffff_ffff)));
	assert.equal(texts.length, 3);
	assert.deepEqual(faults, []);
});

test("a frame that is not genuine moves no counter", () => {
	const forged = toyFrame(1000, luSmarty.telegram, 7, 2);
	const { texts, faults } = new Outcome().write(join(toyFrame(1), forged, toyFrame(2)));
	assert.equal(texts.length, 2);
	assert.deepEqual(faults, ["bad-tag"]);
});

test("a meter that counts anew after a reset is believed with the sixth frame in a row that counts on", () => {
	const outcome = new Outcome().write(toyFrame(1000));
	for (const counter of [1, 2, 3, 4, 5]) outcome.write(toyFrame(counter));
	assert.equal(outcome.texts.length, 1);
	assert.equal(outcome.newCounts, 0);
	outcome.write(toyFrame(6)).write(toyFrame(7));
	assert.equal(outcome.texts.length, 3);
	assert.equal(outcome.newCounts, 1);
});

test("one recorded frame, however often it is sent, is never believed to be a new count", () => {
	const outcome = new Outcome().write(toyFrame(1000));
	for (let round = 0; round < 50; round++) outcome.write(toyFrame(999));
	assert.equal(outcome.texts.length, 1);
	// Nor are recorded ones between those of the meter.
	for (let round = 0; round < 20; round++) outcome.write(toyFrame(1 + round)).write(toyFrame(1001 + round));
	assert.equal(outcome.texts.length, 21);
	assert.equal(outcome.newCounts, 0);
});

test("another meter, by its system title, has a count of its own", () => {
	const outcome = new Outcome().write(join(toyFrame(1000), toyFrame(3, luSmarty.telegram, 8)));
	assert.equal(outcome.texts.length, 2);
	assert.equal(outcome.newCounts, 1);
});

test("a frame that is cut off is given up when the line falls silent, and the next one is whole", () => {
	for (const bytes of [1, 5, 18, 19, 500]) {
		const outcome = new Outcome().write(toyFrame(1).slice(0, bytes));
		outcome.reader.silence();
		assert.equal(outcome.write(toyFrame(2)).texts.length, 1, `${bytes}`);
		assert.deepEqual(outcome.faults, bytes < 18 ? [] : ["cut-frame"], `${bytes}`);
	}
});

test("a frame of an impossible length is refused at its header", () => {
	for (const length of [0, 17, 4096 + 18, 0xffff]) {
		const frame = toyFrame(1);
		frame[11] = length >> 8;
		frame[12] = length & 0xff;
		assert.equal(new Outcome().write(frame.slice(0, 18)).faults.join(), "bad-frame", `${length}`);
	}
});

test("the longest telegram fits into a frame", () => {
	const room = 4096 - sealed(["/Lux5", "0-0:96.13.0()"]).length;
	const longest = sealed(["/Lux5", `0-0:96.13.0(${"3".repeat(room)})`]);
	assert.deepEqual(new Outcome().write(toyFrame(1, longest), 120).texts, [longest]);
});

test("what a frame holds is framed as any telegram: a wrong CRC is a wrong CRC", () => {
	const wrong = luSmarty.telegram.replace("01.234", "01.235");
	assert.deepEqual(new Outcome().write(toyFrame(1, wrong)).faults, ["bad-crc"]);
	assert.deepEqual(new Outcome().write(toyFrame(1, luSmarty.telegram.slice(0, 300))).faults, ["truncated"]);
});

test("noise that begins like a frame costs nothing of the telegram behind it", () => {
	for (const noise of [
		"\xdb",
		"\xdb\x08",
		"\xdb\x08abcdefgh\x81",
		"\xdb\x08abcdefgh\x82\x01\x02\x31",
		"\xdb\xdb\xdb",
	]) {
		for (const chunkBytes of [1, 3, 1000]) {
			const outcome = new Outcome().write(bytesOf(`${noise}\r\n${nlDsmr50.telegram}`), chunkBytes);
			assert.deepEqual(outcome.texts, [nlDsmr50.telegram], JSON.stringify(noise));
			assert.equal(outcome.reader.skippedBytes, noise.length + 2);
		}
	}
});

test("noise that begins like a frame costs nothing of the frame behind it", () => {
	for (const noise of [
		"\xdb",
		"\xdb\xdb",
		"\xdb\x08",
		"\xdb\x08\x01",
		"\xdb\x08abcdefg\xdb",
		"\xdb\x08abcdefgh\x82\x01",
	]) {
		for (const chunkBytes of [1, 3, 5000]) {
			const outcome = new Outcome().write(join(bytesOf(noise), toyFrame(1)), chunkBytes);
			assert.deepEqual(outcome.texts, [luSmarty.telegram], JSON.stringify(noise));
			assert.equal(outcome.reader.skippedBytes, noise.length);
			assert.deepEqual(outcome.faults, []);
		}
	}
});

test("within a plain telegram, bytes that look like a frame are content", () => {
	const telegram = sealed(["/AUX5", "", "0-0:96.13.0(\xdb\x08abcdefgh\x82\x01\x020abcd)", "1-0:1.7.0(00.374*kW)"]);
	for (const chunkBytes of [1, 3, 30, 1000]) {
		assert.deepEqual(new Outcome().write(bytesOf(telegram), chunkBytes).texts, [telegram]);
	}
});
