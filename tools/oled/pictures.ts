/** Draws every page of the displays, through the driver and a simulated SSD1306, as PNG: `npm run oled`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { drawRow, SCREEN_ROWS, type Screen } from "../../src/display/screen.js";
import { SSD1306 } from "../../src/display/ssd1306.js";
import { SimulatedOLED } from "../sim/oled.js";
import { encodePNG } from "./png.js";
import { SCENES } from "./scenes.js";

export const PICTURES = join(fileURLToPath(new URL("../..", import.meta.url)), "docs/oled");

/** Pixels of a dot, with a dark line between two, and around all. */
const DOT = 4;
const EDGE = 8;
const WIDTH = 128 * DOT + 2 * EDGE;
const HEIGHT = 64 * DOT + 2 * EDGE;

/** What a person sees. */
function show(screen: Screen): SimulatedOLED {
	const simulated = new SimulatedOLED();
	const oled = new SSD1306({ i2c: { io: simulated.I2C, data: 21, clock: 22, address: 0x3c, hz: 400_000 } });
	for (let page = 0; page < SCREEN_ROWS; page++) {
		drawRow(screen[page], oled.dots);
		oled.writePage(page);
	}
	oled.lit = true;
	return simulated;
}

export function picture(screen: Screen): Buffer {
	const oled = show(screen);
	return encodePNG(WIDTH, HEIGHT, (x, y) => {
		const [column, row] = [Math.floor((x - EDGE) / DOT), Math.floor((y - EDGE) / DOT)];
		if (column < 0 || column >= 128 || row < 0 || row >= 64) return 0;
		const isEdge = (x - EDGE) % DOT === DOT - 1 || (y - EDGE) % DOT === DOT - 1;
		return oled.dot(column, row) && !isEdge ? 235 : 16;
	});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	for (const [name, scene] of Object.entries(SCENES)) writeFileSync(join(PICTURES, `${name}.png`), picture(scene()));
	console.log(`${Object.keys(SCENES).length} pictures are in docs/oled`);
}
