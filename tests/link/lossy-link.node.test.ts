import { timeOnAir } from "../../src/lora/airtime.js";
import { dutchTelegram, SAMPLES } from "../codec/samples.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";
import { Sessions } from "./sessions.js";

const MINUTES = 8;

/** In hundredths: what befalls a frame, of either side. */
interface Fates {
	lost: number;
	twice: number;
	late: number;
}

/** In how many forms telegrams were delivered, and how many there were to deliver. */
interface Tally {
	offered: number;
	rebuilt: number;
	template: number;
	key: number;
	delta: number;
}

/** A meter each second, whose telegram has another shape for some time now and then; boards that restart. */
function tallyOf(air: Fates, seed: number): Tally {
	const random = new Random(seed);
	const other = SAMPLES["a CRC in lower case"];
	let otherUntil = 0;
	const link = new Sessions({
		telegram: (second, numbers) => {
			if (random.below(120) === 0) otherUntil = second + 1 + random.below(5);
			return second < otherUntil ? other : dutchTelegram(second, numbers);
		},
	});
	link.air.lost = (from, frame) => {
		const fate = random.below(100);
		const { modulation } = from;
		const isLate = fate >= air.lost && fate < air.lost + air.late;
		const isTwice = !isLate && fate >= air.lost && fate < air.lost + air.late + air.twice;
		if (modulation !== undefined && (isLate || isTwice)) {
			// Behind frames that were sent after it.
			const delay = timeOnAir(modulation, frame.length) / 1000 + 1 + random.below(3000);
			const copy = frame.slice();
			link.clock.after(delay, () => link.air.carry(from, copy, modulation));
		}
		return fate < air.lost || isLate;
	};
	for (let second = 0; second < 60 * MINUTES; second++) {
		if (random.below(100) === 0) link.rebootReceiver();
		if (random.below(100) === 0) link.rebootTransmitter();
		link.meter(1);
	}
	const sent = new Set(link.offered.map((telegram) => String.fromCharCode(...telegram)));
	for (const telegram of link.telegrams)
		assert.ok(sent.has(String.fromCharCode(...telegram)), `seed ${seed}: a telegram that the meter did not send`);
	const tally: Tally = { offered: link.offered.length, rebuilt: link.telegrams.length, template: 0, key: 0, delta: 0 };
	for (const event of link.events.transmitter)
		if (event.kind === "delivered" && event.form !== "plain") tally[event.form]++;
	assert.equal(link.events.transmitter.filter(({ kind }) => kind === "mismatch").length, 0, `seed ${seed}`);
	return tally;
}

test("whatever is lost, doubled or late, and whichever board restarts: what is handed on was sent, and no key frame is needed", () => {
	for (const { least, ...air } of [
		{ lost: 0, twice: 0, late: 0, least: 70 },
		{ lost: 5, twice: 5, late: 5, least: 50 },
		{ lost: 25, twice: 10, late: 10, least: 5 },
	]) {
		const sum: Tally = { offered: 0, rebuilt: 0, template: 0, key: 0, delta: 0 };
		for (let seed = 1; seed <= 4; seed++) {
			const tally = tallyOf(air, seed);
			for (const name of Object.keys(sum) as (keyof Tally)[]) sum[name] += tally[name];
		}
		const told = JSON.stringify({ ...air, ...sum });
		assert.equal(sum.key, 0, told);
		assert.ok(sum.rebuilt * 100 >= sum.offered * least && sum.delta > 0, told);
	}
});
