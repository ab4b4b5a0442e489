import { polledSerial, SLICE_BYTES } from "../../src/device/polled-serial.js";
import type { Inlet, InletClass, InletOptions } from "../../src/io.js";
import { TelegramFramer } from "../../src/p1/framer.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { generatedTelegrams } from "../../tools/sim/meters.js";
import { assert, test } from "../harness/index.js";

/** A line into which the test writes, with a buffer that is filled whether or not the program runs. */
function bufferedLine(): { Line: InletClass; opened: InletOptions[]; receive(bytes: Uint8Array): void } {
	const waiting: number[] = [];
	const opened: InletOptions[] = [];
	const Line = class implements Inlet {
		constructor(options: InletOptions) {
			opened.push(options);
			waiting.length = 0;
		}

		get available(): number {
			return waiting.length;
		}

		read(most: number): ArrayBuffer | undefined {
			return waiting.length === 0 ? undefined : Uint8Array.from(waiting.splice(0, most)).buffer;
		}

		close(): void {
			waiting.length = 0;
		}
	};
	const receive = (bytes: Uint8Array) => {
		for (const byte of bytes) if (waiting.length < (opened.at(-1)?.bufferBytes ?? 0)) waiting.push(byte);
	};
	return { Line, opened, receive };
}

/** A framer that reads such a line, and what it found. */
function listening() {
	const clock = new VirtualClock();
	const line = bufferedLine();
	const found: Uint8Array[] = [];
	const sizes: number[] = [];
	const framer = new TelegramFramer({ onTelegram: ({ bytes }) => found.push(bytes), onError: () => {} });
	const Serial = polledSerial(clock, line.Line, true);
	const port = new Serial({
		receive: 34,
		baud: 115_200,
		port: 1,
		onReadable: () => {
			const received = port.read();
			sizes.push(received?.byteLength ?? 0);
			if (received !== undefined) framer.write(new Uint8Array(received));
		},
	});
	return { clock, ...line, found, sizes, port };
}

const [first, second, third] = generatedTelegrams({ kind: "hu-3ph", seed: 1 });

test("three of the largest telegrams, which came while the program did something else, are all there", () => {
	const { clock, receive, found, sizes } = listening();
	for (const telegram of [first, second, third]) receive(telegram);
	assert.equal(found.length, 0);
	clock.advance(1000);
	assert.deepEqual(found, [first, second, third]);
	assert.equal(Math.max(...sizes), SLICE_BYTES);
});

test("bytes are handed on 20 ms after they came at most, and the line is opened as the wiring says", () => {
	const { clock, receive, sizes, opened } = listening();
	clock.advance(1000);
	receive(first.subarray(0, 100));
	clock.advance(20);
	assert.deepEqual(sizes, [100]);
	assert.deepEqual(opened, [{ receive: 34, port: 1, baud: 115_200, inverted: true, bufferBytes: 8192 }]);
});

test("a port that is closed, by what it handed on too, asks no more", () => {
	const { clock, receive, port, sizes } = listening();
	port.close();
	receive(first);
	clock.advance(1000);
	assert.deepEqual(sizes, []);

	const line = bufferedLine();
	const Serial = polledSerial(clock, line.Line, false);
	let calls = 0;
	const closing = new Serial({
		receive: 34,
		baud: 9600,
		onReadable: () => {
			calls++;
			closing.close();
		},
	});
	line.receive(first);
	clock.advance(1000);
	assert.equal(calls, 1);
});
