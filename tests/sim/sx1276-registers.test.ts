import { assert, test } from "../harness/index.js";
import { freshChip, hear, loraChip, receivingChip, signalOf } from "./chip-bench.js";

/** Table 41, reset column: what is the same on either page. */
const COMMON: Readonly<Record<number, number>> = {
	...{ 1: 0x09, 2: 0x1a, 3: 0x0b, 5: 0x52, 6: 0x6c, 7: 0x80, 9: 0x4f, 10: 0x09, 11: 0x2b },
	...{ 12: 0x20, 66: 0x12, 68: 0x2d, 75: 0x09, 77: 0x84, 97: 0x13, 98: 0x0e, 99: 0x5b, 100: 0xdb },
	...{ 112: 0xd0 },
};

const LORA: Readonly<Record<number, number>> = {
	...{ 14: 0x80, 24: 0x10, 29: 0x72, 30: 0x70, 31: 0x64, 33: 0x08, 34: 0x01, 35: 0xff, 38: 0x04 },
	...{ 47: 0x20, 49: 0xc3, 51: 0x27, 54: 0x03, 55: 0x0a, 57: 0x12, 58: 0x65, 59: 0x1d },
};

const FSK: Readonly<Record<number, number>> = {
	...{ 13: 0x08, 14: 0x02, 15: 0x0a, 16: 0xff, 18: 0x15, 19: 0x0b, 20: 0x28, 21: 0x0c, 22: 0x12 },
	...{ 23: 0x47, 24: 0x32, 25: 0x3e, 31: 0x40, 36: 0x05, 38: 0x03, 39: 0x93, 40: 0x55, 41: 0x55 },
	...{ 42: 0x55, 43: 0x55, 44: 0x55, 45: 0x55, 46: 0x55, 47: 0x55, 48: 0x90, 49: 0x40, 50: 0x40 },
	...{ 53: 0x0f, 57: 0xf5, 58: 0x20, 59: 0x82, 61: 0x02, 62: 0x80, 63: 0x40 },
};

test("after power-on every register of the FSK page and outside of the pages has the datasheet's reset value", () => {
	const { read } = freshChip();
	for (let register = 0x01; register < 0x80; register++)
		assert.equal(read(register), FSK[register] ?? COMMON[register] ?? 0, `register 0x${register.toString(16)}`);
});

test("after power-on every register of the LoRa page has its reset value", () => {
	const { read, write } = freshChip();
	write(0x01, 0x08);
	write(0x01, 0x88);
	for (let register = 0x02; register < 0x80; register++)
		assert.equal(read(register), LORA[register] ?? COMMON[register] ?? 0, `register 0x${register.toString(16)}`);
});

test("a burst goes on to the next register, but stays at the FIFO", () => {
	const { exchange, read, write } = loraChip();
	write(0x06, 0xd9, 0x61, 0x9a);
	assert.deepEqual(exchange(0x06, 0, 0, 0), Uint8Array.of(0, 0xd9, 0x61, 0x9a));
	write(0x0d, 0xfe);
	write(0x00, 1, 2, 3, 4);
	assert.equal(read(0x0d), 0x02);
	write(0x0d, 0xfe);
	assert.deepEqual(exchange(0x00, 0, 0, 0, 0), Uint8Array.of(0, 1, 2, 3, 4));
});

test("select frames a transaction, however many transfers it is made of", () => {
	const { chip } = freshChip();
	const buffer = Uint8Array.of(0);
	chip.transfer(Uint8Array.of(0x06));
	chip.transfer(buffer);
	assert.equal(buffer[0], 0x6c);
	chip.deselect();
	const again = Uint8Array.of(0x42, 0);
	chip.transfer(again);
	assert.equal(again[1], 0x12);
});

test("a register that the datasheet does not name keeps what is written", () => {
	const { read, write } = loraChip();
	for (const register of [0x2d, 0x32, 0x3c, 0x52, 0x7f]) {
		write(register, 0xa5);
		assert.equal(read(register), 0xa5);
	}
});

