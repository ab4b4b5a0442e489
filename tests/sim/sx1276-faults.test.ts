import { type ChipFault, randomFaults, scheduleFaults } from "../../tools/sim/chip-faults.js";
import { seededRandom } from "../../tools/sim/random.js";
import type { Dio } from "../../tools/sim/sx1276.js";
import { assert, test } from "../harness/index.js";
import { type ChipBench, hear, loraChip, receivingChip, signalOf } from "./chip-bench.js";

/** A receiving chip with one fault, 10 ms from now, for 100 ms where it lasts. */
function faulty(make: (at: number, until: number) => ChipFault): ChipBench & { stop: () => void } {
	const bench = receivingChip();
	const now = bench.clock.now();
	return { ...bench, stop: scheduleFaults(bench.clock, bench.chip, [make(now + 10, now + 110)]) };
}

/** How often DIO0 rises while `count` frames come in. */
function edges({ chip, write }: ChipBench, count: number): number {
	let risen = 0;
	chip.onDio[0] = (level) => {
		risen += level;
	};
	for (let i = 0; i < count; i++) {
		hear(chip);
		write(0x12, 0xff);
	}
	return risen;
}

test("edges are lost, all or so many, though the level and the flag are there", () => {
	const some = faulty((at, until) => ({ kind: "lost edges", at, until, count: 2 }));
	some.clock.advance(20);
	assert.equal(edges(some, 5), 3);
	const all = faulty((at, until) => ({ kind: "lost edges", at, until }));
	assert.equal(edges(all, 2), 2);
	all.clock.advance(20);
	assert.equal(edges(all, 5), 0);
	hear(all.chip);
	assert.equal(all.chip.dio0, 1);
	all.write(0x12, 0xff);
	all.clock.advance(100);
	assert.equal(edges(all, 2), 2);
});

test("a stuck transmission goes on the air and never ends", () => {
	const { antenna, clock, read, write } = faulty((at, until) => ({ kind: "stuck transmit", at, until }));
	clock.advance(20);
	write(0x01, 0x83);
	clock.advance(10_000);
	assert.equal(antenna.emissions.length, 1);
	assert.equal(read(0x01), 0x83);
	assert.equal(read(0x12), 0);
	write(0x01, 0x81);
	write(0x01, 0x83);
	clock.advance(100);
	assert.equal(read(0x12), 0x08);
});

test("bits of what is read are flipped, one each, as often as told, the same for the same seed", () => {
	const garbled = () => {
		const { clock, read } = faulty((at, until) => ({
			...({ kind: "bit flips", at, until, bytes: ["read"] } as const),
			...{ share: 0.5, most: 10, seed: 3 },
		}));
		clock.advance(20);
		return Array.from({ length: 100 }, () => read(0x39) ^ 0x12);
	};
	const flips = garbled();
	const flipped = flips.filter((bits) => bits !== 0);
	assert.equal(flipped.length, 10);
	for (const bits of flipped) assert.equal(bits & (bits - 1), 0);
	assert.deepEqual(garbled(), flips);
});

test("bits of what is written, and of addresses, are flipped in the chip alone", () => {
	const written = faulty((at, until) => ({ kind: "bit flips", at, until, bytes: ["written"], share: 1, seed: 1 }));
	written.clock.advance(20);
	written.write(0x01, 0x81);
	written.clock.advance(200);
	written.write(0x01, 0x81);
	assert.equal(written.chip.offences.length, 0);
	const addresses = faulty((at, until) => ({ kind: "bit flips", at, until, bytes: ["address"], share: 1, seed: 1 }));
	addresses.clock.advance(20);
	assert.notEqual(addresses.read(0x42), 0x12);
});

test("a dead bus reads zeros or ones, and takes nothing; the chip goes on", () => {
	for (const reads of [0x00, 0xff] as const) {
		const bench = faulty((at, until) => ({ kind: "dead bus", at, until, reads }));
		const { chip, clock, read, write } = bench;
		clock.advance(20);
		assert.equal(read(0x42), reads);
		write(0x01, 0x80);
		hear(chip);
		clock.advance(100);
		assert.equal(read(0x01), 0x85);
		assert.equal(read(0x12), 0x50);
	}
});

test("a failing bus throws, and nothing reaches the chip", () => {
	const { clock, read, write } = faulty((at, until) => ({ kind: "failing bus", at, until }));
	clock.advance(20);
	assert.throws(() => write(0x01, 0x80), /SPI transfer failed/);
	clock.advance(100);
	assert.equal(read(0x01), 0x85);
});

test("the supply fails at an instant, or in the middle of whatever the driver does", () => {
	const now = faulty((at) => ({ kind: "brown-out", at }));
	now.clock.advance(10);
	assert.equal(now.chip.peek(0x01), 0x09);
	const later = faulty((at) => ({ kind: "brown-out", at, access: 3 }));
	later.clock.advance(20);
	assert.deepEqual(later.exchange(0x39, 0, 0, 0, 0), Uint8Array.of(0, 0x12, 0x65, 0, 0));
	assert.equal(later.chip.peek(0x01), 0x09);
	later.clock.advance(10);
	assert.equal(later.read(0x42), 0x12);
});

test("a spurious edge comes without a flag, a spurious flag without a cause", () => {
	const edge = faulty((at) => ({ kind: "spurious edge", at, dio: 0 }));
	const levels: number[] = [];
	edge.chip.onDio[0] = (level) => levels.push(level);
	edge.clock.advance(20);
	assert.deepEqual(levels, [1, 0]);
	assert.equal(edge.read(0x12), 0);
	const flag = faulty((at) => ({ kind: "spurious flags", at, flags: 0x48 }));
	flag.clock.advance(20);
	assert.equal(flag.read(0x12), 0x48);
	assert.equal(flag.chip.dio0, 1);
});

