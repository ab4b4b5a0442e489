/** The wiring of both boards, and the meter's port. */
import { readBoardPins } from "./board-pins.js";
import { Drawing, type Paint } from "./drawing.js";

const BOARD = "ttgo-t3-v1.6.1";

interface PortPin {
	name: string;
	about: string;
	paint: Paint;
}

/** DSMR P1 companion standard 5.0.2, table 5-1; before DSMR 4 there is neither 1 nor 6. */
const PORT: readonly PortPin[] = Object.freeze([
	{ name: "+5 V", about: "power from the meter (DSMR 4 and later)", paint: "power" },
	{ name: "Data request", about: "with 5 V on it, the meter speaks", paint: "request" },
	{ name: "Data ground", about: "0 V of the data", paint: "ground" },
	{ name: "not used", about: "", paint: "faint" },
	{ name: "Data", about: "inverted, needs a pull-up to 3.3 V", paint: "data" },
	{ name: "Power ground", about: "0 V of the power (DSMR 4 and later)", paint: "ground" },
]);

export function p1Port(): string {
	const drawing = new Drawing(
		840,
		300,
		"The meter's P1 port, looking into the socket",
		`The six contacts of the RJ12 socket, from left to right with the clip at the bottom: ${PORT.map(({ name }, index) => `${index + 1} ${name}`).join(", ")}.`,
	);
	drawing.box(40, 70, 250, 180);
	drawing.path("M75 100H255V190H205V218H125V190H75Z", "line");
	for (const [index, { paint }] of PORT.entries()) {
		const x = 95 + index * 28;
		drawing.line(
			[
				[x, 104],
				[x, 138],
			],
			paint,
		);
		drawing.line(
			[
				[x + 2.4, 104],
				[x + 2.4, 138],
			],
			paint,
		);
		drawing.text(x + 1, 160, String(index + 1), { anchor: "middle", size: 15, bold: true });
	}
	drawing.text(165, 238, "clip", { anchor: "middle", size: 12 });
	for (const [index, { name, about, paint }] of PORT.entries()) {
		const y = 88 + index * 32;
		drawing.joint(330, y - 5, paint);
		drawing.text(346, y, String(index + 1), { bold: true });
		drawing.text(368, y, name, { bold: true });
		drawing.text(496, y, about);
	}
	return drawing.svg;
}

const PIN_Y = [100, 150, 200, 250, 300, 350];
const [METER_X, BOARD_X] = [190, 690];
const [LOGIC_Y, GROUND_Y, SIGNAL_Y] = [170, 420, 300];

/** The board at the meter: fed by the meter, or, where that gives none or too little, by a supply of its own. */
export function transmitterWiring(supply: "meter" | "own"): string {
	const { p1Receive } = readBoardPins(BOARD);
	const title =
		supply === "meter" ? "The board at the meter, fed by the meter" : "The board at the meter, fed over USB";
	const feed =
		supply === "meter"
			? "P1 pin 1 goes to the board's 5V and to P1 pin 2."
			: "A USB supply feeds the board, whose 5V goes to P1 pin 2; P1 pin 1 stays free.";
	const drawing = new Drawing(
		900,
		490,
		title,
		`${feed} P1 pins 3 and 6 go to ground. P1 pin 5 has 4.7 kilohms up to 3.3 V and goes over 10 kilohms to the base of an NPN transistor, with 10 kilohms from the base to ground. Its emitter is at ground; its collector has 4.7 kilohms up to 3.3 V and goes to GPIO ${p1Receive}.`,
	);
	meter(drawing, supply);
	board(drawing, [
		[PIN_Y[0], "5V", "power"],
		[LOGIC_Y, "3.3V", "logic"],
		[SIGNAL_Y, String(p1Receive), "data"],
		[GROUND_Y, "GND", "ground"],
	]);
	drawing.text(BOARD_X + 95, SIGNAL_Y + 5, `GPIO ${p1Receive}`, { anchor: "middle" });
	power(drawing, supply);
	ground(drawing);
	inverter(drawing);
	return drawing.svg;
}

function meter(drawing: Drawing, supply: "meter" | "own"): void {
	drawing.box(30, 60, METER_X - 30, 330);
	drawing.text(46, 84, "P1 port", { bold: true });
	for (const [index, { name, paint }] of PORT.entries()) {
		const isFree = index === 3 || (index === 0 && supply === "own");
		const y = PIN_Y[index];
		drawing.text(METER_X - 12, y + 5, `${name}  ${index + 1}`, { anchor: "end" });
		if (!isFree) drawing.joint(METER_X, y, paint);
		else drawing.path(`M${METER_X + 8} ${y - 6}l12 12m0 -12l-12 12`, "faint");
	}
}

function board(drawing: Drawing, pins: readonly (readonly [y: number, name: string, paint: Paint])[]): void {
	drawing.box(BOARD_X, 60, 180, 400);
	drawing.text(BOARD_X + 105, 84, "LilyGO T3 V1.6.1", { anchor: "middle", bold: true });
	for (const [y, name, paint] of pins) {
		drawing.joint(BOARD_X, y, paint);
		drawing.text(BOARD_X + 14, y + 5, name, { bold: true });
	}
	drawing.text(BOARD_X + 105, 226, ["antenna first,", "then power"], { anchor: "middle", size: 13 });
}

