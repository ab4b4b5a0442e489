import type { Serial, SerialOptions } from "../../src/io.js";
import type { LineSpeed } from "../../src/p1/line-speed.js";
import type { ReaderFault } from "../../src/p1/reader.js";
import { sealedFrame } from "../../src/p1/sealed-frames.js";
import { P1Port } from "../../src/transmitter/p1-port.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { P1Line } from "../../tools/sim/p1-line.js";
import { withEvenParity } from "../../tools/sim/uart.js";
import { dutchTelegram } from "../codec/samples.js";
import { Random } from "../crypto/random.js";
import { bytesOf, crlf } from "../fixtures/p1/fixture.js";
import { huFiller } from "../fixtures/p1/hu-3ph-ff.js";
import { luSmarty } from "../fixtures/p1/lu-smarty-3ph-gas.js";
import { nlDsmr30 } from "../fixtures/p1/nl-dsmr30-1ph-gas.js";
import { assert, test } from "../harness/index.js";

/** A port on a line that the test speaks on. */
function open(baud?: number) {
	const clock = new VirtualClock();
	const line = new P1Line(clock);
	const lines: string[] = [];
	let details = 0;
	const faults: ReaderFault[] = [];
	let telegrams = 0;
	const port = new P1Port({
		clock,
		serial: { io: line.Serial, receive: 34, baud },
		// What is encrypted is its own plaintext.
		decipher: (_iv, ciphertext) => ciphertext,
		onTelegram: () => telegrams++,
		onFault: (kind) => faults.push(kind),
		log: (text, isDetail) => {
			lines.push(text);
			if (isDetail) details++;
		},
	});
	const opened: number[] = [];
	line.followBaud((baud) => opened.push(baud));
	const told = () => lines.length - details;
	return { clock, line, lines, told, port, opened, telegrams: () => telegrams, faults: () => faults };
}

const TELEGRAM = dutchTelegram(0, new Random(1));
const SLOW = { baud: 9600, bits: 7 } as const;
const FAST_SEVEN = { baud: 115_200, bits: 7 } as const;

/** A meter that sends one telegram for ever. */
function endless(telegram: Uint8Array, intervalSeconds: number, speed?: LineSpeed) {
	return { intervalSeconds, next: () => telegram, ...(speed && { speed }) };
}

/** A frame whose ciphertext is its plaintext. */
function frameOf(title: number, counter: number): Uint8Array {
	const iv = new Uint8Array(12).fill(title);
	new DataView(iv.buffer).setUint32(8, counter);
	return sealedFrame(iv, bytesOf(luSmarty.telegram), new Uint8Array(12));
}

test("a pause of 450 ms within a telegram at 9600 baud does no harm", () => {
	const { clock, line, telegrams, faults } = open(9600);
	const telegram = withEvenParity(bytesOf(nlDsmr30.telegram));
	for (let at = 0; at < telegram.length; at += 100) {
		line.receive(telegram.slice(at, at + 100));
		clock.advance(450);
	}
	assert.equal(telegrams(), 1);
	assert.equal(faults().length, 0);
});

test("bytes that waited while the program was busy are of the telegram, though the line's silence is seen before them", () => {
	const clock = new VirtualClock();
	const waiting: Uint8Array[] = [];
	let readable: (() => void) | undefined;
	class BusyLine implements Serial {
		constructor({ onReadable }: SerialOptions) {
			readable = () => onReadable?.(1);
		}

		read(): ArrayBuffer | undefined {
			const bytes = waiting.shift();
			return bytes && Uint8Array.from(bytes).buffer;
		}

		close(): void {}
	}
	let telegrams = 0;
	const faults: ReaderFault[] = [];
	new P1Port({
		clock,
		serial: { io: BusyLine, receive: 34, baud: 9600 },
		onTelegram: () => telegrams++,
		onFault: (kind) => faults.push(kind),
		log: () => {},
	});
	const telegram = withEvenParity(bytesOf(nlDsmr30.telegram));
	waiting.push(telegram.subarray(0, 100));
	readable?.();
	waiting.push(telegram.subarray(100));
	clock.advance(600);
	assert.equal(telegrams, 1);
	assert.deepEqual(faults, []);
});

test("noise without a pause is told, and the search goes on: a meter that comes after it is heard", () => {
	const { clock, line, lines, telegrams } = open();
	const random = new Random(4);
	for (let chunk = 0; chunk < 4000; chunk++) {
		line.receive(random.bytes(30));
		clock.advance(150);
	}
	const told = "bytes come in, but no telegram at any speed: is it a P1 port? Try p1Inverted the other way";
	assert.equal(lines.filter((one) => one === told).length, 1);
	assert.ok(lines.indexOf(told) < 4);
	line.connect(endless(TELEGRAM, 1));
	clock.advance(600_000);
	assert.ok(telegrams() > 100);
});

test("noise without a pause in a settled meter's place begins the search", () => {
	const { clock, line, lines, telegrams } = open();
	line.connect(endless(TELEGRAM, 1));
	clock.advance(10_000);
	line.disconnect();
	const random = new Random(4);
	for (let chunk = 0; chunk < 2200; chunk++) {
		line.receive(random.bytes(30).map((byte) => (byte === 0x2f ? 0 : byte)));
		clock.advance(150);
	}
	assert.ok(lines.some((one) => one.includes("listening at 9600 baud")));
	assert.ok(telegrams() >= 10);
});

test("a byte of noise each 100 seconds does not cost the telegrams of a meter that speaks once an hour", () => {
	const { clock, line, lines, telegrams } = open();
	line.receive(TELEGRAM);
	clock.advance(3_600_000);
	for (let hour = 0; hour < 24; hour++) {
		line.receive(TELEGRAM);
		clock.advance(50_000);
		for (let noise = 0; noise < 35; noise++) {
			line.receive(Uint8Array.of(0x55));
			clock.advance(100_000);
		}
		clock.advance(50_000);
	}
	assert.equal(telegrams(), 25);
	assert.ok(!lines.some((one) => one.includes("listening at")));
});

