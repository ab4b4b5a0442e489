/** Whatever a display can say is in docs/troubleshooting.md, with what to do about it, and fits on the display. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { paragraph, ROW_CHARACTERS, SCREEN_ROWS, type Screen } from "../../src/display/screen.js";
import { displayScreens, obstacles } from "../../tools/oled/display-messages.js";
import { ROOT } from "../../tools/test/suite.js";
import { assert, test } from "../harness/index.js";

interface Advice {
	large: RegExp;
	below: RegExp;
	row: string;
}

const ROW = /^\| (.+?) \| `(.+?)` \| (.+?) \| (.+?) \|$/gm;
/** What stands for itself, and not in `code`. */
const LARGE: Readonly<Record<string, RegExp>> = {
	"a power, such as `1.234 kW`": /^-?\d+\.\d+ kW$/,
	"the pair's fingerprint": /^[0-9a-f]{8}$/,
};

const ADVICE: readonly Advice[] = [...readFileSync(join(ROOT, "docs/troubleshooting.md"), "utf8").matchAll(ROW)].map(
	([row, large, below]) => ({
		row,
		large: LARGE[large] ?? pattern(`^${large.replaceAll("`", "")}$`),
		below: pattern(below),
	}),
);

/** A `…` is anything. */
function pattern(text: string): RegExp {
	return new RegExp(
		text
			.replace(/[.*+?()[\]|\\]/g, "\\$&")
			.replaceAll("…", ".*")
			.replaceAll(" .*", ".*"),
	);
}

function wordsOf(screen: Screen): { large: string; below: string } {
	const large = screen.find(({ style }) => style === "upper")?.text ?? "";
	const rows = screen.filter(({ style }) => style === "plain").map(({ text }) => text.trim().replace(/ +/g, " "));
	return { large, below: rows.join(" ") };
}

test("each thing that a display can say is in the table, with what to do", () => {
	for (const screen of displayScreens()) {
		const { large, below } = wordsOf(screen);
		const found = ADVICE.some((advice) => advice.large.test(large) && advice.below.test(below));
		assert.ok(found, `${large} | ${below}`);
	}
});

test("each row of the table is of something that a display can say", () => {
	const shown = displayScreens().map(wordsOf);
	assert.ok(ADVICE.length > 50, `${ADVICE.length}`);
	for (const { large, below, row } of ADVICE)
		assert.ok(
			shown.some((words) => large.test(words.large) && below.test(words.below)),
			row,
		);
});

test("no sentence on a display ends in the middle, and no row runs out of it", () => {
	for (const screen of displayScreens()) {
		assert.ok(screen.length <= SCREEN_ROWS);
		for (const { text, style } of screen) assert.ok(style !== "plain" || text.length <= ROW_CHARACTERS, text);
	}
	const shown = displayScreens().map((screen) => wordsOf(screen).below);
	for (const obstacle of obstacles()) {
		const sentence = obstacle.replace(/^(?:not paired|RE-PAIR): /, "");
		const beforeColon = sentence.slice(0, Math.max(0, sentence.lastIndexOf(": ")));
		const wanted = paragraph(sentence, 99).length > 5 ? beforeColon : sentence;
		assert.ok(wanted !== "" && shown.includes(wanted), obstacle);
	}
});