function power(drawing: Drawing, supply: "meter" | "own"): void {
	const [top, request] = PIN_Y;
	if (supply === "meter") {
		drawing.line(
			[
				[METER_X, top],
				[BOARD_X, top],
			],
			"power",
		);
	} else {
		drawing.line(
			[
				[BOARD_X, top],
				[240, top],
			],
			"power",
		);
		drawing.line(
			[
				[BOARD_X + 90, 460],
				[BOARD_X + 90, 474],
			],
			"power",
		);
		drawing.text(BOARD_X + 76, 478, "USB supply, 5 V", { anchor: "end", paint: "power" });
	}
	drawing.joint(240, top, "power");
	drawing.line(
		[
			[240, top],
			[240, request],
			[METER_X, request],
		],
		"request",
	);
	drawing.text(252, top - 10, "5 V", { paint: "power" });
	drawing.text(252, request + 5, "request: always on", { paint: "request" });
}

function ground(drawing: Drawing): void {
	for (const y of [PIN_Y[2], PIN_Y[5]]) {
		drawing.line(
			[
				[METER_X, y],
				[240, y],
			],
			"ground",
		);
	}
	drawing.line(
		[
			[240, PIN_Y[2]],
			[240, SIGNAL_Y - 9],
		],
		"ground",
	);
	// Over the data line without touching it.
	drawing.path(`M240 ${SIGNAL_Y - 9}a9 9 0 0 1 0 18`, "ground");
	drawing.line(
		[
			[240, SIGNAL_Y + 9],
			[240, GROUND_Y],
			[BOARD_X, GROUND_Y],
		],
		"ground",
	);
	drawing.joint(240, PIN_Y[5], "ground");
	drawing.text(252, GROUND_Y - 10, "GND", { paint: "ground" });
}

function inverter(drawing: Drawing): void {
	const [pullUp, base, collector] = [330, 460, 540];
	drawing.line(
		[
			[pullUp, LOGIC_Y],
			[BOARD_X, LOGIC_Y],
		],
		"logic",
	);
	drawing.text(560, LOGIC_Y - 10, "3.3 V", { paint: "logic" });
	drawing.line(
		[
			[METER_X, SIGNAL_Y],
			[base, SIGNAL_Y],
		],
		"data",
	);
	for (const x of [pullUp, collector]) {
		const to = x === pullUp ? SIGNAL_Y : SIGNAL_Y - 40;
		drawing.line(
			[
				[x, LOGIC_Y],
				[x, to],
			],
			"data",
		);
		drawing.uprightResistor(x, LOGIC_Y + 18, "4.7 kΩ");
	}
	drawing.joint(collector, LOGIC_Y, "logic");
	drawing.joint(pullUp, SIGNAL_Y, "data");
	drawing.flatResistor(370, SIGNAL_Y, "10 kΩ");
	drawing.joint(base, SIGNAL_Y, "data");
	drawing.line(
		[
			[base, SIGNAL_Y],
			[base, GROUND_Y],
		],
		"ground",
	);
	drawing.uprightResistor(base, SIGNAL_Y + 34, "10 kΩ");
	drawing.joint(base, GROUND_Y, "ground");
	drawing.line([
		[base, SIGNAL_Y],
		[collector - 40, SIGNAL_Y],
	]);
	drawing.transistor(collector - 40, SIGNAL_Y);
	drawing.text(collector + 20, SIGNAL_Y + 48, "BC547");
	drawing.line(
		[
			[collector, SIGNAL_Y + 40],
			[collector, GROUND_Y],
		],
		"ground",
	);
	drawing.joint(collector, GROUND_Y, "ground");
	drawing.joint(collector, SIGNAL_Y - 50, "data");
	drawing.line(
		[
			[collector, SIGNAL_Y - 50],
			[640, SIGNAL_Y - 50],
			[640, SIGNAL_Y],
			[BOARD_X, SIGNAL_Y],
		],
		"data",
	);
}

export function receiverWiring(): string {
	const drawing = new Drawing(
		760,
		290,
		"The board at home",
		"A USB supply feeds the board. LoRa comes in by its antenna; the readings go out over Wi-Fi to the router, and from there to the MQTT broker and Home Assistant.",
	);
	drawing.box(40, 140, 130, 80);
	drawing.text(105, 176, ["USB supply", "5 V, 1 A"], { anchor: "middle" });
	drawing.line(
		[
			[170, 180],
			[290, 180],
		],
		"power",
	);
	drawing.text(230, 170, "USB cable", { anchor: "middle", paint: "power" });
	drawing.box(290, 130, 170, 100);
	drawing.text(375, 176, ["LilyGO T3 V1.6.1", "receiver"], { anchor: "middle", bold: true });
	drawing.line([
		[315, 130],
		[315, 64],
	]);
	drawing.text(328, 76, ["antenna, upright,", "before power"], { size: 13 });
	drawing.path("M478 168q10 12 0 24M490 160q18 20 0 40M502 152q26 28 0 56", "data");
	drawing.text(540, 186, "Wi-Fi", { paint: "data" });
	drawing.box(600, 140, 130, 80);
	drawing.text(665, 166, ["router,", "MQTT broker,", "Home Assistant"], { anchor: "middle" });
	drawing.text(380, 264, "Nothing else is connected.", { anchor: "middle" });
	return drawing.svg;
}
