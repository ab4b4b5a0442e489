import type { KeyValue } from "../../src/io.js";
import { Transmitter } from "../../src/transmitter/transmitter.js";
import { Air } from "../../tools/sim/air.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { P1Line } from "../../tools/sim/p1-line.js";
import { boardIO } from "../../tools/sim/pins.js";
import { seededRandom } from "../../tools/sim/random.js";
import { SX1276 } from "../../tools/sim/sx1276.js";
import { withEvenParity } from "../../tools/sim/uart.js";
import { dutchTelegram } from "../codec/samples.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { Random } from "../crypto/random.js";
import { ENCRYPTED_KEY, ENCRYPTED_TELEGRAM } from "../fixtures/p1/encrypted.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { nlDsmr30 } from "../fixtures/p1/nl-dsmr30-1ph-gas.js";
import { assert, test } from "../harness/index.js";
import { pairedStorage } from "../link/channels.js";

/** A transmitter's board on a line that the test speaks on, with nobody to hear it. */
function alone(
	link: FaultyStorage = pairedStorage(),
	options: { baud?: number; p1Key?: string; frequencyHz?: number } = { baud: 115_200 },
) {
	const clock = new VirtualClock();
	const chip = new SX1276({ clock });
	const air = new Air({ clock, seed: 1 });
	chip.antenna = air.join("transmitter", chip);
	const frequencies: number[] = [];
	air.observe((event) => {
		if (event.kind === "started") frequencies.push(event.emission.frequencyHz);
	});
	const { SPI, Digital } = boardIO(clock, chip, { reset: 23, dio0: 26 });
	const line = new P1Line(clock);
	const lines: string[] = [];
	const domains: Record<string, KeyValue> = { link, duty: new FaultyStorage() };
	const transmitter = new Transmitter({
		clock,
		random: seededRandom(1, "transmitter"),
		serial: { io: line.Serial, receive: 34, baud: options.baud, port: 1 },
		p1Key: options.p1Key,
		frequencyHz: options.frequencyHz,
		radio: {
			spi: { io: SPI, clock: 5, in: 19, out: 27, select: 18, hz: 8_000_000 },
			reset: { io: Digital, pin: 23 },
			interrupt: { io: Digital, pin: 26 },
		},
		storage: (domain) => domains[domain],
		log: (text) => lines.push(text),
	});
	return { clock, line, lines, transmitter, frequencies, frames: () => frequencies.length };
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
		[lost, /^RE-PAIR: the counters are lost/],
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
	const silence = lines.splice(1);
	assert.deepEqual(lines, ["paired, fingerprint 103789fa; waiting for the meter"]);
	assert.ok(silence.length < 10 && silence.every((said) => /^not a byte from the meter for \d+ s: /.test(said)));
	line.receive(TELEGRAM);
	clock.advance(5000);
	assert.ok(frames() > 0);
	assert.equal(lines[1], "bytes from the meter again after 3600 s (its port was opened anew: 6)");
	assert.equal(lines[2], "heard the meter: a telegram of 521 bytes");
	assert.equal(lines[3], "looking for the other board on SF7/250, attempt 1");
	assert.equal(transmitter.status.telegrams, 1);
});

