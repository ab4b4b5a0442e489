import { IRQ } from "../../tools/sim/sx1276-registers.js";
import { assert, test } from "../harness/index.js";
import { type ChipBench, hear, loraChip, receivingChip, signalOf } from "./chip-bench.js";

/** RegModemStat, bits 4 to 0. */
const STAT = { idle: 0x10, searching: 0x14, preamble: 0x05, header: 0x0f };

function stat({ read }: ChipBench): number {
	return read(0x18) & 0x1f;
}

test("a frame's header and its end each raise their flag at their own time, and RegModemStat follows", () => {
	const bench = receivingChip();
	const { chip, clock, read } = bench;
	const signal = signalOf({ codingRate: 8 });
	assert.equal(stat(bench), STAT.searching);
	chip.onPreamble(signal);
	assert.equal(stat(bench), STAT.preamble);
	assert.equal(read(0x12), 0);
	clock.advance(3);
	assert.equal(chip.onHeader(signal), true);
	assert.equal(read(0x12), IRQ.ValidHeader);
	assert.equal(read(0x18), (4 << 5) | STAT.header);
	clock.advance(10);
	chip.onFrame(signal, signal.emission.payload, false);
	assert.equal(read(0x12), IRQ.ValidHeader | IRQ.RxDone);
	assert.equal(read(0x18), (4 << 5) | STAT.searching);
	assert.equal(read(0x13), 3);
	assert.equal(read(0x01), 0x85);
});

test("continuous reception goes on with the same object, frame after frame", () => {
	const { chip } = receivingChip();
	const { listening } = chip;
	for (let i = 0; i < 3; i++) hear(chip);
	assert.ok(listening !== undefined && chip.listening === listening);
});

test("headers and packets are counted, damaged ones as headers only", () => {
	const { chip, exchange } = receivingChip();
	for (let i = 0; i < 258; i++) hear(chip, signalOf(), i < 2);
	assert.deepEqual(exchange(0x14, 0, 0, 0, 0), Uint8Array.of(0, 1, 2, 1, 0));
});

test("packets follow each other in the FIFO's ring, and the chip says where the last one begins and ends", () => {
	const { chip, exchange, read, write } = loraChip();
	write(0x0f, 0xfe);
	write(0x01, 0x85);
	hear(chip);
	assert.equal(read(0x10), 0xfe);
	assert.equal(read(0x25), 0x00);
	hear(chip, signalOf({ payload: Uint8Array.of(9, 8) }));
	assert.equal(read(0x10), 0x01);
	assert.equal(read(0x25), 0x02);
	assert.equal(read(0x13), 2);
	write(0x0d, read(0x10));
	assert.deepEqual(exchange(0x00, 0, 0), Uint8Array.of(0, 9, 8));
	write(0x01, 0x81);
	write(0x01, 0x85);
	hear(chip);
	assert.equal(read(0x10), 0xfe);
});

test("a damaged payload raises its flag only if the header announced a CRC, whatever RxPayloadCrcOn says", () => {
	for (const modemConfig2 of [0x70, 0x74])
		for (const [payloadCrc, flags, hopChannel] of [
			[true, 0x70, 0x40],
			[false, 0x50, 0x00],
		] as const) {
			const { chip, read, write } = loraChip();
			write(0x1e, modemConfig2);
			write(0x01, 0x85);
			hear(chip, signalOf({ payloadCrc }), true);
			assert.equal(read(0x12), flags);
			assert.equal(read(0x1c), hopChannel);
		}
});

test("a payload longer than RegMaxPayloadLength is turned away at its header, without a flag", () => {
	const bench = loraChip();
	const { chip, read, write } = bench;
	write(0x23, 2);
	write(0x01, 0x85);
	const signal = signalOf();
	chip.onPreamble(signal);
	assert.equal(chip.onHeader(signal), false);
	assert.equal(read(0x12), 0);
	assert.equal(stat(bench), STAT.searching);
	chip.onFrame(signal, signal.emission.payload, false);
	assert.equal(read(0x12), 0);
	hear(chip, signalOf({ payload: Uint8Array.of(1, 2) }));
	assert.equal(read(0x12), IRQ.ValidHeader | IRQ.RxDone);
});

test("a lost lock leaves continuous reception searching, without a flag", () => {
	const bench = receivingChip();
	const { chip, read } = bench;
	const signal = signalOf();
	chip.onPreamble(signal);
	chip.onLockLost(signal);
	assert.equal(read(0x12), 0);
	assert.equal(read(0x01), 0x85);
	assert.equal(stat(bench), STAT.searching);
	hear(chip);
	assert.equal(read(0x12), IRQ.ValidHeader | IRQ.RxDone);
});

test("a chip that does not receive takes nothing", () => {
	for (const opMode of [0x80, 0x81, 0x82, 0x83, 0x84, 0x87]) {
		const { chip, read, write } = loraChip();
		write(0x01, opMode);
		assert.equal(chip.listening, undefined);
		hear(chip);
		assert.equal(read(0x12), 0);
	}
});

