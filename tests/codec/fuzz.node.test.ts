import fc from "fast-check";
import { TelegramDecoder } from "../../src/codec/decoder.js";
import { TelegramEncoder } from "../../src/codec/encoder.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";
import { dutchTelegram } from "./samples.js";

test("the decoder takes any bytes without throwing, and rebuilds no more than 4,096 bytes", () => {
	const random = new Random(1);
	const encoder = new TelegramEncoder();
	const template = encoder.encode(dutchTelegram(0, random));
	encoder.acknowledge(template.crc32);
	const delta = encoder.encode(dutchTelegram(1, random));
	encoder.needKey();
	const key = encoder.encode(dutchTelegram(2, random));

	const anything = fc.uint8Array({ maxLength: 300 });
	const afterHead = fc
		.tuple(fc.constantFrom(template.body, delta.body, key.body), anything)
		.map(([{ 0: first }, rest]) => Uint8Array.from([first, ...rest]));
	const mutated = fc
		.tuple(
			fc.constantFrom(template.body, delta.body, key.body),
			fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 4 }),
		)
		.map(([body, changes]) => {
			const copy = body.slice();
			for (const [position, flip] of changes) copy[position % copy.length] ^= flip;
			return copy;
		});
	fc.assert(
		fc.property(fc.array(fc.oneof(anything, afterHead, mutated), { maxLength: 5 }), (bodies) => {
			const decoder = new TelegramDecoder();
			decoder.decode(template.body);
			for (const body of bodies) {
				const decoded = decoder.decode(body);
				if (decoded.ok) assert.ok(decoded.telegram.length <= 4096);
			}
		}),
		{ numRuns: 3000, seed: 1 },
	);
});

test("any bytes at all come back as they were", () => {
	const telegramLike = fc
		.array(
			fc.constantFrom("1-0:1.8.1(", "(", ")", "\r\n", "!", "00.123", "*kWh", "190324150521W", "\xff", "\x01", "9"),
			{
				minLength: 1,
				maxLength: 80,
			},
		)
		.map((pieces) => Uint8Array.from(pieces.join(""), (character) => character.charCodeAt(0)));
	const bytes = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 400 }), telegramLike);
	fc.assert(
		fc.property(fc.array(bytes, { minLength: 1, maxLength: 4 }), (telegrams) => {
			const encoder = new TelegramEncoder();
			const decoder = new TelegramDecoder();
			for (const telegram of telegrams) {
				const { body, crc32 } = encoder.encode(telegram);
				assert.deepEqual(decoder.decode(body), { ok: true, telegram, crc32 });
				encoder.acknowledge(crc32);
			}
		}),
		{ numRuns: 1500, seed: 1 },
	);
});
