/** The frames that the negotiation asks the transmitter for. */
import { RENDEZVOUS, type Rung } from "../negotiation/ladder.js";
import { HELLO_FRAME_BYTES, LINK_FRAME_BYTES, maxFrameBytes, SHORT_PROBE_FRAME_BYTES } from "../negotiation/timing.js";
import type { TransmitterRequest } from "../negotiation/transmitter-state.js";
import { crc32 } from "../vendor/crc-32.js";
import { FrameType, OVERHEAD_BYTES } from "./frame.js";
import { encodeHello, encodeLinkCommand } from "./messages.js";
import type { Outgoing } from "./telegram-sender.js";

export interface RequestContext {
	rung: Rung;
	/** How long the body of a real telegram with all values is: a probe is as long. */
	bodyBytes: number;
	/** The highest counter taken from the peer. */
	lastAccepted: number;
	/** In [0, 1). */
	random: () => number;
}

/**
 * The sealed frames that the law must allow before this one is sent, in bytes. A hello comes to nothing without a probe:
 * all would begin anew.
 */
export function sizesNeeded(request: TransmitterRequest, context: RequestContext): number[] {
	const bytes = requestBytes(request, context);
	if (request.kind !== "hello") return [bytes];
	return [bytes, requestBytes({ kind: context.rung === RENDEZVOUS ? "short probe" : "probe" }, context)];
}

/** How long the request's frame is when sealed. */
function requestBytes({ kind }: TransmitterRequest, { rung, bodyBytes }: RequestContext): number {
	if (kind === "hello") return HELLO_FRAME_BYTES;
	if (kind === "short probe") return SHORT_PROBE_FRAME_BYTES;
	if (kind !== "probe") return LINK_FRAME_BYTES;
	return Math.min(bodyBytes + OVERHEAD_BYTES, maxFrameBytes(rung));
}

export function composeRequest(request: TransmitterRequest, context: RequestContext): Outgoing {
	switch (request.kind) {
		case "hello":
			return { type: FrameType.hello, body: encodeHello({ lastAccepted: context.lastAccepted, echo: 0 }), crc32: 0 };
		case "probe":
		case "short probe":
			return probeFrame(requestBytes(request, context), context.random);
		default: {
			const body = encodeLinkCommand(request);
			return { type: FrameType.link, body, crc32: crc32(body) >>> 0 };
		}
	}
}

/** A probe, a virtual telegram of random bytes. The answer proves by their CRC-32 that they came through whole. */
export function probeFrame(frameBytes: number, random: () => number): Outgoing {
	const body = new Uint8Array(frameBytes - OVERHEAD_BYTES);
	for (let index = 0; index < body.length; index++) body[index] = random() * 256;
	return { type: FrameType.probe, body, crc32: crc32(body) >>> 0 };
}
