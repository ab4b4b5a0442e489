import type { Serial } from "../../src/io.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { P1Line, type TelegramSource } from "../../tools/sim/p1-line.js";
import { assert, test } from "../harness/index.js";

/** Sends telegrams of `length` bytes: all 1, then all 2 and so on, `count` of them. */
function counting(length: number, count: number, intervalSeconds = 1): TelegramSource {
	let sent = 0;
	return {
		intervalSeconds,
		next: () => (sent < count ? new Uint8Array(length).fill(++sent) : undefined),
	};
}

interface Arrival {
	at: number;
	bytes: number[];
}

/** A program that reads the line as soon as there is something. */
function listen(clock: VirtualClock, line: P1Line, baud = 115_200): Arrival[] {
	const arrivals: Arrival[] = [];
	const serial: Serial = new line.Serial({
		receive: 34,
		baud,
		onReadable: () => arrivals.push({ at: clock.now(), bytes: [...new Uint8Array(serial.read() ?? [])] }),
	});
	return arrivals;
}

function lengths(arrivals: Arrival[]): number[] {
	return arrivals.map(({ bytes }) => bytes.length);
}

test("a telegram comes in pieces of a UART's FIFO, at the line's speed: ten bits for a byte", () => {
	const clock = new VirtualClock();
	const line = new P1Line(clock);
	const arrivals = listen(clock, line, 9600);
	line.connect({ ...counting(250, 1), speed: { baud: 9600, bits: 8 } });
	clock.advance(1000);
	assert.deepEqual(lengths(arrivals), [120, 120, 10]);
	assert.deepEqual(
		arrivals.map(({ at }) => Math.round(at)),
		[125, 250, 260],
	);
});

test("a meter sends once per interval, until it has nothing more to say", () => {
	const clock = new VirtualClock();
	const line = new P1Line(clock);
	const arrivals = listen(clock, line);
	line.connect(counting(96, 3, 10));
	clock.advance(60_000);
	assert.deepEqual(
		arrivals.map(({ at, bytes }) => [Math.floor(at / 1000), bytes[0]]),
		[
			[0, 1],
			[10, 2],
			[20, 3],
		],
	);
});

test("a plug that is pulled cuts the telegram off in the middle, and the next meter starts afresh", () => {
	const clock = new VirtualClock();
	const line = new P1Line(clock);
	const arrivals = listen(clock, line);
	line.connect(counting(1000, 2));
	clock.advance(30);
	line.disconnect();
	clock.advance(5000);
	const before = lengths(arrivals).reduce((sum, length) => sum + length, 0);
	assert.ok(before > 0 && before < 1000, `${before}`);
	line.connect(counting(100, 1));
	clock.advance(5000);
	assert.deepEqual(lengths(arrivals).at(-1), 100);
});

test("another meter plugged in takes the first one's place", () => {
	const clock = new VirtualClock();
	const line = new P1Line(clock);
	const arrivals = listen(clock, line);
	line.connect(counting(100, 9));
	clock.advance(500);
	line.connect(counting(50, 9));
	clock.advance(1500);
	assert.deepEqual(lengths(arrivals), [100, 50, 50]);
});

test("bytes that nobody reads are lost, and do not turn up later", () => {
	const clock = new VirtualClock();
	const line = new P1Line(clock);
	line.receive(Uint8Array.of(1));
	const deaf = new line.Serial({ receive: 34, baud: 115_200 });
	line.receive(Uint8Array.of(2));
	line.unplug();
	line.receive(Uint8Array.of(3));
	const arrivals = listen(clock, line);
	line.receive(Uint8Array.of(4));
	assert.deepEqual(
		arrivals.map(({ bytes }) => bytes),
		[[4]],
	);
	// Its time is over: this must not take the line from the new one.
	deaf.close();
	line.receive(Uint8Array.of(5));
	assert.equal(arrivals.length, 2);
});

test("a program that never reads makes the line keep a few kilobytes at most", () => {
	const line = new P1Line(new VirtualClock());
	let most = 0;
	const serial: Serial = new line.Serial({
		receive: 34,
		baud: 115_200,
		onReadable: (count) => {
			most = Math.max(most, count);
		},
	});
	for (let chunk = 0; chunk < 1000; chunk++) line.receive(new Uint8Array(120).fill(chunk));
	assert.ok(most > 1000 && most <= 4096, `${most}`);
	assert.equal(serial.read()?.byteLength, most);
	assert.equal(serial.read(), undefined);
});

test("a line of seven bits carries each byte's even parity above them", () => {
	const clock = new VirtualClock();
	const line = new P1Line(clock);
	const arrivals = listen(clock, line, 9600);
	let sent = false;
	line.connect({
		intervalSeconds: 10,
		speed: { baud: 9600, bits: 7 },
		next: () => {
			if (sent) return undefined;
			sent = true;
			return Uint8Array.of(0x2f, 0x30, 0x31, 0x0d, 0x0a);
		},
	});
	clock.advance(1000);
	assert.deepEqual(
		arrivals.map(({ bytes }) => bytes),
		[[0xaf, 0x30, 0xb1, 0x8d, 0x0a]],
	);
});

test("a program that listens at another speed gets other bytes: more where it is the faster, else fewer", () => {
	for (const [sent, read, least, most] of [
		[9600, 115_200, 300, 2500],
		[115_200, 9600, 10, 45],
	]) {
		const clock = new VirtualClock();
		const line = new P1Line(clock);
		const arrivals = listen(clock, line, read);
		line.connect({ ...counting(500, 1), speed: { baud: sent, bits: 8 } });
		clock.advance(2000);
		const count = lengths(arrivals).reduce((sum, length) => sum + length, 0);
		assert.ok(count >= least && count <= most, `${count} at ${read}`);
	}
});

test("who follows the board's speed is told it at once, and each time it changes", () => {
	const clock = new VirtualClock();
	const line = new P1Line(clock);
	listen(clock, line, 9600);
	const told: number[] = [];
	line.followBaud((baud) => told.push(baud));
	listen(clock, line, 115_200);
	assert.deepEqual(told, [9600, 115_200]);
});
