/** A link that runs, and what the tests of sessions look at. */
import type { LinkEvent } from "../../src/link/event.js";
import { decodeHeader, type FrameType } from "../../src/link/frame.js";
import { assert } from "../harness/index.js";
import type { FakeRadio } from "./fake-radio.js";
import { Sessions, type SessionsOptions } from "./sessions.js";

export function typeOf(frame: Uint8Array): FrameType | undefined {
	const decoded = decodeHeader(frame);
	return decoded.ok ? decoded.header.type : undefined;
}

/** A link that runs on SF7/250. */
export function running(options?: SessionsOptions): Sessions {
	const link = new Sessions(options);
	link.offer();
	assert.ok(link.settles(60));
	link.meter(3);
	assert.ok(link.telegrams.length > 0);
	return link;
}

/** Frames by whom, in their order. */
export function framesOf(link: Sessions, radio: FakeRadio): Uint8Array[] {
	return link.air.sent.filter(({ from }) => from === radio).map(({ frame }) => frame);
}

/** Everything that came out was offered, in the order of the meter, and once. */
export function assertFaithful(link: Sessions): void {
	let last = -1;
	for (const telegram of link.telegrams) {
		const text = String.fromCharCode(...telegram);
		const index = link.offered.findIndex((one, at) => at > last && String.fromCharCode(...one) === text);
		assert.ok(index > last, "a telegram that the meter did not send, or sent before");
		last = index;
	}
}

export function count(events: LinkEvent[], kind: LinkEvent["kind"]): number {
	return events.filter((event) => event.kind === kind).length;
}
