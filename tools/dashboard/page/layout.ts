/** Where everything stands in the picture: lying on a wide screen, standing on a narrow one. In the picture's own units. */

import type { BoardName } from "../events.js";

export interface Point {
	x: number;
	y: number;
}

export interface Box extends Point {
	width: number;
	height: number;
}

export interface Layout {
	width: number;
	height: number;
	meter: Box;
	transmitter: Box;
	receiver: Box;
	broker: Box;
	home: Box;
	/** How far a board's display reaches within it: a dot is so wide. */
	dot: number;
	antennas: Readonly<Record<BoardName, { foot: Point; tip: Point }>>;
	/** Where the boards' names stand. */
	titles: Readonly<Record<BoardName, Point & { anchor: "start" | "middle" }>>;
	/** From the transmitter's antenna to the receiver's, and back. */
	ways: Readonly<Record<BoardName, string>>;
	line: string;
	wifi: string;
	mqtt: string;
	/** Where the jammer stands, and how far its noise is drawn. */
	jammer: Point;
	noise: Box;
	/** The place of each neighbour. */
	neighbour(index: number): Point;
	/** Where it says what they are. */
	neighbours: Point & { anchor: "start" | "end" };
	/** Each wall. */
	wall(index: number, count: number): Box;
	/** The measure of what is lost between the antennas. */
	measure: { from: Point; to: Point; label: Point };
	/** Short words of where a frame was lost go here, beside that. */
	labels: "above" | "beside";
}

const WIDE: Layout = {
	width: 1200,
	height: 286,
	meter: { x: 12, y: 122, width: 84, height: 112 },
	transmitter: { x: 158, y: 106, width: 226, height: 148 },
	receiver: { x: 712, y: 106, width: 226, height: 148 },
	broker: { x: 1004, y: 146, width: 74, height: 74 },
	home: { x: 1116, y: 140, width: 76, height: 80 },
	dot: 1.5,
	antennas: {
		transmitter: { foot: { x: 368, y: 106 }, tip: { x: 398, y: 66 } },
		receiver: { foot: { x: 728, y: 106 }, tip: { x: 698, y: 66 } },
	},
	titles: {
		transmitter: { x: 271, y: 274, anchor: "middle" },
		receiver: { x: 825, y: 274, anchor: "middle" },
	},
	ways: {
		transmitter: "M398 66 C 468 18 628 18 698 66",
		receiver: "M698 66 C 628 124 468 124 398 66",
	},
	line: "M96 180 H158",
	wifi: "M938 183 H1004",
	mqtt: "M1078 183 H1116",
	jammer: { x: 548, y: 206 },
	noise: { x: 404, y: 4, width: 288, height: 162 },
	neighbour: (index) => ({ x: 40 + 46 * index + (index < 4 ? 0 : 790), y: 40 }),
	neighbours: { x: 31, y: 66, anchor: "start" },
	wall: (index, count) => ({ x: 548 + 26 * (index - (count - 1) / 2) - 4, y: 18, width: 8, height: 110 }),
	measure: { from: { x: 398, y: 280 }, to: { x: 698, y: 280 }, label: { x: 548, y: 272 } },
	labels: "above",
};

const TALL: Layout = {
	width: 360,
	height: 662,
	meter: { x: 6, y: 26, width: 72, height: 100 },
	transmitter: { x: 122, y: 6, width: 232, height: 148 },
	receiver: { x: 122, y: 350, width: 232, height: 148 },
	broker: { x: 40, y: 548, width: 66, height: 66 },
	home: { x: 240, y: 540, width: 74, height: 78 },
	dot: 1.5,
	antennas: {
		transmitter: { foot: { x: 238, y: 154 }, tip: { x: 238, y: 186 } },
		receiver: { foot: { x: 238, y: 350 }, tip: { x: 238, y: 318 } },
	},
	titles: {
		transmitter: { x: 128, y: 174, anchor: "start" },
		receiver: { x: 128, y: 340, anchor: "start" },
	},
	ways: {
		transmitter: "M238 186 C 300 220 300 284 238 318",
		receiver: "M238 318 C 176 284 176 220 238 186",
	},
	line: "M78 76 H122",
	wifi: "M150 498 C 150 581 130 581 106 581",
	mqtt: "M106 581 H240",
	jammer: { x: 48, y: 258 },
	noise: { x: 96, y: 190, width: 250, height: 124 },
	neighbour: (index) => ({ x: 334 - 24 * (index >> 2), y: 204 + 30 * (index & 3) }),
	neighbours: { x: 350, y: 184, anchor: "end" },
	wall: (index, count) => ({ x: 168, y: 252 + 15 * (index - (count - 1) / 2) - 3, width: 140, height: 6 }),
	measure: { from: { x: 108, y: 186 }, to: { x: 108, y: 318 }, label: { x: 102, y: 202 } },
	labels: "beside",
};

export const wideScreen = matchMedia("(min-width: 60rem)");

export function layoutNow(): Layout {
	return wideScreen.matches ? WIDE : TALL;
}
