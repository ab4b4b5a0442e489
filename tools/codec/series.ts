/** A series of telegrams taken apart: what the model codes, and by which reference. */
import { type Layout, layoutOf } from "../../src/codec/layout.js";
import type { BitCoder } from "../../src/codec/range-coder.js";
import { codeTelegram, type Snapshot } from "../../src/codec/telegram-model.js";
import { type Content, findTemplate, readContent, type Template } from "../../src/codec/template.js";

export interface Taken {
	layout: Layout;
	content: Content;
}

export function takeApart(telegrams: Iterable<Uint8Array>): Taken[] {
	let layout: Layout | undefined;
	const taken: Taken[] = [];
	for (const telegram of telegrams) {
		let content = layout && readContent(layout.template, telegram);
		if (layout === undefined || content === undefined) {
			const template: Template = findTemplate(telegram);
			layout = layoutOf(template);
			content = readContent(template, telegram);
		}
		if (content !== undefined) taken.push({ layout, content });
	}
	return taken;
}

/** Codes each telegram by the one `back` before it, every `stride`th; calls `each` behind each. */
export function codeSeries(
	coder: BitCoder,
	taken: readonly Taken[],
	{ back, stride, each }: { back: number; stride: number; each?: () => void },
): void {
	const steps = new Map<number, number>();
	for (let index = back; index < taken.length; index += stride) {
		const { layout, content } = taken[index];
		const reference = taken[index - back];
		if (reference.layout !== layout) continue;
		const snapshot: Snapshot = { ...reference.content, step: steps.get(index - back) ?? 0 };
		const coded = codeTelegram(coder, layout, snapshot, content);
		steps.set(index, coded?.step ?? 0);
		// Between strides, steps are those of a steady pace.
		if (coded !== undefined) for (let next = index; next < index + stride; next++) steps.set(next, coded.step);
		each?.();
	}
}

/** Codes each `stride`th telegram without a reference. */
export function codeKeys(coder: BitCoder, taken: readonly Taken[], stride: number, each?: () => void): void {
	for (let index = 0; index < taken.length; index += stride) {
		codeTelegram(coder, taken[index].layout, undefined, taken[index].content);
		each?.();
	}
}
