import type { KeyValue } from "../../src/io.js";
import { Transmitter } from "../../src/transmitter/transmitter.js";
import { Air } from "../../tools/sim/air.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { P1Line } from "../../tools/sim/p1-line.js";
import { boardIO } from "../../tools/sim/pins.js";
import { seededRandom } from "../../tools/sim/random.js";
import { SX1276 } from "../../tools/sim/sx1276.js";
import { dutchTelegram } from "../codec/samples.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";
import { pairedStorage } from "../link/channels.js";

/** A transmitter's board on a line that the test speaks on, with nobody to hear it. */
function alone(link: FaultyStorage = pairedStorage()) {
	const clock = new VirtualClock();
	const chip = new SX1276({ clock });
	const air = new Air({ clock, seed: 1 });
	chip.antenna = air.join("transmitter", chip);
	let frames = 0;
	air.observe(({ kind }) => {
		if (kind === "started") frames++;
	});
	const { SPI, Digital } = boardIO(clock, chip, { reset: 23, dio0: 26 });
	const line = new P1Line(clock);
	const lines: string[] = [];
	const domains: Record<string, KeyValue> = { link, duty: new FaultyStorage() };
	const transmitter = new Transmitter({
		clock,
		random: seededRandom(1, "transmitter"),
		serial: { io: line.Serial, receive: 34, baud: 115_200, port: 1 },
		radio: {
			spi: { io: SPI, clock: 5, in: 19, out: 27, select: 18, hz: 8_000_000 },
			reset: { io: Digital, pin: 23 },
			interrupt: { io: Digital, pin: 26 },
		},
		storage: (domain) => domains[domain],
		log: (text) => lines.push(text),
	});
	return { clock, line, lines, transmitter, frames: () => frames };
}

const TELEGRAM = dutchTelegram(0, new Random(1));

function damaged(): Uint8Array {
	const telegram = TELEGRAM.slice();
	telegram[100] ^= 1;
	return telegram;
}

test("a transmitter without a key, or without its counters, says so, and stays silent whatever the meter says", () => {
	const lost = pairedStorage();
	lost.delete("sent");
	for (const [link, sentence] of [
		[new FaultyStorage(), /^not paired/],
		[lost, /^the counters are lost/],
	] as const) {
		const { clock, line, lines, transmitter, frames } = alone(link);
		line.receive(TELEGRAM);
		clock.advance(3_600_000);
		assert.equal(lines.length, 1);
		assert.match(lines[0], sentence);
		assert.equal(frames(), 0);
		assert.equal(transmitter.status.telegrams, 0);
		transmitter.close();
	}
});

test("a transmitter waits for its meter before it sends anything", () => {
	const { clock, line, lines, transmitter, frames } = alone();
	clock.advance(3_600_000);
	assert.equal(frames(), 0);
	assert.deepEqual(lines, ["paired, fingerprint 103789fa; waiting for the meter"]);
	line.receive(TELEGRAM);
	clock.advance(5000);
	assert.ok(frames() > 0);
	assert.equal(lines[1], "heard the meter: a telegram of 521 bytes");
	assert.equal(lines[2], "looking for the other board on SF12/125, attempt 1");
	assert.equal(transmitter.status.telegrams, 1);
});

test("a damaged telegram is counted and not sent", () => {
	const { clock, line, transmitter, frames } = alone();
	line.receive(damaged());
	clock.advance(60_000);
	assert.equal(transmitter.status.damaged, 1);
	assert.equal(transmitter.status.telegrams, 0);
	assert.equal(frames(), 0);
});

test("of damaged telegrams, the first and every hundredth after it are told", () => {
	const { clock, line, lines, transmitter } = alone();
	for (let telegram = 0; telegram < 250; telegram++) {
		line.receive(damaged());
		clock.advance(1000);
	}
	assert.equal(transmitter.status.damaged, 250);
	assert.deepEqual(lines.slice(1), [
		"a telegram of the meter came damaged (bad-crc), 1 so far",
		"a telegram of the meter came damaged (bad-crc), 101 so far",
		"a telegram of the meter came damaged (bad-crc), 201 so far",
	]);
});

test("a telegram that breaks off is given up when the line falls silent, and the next one is whole", () => {
	const { clock, line, lines, transmitter } = alone();
	line.receive(TELEGRAM.slice(0, 200));
	clock.advance(199);
	assert.equal(transmitter.status.damaged, 0);
	clock.advance(1);
	assert.equal(transmitter.status.damaged, 1);
	assert.match(lines[1], /truncated/);
	line.receive(TELEGRAM);
	assert.equal(transmitter.status.telegrams, 1);
});

test("a pause within a telegram, shorter than that between two, does no harm", () => {
	const { clock, line, transmitter } = alone();
	for (let at = 0; at < TELEGRAM.length; at += 100) {
		line.receive(TELEGRAM.slice(at, at + 100));
		clock.advance(150);
	}
	assert.equal(transmitter.status.telegrams, 1);
	assert.equal(transmitter.status.damaged, 0);
});

test("noise before a telegram, and half a telegram, cost nothing but themselves", () => {
	const { clock, line, transmitter } = alone();
	const random = new Random(3);
	for (let round = 0; round < 20; round++) {
		// Without a slash at a line's start, noise does not look like a telegram.
		line.receive(random.bytes(random.below(300)).map((byte) => (byte === 0x2f ? 0 : byte)));
		clock.advance(300);
		line.receive(TELEGRAM.slice(random.below(400) + 1));
		clock.advance(300);
		line.receive(TELEGRAM);
		clock.advance(1000);
		assert.equal(transmitter.status.telegrams, round + 1);
	}
});

test("a meter that never pauses and never makes sense sets nothing going", () => {
	const { clock, line, transmitter, frames } = alone();
	const random = new Random(4);
	for (let chunk = 0; chunk < 2000; chunk++) {
		line.receive(random.bytes(120));
		clock.advance(10);
	}
	assert.equal(transmitter.status.telegrams, 0);
	assert.equal(frames(), 0);
});

test("a transmitter that is closed hears and sends nothing more", () => {
	const { clock, line, transmitter, frames } = alone();
	line.receive(TELEGRAM);
	clock.advance(5000);
	transmitter.close();
	const before = frames();
	line.receive(TELEGRAM);
	clock.advance(900_000);
	assert.equal(frames(), before);
	assert.equal(transmitter.status.telegrams, 1);
});
