import { VirtualClock } from "../../tools/sim/clock.js";
import { boardIO } from "../../tools/sim/pins.js";
import { SX1276 } from "../../tools/sim/sx1276.js";
import type { Dio } from "../../tools/sim/sx1276-dio.js";
import { IRQ } from "../../tools/sim/sx1276-registers.js";
import { assert, test } from "../harness/index.js";
import { freshChip, hear, loraChip, receivingChip } from "./chip-bench.js";

/** Table 18: by mapping, 00 to 11. */
const TABLE: [dio: Dio, register: number, shift: number, flags: number[]][] = [
	[0, 0x40, 6, [IRQ.RxDone, IRQ.TxDone, IRQ.CadDone, 0]],
	[1, 0x40, 4, [IRQ.RxTimeout, IRQ.FhssChangeChannel, IRQ.CadDetected, 0]],
	[2, 0x40, 2, [IRQ.FhssChangeChannel, IRQ.FhssChangeChannel, IRQ.FhssChangeChannel, 0]],
	[3, 0x40, 0, [IRQ.CadDone, IRQ.ValidHeader, IRQ.PayloadCrcError, 0]],
	[4, 0x41, 6, [IRQ.CadDetected]],
];

for (const [dio, register, shift, mappings] of TABLE) {
	test(`DIO${dio} shows the flag that it is mapped to, and no other`, () => {
		for (const [mapping, shown] of mappings.entries())
			for (let bit = 0; bit < 8; bit++) {
				const { chip, write } = loraChip();
				write(register, mapping << shift);
				chip.raise(1 << bit);
				assert.equal(chip.dio(dio), 1 << bit === shown ? 1 : 0, `mapping ${mapping}, flag ${bit}`);
				write(0x12, 0xff);
				assert.equal(chip.dio(dio), 0);
			}
	});
}

test("a pin is a level: it follows the flag, and the mapping", () => {
	const { chip, write } = receivingChip();
	const levels: number[] = [];
	chip.onDio[0] = (level) => levels.push(level);
	hear(chip);
	write(0x40, 0x40);
	write(0x40, 0x00);
	write(0x12, 0x40);
	assert.deepEqual(levels, [1, 0, 1, 0]);
});

test("in FSK mode and in reset the pins are low", () => {
	const { chip } = freshChip();
	for (const dio of [0, 1, 2, 3, 4, 5] as const) assert.equal(chip.dio(dio), 0);
});

test("any DIO can be wired to a pin of the board", () => {
	const clock = new VirtualClock();
	const chip = new SX1276({ clock });
	const pins = { dio0: 26, dio1: 33, dio2: 32, dio3: 4, dio4: 5, dio5: 6 };
	const { Digital } = boardIO(clock, chip, { reset: 23, ...pins });
	const edges: number[] = [];
	for (const pin of Object.values(pins))
		new Digital({ pin, mode: Digital.Input, edge: Digital.Rising, onReadable: () => edges.push(pin) });
	clock.advance(10);
	for (const opMode of [0x00, 0x80, 0x81]) {
		chip.transfer(Uint8Array.of(0x81, opMode));
		chip.deselect();
	}
	clock.advance(1);
	// ModeReady: asleep in LoRa mode, and in standby.
	assert.deepEqual(edges, [6, 6]);
	chip.raise(0xff);
	clock.advance(0);
	assert.deepEqual(edges.slice(2), [26, 33, 32, 4, 5]);
	const other = new Digital({ pin: 7, mode: Digital.Input });
	assert.equal(other.read(), 0);
});