test("another version is read for a while", () => {
	const { clock, read } = faulty((at, until) => ({ kind: "wrong version", at, until, version: 0x22 }));
	clock.advance(20);
	assert.equal(read(0x42), 0x22);
	clock.advance(100);
	assert.equal(read(0x42), 0x12);
});

test("a deaf chip seems to be in the middle of a frame, and hears nothing until rearmed", () => {
	const { chip, clock, read, write } = faulty((at, until) => ({ kind: "deaf", at, until, cure: "rearm" }));
	const { listening } = chip;
	const signal = signalOf();
	chip.onPreamble(signal);
	clock.advance(20);
	assert.equal(chip.listening, undefined);
	assert.equal(read(0x18) & 0x1f, 0x07);
	assert.equal(read(0x01), 0x85);
	assert.equal(chip.onHeader(signal), false);
	hear(chip);
	assert.equal(read(0x12), 0);
	write(0x01, 0x81);
	write(0x01, 0x85);
	assert.ok(chip.listening !== undefined && chip.listening !== listening);
	hear(chip);
	assert.equal(read(0x12), 0x50);
});

test("a chip that only a reset cures stays deaf when rearmed; time cures it, too", () => {
	const { chip, clock, read, write } = faulty((at, until) => ({ kind: "deaf", at, until, cure: "reset" }));
	clock.advance(20);
	write(0x01, 0x81);
	write(0x01, 0x86);
	clock.advance(80);
	assert.equal(read(0x01), 0x86);
	assert.equal(chip.listening, undefined);
	clock.advance(12);
	assert.ok(chip.listening !== undefined);
	const other = faulty((at, until) => ({ kind: "deaf", at, until, cure: "reset" }));
	other.clock.advance(20);
	other.chip.setReset(0);
	assert.equal(other.chip.deafness, undefined);
});

test("a fault that takes another one's place lasts to its own end, and all can be called off", () => {
	const { chip, clock, read } = receivingChip();
	const at = clock.now();
	const stop = scheduleFaults(clock, chip, [
		{ kind: "wrong version", at: at + 10, until: at + 30, version: 0x11 },
		{ kind: "wrong version", at: at + 20, until: at + 60, version: 0x22 },
		{ kind: "stuck transmit", at: at + 20, until: at + 90 },
		{ kind: "brown-out", at: at + 50 },
	]);
	clock.advance(15);
	assert.equal(read(0x42), 0x11);
	clock.advance(20);
	assert.equal(read(0x42), 0x22);
	stop();
	assert.equal(read(0x42), 0x12);
	assert.equal(chip.faults.stuckTransmit, false);
	clock.advance(100);
	assert.equal(read(0x01), 0x85);
});

test("the faults that tests set by hand do what they say", () => {
	const { chip, read, write } = loraChip();
	chip.faults.version = 0x00;
	assert.equal(read(0x42), 0x00);
	chip.faults.garbleWrites = 1;
	write(0x39, 0x34);
	assert.equal(read(0x39), 0x35);
	write(0x39, 0x34);
	assert.equal(read(0x39), 0x34);
	Object.assign(chip.faults, { dead: true });
	assert.equal(read(0x39), 0x00);
});

test("faults drawn at random are of every kind, in order, within their time, and the same for the same seed", () => {
	const draw = (seed: number) => randomFaults(seededRandom(seed), { count: 22, from: 1_000, until: 9_000 });
	const faults = draw(1);
	assert.equal(faults.length, 22);
	assert.deepEqual(draw(1), faults);
	assert.equal(new Set(faults.map(({ kind }) => kind)).size, 10);
	let last = 1_000;
	for (const fault of faults) {
		assert.ok(fault.at >= last && fault.at < 9_000);
		if ("until" in fault) assert.ok(fault.until > fault.at && fault.until <= 9_000);
		last = fault.at;
	}
});

test("whatever befalls it, a chip that is reset after its faults works as before", () => {
	for (let seed = 0; seed < 40; seed++) {
		// This driver takes no care.
		const { antenna, chip, clock, read, write } = loraChip({ strict: false });
		const random = seededRandom(seed, "driver");
		const start = clock.now();
		scheduleFaults(clock, chip, randomFaults(random, { count: 11, from: start, until: start + 2_000 }));
		while (clock.now() < start + 2_000) {
			try {
				write(0x01, 0x80 + Math.floor(random() * 8));
				hear(chip);
				read(0x00);
				write(0x12, 0xff);
			} catch (error) {
				assert.match(String(error), /SPI transfer failed/);
			}
			clock.advance(random() * 20);
		}
		chip.faults.brownOutAfter = 0;
		chip.setReset(0);
		clock.advance(1);
		chip.setReset(1);
		clock.advance(10);
		antenna.emissions.length = 0;
		for (const opMode of [0x00, 0x80, 0x81]) write(0x01, opMode);
		write(0x06, 0xd9, 0x61, 0x9a);
		write(0x01, 0x83);
		clock.advance(1_000);
		assert.equal(read(0x12), 0x08, `seed ${seed}`);
		assert.equal(antenna.emissions.length, 1, `seed ${seed}`);
	}
});

test("every DIO can have a spurious edge", () => {
	for (const dio of [0, 1, 2, 3, 4, 5] as const satisfies Dio[]) {
		const { chip, clock } = faulty((at) => ({ kind: "spurious edge", at, dio }));
		let risen = 0;
		chip.onDio[dio] = (level) => {
			risen += level;
		};
		clock.advance(20);
		assert.equal(risen, 1);
	}
});
