/** The bodies of a telegram, each from all that it takes: nothing is remembered here. */
import { CHECK_BITS, codeDistance, codeKind, codePlain, codeVersion, Kind } from "./body-format.js";
import { codeRaw } from "./contexts.js";
import type { Layout } from "./layout.js";
import { RangeEncoder } from "./range-coder.js";
import { codeTelegram, type Reference } from "./telegram-model.js";
import type { Content } from "./template.js";
import { codeTemplate } from "./template-model.js";

/** A body; and its telegram as later deltas can refer to it, once the peer holds it. */
export interface Body {
	bytes: Uint8Array;
	reference: Reference;
}

/** A telegram that both sides hold, named by the counter of the frame that brought it. */
export interface Baseline {
	reference: Reference;
	frame: number;
}

/**
 * A telegram against one of the same layout. `carrier`, greater than the baseline's frame, is the counter of the frame
 * to carry it.
 */
export function deltaBody(layout: Layout, content: Content, { reference, frame }: Baseline, carrier: number): Body {
	const coder = begin(Kind.delta);
	codeDistance(coder, carrier - frame);
	return finish(coder, layout, reference, content);
}

/** All of a telegram whose template the peer holds. */
export function keyBody(layout: Layout, content: Content): Body {
	const coder = begin(Kind.key);
	codeRaw(coder, CHECK_BITS, layout.check);
	return finish(coder, layout, undefined, content);
}

/** All of a telegram and its template. */
export function templateBody(layout: Layout, content: Content): Body {
	const coder = begin(Kind.template);
	codeTemplate(coder, layout.template);
	return finish(coder, layout, undefined, content);
}

/** As `templateBody`, of a telegram that is for reading only: neither side is to remember it. */
export function partialBody(layout: Layout, content: Content): Uint8Array {
	const coder = begin(Kind.partial);
	codeTemplate(coder, layout.template);
	return finish(coder, layout, undefined, content).bytes;
}

/** A telegram byte for byte, without any model; neither side is to remember it. */
export function plainBody(telegram: Uint8Array): Uint8Array {
	const coder = begin(Kind.plain);
	codePlain(coder, telegram);
	return coder.finish();
}

function begin(kind: number): RangeEncoder {
	const coder = new RangeEncoder();
	codeVersion(coder);
	codeKind(coder, kind);
	return coder;
}

function finish(coder: RangeEncoder, layout: Layout, against: Reference | undefined, content: Content): Body {
	const reference = codeTelegram(coder, layout, against, content);
	if (reference === undefined) throw new Error("a telegram's content does not fit its own layout");
	return { bytes: coder.finish(), reference };
}
