/** How many bytes a series of telegrams takes as bodies of frames; each body is decoded again and compared. */
import { type Baseline, type Body, deltaBody, keyBody, templateBody } from "../../src/codec/bodies.js";
import { TelegramDecoder } from "../../src/codec/decoder.js";
import type { Parts } from "../../src/codec/encoder.js";
import { SEASON_TIME } from "../../src/codec/field-format.js";
import { FieldRole } from "../../src/codec/layout.js";
import { timeOf } from "../../src/codec/time-model.js";
import { takeSeriesApart } from "./series.js";

/** Of byte counts; nulls where there was none. */
export interface Sizes {
	count: number;
	mean: number | null;
	p95: number | null;
	max: number | null;
}

export interface CodecReport {
	telegrams: number;
	/** Telegrams of which every body came back byte for byte. */
	exact: number;
	raw: Sizes;
	/** With a reference: a delta, or a new template where the reference has another one. */
	body: Sizes;
	/** All values, by a template that is known. */
	keyframe: Sizes;
	/** The first contact: the template and all values. */
	template: Sizes;
	/** How many telegrams with a reference had to bring a new template. */
	newTemplates: number;
}

export interface MeasureOptions {
	/**
	 * Seconds from one telegram to the next at least; all of them where it is left out. The sampling begins anew with each
	 * telegram of the first interval: so that a short series is judged by all that it has.
	 */
	interval?: number | undefined;
	/** Seconds from a reference to its telegram at least; the telegram before where it is left out. */
	reference?: number | undefined;
}

/** Seconds of a telegram's own clock; -1 where it has none. */
function secondsOf({ layout, content }: Parts): number {
	const field = layout.roles[FieldRole.time];
	return field < 0 ? -1 : timeOf(content.values[field], layout.template.formats[field] === SEASON_TIME);
}

/** Undefined where a sampling by time is asked for, and a telegram has no clock. */
export function measure(
	telegrams: readonly Uint8Array[],
	{ interval, reference }: MeasureOptions,
): CodecReport | undefined {
	const all = takeSeriesApart(telegrams);
	const seconds = all.map(secondsOf);
	if ((interval !== undefined || reference !== undefined) && seconds.includes(-1)) return undefined;
	const totals = new Totals();
	for (const sampled of samplings(seconds, interval ?? 0)) {
		const times = sampled.map((index) => seconds[index]);
		const references = reference === undefined ? times.map((_, place) => place - 1) : referencesOf(times, reference);
		const gap = references.reduce((gap, reference, place) => Math.max(gap, place - reference), 0);
		const coded = new CodedSeries(totals, gap);
		for (const [place, index] of sampled.entries()) coded.add(telegrams[index], all[index], references[place]);
	}
	return totals.report();
}

/** For each telegram the place of the last one before it that is so old, -1 for none. */
function referencesOf(seconds: readonly number[], age: number): number[] {
	let oldEnough = -1;
	return seconds.map((second, place) => {
		while (oldEnough + 1 < place && second - seconds[oldEnough + 1] >= age) oldEnough++;
		return oldEnough;
	});
}

/** Of each of the telegrams of the first interval, itself and those that follow it. */
function samplings(seconds: readonly number[], interval: number): number[][] {
	const series = [sample(seconds, 0, interval)];
	const isWithin = (index: number) => seconds[index] >= seconds[index - 1] && seconds[index] - seconds[0] < interval;
	for (let first = 1; first < seconds.length && isWithin(first); first++) series.push(sample(seconds, first, interval));
	return series;
}

/** The telegram at `first`, and each that is so much later than the last one taken. */
function sample(seconds: readonly number[], first: number, interval: number): number[] {
	const taken = [first];
	for (let index = first + 1; index < seconds.length; index++) {
		const elapsed = seconds[index] - seconds[taken[taken.length - 1]];
		// A clock that was set back begins anew.
		if (elapsed >= interval || elapsed < 0) taken.push(index);
	}
	return taken;
}

/** What is counted, over all series. */
class Totals {
	readonly raw: number[] = [];
	readonly bodies: number[] = [];
	readonly keys: number[] = [];
	readonly templates: number[] = [];
	exact = 0;
	newTemplates = 0;

	report(): CodecReport {
		return {
			telegrams: this.raw.length,
			exact: this.exact,
			raw: sizesOf(this.raw),
			body: sizesOf(this.bodies),
			keyframe: sizesOf(this.keys),
			template: sizesOf(this.templates),
			newTemplates: this.newTemplates,
		};
	}
}

/** Of the telegrams that frames carry one by one. */
class CodedSeries {
	readonly #totals: Totals;
	readonly #baselines: (Baseline & Parts)[] = [];
	readonly #decoder: TelegramDecoder;

	/** `gap`: how many telegrams back a reference is at most. */
	constructor(totals: Totals, gap: number) {
		this.#totals = totals;
		// Each telegram is kept twice at most: when it came, and when it was referred to.
		this.#decoder = new TelegramDecoder(2 * gap + 2);
	}

	/** `reference`: the place of the telegram that it may refer to, -1 for none. */
	add(telegram: Uint8Array, parts: Parts, reference: number): void {
		const { layout, content } = parts;
		const totals = this.#totals;
		const frame = this.#baselines.length + 1;
		const template = templateBody(layout, content);
		const key = keyBody(layout, content);
		const baseline = this.#baselines[reference];
		const isSame = baseline?.layout === layout;
		// A template makes the decoder forget what it kept: what is too young to have a reference goes with all values.
		const isKnown = this.#baselines.at(-1)?.layout === layout && reference < 0;
		const body = isSame ? deltaBody(layout, content, baseline, frame) : isKnown ? key : template;
		totals.raw.push(telegram.length);
		totals.keys.push(key.bytes.length);
		totals.templates.push(template.bytes.length);
		if (reference >= 0) {
			totals.bodies.push(body.bytes.length);
			if (!isSame) totals.newTemplates++;
		}
		const alone = new TelegramDecoder();
		const isExact =
			isRebuilt(alone, template, frame, telegram) &&
			isRebuilt(alone, key, frame, telegram) &&
			isRebuilt(this.#decoder, body, frame, telegram);
		if (isExact) totals.exact++;
		this.#baselines.push({ ...parts, reference: body.reference, frame });
	}
}

function isRebuilt(decoder: TelegramDecoder, { bytes }: Body, frame: number, telegram: Uint8Array): boolean {
	const decoded = decoder.decode(bytes, frame);
	return decoded.ok && Buffer.compare(decoded.telegram, telegram) === 0;
}

/** The 95th percentile is the least number that 95 % of all do not exceed. */
export function sizesOf(bytes: readonly number[]): Sizes {
	const count = bytes.length;
	if (count === 0) return { count, mean: null, p95: null, max: null };
	const sorted = [...bytes].sort((a, b) => a - b);
	const mean = bytes.reduce((sum, each) => sum + each, 0) / count;
	return {
		count,
		mean: Math.round(mean * 100) / 100,
		p95: sorted[Math.ceil(0.95 * count) - 1],
		max: sorted[count - 1],
	};
}
