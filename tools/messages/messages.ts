/** Every text of the sources that a person can meet, by file: what the boards say, their pages, and the commands. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { FILLED_IN, type Literal, literalsOf } from "./literals.js";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Where such texts are. */
const PLACES: readonly string[] = Object.freeze([
	"src",
	"tools/commands",
	"tools/flash",
	"tools/host",
	"tools/installer",
	"tools/flash.ts",
	"tools/installer.ts",
	"tools/p1-lora.ts",
]);
/** Others' packages, and what one program says to another. */
const NOT_FOR_PEOPLE = /^src\/(?:vendor\/|codec\/dictionary\.ts|http\/server\.ts|device\/tagged-line\.ts)/;

/** Fewer words are names, units and the kinds of things; those that are shown are in the pictures of the displays. */
const LEAST_WORDS = 3;

export interface Message extends Literal {
	file: string;
}

export function readMessages(): Message[] {
	const messages: Message[] = [];
	for (const file of PLACES.flatMap((place) => sourcesIn(place))) {
		const seen = new Set<string>();
		for (const literal of textsIn(readFileSync(join(ROOT, file), "utf8"))) {
			if (!seen.has(literal.text)) messages.push({ file, ...literal });
			seen.add(literal.text);
		}
	}
	return messages;
}

/** As `tests/fixtures/messages.txt` keeps them. */
export function listed(messages: readonly Message[]): string {
	const files = [...new Set(messages.map(({ file }) => file))];
	const sections = files.map((file) => {
		const lines = messages.filter((message) => message.file === file).map(({ text }) => `  ${text}`);
		return [file, ...lines].join("\n");
	});
	return `${sections.join("\n\n")}\n`;
}

function sourcesIn(place: string): string[] {
	if (/\.ts$/.test(place)) return [place];
	return readdirSync(join(ROOT, place), { recursive: true, encoding: "utf8" })
		.filter((name) => /\.(?:ts|html)$/.test(name) && !name.endsWith(".d.ts"))
		.map((name) => relative(ROOT, join(ROOT, place, name)))
		.filter((file) => !NOT_FOR_PEOPLE.test(file))
		.sort();
}

function textsIn(source: string): Literal[] {
	if (source.startsWith("<!doctype")) return markupTexts(source).map((text) => ({ text, isUserError: false }));
	return literalsOf(source).flatMap((literal) =>
		linesOf(literal.text)
			.filter(isForPeople)
			.map((text) => ({ text, isUserError: literal.isUserError })),
	);
}

/** What of a literal is text: of markup what is between tags, of a script its own literals, of a style nothing. */
function linesOf(text: string): string[] {
	if (/<\w+[^>]*>|<\/\w+>/.test(text)) return markupTexts(text);
	if (/=> |\bfunction \w+\(/.test(text)) return literalsOf(text).flatMap(({ text: inner }) => linesOf(inner));
	if (/\{[^}]*:[^}]*\}/.test(text)) return [];
	return text.split("\n").map((line) => line.trim());
}

function markupTexts(markup: string): string[] {
	const text = markup.replace(/<(style|script|pre)\b.*?<\/\1>/gs, " ");
	const labels = [...text.matchAll(/(?:aria-label|placeholder|title)="([^"]+)"/g)].map(([, label]) => label);
	const between = text
		.replace(/\s+/g, " ")
		.split(/<\/?(?:p|h\d|li|section|div|span|title|dt|dd|button|label|noscript|footer|header|body|html)\b[^>]*>/)
		.map((part) => part.replace(/<[^>]*>/g, "").trim());
	return [...between, ...labels].filter(isForPeople);
}

function isForPeople(text: string): boolean {
	const words = text.replaceAll(FILLED_IN, " it ").match(/[A-Za-z][\w'-]*/g) ?? [];
	return words.length >= LEAST_WORDS && / /.test(text.trim());
}
