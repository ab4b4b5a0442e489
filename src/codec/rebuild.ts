/**
 * A telegram from its body and from what the receiver holds: used by the receiver, and by the transmitter for its
 * proof.
 */
import { MAX_TELEGRAM_BYTES } from "../p1/framer.js";
import type { Baseline } from "./bodies.js";
import {
	CHECK_BITS,
	codeDistance,
	codeKind,
	codePlain,
	codeVersion,
	Kind,
	VERSION,
	VERSION_SHIFT,
} from "./body-format.js";
import { codeRaw } from "./contexts.js";
import { type Layout, layoutOf } from "./layout.js";
import { RangeDecoder } from "./range-coder.js";
import { codeTelegram, type Reference } from "./telegram-model.js";
import { render, roomFor } from "./template.js";
import { codeTemplate } from "./template-model.js";

/** The telegrams that a receiver holds, all of one layout. */
export interface Held {
	layout: Layout | undefined;
	telegrams: readonly Baseline[];
}

/** What a receiver remembers of a telegram that it has rebuilt. */
export interface Memory {
	layout: Layout;
	reference: Reference;
	/** The one that it was coded against; undefined but for a delta. */
	baseline: Baseline | undefined;
	/** The telegrams held before have another template: they are no baselines any more. */
	isNewTemplate: boolean;
}

export type Rebuilt =
	/** `partial`: some of a telegram's lines, for reading only. Without a `memory`, no later telegram refers to it. */
	| { ok: true; telegram: Uint8Array; partial: boolean; memory: Memory | undefined }
	| { ok: false; reason: "no template" | "no baseline" | "malformed" | "version" };

const MALFORMED = Object.freeze({ ok: false, reason: "malformed" } as const);

/** Rebuilds what a body stands for, which may be anything; `frame` is the counter of the frame it came in. */
export function rebuild(body: Uint8Array, frame: number, { layout, telegrams }: Held): Rebuilt {
	if (body.length === 0) return MALFORMED;
	if (body[0] >> VERSION_SHIFT !== VERSION) return { ok: false, reason: "version" };
	const coder = new RangeDecoder(body);
	codeVersion(coder);
	const kind = codeKind(coder, 0);
	if (kind === Kind.delta) {
		const named = frame - codeDistance(coder, 0);
		if (layout === undefined) return { ok: false, reason: "no template" };
		const baseline = telegrams.find(({ frame }) => frame === named);
		return baseline === undefined ? { ok: false, reason: "no baseline" } : finish(coder, kind, layout, baseline);
	}
	if (kind === Kind.key) {
		const check = codeRaw(coder, CHECK_BITS, 0);
		if (check !== layout?.check) return { ok: false, reason: "no template" };
		return finish(coder, kind, layout);
	}
	if (kind === Kind.plain) return finishPlain(coder);
	return finishNew(coder, kind);
}

function finishNew(coder: RangeDecoder, kind: number): Rebuilt {
	const template = codeTemplate(coder);
	return template === undefined ? MALFORMED : finish(coder, kind, layoutOf(template));
}

/** The CRC of a longest telegram may be shorter than its room. */
const MAX_ROOM = MAX_TELEGRAM_BYTES + 4;

function finish(coder: RangeDecoder, kind: number, layout: Layout, baseline?: Baseline): Rebuilt {
	const reference = codeTelegram(coder, layout, baseline?.reference);
	if (reference === undefined || !coder.isComplete) return MALFORMED;
	return write(kind, layout, reference, baseline);
}

function write(kind: number, layout: Layout, reference: Reference, baseline: Baseline | undefined): Rebuilt {
	const { template } = layout;
	if (roomFor(template, reference) > MAX_ROOM) return MALFORMED;
	const telegram = render(template, reference);
	if (telegram.length === 0 || telegram.length > MAX_TELEGRAM_BYTES) return MALFORMED;
	const memory = { layout, reference, baseline, isNewTemplate: kind === Kind.template };
	const partial = kind === Kind.partial;
	return { ok: true, telegram, partial, memory: partial ? undefined : memory };
}

function finishPlain(coder: RangeDecoder): Rebuilt {
	const telegram = codePlain(coder);
	if (telegram === undefined || telegram.length === 0 || !coder.isComplete) return MALFORMED;
	return { ok: true, telegram, partial: false, memory: undefined };
}
