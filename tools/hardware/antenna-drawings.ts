/** The antenna, and where it goes. */
import { DEFAULT_FREQUENCY_HZ } from "../../src/lora/regions.js";
import { quarterWaveMm } from "./antenna.js";
import { Drawing } from "./drawing.js";

const MEGAHERTZ = (DEFAULT_FREQUENCY_HZ / 1e6).toFixed(3);

export function quarterWave(): string {
	const length = quarterWaveMm(DEFAULT_FREQUENCY_HZ);
	const drawing = new Drawing(
		760,
		400,
		`A quarter-wave antenna for ${MEGAHERTZ} MHz`,
		`A straight wire of ${length} mm stands upright on the centre of an SMA plug. Four more of the same length are soldered to the plug's outside and bent down and outward: the counterpoise.`,
	);
	drawing.line(
		[
			[230, 70],
			[230, 230],
		],
		"power",
	);
	drawing.box(212, 230, 36, 46, 4);
	for (const x of [100, 165, 295, 360]) {
		drawing.line(
			[
				[230 + Math.sign(x - 230) * 18, 252],
				[x, 350],
			],
			"ground",
		);
	}
	drawing.line([
		[290, 70],
		[290, 230],
	]);
	drawing.path("M284 80l6 -10l6 10M284 220l6 10l6 -10");
	drawing.text(302, 155, `${length} mm`, { bold: true, size: 16 });
	drawing.line(
		[
			[400, 100],
			[244, 100],
		],
		"faint",
	);
	drawing.text(408, 96, ["the rod: copper wire of 1 to 2 mm,", "straight, upright, on the centre pin"]);
	drawing.line(
		[
			[400, 252],
			[254, 252],
		],
		"faint",
	);
	drawing.text(408, 248, ["SMA plug: keep the board's pigtail short,", "thin cable costs range"]);
	drawing.line(
		[
			[400, 326],
			[356, 340],
		],
		"faint",
	);
	drawing.text(408, 322, [
		`the counterpoise: four wires of ${length} mm on`,
		"the plug's outside, bent down by 45 degrees;",
		"one straight down is better than none",
	]);
	return drawing.svg;
}

export function placement(): string {
	const drawing = new Drawing(
		760,
		400,
		"Where the antennas go",
		"The meter is in a metal cupboard. The board stays inside or outside, its antenna is outside, a hand's width from metal and mains cables, and upright. The receiver's antenna is upright too, by a window or high up on the side of the house that faces the meter.",
	);
	drawing.box(40, 110, 190, 230);
	drawing.text(135, 134, "metal cupboard", { anchor: "middle", size: 13 });
	drawing.box(70, 160, 90, 110, 4);
	drawing.text(115, 206, ["smart", "meter"], { anchor: "middle" });
	drawing.box(180, 222, 36, 56, 4);
	drawing.line(
		[
			[160, 250],
			[180, 250],
		],
		"data",
	);
	drawing.text(198, 254, "T3", { anchor: "middle", size: 12 });
	drawing.line([
		[216, 250],
		[290, 250],
		[290, 200],
	]);
	drawing.box(284, 188, 12, 14, 2);
	drawing.line(
		[
			[290, 188],
			[290, 130],
		],
		"power",
	);
	drawing.text(290, 120, "upright", { anchor: "middle" });
	drawing.line([
		[234, 300],
		[286, 300],
	]);
	drawing.path("M242 294l-8 6l8 6M278 294l8 6l-8 6");
	drawing.text(236, 322, ["10 cm or more from", "metal and mains cables"], { size: 13 });
	drawing.path("M330 150q12 16 0 32M346 140q20 26 0 52M362 130q28 36 0 72", "data");
	drawing.line(
		[
			[404, 90],
			[404, 350],
		],
		"faint",
		true,
	);
	drawing.text(404, 370, "walls", { anchor: "middle", size: 13 });
	drawing.path("M450 130q-28 36 0 72M466 140q-20 26 0 52M482 150q-12 16 0 32", "data");
	drawing.line(
		[
			[540, 200],
			[540, 130],
		],
		"power",
	);
	drawing.text(540, 120, "upright, too", { anchor: "middle" });
	drawing.box(515, 200, 50, 36, 4);
	drawing.text(540, 223, "T3", { anchor: "middle", size: 12 });
	drawing.box(630, 110, 100, 230);
	drawing.text(680, 134, "window", { anchor: "middle", size: 13 });
	drawing.line(
		[
			[680, 150],
			[680, 340],
		],
		"faint",
	);
	drawing.text(518, 270, ["high up, on the side", "that faces the meter"], { anchor: "middle", size: 13 });
	return drawing.svg;
}
