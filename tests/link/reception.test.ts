import { Reception } from "../../src/link/reception.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";

function receptionOf(counters: Iterable<number>): Reception {
	const reception = new Reception();
	for (const counter of counters) reception.record(counter);
	return reception;
}

function counters(from: number, count: number, step = 1): number[] {
	return Array.from({ length: count }, (_, index) => from + index * step);
}

test("before the first frame nothing is known of losses", () => {
	assert.equal(new Reception().lossPercent, undefined);
});

test("frames that follow one another mean no loss, wherever their counter begins", () => {
	for (const first of [1, 500, 0xffff, 0xfffe0000]) {
		for (const count of [1, 2, 31, 32, 33, 64, 200]) {
			assert.equal(receptionOf(counters(first, count)).lossPercent, 0, `${count} from ${first}`);
		}
	}
});

test("a gap in the counters is a loss", () => {
	assert.equal(receptionOf([1, 3]).lossPercent, 100 / 3);
	assert.equal(receptionOf([10, 11, 12, 14]).lossPercent, 20);
	assert.equal(receptionOf(counters(1, 200, 2)).lossPercent, 50);
	assert.equal(receptionOf(counters(1, 200, 4)).lossPercent, 75);
});

test("a loss is forgotten after 64 frames", () => {
	const reception = receptionOf([1, 3]);
	for (let counter = 4; counter < 66; counter++) reception.record(counter);
	assert.equal(reception.lossPercent, 100 / 64);
	reception.record(66);
	assert.equal(reception.lossPercent, 0);
});

test("the widest gap that counts as losses is the window's", () => {
	assert.equal(receptionOf([...counters(1, 64), 128]).lossPercent, (100 * 63) / 64);
});

test("a wider gap is a restart of the transmitter, and no loss", () => {
	const reception = receptionOf([...counters(1, 64, 2), 1000]);
	assert.equal(reception.lossPercent, 0);
	reception.record(1001);
	reception.record(1003);
	assert.equal(reception.lossPercent, 25);
});

test("the loss is what a plain count over the latest 64 frames gives", () => {
	const random = new Random(3);
	const reception = new Reception();
	const received = new Set<number>();
	let counter = 0;
	for (let round = 0; round < 1000; round++) {
		counter += 1 + random.below(random.below(20) + 1);
		reception.record(counter);
		received.add(counter);
		const first = Math.max(Math.min(...received), counter - 63);
		let lost = 0;
		for (let index = first; index <= counter; index++) if (!received.has(index)) lost++;
		assert.close(reception.lossPercent ?? -1, (100 * lost) / (counter - first + 1), 1e-9);
	}
});
