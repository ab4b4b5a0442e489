/** A frame lost, or power cut, at every frame of a meeting and of a change of rung: they always come together. */
import type { Rung } from "../../src/negotiation/ladder.js";
import { TOP_RUNG } from "../../src/negotiation/ladder.js";
import { assert, test } from "../harness/index.js";
import { Sessions } from "./sessions.js";

/** What befalls the link at a frame; the frame itself is lost. */
const MISHAPS: Readonly<Record<string, (link: Sessions) => void>> = Object.freeze({
	"the frame is lost": () => {},
	"the transmitter restarts": (link: Sessions) => link.rebootTransmitter(),
	"the receiver restarts": (link: Sessions) => link.rebootReceiver(),
	"both restart": (link: Sessions) => {
		link.rebootReceiver();
		link.rebootTransmitter();
	},
});

/** The mishap happens in the middle of the frame with this number, counted from now. */
function strike(link: Sessions, frame: number, mishap: (link: Sessions) => void): void {
	let count = 0;
	link.air.lost = () => {
		const struck = count++ === frame;
		// From an empty stack, as power does: the frame is on the air then.
		if (struck) link.clock.after(5, () => mishap(link));
		return struck;
	};
}

/** Telegrams flow, of which the latest is the newest that the meter has sent. */
function assertFlows(link: Sessions, seconds: number, what: string): void {
	const before = link.telegrams.length;
	for (let second = 0; second < seconds && link.telegrams.length < before + 3; second++) link.meter(1);
	assert.ok(link.telegrams.length >= before + 3, what);
	assert.ok(link.settled || link.telegrams.length > 0, what);
}

test("whatever happens at any frame of the meeting, telegrams flow within three minutes", () => {
	for (const [what, mishap] of Object.entries(MISHAPS)) {
		for (let frame = 0; frame < 24; frame++) {
			const link = new Sessions();
			strike(link, frame, mishap);
			assertFlows(link, 180, `${what} at frame ${frame}`);
		}
	}
});

test("whatever happens at any frame of a change to a better rung, telegrams flow again within a minute, on a rung no slower", () => {
	const raise = (best: Rung) => {
		const link = new Sessions();
		link.air.lost = (from) => from.modulation !== undefined && from.modulation.spreadingFactor < 13 - best;
		link.meter(30);
		assert.ok(link.settles(300));
		const { rung } = link.transmitter.port;
		assert.ok(rung < TOP_RUNG);
		link.air.lost = () => false;
		assert.ok(
			link.clock.runWhile(
				() => link.transmitter.session.negotiation.phase !== "proposing",
				link.clock.now() + 1_200_000,
			),
		);
		return { link, rung };
	};
	for (const [what, mishap] of Object.entries(MISHAPS)) {
		for (let frame = 0; frame < 11; frame++) {
			const { link, rung } = raise(4);
			strike(link, frame, mishap);
			assertFlows(link, 60, `${what} at frame ${frame}`);
			link.meter(30);
			assert.ok(link.transmitter.port.rung >= rung, `${what} at frame ${frame}`);
			assert.equal(link.receiver.port.rung, link.transmitter.port.rung);
		}
	}
});
