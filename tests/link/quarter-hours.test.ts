import { type RegisterSnapshot, snapshotOf } from "../../src/history/register-snapshot.js";
import { ToldQuarters } from "../../src/history/told-quarters.js";
import { decodeHeader, FrameType } from "../../src/link/frame.js";
import { usualFrameBytes } from "../../src/link/padding.js";
import { quarterHourOf } from "../../src/p1/own-time.js";
import { formatUtc } from "../../src/p1/utc.js";
import { seededRandom } from "../../tools/sim/random.js";
import { telegramOf } from "../codec/samples.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";
import { Sessions } from "./sessions.js";

const INTERVAL = 30;
const QUARTER = 900;
const HOUR = 3600;
/** 2026-01-12T08:00:00 in winter time. */
const START = 1_768_201_200;

/** A meter that sends each half a minute, and counts. */
function telegramAt(step: number, random: Random): Uint8Array {
	const local = formatUtc(START + INTERVAL * step + HOUR).replace(/[-:TZ]/g, "");
	const register = (value: number) => `${String(Math.floor(value / 1000)).padStart(6, "0")}.${String(value).slice(-3)}`;
	return telegramOf([
		"/ISK5\\2M550T-1012",
		"",
		`0-0:1.0.0(${local.slice(2)}W)`,
		`1-0:1.8.1(${register(3_432_827 + 4 * step)}*kWh)`,
		`1-0:1.8.2(${register(1_224_632 + 9 * Math.floor(step / 20))}*kWh)`,
		`1-0:1.7.0(00.${String(200 + random.below(700))}*kW)`,
	]);
}

/** A link whose receiver hands on as the board does. */
class Household {
	readonly link: Sessions;
	readonly told: number[] = [];
	readonly late: RegisterSnapshot[] = [];
	readonly #storage = new FaultyStorage();
	#memory = new ToldQuarters(this.#storage);
	#handedOn = 0;

	constructor(snrDb: number) {
		this.link = new Sessions({ telegram: telegramAt });
		this.link.air.snrDb = snrDb;
		this.link.onSnapshots = (snapshots) => {
			for (const snapshot of snapshots.filter(({ seconds }) => !this.#memory.isTold(seconds))) {
				this.late.push(snapshot);
				this.told.push(snapshot.seconds);
				this.#memory.note(snapshot.seconds);
			}
			this.#memory.save();
			return true;
		};
	}

	seconds(duration: number): this {
		for (let passed = 0; passed < duration; passed += INTERVAL) {
			this.link.offer();
			this.link.clock.advance(1000 * INTERVAL);
			for (const telegram of this.link.telegrams.slice(this.#handedOn)) this.#live(telegram);
			this.#handedOn = this.link.telegrams.length;
		}
		return this;
	}

	rebootReceiver(): void {
		this.link.rebootReceiver();
		this.#memory = new ToldQuarters(this.#storage);
	}

	#live(telegram: Uint8Array): void {
		const seconds = snapshotOf(telegram)?.seconds ?? 0;
		if (this.#memory.isFirst(seconds)) return;
		this.#memory.live(seconds);
		this.told.push(seconds);
	}

	/** How often each quarter that began between two moments of the meter was told. */
	timesTold(from: number, to: number): number[] {
		const times: number[] = [];
		for (let at = Math.ceil(from / QUARTER) * QUARTER; at <= to; at += QUARTER) {
			times.push(this.told.filter((seconds) => seconds === START + at).length);
		}
		return times;
	}
}

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
