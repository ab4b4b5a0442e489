import { snapshotOf } from "../../src/history/register-snapshot.js";
import { usualFrameBytes } from "../../src/link/padding.js";
import { quarterHourOf } from "../../src/p1/own-time.js";
import { assert, test } from "../harness/index.js";
import { HOUR, Household, INTERVAL, QUARTER, START } from "./household.js";
import { Sessions } from "./sessions.js";

test("snapshots that the receiver has no room for are offered again, each minute, and telegrams go on", () => {
	const household = new Household(9).seconds(12 * 60);
	const { link } = household;
	link.air.lost = () => true;
	household.seconds(HOUR);
	link.air.lost = () => false;
	const take = link.onSnapshots;
	let refusals = 0;
	link.onSnapshots = () => {
		refusals++;
		return false;
	};
	household.seconds(10 * 60);
	assert.ok(refusals >= 5 && refusals <= 10, `${refusals} refusals`);
	const before = link.telegrams.length;
	household.seconds(5 * 60);
	assert.equal(link.telegrams.length - before, (5 * 60) / INTERVAL);
	assert.equal(household.late.length, 0);
	link.onSnapshots = take;
	household.seconds(120);
	assert.equal(household.late.length, 4);
});

test("the first telegram of a quarter is not replaced by a fresher one before it is delivered", () => {
	const household = new Household(9).seconds(14 * 60);
	const { link } = household;
	link.air.lost = () => true;
	household.seconds(150);
	link.air.lost = () => false;
	household.seconds(90);
	const firsts = link.telegrams.filter(
		(telegram, index) => index > 0 && quarterHourOf(telegram) !== quarterHourOf(link.telegrams[index - 1]),
	);
	assert.deepEqual(
		firsts.map((telegram) => snapshotOf(telegram)?.seconds),
		[START + QUARTER],
	);
	assert.equal(household.late.length, 0);
});

test("slots follow each other on a grid that the rung alone decides, whatever the telegrams' lengths", () => {
	const link = new Sessions();
	link.air.snrDb = -14;
	link.offer();
	assert.ok(link.settles(120));
	link.meter(30);
	const from = link.air.sent.length;
	link.meter(120);
	const frames = link.air.sent.slice(from).filter(({ from: radio }) => radio === link.transmitter.radio);
	const steps = new Map<number, Set<number>>();
	frames.slice(1).forEach(({ at }, index) => {
		const { frame, at: before } = frames[index];
		steps.set(frame.length, (steps.get(frame.length) ?? new Set()).add(Math.round(at - before)));
	});
	const usual = usualFrameBytes(link.transmitter.port.rung);
	const slot = [...(steps.get(usual) ?? [])];
	assert.equal(slot.length, 1, `${slot}`);
	assert.ok(frames.length > 15 && steps.size <= 2, `${frames.length} frames, ${[...steps.keys()]} bytes`);
	for (const [bytes, after] of steps) if (bytes !== usual) assert.deepEqual([...after], [2 * slot[0]]);
});