test("read-only registers stay what they are", () => {
	const { read, write } = loraChip();
	const readOnly = [
		0x10, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x25, 0x28, 0x29, 0x2a, 0x2c, 0x42,
	];
	for (const register of readOnly) {
		const before = read(register);
		write(register, ~before & 0xff);
		assert.equal(read(register), before, `register 0x${register.toString(16)}`);
	}
});

test("each page keeps its own values, and AccessSharedReg shows FSK's in LoRa mode", () => {
	const { read, write } = loraChip();
	write(0x39, 0x34);
	write(0x01, 0xc1);
	assert.equal(read(0x39), 0xf5);
	write(0x39, 0x77);
	assert.equal(read(0x42), 0x12);
	write(0x01, 0x81);
	assert.equal(read(0x39), 0x34);
	for (const opMode of [0x80, 0x00, 0x01]) write(0x01, opMode);
	assert.equal(read(0x39), 0x77);
});

test("LoRa mode is entered and left in sleep only", () => {
	const { write, read } = freshChip({ strict: false });
	write(0x01, 0x81);
	assert.equal(read(0x01), 0x01);
	write(0x01, 0x00);
	write(0x01, 0x81);
	assert.equal(read(0x01), 0x81);
	write(0x01, 0x01);
	assert.equal(read(0x01), 0x81);
});

test("a new carrier frequency counts once its least significant byte is written", () => {
	const { antenna, write } = loraChip();
	write(0x06, 0xd9, 0x13);
	write(0x01, 0x83);
	assert.equal(antenna.emissions[0].frequencyHz, 869_525_024);
	write(0x01, 0x81);
	write(0x08, 0x33);
	write(0x01, 0x83);
	assert.equal(antenna.emissions[1].frequencyHz, 868_299_988);
});

test("a flag is cleared by writing a one, and only that", () => {
	const { chip, read, write } = receivingChip();
	hear(chip);
	assert.equal(read(0x12), 0x50);
	write(0x12, 0x10);
	assert.equal(read(0x12), 0x40);
	write(0x12, 0xff);
	assert.equal(read(0x12), 0);
});

test("a masked flag is not raised", () => {
	const { chip, read, write } = loraChip();
	write(0x11, 0x10);
	write(0x01, 0x85);
	hear(chip);
	assert.equal(read(0x12), 0x40);
});

test("sleep keeps registers, but neither the FIFO nor the counters of headers and packets", () => {
	const { chip, clock, exchange, read, write } = receivingChip();
	hear(chip, signalOf({ payload: Uint8Array.of(1, 2, 3, 4) }));
	write(0x01, 0x80);
	assert.equal(read(0x39), 0x12);
	assert.deepEqual(exchange(0x14, 0, 0, 0, 0), Uint8Array.of(0, 0, 0, 0, 0));
	write(0x01, 0x81);
	clock.advance(1);
	write(0x0d, 0);
	for (const [index, byte] of exchange(0x00, 0, 0, 0, 0).subarray(1).entries()) assert.notEqual(byte, index + 1);
});

test("NRESET brings the reset values back at once, and the chip answers 5 ms after its end", () => {
	const { chip, clock, antenna, exchange, read, write } = loraChip({ strict: false });
	write(0x01, 0x83);
	chip.setReset(0);
	assert.equal(antenna.ceased, 1);
	assert.equal(chip.peek(0x01), 0x09);
	clock.advance(1);
	assert.equal(exchange(0x42, 0)[1], 0);
	chip.setReset(1);
	clock.advance(4.99);
	assert.equal(exchange(0x42, 0)[1], 0);
	clock.advance(0.02);
	assert.equal(read(0x42), 0x12);
	assert.equal(read(0x01), 0x09);
});

test("after a brown-out the chip answers 10 ms later, as an FSK radio in standby", () => {
	const { chip, clock, exchange, read } = receivingChip();
	chip.brownOut();
	assert.equal(chip.listening, undefined);
	assert.equal(exchange(0x42, 0)[1], 0);
	clock.advance(10);
	assert.equal(read(0x01), 0x09);
});