test("a meter of DSMR 3 in the place of one with a CRC is heard with its first telegram at its speed", () => {
	const { clock, line, telegrams, faults } = open();
	line.connect(endless(TELEGRAM, 1));
	clock.advance(10_000);
	line.connect(endless(bytesOf(nlDsmr30.telegram), 10, SLOW));
	clock.advance(600_000);
	assert.ok(!faults().includes("no-crc"));
	assert.ok(telegrams() > 20);
});

test("a meter that never sends ! is found, and read after ten telegrams that are told as faults", () => {
	const { clock, line, lines, telegrams, faults } = open();
	const telegram = bytesOf(nlDsmr30.telegram).slice(0, -3);
	line.connect(endless(telegram, 10, SLOW));
	clock.advance(300_000);
	assert.ok(telegrams() >= 15, `${telegrams()}`);
	assert.ok(lines.includes("the meter speaks 9600 baud, 7E1"));
	assert.deepEqual(faults(), new Array(10).fill("no-end"));
});

test("a meter at 115,200 baud that sends seven bits and their parity is found", () => {
	const { clock, line, lines, telegrams, faults } = open();
	line.connect(endless(bytesOf(nlDsmr30.telegram), 10, FAST_SEVEN));
	clock.advance(120_000);
	assert.ok(telegrams() > 5, `${telegrams()}`);
	assert.ok(lines.includes("the meter speaks 115200 baud, 7E1"));
	assert.deepEqual(faults(), []);
});

test("a meter that begins to speak while its port listens for another parity is found all the same", () => {
	const hungarian = crlf(["/AUX5", "", `0-0:96.13.0(${"\xff".repeat(40)})`, "!"]);
	for (const telegram of [TELEGRAM, bytesOf(hungarian), bytesOf(huFiller.telegram)]) {
		const { clock, line, lines, telegrams } = open();
		clock.advance(31_000);
		assert.ok(lines.at(-1)?.endsWith("listening at 115200 baud, 7E1"));
		line.connect(endless(telegram, 10));
		clock.advance(120_000);
		assert.ok(telegrams() > 5, `${telegrams()}`);
		assert.ok(lines.includes("the meter speaks 115200 baud, 8N1"));
	}
});

test("two meters that encrypt, on one line, are told of once in a hundred times", () => {
	const { clock, line, lines, telegrams } = open();
	for (let count = 0; count < 250; count++) {
		line.receive(frameOf(count % 2, count));
		clock.advance(1000);
	}
	assert.equal(telegrams(), 250);
	assert.deepEqual(
		lines,
		new Array(3).fill("the meter counts its encrypted telegrams anew: it was reset, or it is another meter"),
	);
});

test("a port that fell deaf is opened anew at the speed that was found, and the meter is heard again", () => {
	const { clock, line, lines, port, opened, telegrams } = open();
	line.connect(endless(bytesOf(nlDsmr30.telegram), 10, SLOW));
	clock.advance(120_000);
	assert.deepEqual(opened, [115_200, 9600]);
	const before = telegrams();
	// What the driver was to be called with is gone: only a port that is opened anew is called again.
	line.unplug();
	clock.advance(120_000);
	assert.deepEqual(opened, [115_200, 9600, 9600]);
	assert.ok(telegrams() > before);
	assert.equal(port.reopenings, 1);
	assert.deepEqual(lines.slice(-2), [
		"not a byte from the meter for 60 s: its port is opened anew; is the cable in?",
		"bytes from the meter again after 60 s (its port was opened anew: 1)",
	]);
});

test("a port whose speed is set keeps it when it is opened anew, and is so four times an hour in the long run", () => {
	const { clock, told, port, opened } = open(9600);
	clock.advance(24 * 3_600_000);
	assert.ok(opened.every((baud) => baud === 9600));
	assert.ok(port.reopenings > 80 && port.reopenings < 100, `${port.reopenings}`);
	// The first is told; openings after it are details of the same silence.
	assert.equal(told(), 1);
});

test("a port that hears its meter is left alone, and so is one that looks for a speed", () => {
	const heard = open(115_200);
	heard.line.connect(endless(TELEGRAM, 10));
	heard.clock.advance(3_600_000);
	assert.equal(heard.port.reopenings, 0);
	const looking = open();
	looking.clock.advance(3_600_000);
	assert.equal(looking.port.reopenings, 0);
});

test("a meter that speaks each minute, or each quarter of an hour, never has its port opened anew as it begins", () => {
	for (const intervalSeconds of [60, 300, 900]) {
		const { clock, line, port, telegrams } = open(115_200);
		line.connect(endless(TELEGRAM, intervalSeconds));
		// Up to the second telegram nobody knows how seldom it speaks.
		clock.advance(intervalSeconds * 1000 + 500);
		const before = port.reopenings;
		assert.ok(before === 0 || intervalSeconds > 180);
		clock.advance(24 * 3_600_000);
		assert.equal(port.reopenings, before, `${intervalSeconds} s`);
		assert.equal(telegrams(), 24 * (3600 / intervalSeconds) + 2);
	}
});

test("a port that is closed hears nothing more, and leaves no timer", () => {
	const { clock, line, port, telegrams, lines } = open();
	line.receive(TELEGRAM.slice(0, 100));
	port.close();
	line.receive(TELEGRAM);
	clock.advance(3_600_000);
	assert.equal(telegrams(), 0);
	assert.deepEqual(lines, []);
});
