import { timeOnAir } from "../../src/lora/airtime.js";
import { assert, test } from "../harness/index.js";
import { bytes, radioBench, SF7 } from "./radio-bench.js";

/** `b` waits for one packet; what it hears is told in `told`. Symbols at SF7 and 250 kHz last 0.512 ms. */
function bench() {
	const told: string[] = [];
	const { clock, air, station } = radioBench();
	const a = station("a");
	const b = station("b", { onTimeout: () => told.push("timeout"), onReceive: () => told.push("packet") });
	clock.advance(50);
	return { clock, air, a, b, told };
}

test("without a preamble a single reception ends after its symbols, in standby", () => {
	const { clock, b, told } = bench();
	b.radio.receiveOnce(100);
	assert.equal(b.radio.state.mode, "receiving");
	clock.advance(51);
	assert.deepEqual(told, []);
	clock.advance(7);
	assert.deepEqual(told, ["timeout"]);
	assert.deepEqual(b.radio.state, { mode: "standby" });
	clock.advance(10_000);
	assert.deepEqual(told, ["timeout"]);
	assert.deepEqual(b.faults, []);
});

test("a single reception takes one packet and ends in standby", () => {
	const { clock, a, b, told } = bench();
	b.radio.receiveOnce(100);
	clock.advance(20);
	for (let i = 0; i < 2; i++) {
		a.radio.transmit(bytes(20));
		clock.advance(100);
	}
	assert.deepEqual(told, ["packet"]);
	assert.deepEqual(b.radio.state, { mode: "standby" });
});

test("a frame that has begun when the time is over is heard to its end", () => {
	const { clock, a, b, told } = bench();
	b.radio.receiveOnce(100);
	clock.advance(47);
	a.radio.transmit(bytes(255));
	clock.advance(timeOnAir(SF7, 255) / 1000 + 1);
	assert.deepEqual(told, ["packet"]);
	clock.advance(1_000);
	assert.deepEqual(b.faults, []);
});

test("a damaged packet ends a single reception as none", () => {
	const { clock, air, a, b, told } = bench();
	air.interfere = () => "damage";
	b.radio.receiveOnce(100);
	clock.advance(10);
	a.radio.transmit(bytes(20));
	clock.advance(100);
	assert.deepEqual(told, ["timeout"]);
	assert.equal(b.radio.counters.crcErrors, 1);
});

test("a packet of a single reception is found though its interrupt was missed", () => {
	const { clock, a, b, told } = bench();
	b.chip.faults.loseEdges = 1;
	b.radio.receiveOnce(1023);
	a.radio.transmit(bytes(20));
	clock.advance(1_000);
	assert.deepEqual(told, ["packet"]);
	assert.equal(b.radio.counters.missedEdges, 1);
});

test("a single reception can be called off, or turned into one without end", () => {
	const { clock, a, b, told } = bench();
	b.radio.receiveOnce(50);
	b.radio.standby();
	clock.advance(1_000);
	b.radio.receiveOnce(50);
	b.radio.receive();
	clock.advance(1_000);
	assert.deepEqual(told, []);
	a.radio.transmit(bytes(20));
	clock.advance(100);
	assert.deepEqual(told, ["packet"]);
	assert.equal(b.radio.state.mode, "receiving");
});

test("settings can't be changed within a single reception", () => {
	const { b } = bench();
	b.radio.receiveOnce(50);
	assert.throws(() => b.radio.configure({ powerDbm: 10 }), /configure: the radio is receiving once/);
});

test("a long single reception leaves no short symbol timeout behind", () => {
	const { clock, a, b, told } = bench();
	b.radio.receiveOnce(256);
	clock.advance(200);
	b.radio.receive();
	assert.deepEqual([b.chip.peek(0x1e), b.chip.peek(0x1f)], [0x74, 0x64]);
	a.radio.transmit(bytes(20));
	clock.advance(100);
	assert.deepEqual(told, ["timeout", "packet"]);
});

test("a number of symbols out of range is refused with its value and range", () => {
	const { b } = bench();
	for (const symbols of [3, 1024, 4.5])
		assert.throws(() => b.radio.receiveOnce(symbols), /symbols is [\d.]+: a whole number from 4 to 1023/);
});
