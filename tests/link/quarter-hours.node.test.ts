import { snapshotOf } from "../../src/history/register-snapshot.js";
import { decodeHeader, FrameType } from "../../src/link/frame.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";
import { HOUR, Household, INTERVAL, QUARTER } from "./household.js";

const RUNGS = [
	{ name: "SF7/250", snrDb: 9 },
	{ name: "SF12/125", snrDb: -18.5 },
];
const OUTAGES = [
	{ name: "ten minutes", seconds: 600 },
	{ name: "an hour", seconds: HOUR },
	{ name: "a day", seconds: 24 * HOUR },
];

for (const { name: rung, snrDb } of RUNGS) {
	for (const { name: outage, seconds } of OUTAGES) {
		for (const share of [0, 0.25]) {
			const losses = share === 0 ? "" : ", with a quarter of all frames lost and a receiver that restarts";
			test(`after an outage of ${outage} on ${rung}${losses}, every quarter-hour is told exactly once`, () => {
				const household = new Household(snrDb);
				const { link } = household;
				const random = seededRandom(seconds + share, rung);
				// The outage begins at 12 minutes past the hour, and ends somewhere.
				household.seconds(12 * 60);
				link.air.lost = () => true;
				household.seconds(seconds);
				link.air.lost = () => random() < share;
				for (let spell = 0; spell < 7; spell++) {
					household.seconds(9 * 60);
					if (share > 0) household.rebootReceiver();
				}
				link.air.lost = () => false;
				household.seconds(HOUR);
				const length = INTERVAL * (link.offered.length - 1);
				const times = household.timesTold(QUARTER, length - 360);
				assert.ok(times.length >= seconds / QUARTER + 7);
				assert.deepEqual(
					times.flatMap((count, quarter) => (count === 1 ? [] : [`quarter ${quarter}: ${count}`])),
					[],
				);
				const expected = new Map(link.offered.map((telegram) => [snapshotOf(telegram)?.seconds, telegram]));
				for (const snapshot of household.late) {
					assert.deepEqual(snapshot, snapshotOf(expected.get(snapshot.seconds) ?? new Uint8Array()));
				}
				assert.ok(seconds < HOUR || household.late.length >= seconds / QUARTER - 1);
			});
		}
	}
}

test("telegrams come before snapshots, and one of them goes between two frames of snapshots", () => {
	const household = new Household(-18.5).seconds(12 * 60);
	const { link } = household;
	link.air.lost = () => true;
	household.seconds(24 * HOUR);
	link.air.lost = () => false;
	const from = link.air.sent.length;
	household.seconds(HOUR);
	const types = link.air.sent.slice(from).flatMap(({ frame }) => {
		const decoded = decodeHeader(frame);
		const type = decoded.ok ? decoded.header.type : undefined;
		return type === FrameType.telegram || type === FrameType.snapshots ? [type] : [];
	});
	const first = types.indexOf(FrameType.snapshots);
	assert.ok(first > 0 && types.filter((type) => type === FrameType.snapshots).length >= 5);
	types.forEach((type, index) => {
		if (type === FrameType.snapshots) assert.equal(types[index - 1], FrameType.telegram, `frame ${index}`);
	});
	assert.equal(household.late.length, 96);
});
