import { BIT, codeCount, codeNumber, codeRaw, codeSymbol, NUMBER } from "../../src/codec/contexts.js";
import { LEVEL_COUNT, LEVELS, PROBABILITIES, textOf } from "../../src/codec/probabilities.js";
import { type BitCoder, RangeDecoder, RangeEncoder } from "../../src/codec/range-coder.js";
import { TRAINED } from "../../src/codec/trained.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";

/** What comes back when `code` is run in both directions. */
function bothWays(code: (coder: BitCoder) => unknown[]): {
	sent: unknown[];
	came: unknown[];
	bytes: Uint8Array;
	whole: boolean;
} {
	const encoder = new RangeEncoder();
	encoder.raw(2, 2);
	const sent = code(encoder);
	const bytes = encoder.finish();
	const decoder = new RangeDecoder(bytes);
	assert.equal(decoder.raw(2, 0), 2);
	const came = code(decoder);
	return { sent, came, bytes, whole: decoder.isComplete };
}

test("whatever is decided comes back, likely or not", () => {
	for (let seed = 1; seed <= 300; seed++) {
		const { sent, came, whole } = bothWays((coder) => {
			const random = new Random(seed);
			return Array.from({ length: 1 + random.below(400) }, () => {
				const slot = random.below(BIT.end);
				return random.below(5) === 0 ? coder.raw(8, random.below(256)) : coder.bit(slot, random.below(2));
			});
		});
		assert.deepEqual(came, sent, `seed ${seed}`);
		assert.ok(whole, `seed ${seed}`);
	}
});

test("a carry goes through bytes that are full already", () => {
	for (let ones = 1; ones <= 40; ones++) {
		const { sent, came, whole } = bothWays((coder) => [
			...Array.from({ length: ones }, () => coder.raw(8, 0xff)),
			...Array.from({ length: 40 }, (_, place) => coder.bit(place, place % 3 === 0 ? 1 : 0)),
		]);
		assert.deepEqual(came, sent, `${ones} bytes`);
		assert.ok(whole, `${ones} bytes`);
	}
});

test("numbers of every size come back, in any context", () => {
	const numbers = [0, 1, -1, 2, -2, 127, -128, 4095, 65_536, -(2 ** 31), 2 ** 32, 999_999_999_999_999, -(2 ** 52) + 1];
	const { sent, came } = bothWays((coder) => [
		...numbers.map((number, index) => codeNumber(coder, NUMBER.power + 21 * index, number)),
		...numbers.filter((number) => number >= 0).map((number) => codeCount(coder, NUMBER.distance, number)),
		...[0, 1, 8, 9, 16, 52].map((bits) => codeRaw(coder, bits, 2 ** bits - 1)),
		codeSymbol(coder, BIT.letters, 8, 0xa5),
	]);
	assert.deepEqual(came, sent);
	assert.deepEqual(sent.slice(0, numbers.length), numbers);
});

test("what the table takes for likely costs next to nothing", () => {
	const likely = PROBABILITIES.indexOf(2 * LEVEL_COUNT - 1);
	assert.ok(likely >= 0);
	const { bytes } = bothWays((coder) => Array.from({ length: 2000 }, () => coder.bit(likely, 0)));
	assert.ok(bytes.length <= 2, `${bytes.length} bytes`);
});

test("noise is decoded to something, however long one goes on", () => {
	for (let seed = 1; seed <= 60; seed++) {
		const random = new Random(seed);
		const decoder = new RangeDecoder(random.bytes(random.below(20)));
		for (let count = 0; count < 200; count++) {
			const bit = decoder.bit(random.below(BIT.end), 0);
			assert.ok(bit === 0 || bit === 1);
			const raw = decoder.raw(8, 0);
			assert.ok(Number.isInteger(raw) && raw >= 0 && raw < 256, `${raw}`);
			assert.ok(Number.isInteger(codeNumber(decoder, NUMBER.voltage, 0)));
		}
	}
});

test("bytes that no decision needed, and zeros at the end, are found", () => {
	const { bytes } = bothWays((coder) => Array.from({ length: 30 }, (_, place) => coder.raw(8, place)));
	for (const [more, whole] of [
		[[], true],
		[[0], false],
		[[1, 2, 3, 4], false],
	] as const) {
		const decoder = new RangeDecoder(Uint8Array.of(...bytes, ...more));
		decoder.raw(2, 0);
		for (let count = 0; count < 30; count++) decoder.raw(8, 0);
		assert.equal(decoder.isComplete, whole, `${more.length} more`);
	}
});

test("the table has one probability for each slot, and the text of it says the same", () => {
	assert.equal(PROBABILITIES.length, BIT.end);
	assert.equal(textOf(PROBABILITIES), TRAINED);
	for (const level of PROBABILITIES) assert.ok(level < 2 * LEVEL_COUNT);
	assert.equal(LEVELS.length, 2 * LEVEL_COUNT);
	for (let level = 1; level < LEVEL_COUNT; level++) {
		assert.ok(LEVELS[level] > LEVELS[level - 1]);
		assert.equal(LEVELS[level], LEVELS[2 * LEVEL_COUNT - 1 - level]);
	}
});
