/** The example of docs/telegram-coding.md: its decisions, coded one by one, are its body. */
import { readFileSync } from "node:fs";
import { BIT, codeCount, codeNumber, codeRaw, NUMBER, NUMBER_SLOTS } from "../../src/codec/contexts.js";
import { TelegramDecoder } from "../../src/codec/decoder.js";
import { RangeEncoder } from "../../src/codec/range-coder.js";
import { textOf } from "../../tools/sim/text.js";
import { assert, test } from "../harness/index.js";

const page = readFileSync("docs/telegram-coding.md", "latin1").split("## An example")[1];
const DECISION = /^ {4}(raw|bit|count|number)\((\w+)(?:\[(\d+)\])?\) = (\d+)/gm;

/** The body of the template that it rests on, in the frame before. */
function templateBody(): Uint8Array {
	const body = /as a template\n.*\n.*\n +body +([0-9a-f]+) /.exec(readFileSync("docs/protocol.md", "latin1"))?.[1];
	return Uint8Array.from(Buffer.from(body ?? "", "hex"));
}

const CODE: Readonly<Record<string, (coder: RangeEncoder, name: string, index: number, value: number) => void>> = {
	raw: (coder, bits, _, value) => codeRaw(coder, Number(bits), value),
	bit: (coder, name, index, value) => coder.bit(BIT[name as keyof typeof BIT] + index, value),
	count: (coder, name, index, value) => codeCount(coder, context(name, index), value),
	number: (coder, name, index, value) => codeNumber(coder, context(name, index), value),
};

function context(name: string, index: number): number {
	return NUMBER[name as keyof typeof NUMBER] + NUMBER_SLOTS * index;
}

test("the decisions of the page's example are its body, and the body is its telegram", () => {
	const coder = new RangeEncoder();
	const decisions = [...page.matchAll(DECISION)];
	assert.equal(decisions.length, 12);
	for (const [, how, name, index, value] of decisions) CODE[how](coder, name, Number(index ?? 0), Number(value));
	const body = coder.finish();
	assert.equal(Buffer.from(body).toString("hex"), /The body `(\w+)`/.exec(page)?.[1]);
	const decoder = new TelegramDecoder();
	assert.ok(decoder.decode(templateBody(), 2).ok);
	const decoded = decoder.decode(body, 3);
	if (!decoded.ok) throw new Error(decoded.reason);
	const end = page.slice(page.indexOf("    0-0:1.0.0")).replace(/^ {4}/gm, "").trimEnd();
	assert.ok(textOf(decoded.telegram).endsWith(`${end}\n`.replaceAll("\n", "\r\n")));
});

test("each context and each slot is named on the page", () => {
	const names = [...Object.keys(NUMBER), ...Object.keys(BIT)].filter((name) => name !== "end");
	const page = readFileSync("docs/telegram-coding.md", "latin1");
	const told = new Set(page.match(/\b\w+(?=[[),])/g));
	assert.deepEqual(
		names.filter((name) => !told.has(name)),
		[],
	);
});