test("a new board that is to meet on 868.3 MHz is silent there for an hour, and says why", () => {
	const meeting = { baud: 115_200, frequencyHz: 868_300_000 };
	const { clock, line, lines, frequencies } = alone(pairedStorage(), meeting);
	assert.match(lines[1], /^nothing may be sent on 868\.3 MHz for 62 minutes: this board is new there/);
	const onMeeting = () => frequencies.filter((frequencyHz) => Math.abs(frequencyHz - 868_300_000) < 1000).length;
	line.receive(TELEGRAM);
	clock.advance(61 * 60_000);
	assert.equal(onMeeting(), 0);
	clock.advance(10 * 60_000);
	assert.ok(onMeeting() > 0);
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

const SLOW = { baud: 9600, bits: 7 } as const;

/** A meter that sends one telegram for ever. */
function endless(telegram: Uint8Array, intervalSeconds: number, speed?: typeof SLOW) {
	return { intervalSeconds, next: () => telegram, ...(speed && { speed }) };
}

test("a meter's speed is found by listening: a DSMR 3 meter at 9600 baud, 7E1, is heard within half a minute", () => {
	const { clock, line, lines, transmitter } = alone(undefined, {});
	line.connect(endless(bytesOf(nlDsmr30.telegram), 10, SLOW));
	clock.advance(30_000);
	assert.ok(transmitter.status.telegrams >= 1);
	assert.deepEqual(lines.slice(1, 4), [
		"no meter is heard so far; listening at 9600 baud, 7E1",
		"the meter speaks 9600 baud, 7E1",
		`heard the meter: a telegram of ${nlDsmr30.telegram.length} bytes`,
	]);
	const heard = transmitter.status.telegrams;
	clock.advance(100_000);
	assert.equal(transmitter.status.telegrams - heard, 10);
	assert.equal(transmitter.status.damaged, 0);
});

test("a meter of DSMR 4 and later is heard with its first telegram, and nothing is said of speeds", () => {
	for (const interval of [1, 10]) {
		const { clock, line, lines, transmitter } = alone(undefined, {});
		clock.advance(5000);
		line.connect(endless(TELEGRAM, interval));
		clock.advance(1000);
		assert.equal(transmitter.status.telegrams, 1);
		assert.ok(!lines.some((one) => one.includes("baud")));
	}
});

test("a meter that is plugged in while the board listens at the wrong speed is heard soon, for a one-second one", () => {
	const { clock, line, transmitter } = alone(undefined, {});
	clock.advance(20_000);
	line.connect(endless(TELEGRAM, 1));
	clock.advance(6000);
	assert.ok(transmitter.status.telegrams >= 1);
});

test("without a meter the board says once that it hears none, and goes on listening", () => {
	const { clock, line, lines, transmitter } = alone(undefined, {});
	clock.advance(24 * 3_600_000);
	assert.equal(
		lines.filter((one) => one === "no meter is heard at any speed: is its P1 port activated, the cable in?").length,
		1,
	);
	line.connect(endless(bytesOf(nlDsmr30.telegram), 10, SLOW));
	clock.advance(600_000);
	assert.ok(transmitter.status.telegrams > 0);
});

test("another meter at another speed takes the place of the first one", () => {
	const { clock, line, lines, transmitter } = alone(undefined, {});
	line.connect(endless(TELEGRAM, 1));
	clock.advance(10_000);
	line.connect(endless(bytesOf(nlDsmr30.telegram), 10, SLOW));
	const before = transmitter.status.telegrams;
	clock.advance(600_000);
	assert.ok(transmitter.status.telegrams > before + 10);
	assert.ok(lines.includes("the meter speaks 9600 baud, 7E1"));
});

test("a speed that is configured is not looked for: 9600 baud means seven bits", () => {
	const { clock, line, lines, transmitter } = alone(undefined, { baud: 9600 });
	line.connect(endless(TELEGRAM, 1));
	clock.advance(120_000);
	assert.equal(transmitter.status.telegrams, 0);
	line.connect(endless(bytesOf(nlDsmr30.telegram), 10, SLOW));
	clock.advance(5000);
	assert.equal(transmitter.status.telegrams, 1);
	assert.ok(!lines.some((one) => one.includes("listening at")));
});

test("a telegram with a wrong parity bit is counted and not sent", () => {
	const { clock, line, transmitter } = alone(undefined, { baud: 9600 });
	const telegram = withEvenParity(bytesOf(nlDsmr30.telegram));
	telegram[100] ^= 4;
	line.receive(telegram);
	clock.advance(1000);
	assert.equal(transmitter.status.telegrams, 0);
	assert.equal(transmitter.status.damaged, 1);
	assert.equal((transmitter.status.faults as Record<string, number>)["bad-parity"], 1);
});

test("an encrypted telegram is opened with the meter's key", () => {
	const { clock, line, lines, transmitter } = alone(undefined, { p1Key: ENCRYPTED_KEY });
	line.receive(ENCRYPTED_TELEGRAM);
	clock.advance(1000);
	assert.equal(transmitter.status.telegrams, 1);
	// The same once more is a replay.
	line.receive(ENCRYPTED_TELEGRAM);
	clock.advance(1000);
	assert.equal(transmitter.status.telegrams, 1);
	assert.ok(lines.includes("an encrypted telegram is not newer than the one before (replayed-counter), 1 so far"));
});

test("a meter that encrypts, and no key: that is said once, in plain words, and the speed is kept", () => {
	const { clock, line, lines, transmitter } = alone(undefined, {});
	line.connect(endless(ENCRYPTED_TELEGRAM, 10));
	clock.advance(3_600_000);
	assert.equal(transmitter.status.telegrams, 0);
	assert.ok(transmitter.status.damaged > 300);
	assert.deepEqual(lines.slice(1), [
		"the meter encrypts its telegrams: set p1Key to the key that the grid operator gives out, 32 hexadecimal digits",
	]);
});

test("noise right before an encrypted telegram does not cost it", () => {
	const { clock, line, transmitter } = alone(undefined, { p1Key: ENCRYPTED_KEY });
	line.receive(Uint8Array.of(0x78, ...ENCRYPTED_TELEGRAM));
	clock.advance(1000);
	assert.equal(transmitter.status.telegrams, 1);
});

test("a key that is none is said, without it, and the board goes on", () => {
	const { clock, line, lines, transmitter } = alone(undefined, { p1Key: "0123" });
	line.receive(TELEGRAM);
	clock.advance(5000);
	assert.ok(lines.includes("p1Key has 4 characters: 32 hexadecimal digits are wanted"));
	assert.equal(transmitter.status.telegrams, 1);
});

test("with another meter's key, the line says which setting to look at", () => {
	const { clock, line, lines } = alone(undefined, { p1Key: "0".repeat(32) });
	line.connect(endless(ENCRYPTED_TELEGRAM, 10));
	clock.advance(60_000);
	assert.deepEqual(lines.slice(1), [
		"an encrypted telegram does not open with p1Key: is it this meter's? (bad-tag), 1 so far",
	]);
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
