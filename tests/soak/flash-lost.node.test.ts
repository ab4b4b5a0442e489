/** What a campaign has found, cut down to the faults that it takes. */
import type { Fault } from "../../tools/soak/faults.js";
import { runSoak } from "../../tools/soak/run.js";
import { assert, test } from "../harness/index.js";

const HOUR = 3_600_000;
const LOST_AT = 24_570_258;

/**
 * On 868.3 MHz the transmitter has spent most of an hour's airtime on a receiver whose flash forgot, and on a jammed
 * channel, when it loses all of its flash, and with it the account of that hour.
 */
const FAULTS: readonly Fault[] = [
	{ kind: "power cut", id: "power cut 3", at: 21_837_590, board: "transmitter", off: 3633 },
	{ kind: "dead radio", id: "dead radio 1", at: 22_129_461, board: "receiver", lasts: 5528 },
	{ kind: "flash drops", id: "flash drops 0", at: 22_916_279, board: "receiver", lasts: 1_282_519 },
	{ kind: "jammer", id: "jammer 0", at: 24_530_736, board: "transmitter", dbm: -81, lasts: 608_300 },
	{ kind: "flash lost", id: "flash lost 0", at: LOST_AT, board: "transmitter" },
];

test("a board that loses its flash after an hour of much traffic, and is paired anew within it, stays lawful", () => {
	const sent = { before: 0, within: 0 };
	const run = runSoak({
		seed: 2_002_682,
		plan: FAULTS,
		until: LOST_AT + HOUR,
		sabotage: ({ air }) =>
			air.observe((event) => {
				if (event.kind !== "ended" || event.from !== "transmitter" || event.emission.frequencyHz > 869_000_000) return;
				const age = event.startedAt - LOST_AT;
				if (age > -HOUR) sent[age < 0 ? "before" : "within"] += event.emission.durationUs / 1e6;
			}),
	});
	assert.equal(run.meeting.frequencyHz, 868_300_000);
	assert.equal(run.hits["flash lost"], 1);
	assert.equal(run.repairs, 1);
	assert.deepEqual(run.violations, []);
	// Of 36 s. Meeting anew on this jammed channel took 17 s more, when that hour was taken for unused.
	assert.ok(sent.before > 19 && sent.within === 0, JSON.stringify(sent));
});
