import { TelegramPool } from "../../tools/building/telegram-pool.js";
import { comparePath } from "../../tools/compare/paths.js";
import { compareRung } from "../../tools/compare/rungs.js";
import { withTables } from "../../tools/document/document.js";
import { linePlot } from "../../tools/document/plot.js";
import { assert, test } from "../harness/index.js";

const SEED = 1;

test("with three phases on SF10 this project carries twenty times as much as the older one, each within its law", () => {
	const { ours, original, gain, gainPerAirtime } = compareRung(3, 3, SEED, new TelegramPool("be-3ph", SEED));
	assert.ok(gain >= 20, `${gain}`);
	assert.ok(gainPerAirtime > 2.5, `${gainPerAirtime}`);
	assert.ok(ours.lawUsed < 1 && original.lawUsed < 1, `${ours.lawUsed}, ${original.lawUsed}`);
	// Its table: a telegram each 50.2 s, and its own airtime.
	assert.close(original.lawfulHour, 3600 / 50.8, 1.5);
});

test("on SF8 this project carries every telegram of a meter that speaks each second", () => {
	const { ours } = compareRung(5, 1, SEED, new TelegramPool("be-1ph", SEED));
	assert.equal(ours.published, 3600);
	assert.ok(ours.ageP95 < 2, `${ours.ageP95}`);
});

test("on a good path both come back from whatever befalls them, this project within the minute", () => {
	const { ours, original } = comparePath(110, SEED, new TelegramPool("be-3ph", SEED));
	for (const fault of ["rebootTransmitter", "rebootReceiver", "jammed", "farther"] as const) {
		assert.ok((ours[fault] ?? Number.POSITIVE_INFINITY) < 60, `${fault}: ${ours[fault]} s`);
		assert.ok(original[fault] !== undefined, fault);
	}
});

test("tables stand between their marks, and a mark that is missing is told", () => {
	assert.equal(
		withTables("a\n<!-- t -->\nold\n<!-- end -->\nb", { t: "new" }),
		"a\n<!-- t -->\n\nnew\n\n<!-- end -->\nb",
	);
	assert.throws(() => withTables("a", { t: "new" }), /no place for the table "t"/);
});

test("a plot leaves a gap for what is not there, and escapes its words", () => {
	const series = [{ name: "a & b", colour: "#000", values: [1, undefined, 100, Number.POSITIVE_INFINITY] }];
	const svg = linePlot({ title: "t", across: "x", upwards: "y", places: ["1", "2", "3", "4"], series });
	assert.equal(svg.match(/<circle/g)?.length, 2);
	assert.match(svg, /a &amp; b/);
});