test("what began before the receiver was told to stop is not received after it is told to go on", () => {
	const { chip, read, write } = receivingChip();
	const signal = signalOf();
	chip.onPreamble(signal);
	write(0x01, 0x81);
	write(0x01, 0x85);
	assert.equal(chip.onHeader(signal), false);
	chip.onFrame(signal, signal.emission.payload, false);
	assert.equal(read(0x12), 0);
});

/** RXSINGLE at SF7 and 250 kHz: symbols of 0.512 ms. */
function singleReception(symbols: number): ChipBench {
	const bench = loraChip();
	bench.write(0x1e, 0x74 | (symbols >> 8));
	bench.write(0x1f, symbols & 0xff);
	bench.write(0x01, 0x86);
	return bench;
}

for (const symbols of [4, 100, 1023]) {
	test(`a single reception without a preamble times out after ${symbols} symbols, and rests`, () => {
		const { chip, clock, read } = singleReception(symbols);
		clock.advance(0.06 + symbols * 0.512 - 0.002);
		assert.equal(read(0x12), 0);
		assert.equal(read(0x01), 0x86);
		clock.advance(0.004);
		assert.equal(read(0x12), IRQ.RxTimeout);
		assert.equal(read(0x01), 0x81);
		assert.equal(chip.listening, undefined);
	});
}

test("a single reception that has a preamble does not time out, and rests after its frame, damaged or not", () => {
	for (const damaged of [false, true]) {
		const { chip, clock, read } = singleReception(10);
		const signal = signalOf();
		clock.advance(5);
		chip.onPreamble(signal);
		clock.advance(1_000);
		assert.equal(read(0x01), 0x86);
		chip.onHeader(signal);
		chip.onFrame(signal, signal.emission.payload, damaged);
		assert.equal(read(0x12), IRQ.ValidHeader | IRQ.RxDone | (damaged ? IRQ.PayloadCrcError : 0));
		assert.equal(read(0x01), 0x81);
	}
});

test("a single reception that loses its lock, or whose header is too long, ends in a time-out", () => {
	const signal = signalOf({ payload: new Uint8Array(20) });
	const ends: ((bench: ChipBench) => void)[] = [
		({ chip }) => chip.onLockLost(signal),
		({ chip }) => assert.equal(chip.onHeader(signal), false),
	];
	for (const end of ends) {
		const bench = loraChip();
		bench.write(0x23, 10);
		bench.write(0x01, 0x86);
		bench.clock.advance(1);
		bench.chip.onPreamble(signal);
		end(bench);
		assert.equal(bench.read(0x12), IRQ.RxTimeout);
		assert.equal(bench.read(0x01), 0x81);
		bench.clock.advance(1_000);
		assert.equal(bench.read(0x12), IRQ.RxTimeout);
	}
});

test("without a header there is no ValidHeader: length, coding rate and CRC are what the receiver was told", () => {
	const sent = Uint8Array.of(1, 2, 3);
	const cases: [name: string, modemConfig2: number, length: number, sender: object, damaged: boolean, flags: number][] =
		[
			["alike", 0x74, 3, {}, false, 0x40],
			["damaged", 0x74, 3, {}, true, 0x60],
			["damaged, and CRC off at both ends", 0x70, 3, { payloadCrc: false }, true, 0x40],
			["damaged, and CRC off at the receiver", 0x70, 3, {}, true, 0x40],
			["CRC off at the sender", 0x74, 3, { payloadCrc: false }, false, 0x60],
			["shorter", 0x74, 2, {}, false, 0x60],
			["longer", 0x74, 5, {}, false, 0x60],
			["of another coding rate", 0x74, 3, { codingRate: 8 }, false, 0x60],
		];
	for (const [name, modemConfig2, length, sender, damaged, flags] of cases) {
		const { chip, read, write } = loraChip();
		write(0x1d, 0x83, modemConfig2);
		write(0x22, length);
		write(0x01, 0x85);
		hear(chip, signalOf({ implicitHeader: true, payload: sent, ...sender }), damaged);
		assert.equal(read(0x12), flags, name);
		assert.equal(read(0x13), length, name);
		assert.equal(read(0x1c) & 0x40, 0, name);
	}
});

test("the current strength of the channel reads in RegRssiValue while receiving, and stays put after that", () => {
	const { antenna, read, write } = receivingChip();
	antenna.strength = -100.4;
	assert.equal(read(0x1b), 57);
	assert.equal(antenna.tuning?.spreadingFactor, 7);
	antenna.strength = -300;
	assert.equal(read(0x1b), 0);
	antenna.strength = 200;
	assert.equal(read(0x1b), 255);
	antenna.strength = -120;
	write(0x01, 0x81);
	assert.equal(read(0x1b), 255);
});

test("the least significant bit of RegRssiWideband is noise while receiving, the same for the same seed", () => {
	const bits = () => {
		const { read } = receivingChip();
		return Array.from({ length: 64 }, () => read(0x2c) & 1).join("");
	};
	const first = bits();
	assert.match(first, /^(?=.*0000?.*)(?=.*111?.*)[01]{64}$/);
	assert.equal(bits(), first);
	const ones = first.split("1").length - 1;
	assert.close(ones, 32, 16);
});
