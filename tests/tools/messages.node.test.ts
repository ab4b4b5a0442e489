/** Every text that a person can meet, listed and held to a few rules. Whether it is plain is for whoever reads the list. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SETTINGS } from "../../src/device/settings-table.js";
import { literalsOf } from "../../tools/messages/literals.js";
import { listed, readMessages } from "../../tools/messages/messages.js";
import { ROOT } from "../../tools/test/suite.js";
import { assert, test } from "../harness/index.js";

const MESSAGES = readMessages();

test("the list of all texts is as the sources have them (npm run messages writes it anew, for its difference to be read)", () => {
	const kept = readFileSync(join(ROOT, "tests/fixtures/messages.txt"), "utf8").split("\n");
	const found = listed(MESSAGES).split("\n");
	assert.deepEqual(
		found.filter((line) => !kept.includes(line)),
		[],
	);
	assert.deepEqual(
		kept.filter((line) => !found.includes(line)),
		[],
	);
	assert.ok(MESSAGES.length > 500, `${MESSAGES.length}`);
});

/** What says nothing to a person with a screwdriver, or was never meant for one. */
const JARGON =
	/\b(?:callback|chunk|coroutine|enum|errno|heap|mutex|null pointer|parse error|promise|regex|semaphore|stack|struct|syscall|tuple|undefined|NaN|TODO|FIXME|XXX|foo|bar|please wait|oops|sorry|invalid|illegal|fatal|abort(?:ed)?)\b/;

test("no text has words that only a programmer knows, or that blame", () => {
	assert.deepEqual(
		MESSAGES.filter(({ text }) => JARGON.test(text)).map(({ file, text }) => `${file}: ${text}`),
		[],
	);
});

/** Names that a person types or reads elsewhere as they are. */
const NAMES: ReadonlySet<string> = new Set([
	...SETTINGS.map(({ key }) => key),
	"dB",
	"dBi",
	"dBm",
	"kHz",
	"ttyUSB0",
	"xsProj",
]);

/** The parts of programs: what a driver or a codec throws at whoever wrote the program that uses it wrongly. */
const FOR_PROGRAMMERS = /^src\/(?:codec|crypto|lora|mqtt)\/(?!describe-fault|fault|regions)|^src\/p1\//;

test("no text names a thing as the sources do, but settings and what a person types", () => {
	const strange = MESSAGES.filter(({ file }) => !FOR_PROGRAMMERS.test(file)).flatMap(({ file, text }) =>
		(text.replace(/\{\{.*?\}\}/g, "").match(/\b[a-z]+[A-Z]\w*/g) ?? [])
			.filter((word) => !NAMES.has(word))
			.map((word) => `${file}: ${word} in: ${text}`),
	);
	assert.deepEqual(strange, []);
});

test("what refuses a command ends like a sentence", () => {
	// One that goes on, or ends in what is filled in, is finished elsewhere; one that ends in a command can be copied.
	const open = MESSAGES.filter(({ isUserError, text }) => isUserError && !/[.?:,})]$|: (?:p1-lora|--) .*$/.test(text));
	assert.deepEqual(
		open.map(({ file, text }) => `${file}: ${text}`),
		[],
	);
});

test("no text has a word twice, a space too many, a mark in front of which there is a space, or a letter that a board lacks", () => {
	for (const { file, text } of MESSAGES) {
		assert.ok(!/\b(?!that\b|had\b)([a-z]{2,}) \1\b/.test(text), `${file}: ${text}`);
		// Options and what they do stand in columns.
		if (file.startsWith("src/")) assert.ok(!/\S {2,}\S/.test(text.replace("{}  {}: {}", "")), `${file}: ${text}`);
		assert.ok(!/[a-z] [.;?]( |$)/.test(text), `${file}: ${text}`);
		if (file.startsWith("src/")) assert.ok(/^[\x20-\x7e]*$/.test(text), `${file}: ${text}`);
	}
});

test("strings, templates within templates and pages' scripts are all read, and modules' names and expressions are not", () => {
	const source = `
		import x from "a module of ours"; // "a comment's words"
		const pattern = /"no text in here"/;
		throw new UserError(\`There is no \${names.map((name) => \`room \${name} here\`).join(", ")} left.\`);
		const half = a / b; const word = 'it goes on';`;
	assert.deepEqual(literalsOf(source), [
		{ text: "room {} here", isUserError: false, depth: 0 },
		{ text: ", ", isUserError: false },
		{ text: "There is no {} left.", isUserError: true, depth: 0 },
		{ text: "it goes on", isUserError: false },
	]);
});
