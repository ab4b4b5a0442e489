import type { Reading } from "../../src/p1/reading.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";
import { quantity, reading } from "../homeassistant/readings.js";
import { Bench, CONNACK_ACCEPTED, HISTORY, PUBLISH, text } from "./publisher-bench.js";

function readingAt(minutes: number, power = 1): Reading {
	const clock = `${String(Math.floor(minutes / 60)).padStart(2, "0")}${String(minutes % 60).padStart(2, "0")}00`;
	return reading({
		timestamp: { kind: "time", local: `260131${clock}`, season: "W" },
		energy_delivered_tariff1: quantity(1000 * minutes + power, 3, "kWh"),
	});
}

function history(bench: Bench): number[] {
	const moments: number[] = [];
	for (let left = 20; left > 0; left--) {
		const packet = bench.packets().find(({ type, body }) => type === PUBLISH && text(body).includes(HISTORY));
		if (packet === undefined) break;
		const at = 2 + HISTORY.length;
		for (const { time } of JSON.parse(text(packet.body.subarray(at + 2)))) {
			moments.push(60 * (Number(time.slice(11, 13)) + 1) + Number(time.slice(14, 16)));
		}
		bench.socket.receive(0x40, 2, packet.body[at], packet.body[at + 1]);
	}
	return moments;
}

test("the first reading of each quarter of an hour is in the history, once the broker has it", () => {
	const bench = new Bench();
	bench.connect();
	for (const minutes of [60, 75, 90]) {
		bench.publisher.publish(readingAt(minutes), true);
		bench.publisher.publish(readingAt(minutes + 1));
		assert.deepEqual(history(bench), [minutes]);
	}
	assert.deepEqual(history(bench), []);
});

test("while the broker is away a reading a minute of the last hour waits, and a day of quarters", () => {
	const bench = new Bench();
	for (let minutes = 60; minutes < 60 + 12 * 60; minutes++)
		bench.publisher.publish(readingAt(minutes), minutes % 15 === 0);
	bench.packets();
	bench.socket.receive(...CONNACK_ACCEPTED);
	const moments = history(bench);
	const quarters = Array.from({ length: 48 }, (_, index) => 60 + 15 * index);
	const minutes = Array.from({ length: 64 }, (_, index) => 60 + 11 * 60 - 4 + index).filter(
		(minute) => minute % 15 !== 0,
	);
	assert.deepEqual(
		moments.sort((a, b) => a - b),
		[...quarters, ...minutes].sort((a, b) => a - b),
	);
});

test("quarters that the broker does not have yet outlast a restart of the board, and are told once", () => {
	const storage = new FaultyStorage();
	const first = new Bench({ storage });
	for (const minutes of [60, 75, 90]) first.publisher.publish(readingAt(minutes), true);
	// Power is cut. The next program has them told, and the one after that nothing.
	for (const expected of [[60, 75, 90], []]) {
		const next = new Bench({ storage });
		next.packets();
		next.socket.receive(...CONNACK_ACCEPTED);
		assert.deepEqual(history(next), expected);
	}
});

test("a quarter is in flash until the broker has acknowledged it, also while the connection seems well", () => {
	const storage = new FaultyStorage();
	// Each loses power after the broker had two quarters and acknowledged one, the last after it acknowledged all.
	for (const [waiting, news] of [
		[[], [60, 75]],
		[[75], [90, 105]],
		[[105], []],
		[[], []],
	]) {
		const bench = new Bench({ storage });
		bench.packets();
		bench.socket.receive(...CONNACK_ACCEPTED);
		assert.deepEqual(history(bench), waiting);
		const [first, second] = news;
		if (first === undefined || second === undefined) continue;
		bench.publisher.publish(readingAt(first), true);
		assert.deepEqual(history(bench), [first]);
		bench.publisher.publish(readingAt(second), true);
		bench.packets();
	}
});

test("a day that an outage of the link kept back waits for the broker, and what is more stays with the transmitter", () => {
	const bench = new Bench();
	const snapshot = (index: number) => ({
		seconds: 1_700_000_100 + 900 * index,
		registers: [{ register: 0, unit: 0, scale: 3, value: index }],
	});
	for (let index = 0; index < 100; index += 10) {
		assert.ok(bench.publisher.publishHistory(Array.from({ length: 10 }, (_, next) => snapshot(index + next))));
	}
	assert.ok(!bench.publisher.publishHistory([snapshot(100)]));
});
