import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_FREQUENCY_HZ } from "../../src/lora/regions.js";
import { quarterWaveMm } from "../../tools/hardware/antenna.js";
import { readBoardPins } from "../../tools/hardware/board-pins.js";
import { DRAWINGS, FOLDER } from "../../tools/hardware/drawings.js";
import { ROOT } from "../../tools/test/suite.js";
import { assert, test } from "../harness/index.js";
import { browserTest, openBrowser } from "../home/browser.js";

const PAGE = readFileSync(join(ROOT, "docs/hardware.md"), "utf8");
const PAGES = PAGE + readFileSync(join(ROOT, "docs/architecture.md"), "utf8");

test("each drawing is as it is drawn (npm run drawings draws them anew), and a page shows it", () => {
	for (const [name, draw] of Object.entries(DRAWINGS)) {
		assert.equal(readFileSync(join(FOLDER, `${name}.svg`), "utf8"), draw(), name);
		assert.ok(PAGES.includes(`](${name}.svg)`), name);
	}
	const ofHardware = Object.keys(DRAWINGS).filter((name) => name.startsWith("hardware/"));
	assert.equal(readdirSync(join(FOLDER, "hardware")).length, ofHardware.length);
});

test("the P1 line goes to the pin that the board's provider has, and that is no strapping pin", () => {
	const { p1Receive, button } = readBoardPins("ttgo-t3-v1.6.1");
	// ESP32 Series datasheet, strapping pins.
	assert.ok(![0, 2, 5, 12, 15].includes(p1Receive));
	for (const name of ["hardware/transmitter-from-meter", "hardware/transmitter-own-supply"])
		assert.ok(DRAWINGS[name]().includes(`>GPIO ${p1Receive}<`), name);
	assert.ok(PAGE.includes(`pull-up of GPIO ${p1Receive}`) && PAGE.includes(`between GPIO ${button} and ground`));
});

test("a quarter of the wave that is used is 82 mm of wire", () => {
	assert.equal(quarterWaveMm(DEFAULT_FREQUENCY_HZ), 82);
	assert.ok(PAGE.includes("82 mm"));
});

/** Run in the browser: the texts that run out of the drawing, and those that lie over another one. */
const FAULTY_TEXTS = `(() => {
	const edge = document.querySelector("svg").getBoundingClientRect();
	const texts = [...document.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
	const isOut = (box) => box.left < edge.left || box.right > edge.right || box.bottom > edge.bottom;
	const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 4 && b.top < a.bottom - 4;
	const isOver = (box, at) => texts.some(([, other], index) => index > at && meet(box, other));
	return texts.filter(([, box], at) => isOut(box) || isOver(box, at)).map(([words]) => words);
})()`;

browserTest("no text of a drawing runs out of it or over another one", async () => {
	const browser = await openBrowser();
	try {
		const page = await browser.newPage();
		for (const [name, draw] of Object.entries(DRAWINGS)) {
			await page.setContent(draw());
			const faults = await page.evaluate(FAULTY_TEXTS);
			assert.deepEqual(faults, [], name);
		}
	} finally {
		await browser.close();
	}
});
