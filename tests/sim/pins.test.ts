import { VirtualClock } from "../../tools/sim/clock.js";
import { boardIO } from "../../tools/sim/pins.js";
import { SX1276 } from "../../tools/sim/sx1276.js";
import { assert, test } from "../harness/index.js";

const SPI_PINS = { clock: 5, in: 19, out: 27, select: 18, hz: 8_000_000 };

function board() {
	const clock = new VirtualClock();
	const chip = new SX1276({ clock });
	clock.advance(10);
	return { clock, chip, ...boardIO(clock, chip, { reset: 23, dio0: 26 }) };
}

test("select stays asserted until flush(true): the next transfer goes on where the last one ended", () => {
	const { SPI } = board();
	const spi = new SPI(SPI_PINS);
	spi.transfer(Uint8Array.of(0x06));
	const buffer = new Uint8Array(1);
	spi.transfer(buffer);
	assert.equal(buffer[0], 0x6c);
	spi.flush();
	spi.transfer(buffer);
	assert.equal(buffer[0], 0x80);
	spi.flush(true);
	const again = Uint8Array.of(0x42, 0);
	spi.transfer(again);
	assert.equal(again[1], 0x12);
});

test("a pin, and the bus, are open once only, until closed", () => {
	const { SPI, Digital } = board();
	const spi = new SPI(SPI_PINS);
	const led = new Digital({ pin: 25, mode: Digital.Output });
	assert.throws(() => new SPI(SPI_PINS), /in use/);
	assert.throws(() => new Digital({ pin: 25, mode: Digital.Output }), /in use/);
	for (const io of [spi, led, spi, led]) io.close();
	new SPI(SPI_PINS);
	new Digital({ pin: 25, mode: Digital.Output });
});

test("an edge of DIO0 is called back after the program has returned, and not after close", () => {
	const { clock, chip, Digital } = board();
	let edges = 0;
	const onReadable = () => {
		edges++;
	};
	const dio0 = new Digital({ pin: 26, mode: Digital.Input, edge: Digital.Rising, onReadable });
	chip.onDio[0]?.(1);
	chip.onDio[0]?.(0);
	assert.equal(edges, 0);
	clock.advance(0);
	assert.equal(edges, 1);
	chip.onDio[0]?.(1);
	dio0.close();
	clock.advance(1);
	assert.equal(edges, 1);
});

test("other output pins keep their level, and misuse is refused as on the board", () => {
	const { Digital, levels } = board();
	const led = new Digital({ pin: 25, mode: Digital.Output, initialValue: 0 });
	led.write(1);
	assert.equal(levels.get(25), 1);
	assert.throws(() => led.read(), /cannot read/);
	const dio0 = new Digital({ pin: 26, mode: Digital.Input });
	assert.equal(dio0.read(), 0);
	assert.throws(() => dio0.write(1), /cannot write/);
	assert.throws(() => new Digital({ pin: 27, mode: Digital.Input, onReadable: () => {} }), /invalid edges/);
});
