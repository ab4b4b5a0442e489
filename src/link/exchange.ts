/** A frame of the transmitter that is on the air or waits for its answer, and how its answer is known. */
import type { Opened } from "./channel.js";
import { FrameType } from "./frame.js";
import { type Acknowledgement, decodeAcknowledgement, decodeHello, type Hello } from "./messages.js";

export interface Exchange {
	/** `traffic`: a telegram, a piece of one, or snapshots. `control`: what the negotiation asked for, and short probes. */
	kind: "control" | "traffic";
	type: FrameType;
	/** The frame's counter, the low 16 bits of which the answer echoes. */
	counter: number;
	/** What the answer must say. */
	crc32: number;
}

export type Answer =
	| { kind: "hello"; hello: Hello; salt: number }
	| { kind: "acknowledgement"; acknowledgement: Acknowledgement };

/** The answer that an opened frame is to this exchange; undefined where it is none. */
export function answerTo(exchange: Exchange, opened: Extract<Opened, { ok: true }>): Answer | undefined {
	const { type, body, salt } = opened;
	const echo = exchange.counter & 0xffff;
	if (type === FrameType.hello && exchange.type === FrameType.hello) {
		const hello = decodeHello(body);
		return hello?.echo === echo && salt !== undefined ? { kind: "hello", hello, salt } : undefined;
	}
	if (type !== FrameType.acknowledgement) return undefined;
	const acknowledgement = decodeAcknowledgement(body);
	return acknowledgement?.echo === echo ? { kind: "acknowledgement", acknowledgement } : undefined;
}
