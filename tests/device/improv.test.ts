/** Improv on both engines; what browsers' client makes of it is in improv.node.test.ts. */
import { Improv } from "../../src/device/improv.js";
import { improvFrame } from "../../src/device/line-reader.js";
import { assert, test } from "../harness/index.js";
import { ConsoleBench } from "./console-bench.js";

function benchOf(address: string | undefined): ConsoleBench {
	const improv = new Improv({
		info: ["P1-LoRa receiver", "1.2.3", "ESP32"],
		name: () => "attic",
		address: () => address,
		httpPort: () => 80,
		provision: (network, password, done) =>
			done(network === "home" && password === "secret" ? undefined : "not joined"),
		scan: (done) => done([{ name: "home", rssiDbm: -60, open: false }]),
	});
	return new ConsoleBench("receiver", { improv });
}

/** The frames that come back, as types and data in text. */
function call(bench: ConsoleBench, ...data: number[]): string[] {
	bench.say(improvFrame(3, Uint8Array.from(data)));
	const frames: string[] = [];
	const { output } = bench;
	for (let at = 0; at < output.length; ) {
		const length = output[at + 8];
		const body = output.subarray(at + 9, at + 9 + length);
		assert.deepEqual(output.subarray(at, at + 9 + length + 2), improvFrame(output[at + 7], body));
		frames.push(
			`${output[at + 7]}: ${[...body].map((byte) => (byte < 32 ? byte : String.fromCharCode(byte))).join("")}`,
		);
		at += 9 + length + 2;
	}
	return frames;
}

test("the board's state, and its page where it is on a network", () => {
	assert.deepEqual(call(benchOf(undefined), 2, 0), ["1: 2"]);
	assert.deepEqual(call(benchOf("192.0.2.7"), 2, 0), ["1: 4", "4: 21817http://192.0.2.7/"]);
});

test("what the board is, and what is in reach", () => {
	assert.deepEqual(call(benchOf(undefined), 3, 0), ["4: 3#16P1-LoRa receiver51.2.35ESP325attic"]);
	assert.deepEqual(call(benchOf(undefined), 4, 0), ["4: 4134home3-603YES", "4: 40"]);
});

test("a network that is joined, and one that is not", () => {
	const text = (value: string) => [value.length, ...Array.from(value, (character) => character.charCodeAt(0))];
	const wifi = (network: string, password: string) => [...text(network), ...text(password)];
	const right = wifi("home", "secret");
	assert.deepEqual(call(benchOf("192.0.2.7"), 1, right.length, ...right).slice(0, 4), [
		"2: 0",
		"1: 3",
		"1: 4",
		"4: 11817http://192.0.2.7/",
	]);
	const wrong = wifi("home", "wrong");
	assert.deepEqual(call(benchOf(undefined), 1, wrong.length, ...wrong), ["2: 0", "1: 3", "2: 3", "1: 2"]);
	assert.deepEqual(call(benchOf(undefined), 1, 3, 9, 1, 1), ["2: 1"]);
});

test("on a board without Improv its frames are lines like others", () => {
	const bench = new ConsoleBench("transmitter");
	assert.match(bench.say(improvFrame(3, Uint8Array.of(2, 0)))[0], /^no .*control characters/);
});
