/** How many bytes the codec takes for a telegram, beside what others take for the same ones; and how long. */
import { performance } from "node:perf_hooks";
import { TelegramDecoder } from "../../src/codec/decoder.js";
import { TelegramEncoder } from "../../src/codec/encoder.js";
import { measure, type Sizes, sizesOf } from "../codec/measure.js";
import { table } from "../document/table.js";
import { GeneratedMeter, METER_MODELS } from "../sim/meters.js";
import { seededRandom } from "../sim/random.js";
import type { Measurement } from "../xs/meter.js";
import { cborOfReadings, deflated, deflatedAfter, oldFixedBytes } from "./codec-baselines.js";
import { entropyEstimate } from "./entropy.js";

/** A day from eight o'clock, of which each tenth second is taken. */
const DAY_SECONDS = 86_400;
const INTERVAL = 10;
const MODELS: readonly string[] = ["be-3ph", "be-1ph", "nl-3ph", "nl-1ph", "lu", "hu-3ph"];
const REFERENCES: readonly number[] = [10, 60, 300];
/** Baselines take long, and vary little: each so many telegrams is enough. */
const BASELINE_EVERY = 20;
const TIMED_TELEGRAMS = 1000;

export interface CodecSizes {
	model: string;
	telegrams: number;
	exact: number;
	raw: Sizes;
	/** By the age of the reference in seconds. */
	body: Record<string, Sizes>;
	/** The same, as an arithmetic code that learns as it goes would take. */
	estimate: Record<string, Sizes>;
	keyframe: Sizes;
	template: Sizes;
	deflate: Sizes;
	deflateAfter: Sizes;
	cbor: Sizes;
	oldFixed: number;
	/** On this computer, in microseconds. */
	encodeUs: number;
	decodeUs: number;
}

export interface CodecBenchmark {
	seed: number;
	sizes: CodecSizes[];
	/** Of single operations on XS; empty where its engine can't be built. */
	operations: Measurement[];
}

export function codecSizes(seed: number, progress: (message: string) => void): CodecSizes[] {
	return MODELS.map((model) => {
		progress(`a day of ${model}...`);
		const source = new GeneratedMeter(METER_MODELS[model], seededRandom(seed, "meter"), { intervalSeconds: INTERVAL });
		const telegrams = Array.from({ length: DAY_SECONDS / INTERVAL }, () => source.next());
		return sizes(model, telegrams);
	});
}

function sizes(model: string, telegrams: readonly Uint8Array[]): CodecSizes {
	const reports = REFERENCES.map((reference) => [reference, measure(telegrams, { reference })] as const);
	const [, report] = reports[0];
	if (report === undefined) throw new Error(`${model} has no clock`);
	const some = telegrams.flatMap((_, index) => (index > 0 && index % BASELINE_EVERY === 0 ? [index] : []));
	return {
		...{ model, telegrams: report.telegrams, raw: report.raw, keyframe: report.keyframe, template: report.template },
		exact: Math.min(...reports.map(([, report]) => report?.exact ?? 0)),
		body: Object.fromEntries(reports.map(([reference, report]) => [String(reference), report?.body ?? sizesOf([])])),
		estimate: Object.fromEntries(
			REFERENCES.map((reference) => [String(reference), entropyEstimate(telegrams, reference / INTERVAL)]),
		),
		deflate: sizesOf(some.map((index) => deflated(telegrams[index]))),
		deflateAfter: sizesOf(some.map((index) => deflatedAfter(telegrams[index], telegrams[index - 1]))),
		cbor: sizesOf(some.map((index) => cborOfReadings(telegrams[index]))),
		oldFixed: oldFixedBytes(METER_MODELS[model].plan.phases),
		...times(telegrams.slice(0, TIMED_TELEGRAMS)),
	};
}

/** Each telegram by the one before it, as a link without losses has it. */
function times(telegrams: readonly Uint8Array[]): { encodeUs: number; decodeUs: number } {
	const encoder = new TelegramEncoder();
	const decoder = new TelegramDecoder();
	let [encoding, decoding] = [0, 0];
	for (const [index, telegram] of telegrams.entries()) {
		const start = performance.now();
		const { body, crc32 } = encoder.encode(telegram, index + 1);
		const between = performance.now();
		decoder.decode(body, index + 1);
		decoding += performance.now() - between;
		encoding += between - start;
		encoder.acknowledge(crc32, index + 1);
	}
	const us = (milliseconds: number) => Math.round((10_000 * milliseconds) / telegrams.length) / 10;
	return { encodeUs: us(encoding), decodeUs: us(decoding) };
}

/** What of the single operations is the codec's, and what a telegram takes beside it. */
const SHOWN = /parse|seal|template|values|delta|key frame/;

/** The tables of `p1-lora bench codec`. */
export function codecReport({ seed, sizes, operations }: CodecBenchmark): string {
	const both = ({ mean, p95 }: Sizes) => `${mean?.toFixed(1) ?? "-"} / ${p95 ?? "-"}`;
	const beside = (row: CodecSizes) =>
		REFERENCES.flatMap((reference) => [both(row.body[reference]), both(row.estimate[reference])]);
	const head = [
		"meter",
		"raw",
		"10 s",
		"60 s",
		"300 s",
		"key",
		"first",
		"deflate",
		"with previous",
		"CBOR",
		"old",
		"encode us",
		"decode us",
	];
	const rows = sizes.map((row) => [
		...[row.model, String(row.raw.max), ...REFERENCES.map((reference) => both(row.body[reference]))],
		...[both(row.keyframe), both(row.template), both(row.deflate), both(row.deflateAfter), both(row.cbor)],
		...[String(row.oldFixed), row.encodeUs.toFixed(1), row.decodeUs.toFixed(1)],
	]);
	const inexact = sizes.filter(({ exact, telegrams }) => exact < telegrams);
	return [
		`Bytes of a telegram's body, mean / 95th percentile: generated days, a telegram each ${INTERVAL} s, seed ${seed}.`,
		"By the age of a delta's reference; a key frame; the first contact; and what others take for the same telegrams.",
		"",
		table([head, ...rows]),
		"",
		"The same deltas beside an estimate of what there is to say: an arithmetic code for each field that learns as it goes.",
		"",
		table([
			["meter", ...REFERENCES.flatMap((reference) => [`${reference} s`, "estimate"])],
			...sizes.map((row) => [row.model, ...beside(row)]),
		]),
		"",
		inexact.length === 0
			? "Every telegram came back byte for byte."
			: `NOT EXACT: ${inexact.map(({ model }) => model).join(", ")}`,
		...(operations.length === 0
			? []
			: [
					"",
					table([
						["on XS", "steps"],
						...operations
							.filter(({ name }) => SHOWN.test(name))
							.map(({ name, steps }) => [name, steps.toLocaleString("en-US")]),
					]),
				]),
	].join("\n");
}
