/**
 * Bytes as a P1 port may deliver them, through the reader and the parser of the boards: mutations of real telegrams and
 * noise. Nothing may throw, grow, or be lost from the count; and of a meter with a CRC, no telegram may be accepted that
 * the meter did not send.
 */
import { sameBytes } from "../../src/bytes.js";
import { Continuity } from "../../src/p1/continuity.js";
import { MAX_TELEGRAM_BYTES } from "../../src/p1/framer.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { P1Reader } from "../../src/p1/reader.js";
import { formatQuantity, type Reading } from "../../src/p1/reading.js";
import type { Decipher } from "../../src/p1/sealed-frames.js";
import { formatUtc, toUtc } from "../../src/p1/utc.js";
import { mutate } from "./mutate.js";
import { FuzzRandom } from "./random.js";

export interface FuzzSample {
	bytes: Uint8Array;
	crc: "ok" | "none";
}

export interface FuzzResult {
	inputs: number;
	bytes: number;
	/** Telegrams delivered that were sent so, and those without a CRC whose damage nothing can tell. */
	delivered: number;
	unprovable: number;
	/** Damaged telegrams whose CRC of 16 bits happens to be right: one in 65,536 of those that get that far. */
	collisions: number;
	refused: Record<string, number>;
}

/** Is genuine where the tag says so; its plaintext is what it is. */
const decipher: Decipher = (_iv, ciphertext, tag) => (tag[0] < 0x40 ? ciphertext : undefined);

/** The content that the CRC is over, up to the `!` that begins the last line. */
function content(bytes: Uint8Array): Uint8Array {
	return bytes.subarray(0, bytes.lastIndexOf(0x21) + 1);
}

function fail(seed: number, what: string, input: Uint8Array): never {
	const text = JSON.stringify(Array.from(input.subarray(0, 3000), (byte) => String.fromCharCode(byte)).join(""));
	throw new Error(`${what}; seed ${seed}, input ${text}`);
}

/** What a reading must be, whatever it was read from. */
function complaintOf({ values, unknown, meter }: Reading): string | undefined {
	if (unknown.length > 128) return `${unknown.length} unknown lines`;
	if (values.size > 400 || meter.mbus.length > 4) return "a reading without bound";
	for (const [name, value] of values) {
		if (!/^[a-z0-9_]+$/.test(name)) return `a value named ${name}`;
		if (value.kind === "time" && !/^20\d\d-/.test(formatUtc(toUtc(value, "CET").seconds))) return `${name} is no time`;
		if (value.kind !== "quantity") continue;
		if (!Number.isSafeInteger(value.value) || value.scale < 0 || value.scale > 15) return `${name} is inexact`;
		if (!/^-?\d+(\.\d+)?$/.test(formatQuantity(value))) return `${name} is no number`;
	}
	return undefined;
}

/** More collisions than chance explains: a check is missing. */
function tooMany({ collisions, refused }: FuzzResult): boolean {
	return collisions > 3 + (4 * (refused["bad-crc"] ?? 0)) / 65_536;
}

/** Runs `count` inputs drawn by `seed`; throws an Error that names the seed and the input when one goes wrong. */
export function fuzzP1(samples: readonly FuzzSample[], count: number, seed: number): FuzzResult {
	const random = new FuzzRandom(seed);
	const whole = samples.map(({ bytes }) => bytes);
	const result: FuzzResult = { inputs: 0, bytes: 0, delivered: 0, unprovable: 0, collisions: 0, refused: {} };
	let telegrams: { bytes: Uint8Array; crc: "ok" | "none" }[] = [];
	let accounted = 0;
	const make = () =>
		new P1Reader({
			oneMeter: true,
			decipher,
			onTelegram: (telegram) => telegrams.push(telegram),
			onError: (fault) => {
				result.refused[fault.kind] = (result.refused[fault.kind] ?? 0) + 1;
				if ("length" in fault) accounted += fault.length;
			},
		});
	// A meter with a CRC and one without: the same reader would take the one for the other, damaged.
	let readers = { ok: make(), none: make() };
	let continuity = new Continuity();
	let sealed = false;
	for (let index = 0; index < count; index++) {
		if (index % 1000 === 0) {
			readers = { ok: make(), none: make() };
			continuity = new Continuity();
		}
		const sample = random.pick(samples);
		const reader = readers[sample.crc];
		const noise = random.below(10) === 0;
		const input = noise
			? random.bytes(random.below(random.below(20) === 0 ? 6000 : 300))
			: mutate(sample.bytes, random, whole);
		// As on the board: this meter has been heard before, at the speed of one that sends a CRC.
		reader.bits = 8;
		if (sample.crc === "ok") {
			reader.write(sample.bytes.slice());
			reader.silence();
		}
		telegrams = [];
		sealed = input.includes(0xdb);
		accounted = -reader.skippedBytes;
		if (random.below(50) === 0) reader.bits = 7;
		const pieces = 1 + random.below(3);
		try {
			for (let piece = 0, at = 0; piece < pieces; piece++) {
				const end = piece === pieces - 1 ? input.length : at + random.below(input.length - at + 1);
				reader.write(input.slice(at, end));
				at = end;
			}
			reader.silence();
		} catch (error) {
			fail(seed, `the reader threw ${(error as Error).message}`, input);
		}
		for (const { bytes, crc } of telegrams) {
			accounted += bytes.length;
			if (bytes.length > MAX_TELEGRAM_BYTES) fail(seed, `a telegram of ${bytes.length} bytes`, input);
			if (crc === "none") {
				// Nothing can tell whether it is whole: but of a meter with a CRC, none is taken.
				if (sample.crc === "ok") fail(seed, "a telegram that lost its CRC was accepted", input);
				result.unprovable++;
			} else if (samples.some((known) => sameBytes(content(known.bytes), content(bytes)))) {
				result.delivered++;
			} else {
				result.collisions++;
				if (tooMany(result)) fail(seed, `${result.collisions} wrong telegrams with a right CRC`, input);
			}
			try {
				const reading = parseTelegram(bytes);
				const complaint = complaintOf(reading);
				if (complaint !== undefined) fail(seed, complaint, input);
				continuity.check(reading, index * 10_000);
			} catch (error) {
				fail(seed, `the parser threw ${(error as Error).message}`, input);
			}
		}
		// Frames that look encrypted are counted as a fault, not by their bytes.
		if (!sealed && accounted + reader.skippedBytes !== input.length) fail(seed, "bytes are not accounted for", input);
		// The parser alone, with what no reader would hand it.
		try {
			const complaint = complaintOf(parseTelegram(input));
			if (complaint !== undefined) fail(seed, complaint, input);
		} catch (error) {
			fail(seed, `the parser threw ${(error as Error).message}`, input);
		}
		result.inputs++;
		result.bytes += input.length;
	}
	return result;
}
