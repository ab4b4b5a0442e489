import { Display } from "../../src/display/display.js";
import { headline, line, paragraph, ROW_CHARACTERS, type Screen, title } from "../../src/display/screen.js";
import { SSD1306 } from "../../src/display/ssd1306.js";
import type { Digital, DigitalOptions } from "../../src/io.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { SimulatedOLED } from "../../tools/sim/oled.js";
import { assert, test } from "../harness/index.js";

const WIRING = { data: 21, clock: 22, address: 0x3c, hz: 400_000 } as const;

function open(screens: readonly (() => Screen)[]) {
	const clock = new VirtualClock();
	const oled = new SimulatedOLED();
	const state = { isQuiet: true, transfers: 0, longest: 0 };
	oled.onTransfer = (bytes) => {
		state.transfers++;
		state.longest = Math.max(state.longest, bytes);
	};
	const display = new Display({
		clock,
		wiring: { i2c: { io: oled.I2C, ...WIRING } },
		screens,
		isQuiet: () => state.isQuiet,
	});
	return { clock, oled, state, display };
}

const STILL = () => [title("P1-LoRa", "1/2"), ...headline("running")];

function dotsOf(oled: SimulatedOLED): number {
	let dots = 0;
	for (let x = 0; x < 128; x++) for (let y = 0; y < 64; y++) if (oled.dot(x, y)) dots++;
	return dots;
}

test("a display lights up only when a whole screen is drawn, never with the noise of power-on", () => {
	const { clock, oled } = open([STILL]);
	clock.advance(100);
	assert.equal(oled.isLit, false);
	clock.advance(2000);
	assert.equal(oled.isLit, true);
	assert.ok(dotsOf(oled) > 500);
});

test("a row takes one transfer of 129 bytes at most, and what has not changed takes none", () => {
	const { clock, state } = open([STILL]);
	clock.advance(5000);
	const drawn = state.transfers;
	assert.equal(state.longest, 129);
	clock.advance(10_000);
	assert.equal(state.transfers, drawn);
});

test("nothing is drawn while a telegram or a frame is under way", () => {
	const { clock, oled, state } = open([STILL]);
	state.isQuiet = false;
	clock.advance(5000);
	assert.equal(state.transfers, 0);
	state.isQuiet = true;
	clock.advance(3000);
	assert.equal(oled.isLit, true);
});

test("a display dims after half a minute and goes dark after five; the button wakes it, then turns pages", () => {
	const shown: number[] = [];
	const { clock, oled, display } = open([
		() => {
			shown.push(1);
			return STILL();
		},
		() => {
			shown.push(2);
			return [line("page", "2")];
		},
	]);
	clock.advance(29_000);
	const bright = oled.contrast;
	clock.advance(3000);
	assert.ok(oled.contrast < bright);
	clock.advance(300_000);
	assert.equal(oled.isLit, false);
	shown.length = 0;
	clock.advance(60_000);
	assert.equal(shown.length, 0);
	display.press();
	clock.advance(1000);
	assert.equal(oled.isLit, true);
	assert.equal(oled.contrast, bright);
	assert.ok(shown.every((page) => page === 1));
	display.press();
	clock.advance(2000);
	assert.equal(shown.at(-1), 2);
});

test("a display yields at once to a transmission, and comes back when it is quiet", () => {
	const { clock, oled, state, display } = open([STILL]);
	clock.advance(3000);
	state.isQuiet = false;
	display.yield();
	assert.equal(oled.isLit, false);
	clock.advance(2000);
	assert.equal(oled.isLit, false);
	state.isQuiet = true;
	clock.advance(100);
	assert.equal(oled.isLit, true);
});

test("a display that does not answer harms nothing, and is drawn anew once it is there", () => {
	const { clock, oled } = open([STILL]);
	oled.isGone = true;
	clock.advance(100_000);
	oled.isGone = false;
	clock.advance(100_000);
	assert.equal(oled.isLit, true);
	assert.ok(dotsOf(oled) > 500);
});

test("a sentence is broken between words, and a name gives way to its value", () => {
	const rows = paragraph("no SX1276 answers: check its wiring and supply", 5);
	assert.ok(rows.every(({ text }) => text.length <= ROW_CHARACTERS));
	assert.equal(rows.map(({ text }) => text).join(" "), "no SX1276 answers: check its wiring and supply");
	assert.equal(line("a very long name indeed", "17 dB").text, "a very long nam 17 dB");
});

test("a word that is longer than a row goes on in the next one: the end of a name may be what is wrong with it", () => {
	const texts = (text: string, most: number) => paragraph(text, most).map(({ text }) => text);
	assert.deepEqual(texts("homeassistant.localdomain has no address", 2), [
		"homeassistant.localdo",
		"main has no address",
	]);
	assert.deepEqual(texts("x".repeat(21), 2), ["x".repeat(21)]);
	assert.deepEqual(texts(`a ${"x".repeat(43)} b`, 9), ["a", "x".repeat(21), "x".repeat(21), "x b"]);
});

test("where a board switches the display's supply and reset, both are low before the bus is opened, then reset is let go", () => {
	const happened: string[] = [];
	const oled = new SimulatedOLED();
	const Output = class implements Digital {
		static readonly Input = 0;
		static readonly InputPullUp = 1;
		static readonly Output = 8;
		static readonly Rising = 1;
		static readonly Falling = 2;
		readonly #pin: number;

		constructor({ pin, initialValue }: DigitalOptions) {
			this.#pin = pin;
			happened.push(`${pin}=${initialValue}`);
		}

		read(): number {
			return 0;
		}

		write(value: number): void {
			happened.push(`${this.#pin}=${value}`);
		}

		close(): void {
			happened.push(`${this.#pin} closed`);
		}
	};
	oled.onTransfer = () => happened.push("setup");
	const wiring = {
		i2c: { io: oled.I2C, ...WIRING },
		supply: { io: Output, pin: 21 },
		reset: { io: Output, pin: 16 },
	};
	new SSD1306(wiring).close();
	assert.deepEqual(happened, ["21=0", "16=0", "16=1", "setup", "21 closed", "16 closed"]);
	happened.length = 0;
	oled.isGone = true;
	assert.throws(() => new SSD1306(wiring), /write failed/);
	assert.deepEqual(happened, ["21=0", "16=0", "16=1", "21 closed", "16 closed"]);
});
