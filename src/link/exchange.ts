/** A frame of the transmitter that is on the air or waits for its answer, and what its answer is known by. */
import type { Opened } from "./channel.js";
import { FrameType } from "./frame.js";
import { type Acknowledgement, decodeAcknowledgement, decodeHello, type Hello } from "./messages.js";

export interface Exchange {
	/** `traffic` is a telegram or a piece of one; `control` everything that the negotiation asked for, keep-alives too. */
	kind: "control" | "traffic";
	type: FrameType;
	/** Low 16 bits of the frame's counter: the answer echoes it. */
	echo: number;
	counter: number;
	/** What the answer must say. */
	crc32: number;
}

export type Answer =
	| { kind: "hello"; hello: Hello; salt: number }
	| { kind: "acknowledgement"; acknowledgement: Acknowledgement };

/** What an opened frame answers this exchange with; undefined where it is no answer to it. */
export function answerTo(exchange: Exchange, opened: Extract<Opened, { ok: true }>): Answer | undefined {
	const { type, body, salt } = opened;
	if (type === FrameType.hello && exchange.type === FrameType.hello) {
		const hello = decodeHello(body);
		return hello?.echo === exchange.echo && salt !== undefined ? { kind: "hello", hello, salt } : undefined;
	}
	if (type !== FrameType.acknowledgement) return undefined;
	const acknowledgement = decodeAcknowledgement(body);
	return acknowledgement?.echo === exchange.echo ? { kind: "acknowledgement", acknowledgement } : undefined;
}
