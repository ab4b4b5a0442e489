import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HEADLINE_CHARACTERS, ROW_CHARACTERS, SCREEN_ROWS } from "../../src/display/screen.js";
import { PICTURES, picture } from "../../tools/oled/pictures.js";
import { SCENES } from "../../tools/oled/scenes.js";
import { assert, test } from "../harness/index.js";

test("each page of the displays looks as its picture in the documentation (npm run oled draws them anew)", () => {
	for (const [name, scene] of Object.entries(SCENES)) {
		const kept = readFileSync(join(PICTURES, `${name}.png`));
		assert.ok(kept.equals(picture(scene())), name);
	}
	assert.equal(readdirSync(PICTURES).length, Object.keys(SCENES).length);
});

test("no page has more on it than fits", () => {
	for (const [name, scene] of Object.entries(SCENES)) {
		const rows = scene();
		assert.ok(rows.length <= SCREEN_ROWS, name);
		for (const { text, style } of rows) {
			const most = style === "upper" || style === "lower" ? HEADLINE_CHARACTERS : ROW_CHARACTERS;
			assert.ok(text.length <= most, `${name}: ${text}`);
		}
	}
});
