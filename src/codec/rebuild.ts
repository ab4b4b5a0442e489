/** A telegram from its body and from what the receiver holds: the same for the receiver, and for a transmitter's proof. */
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
import { codeTelegram, type Snapshot } from "./telegram-model.js";
import { render, roomFor } from "./template.js";
import { codeTemplate } from "./template-model.js";

/** The telegrams that a receiver holds, all of one layout. */
export interface Held {
	layout: Layout | undefined;
	telegrams: readonly Baseline[];
}

/** What a receiver is to remember of a telegram. */
export interface Memory {
	layout: Layout;
	snapshot: Snapshot;
	/** What a delta was added to. */
	baseline: Baseline | undefined;
	/** The telegrams before have another template. */
	isNewTemplate: boolean;
}

export type Rebuilt =
	/** `partial`: some of a telegram's lines, for reading only. Nothing rests on what has no memory. */
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
	const snapshot = codeTelegram(coder, layout, baseline?.snapshot);
	if (snapshot === undefined || !coder.isComplete) return MALFORMED;
	return write(kind, layout, snapshot, baseline);
}

function write(kind: number, layout: Layout, snapshot: Snapshot, baseline: Baseline | undefined): Rebuilt {
	const { template } = layout;
	if (roomFor(template, snapshot) > MAX_ROOM) return MALFORMED;
	const telegram = render(template, snapshot);
	if (telegram.length === 0 || telegram.length > MAX_TELEGRAM_BYTES) return MALFORMED;
	const memory = { layout, snapshot, baseline, isNewTemplate: kind === Kind.template };
	const partial = kind === Kind.partial;
	return { ok: true, telegram, partial, memory: partial ? undefined : memory };
}

function finishPlain(coder: RangeDecoder): Rebuilt {
	const telegram = codePlain(coder);
	if (telegram === undefined || telegram.length === 0 || !coder.isComplete) return MALFORMED;
	return { ok: true, telegram, partial: false, memory: undefined };
}
