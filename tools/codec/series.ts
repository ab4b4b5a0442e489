/**
 * A series of telegrams taken apart, and coded by the model as a link would: for training, where only decisions count.
 */
import { type Parts, takeApart } from "../../src/codec/encoder.js";
import type { BitCoder } from "../../src/codec/range-coder.js";
import { codeTelegram, type Reference } from "../../src/codec/telegram-model.js";
import { readContent } from "../../src/codec/template.js";

/** By the template of the telegram before where it fits. */
export function takeSeriesApart(telegrams: Iterable<Uint8Array>): Parts[] {
	const taken: Parts[] = [];
	for (const telegram of telegrams) {
		const layout = taken.at(-1)?.layout;
		const content = layout && readContent(layout.template, telegram);
		const parts = layout !== undefined && content !== undefined ? { layout, content } : takeApart(telegram);
		if (parts === undefined) throw new Error("a telegram does not fit the template found in it");
		taken.push(parts);
	}
	return taken;
}

/** Codes one telegram after the other, each by the one before; `stride` says how many telegrams further the next is. */
export function codeChain(coder: BitCoder, taken: readonly Parts[], stride: () => number): void {
	let [index, step] = [0, 0];
	for (;;) {
		const reference = taken[index];
		index += stride();
		if (index >= taken.length) return;
		const { layout, content } = taken[index];
		if (layout !== reference.layout) {
			step = 0;
			continue;
		}
		const against: Reference = { ...reference.content, step };
		step = codeTelegram(coder, layout, against, content)?.step ?? 0;
	}
}

/** Codes each `stride`th telegram without a reference. */
export function codeKeys(coder: BitCoder, taken: readonly Parts[], stride: number): void {
	for (let index = 0; index < taken.length; index += stride) {
		codeTelegram(coder, taken[index].layout, undefined, taken[index].content);
	}
}
