/**
 * What runs in a household: each appliance's power over a run, how often it runs and at what hours. Powers are those of
 * nameplates and of measured runs of such appliances, rounded; numbers of runs add up to some nine kilowatt-hours a day.
 */

/** A part of a run. */
export interface Step {
	watts: number;
	seconds: number;
	/** With these, power comes in turns: a thermostat, a drum, a hob that is dimmed. `idle` watts in between. */
	on?: number;
	off?: number;
	idle?: number;
}

export interface Appliance {
	name: string;
	/** 0 to 2, in a house with one phase all on that. */
	phase: number;
	steps: readonly Step[];
	/** Runs in a hundred days; 0 for one that starts again as soon as it has ended. */
	runs: number;
	/** By hour of the day, how likely a run is. */
	hours: readonly number[];
	/** Runs at a weekend, in per cent of those on another day. */
	weekend: number;
	/** Reactive power in thousandths of the active: positive for coils, negative for capacitors. */
	reactive: number;
	/** How far its power flickers, in thousandths. */
	flicker: number;
	/** Times the power for the first second, in tenths: what a compressor takes to start. */
	inrush?: number;
	/** A heating element's power goes with the square of the voltage. */
	resistive?: boolean;
}

//                            0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
const ALWAYS = Object.freeze([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
const HOT_DRINK = Object.freeze([0, 0, 0, 0, 0, 1, 5, 9, 8, 6, 6, 5, 4, 4, 3, 4, 4, 3, 3, 5, 5, 3, 1, 0]);
const COOKING = Object.freeze([0, 0, 0, 0, 0, 0, 1, 2, 1, 1, 1, 5, 6, 2, 1, 1, 4, 14, 16, 8, 2, 1, 0, 0]);
const EVENING = Object.freeze([1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 6, 9, 14, 14, 9, 4, 2]);
const DAYTIME = Object.freeze([0, 0, 0, 0, 0, 0, 0, 1, 4, 8, 9, 7, 5, 6, 7, 6, 5, 5, 6, 6, 4, 2, 0, 0]);
const DISHES = Object.freeze([0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 2, 1, 1, 4, 2, 1, 1, 1, 2, 10, 16, 12, 8, 3]);
const MORNING = Object.freeze([0, 0, 0, 0, 0, 1, 8, 14, 7, 3, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 1, 0]);
const LAMPS = Object.freeze([1, 0, 0, 0, 0, 1, 6, 7, 3, 0, 0, 0, 0, 0, 0, 1, 3, 6, 10, 14, 16, 14, 8, 3]);

interface Row extends Omit<Appliance, "steps" | "weekend" | "reactive" | "flicker"> {
	steps: readonly Step[];
	weekend?: number;
	reactive?: number;
	flicker?: number;
}

function frozen(steps: readonly Step[]): readonly Step[] {
	return Object.freeze(steps.map((step) => Object.freeze(step)));
}

function appliance({ weekend = 100, reactive = 0, flicker = 2, ...row }: Row): Appliance {
	return Object.freeze({ ...row, weekend, reactive, flicker, steps: frozen(row.steps) });
}

export const APPLIANCES: readonly Appliance[] = Object.freeze([
	appliance({
		name: "refrigerator",
		phase: 2,
		steps: [
			{ watts: 82, seconds: 960 },
			{ watts: 2, seconds: 2300 },
		],
		runs: 0,
		hours: ALWAYS,
		reactive: 620,
		flicker: 14,
		inrush: 85,
	}),
	appliance({
		name: "freezer",
		phase: 0,
		steps: [
			{ watts: 96, seconds: 1300 },
			{ watts: 1, seconds: 2900 },
		],
		runs: 0,
		hours: ALWAYS,
		reactive: 580,
		flicker: 10,
		inrush: 70,
	}),
	appliance({
		name: "kettle",
		phase: 1,
		steps: [{ watts: 2100, seconds: 140 }],
		runs: 420,
		hours: HOT_DRINK,
		weekend: 130,
		resistive: true,
	}),
	appliance({
		name: "coffee machine",
		phase: 1,
		steps: [
			{ watts: 1380, seconds: 45 },
			{ watts: 1320, seconds: 80, on: 7, off: 9, idle: 55 },
		],
		runs: 330,
		hours: HOT_DRINK,
		weekend: 140,
		resistive: true,
	}),
	appliance({
		name: "hob",
		phase: 1,
		steps: [
			{ watts: 1850, seconds: 260 },
			{ watts: 1400, seconds: 1150, on: 4, off: 5, idle: 12 },
		],
		runs: 130,
		hours: COOKING,
		weekend: 130,
		reactive: 60,
		flicker: 6,
	}),
	appliance({
		name: "oven",
		phase: 0,
		steps: [
			{ watts: 2450, seconds: 560 },
			{ watts: 2400, seconds: 2300, on: 32, off: 74, idle: 48 },
		],
		runs: 55,
		hours: COOKING,
		weekend: 170,
		resistive: true,
	}),
	appliance({
		name: "microwave",
		phase: 2,
		steps: [{ watts: 1260, seconds: 150 }],
		runs: 180,
		hours: COOKING,
		reactive: 180,
		flicker: 9,
	}),
	appliance({
		name: "washing machine",
		phase: 0,
		steps: [
			{ watts: 14, seconds: 140 },
			{ watts: 2020, seconds: 820 },
			{ watts: 240, seconds: 2100, on: 11, off: 5, idle: 9 },
			{ watts: 190, seconds: 1200, on: 7, off: 8, idle: 9 },
			{ watts: 480, seconds: 420 },
			{ watts: 4, seconds: 300 },
		],
		runs: 75,
		hours: DAYTIME,
		weekend: 180,
		reactive: 330,
		flicker: 25,
	}),
	appliance({
		name: "dryer",
		phase: 2,
		steps: [
			{ watts: 640, seconds: 4600, on: 300, off: 6, idle: 130 },
			{ watts: 140, seconds: 400 },
		],
		runs: 45,
		hours: DAYTIME,
		weekend: 170,
		reactive: 420,
		flicker: 11,
		inrush: 30,
	}),
	appliance({
		name: "dishwasher",
		phase: 1,
		steps: [
			{ watts: 65, seconds: 420 },
			{ watts: 1880, seconds: 1080 },
			{ watts: 62, seconds: 2300 },
			{ watts: 1860, seconds: 820 },
			{ watts: 9, seconds: 1400 },
		],
		runs: 82,
		hours: DISHES,
		reactive: 40,
		flicker: 5,
	}),
	appliance({
		name: "television",
		phase: 2,
		steps: [{ watts: 104, seconds: 8800 }],
		runs: 125,
		hours: EVENING,
		weekend: 140,
		reactive: -160,
		flicker: 70,
	}),
	appliance({
		name: "computer",
		phase: 0,
		steps: [{ watts: 88, seconds: 9400 }],
		runs: 110,
		hours: DAYTIME,
		weekend: 80,
		reactive: -220,
		flicker: 110,
	}),
	appliance({
		name: "hair dryer",
		phase: 0,
		steps: [{ watts: 1560, seconds: 230, on: 70, off: 14, idle: 0 }],
		runs: 50,
		hours: MORNING,
		resistive: true,
		flicker: 4,
	}),
	appliance({
		name: "vacuum cleaner",
		phase: 1,
		steps: [{ watts: 690, seconds: 780, on: 160, off: 25, idle: 0 }],
		runs: 32,
		hours: DAYTIME,
		weekend: 200,
		reactive: 110,
		flicker: 18,
		inrush: 16,
	}),
	appliance({
		name: "kitchen lights",
		phase: 1,
		steps: [{ watts: 46, seconds: 2900 }],
		runs: 240,
		hours: LAMPS,
		reactive: -300,
		flicker: 8,
	}),
	appliance({
		name: "living room lights",
		phase: 2,
		steps: [{ watts: 58, seconds: 7600 }],
		runs: 150,
		hours: LAMPS,
		reactive: -280,
		flicker: 8,
	}),
	appliance({
		name: "bathroom lights",
		phase: 0,
		steps: [{ watts: 24, seconds: 620 }],
		runs: 650,
		hours: LAMPS,
		reactive: -320,
		flicker: 8,
	}),
]);
