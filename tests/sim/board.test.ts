import { Air } from "../../tools/sim/air.js";
import { type BoardParts, SimulatedBoard } from "../../tools/sim/board.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { assert, test } from "../harness/index.js";

const FRF_MSB = 0x06;
const WRITE = 0x80;

function board() {
	const clock = new VirtualClock();
	const air = new Air({ clock, seed: 1, pathLossDb: 100 });
	const boots: BoardParts[] = [];
	return { clock, boots, board: new SimulatedBoard("board", clock, air, (parts) => boots.push(parts)) };
}

test("a board boots its program at each power-on, once, and not before", () => {
	const { board: ours, boots } = board();
	assert.ok(!ours.powered && boots.length === 0);
	ours.powerOn();
	ours.powerOn();
	assert.ok(ours.powered);
	assert.equal(boots.length, 1);
	ours.cutPower();
	ours.cutPower();
	assert.ok(!ours.powered);
	ours.powerOn();
	assert.equal(boots.length, 2);
});

test("what the program wrote to flash survives a power cut, what it set a timer for does not", () => {
	const { board: ours, boots, clock } = board();
	ours.powerOn();
	let fired = 0;
	boots[0].clock.after(100, () => fired++);
	boots[0].storage("link").write("rung", Uint8Array.of(6).buffer);
	clock.advance(50);
	ours.cutPower();
	clock.advance(1000);
	assert.equal(fired, 0);
	ours.powerOn();
	assert.deepEqual([...new Uint8Array(boots[1].storage("link").read("rung") ?? [])], [6]);
	assert.equal(boots[1].clock.now(), 0);
});

test("the radio comes back from a power cut with its reset values, and its pins are free again", () => {
	const { board: ours, boots, clock } = board();
	ours.powerOn();
	// What the chip takes to start.
	clock.advance(10);
	const spi = new boots[0].radio.spi.io(boots[0].radio.spi);
	spi.transfer(Uint8Array.of(WRITE | FRF_MSB, 0xd9));
	spi.flush(true);
	assert.equal(ours.chip.peek(FRF_MSB), 0xd9);
	ours.cutPower();
	assert.equal(ours.chip.peek(FRF_MSB), 0x6c);
	ours.powerOn();
	clock.advance(10);
	const again = new boots[1].radio.spi.io(boots[1].radio.spi);
	const buffer = Uint8Array.of(FRF_MSB, 0);
	again.transfer(buffer);
	assert.equal(buffer[1], 0x6c);
});
