/**
 * Bodies as a decoder may be given them: mutations of valid ones, and noise. Nothing may throw, grow, or take long; what
 * is refused must have changed nothing; and what is rebuilt of a damaged body must not have the CRC-32 of the telegram
 * that the body was made of, unless it is that telegram: by its CRC-32 the transmitter finds out.
 */
import { plainBody } from "../../src/codec/bodies.js";
import { TelegramDecoder } from "../../src/codec/decoder.js";
import { encodePartial, TelegramEncoder } from "../../src/codec/encoder.js";
import { wantedLines } from "../../src/codec/wanted-lines.js";
import { MAX_TELEGRAM_BYTES } from "../../src/p1/framer.js";
import { crc32 } from "../../src/vendor/crc-32.js";
import { FuzzRandom } from "./random.js";

export interface CodecFuzzResult {
	inputs: number;
	/** Rebuilt as the telegram that the body was made of, in spite of the damage. */
	same: number;
	/** Rebuilt as another telegram, which its CRC-32 gives away. */
	other: number;
	refused: Record<string, number>;
	/** The longest that one input took, in milliseconds. */
	slowest: number;
}

/** A genuine body, and the telegram that it stands for. */
interface Sample {
	body: Uint8Array;
	telegram: Uint8Array;
	crc32: number;
	frame: number;
}

const MOST_NOISE = 300;
const SLOWEST_MS = 1000;
/** A decoder that took a damaged template knows nothing of before: a new one follows after so many inputs at most. */
const INPUTS_PER_DECODER = 40;

/** `series` are telegrams of one meter each, three or more. Throws at the first input that goes wrong. */
export function fuzzCodec(series: readonly (readonly Uint8Array[])[], count: number, seed: number): CodecFuzzResult {
	const random = new FuzzRandom(seed);
	const result: CodecFuzzResult = { inputs: 0, same: 0, other: 0, refused: {}, slowest: 0 };
	const prepared = series.map(samplesOf);
	while (result.inputs < count) {
		const samples = random.pick(prepared);
		const [template] = samples;
		const decoder = new TelegramDecoder();
		if (!decoder.decode(template.body, template.frame).ok)
			throw new Error(`seed ${seed}: a genuine template is refused`);
		for (let left = INPUTS_PER_DECODER; left > 0 && result.inputs < count; left--) {
			const sample = random.pick(samples);
			const input = mutate(sample.body, random, samples);
			if (!feed(decoder, input, sample, result, seed)) break;
			// What was refused has changed nothing: a delta by the first telegram is still understood.
			const delta = samples[1];
			const genuine = decoder.decode(delta.body, delta.frame);
			if (!genuine.ok || genuine.crc32 !== delta.crc32) fail(seed, "a refused body has changed something", input);
		}
	}
	return result;
}

/** A template, a delta by it, a key frame, a partial telegram, and one as it is. */
function samplesOf(telegrams: readonly Uint8Array[]): Sample[] {
	const encoder = new TelegramEncoder();
	return telegrams
		.slice(0, 3)
		.map((telegram, index) => {
			const frame = index + 1;
			if (index === 2) encoder.needKey();
			const { body, crc32 } = encoder.encode(telegram, frame);
			if (index === 0) encoder.acknowledge(crc32, frame);
			return { body, telegram, crc32, frame };
		})
		.concat(partialOf(telegrams[0]), plainOf(telegrams[0]));
}

function partialOf(telegram: Uint8Array): Sample {
	const wanted = wantedLines(telegram);
	const encoded = encodePartial(wanted);
	if (encoded === undefined) throw new Error("a partial telegram fails its proof");
	return { ...encoded, telegram: wanted, frame: 4 };
}

function plainOf(telegram: Uint8Array): Sample {
	return { body: plainBody(telegram), telegram, crc32: crc32(telegram) >>> 0, frame: 5 };
}

/** False where the body was taken, and the decoder knows something that no transmitter sent. */
function feed(
	decoder: TelegramDecoder,
	input: Uint8Array,
	sample: Sample,
	result: CodecFuzzResult,
	seed: number,
): boolean {
	const started = performance.now();
	const decoded = decoder.decode(input, sample.frame);
	result.slowest = Math.max(result.slowest, performance.now() - started);
	result.inputs++;
	if (result.slowest > SLOWEST_MS) fail(seed, `an input took ${Math.round(result.slowest)} ms`, input);
	if (!decoded.ok) {
		result.refused[decoded.reason] = (result.refused[decoded.reason] ?? 0) + 1;
		return true;
	}
	const { telegram } = decoded;
	if (telegram.length === 0 || telegram.length > MAX_TELEGRAM_BYTES)
		fail(seed, `${telegram.length} bytes rebuilt`, input);
	if (decoded.crc32 !== crc32(telegram) >>> 0) fail(seed, "a CRC-32 that is not the telegram's", input);
	const isSame = Buffer.compare(telegram, sample.telegram) === 0;
	if (!isSame && decoded.crc32 === sample.crc32) fail(seed, "a wrong telegram with the right CRC-32", input);
	if (isSame) result.same++;
	else result.other++;
	return false;
}

type Mutation = (body: Uint8Array, random: FuzzRandom, samples: readonly Sample[]) => Uint8Array;

const MUTATIONS: readonly Mutation[] = Object.freeze<Mutation[]>([
	// A bit flips, a byte is another one.
	(body, random) => changed(body, random, (byte) => byte ^ (1 << random.below(8))),
	(body, random) => changed(body, random, () => random.below(256)),
	// The end is missing, or something is behind it.
	(body, random) => body.slice(0, random.below(body.length + 1)),
	(body, random) => joined(body, random.bytes(1 + random.below(8))),
	// The rest is another body's.
	(body, random, samples) => {
		const other = random.pick(samples).body;
		return joined(body.subarray(0, random.below(body.length + 1)), other.subarray(random.below(other.length)));
	},
	// Noise, and noise that begins as a body does.
	(_, random) => random.bytes(random.below(MOST_NOISE)),
	(body, random) => joined(body.subarray(0, 1 + random.below(4)), random.bytes(random.below(MOST_NOISE))),
]);

function mutate(body: Uint8Array, random: FuzzRandom, samples: readonly Sample[]): Uint8Array {
	let mutated = body;
	for (let left = 1 + random.below(3); left > 0; left--) mutated = random.pick(MUTATIONS)(mutated, random, samples);
	return mutated;
}

function changed(body: Uint8Array, random: FuzzRandom, change: (byte: number) => number): Uint8Array {
	const copy = body.slice();
	const at = random.below(copy.length);
	if (copy.length > 0) copy[at] = change(copy[at]);
	return copy;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(a.length + b.length);
	bytes.set(a);
	bytes.set(b, a.length);
	return bytes;
}

function fail(seed: number, what: string, input: Uint8Array): never {
	throw new Error(`${what}; seed ${seed}, input ${Buffer.from(input).toString("hex")}`);
}
