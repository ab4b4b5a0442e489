/**
 * mqtt-packet's own test suite, as its npm package brings it, on the bundle that goes to the board. The suite is written for
 * tape and Node's Buffer: here stand what it uses of tape, and a door between its bytes and those of the bundle.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Writable } from "node:stream";
import { inspect } from "node:util";
import { compileFunction } from "node:vm";
import * as bundle from "../../src/vendor/mqtt-packet.js";
import { assert, test } from "../harness/index.js";

/** What the bundle has and its declaration for the product leaves out. */
const {
	generate,
	parser,
	Buffer: BoardBuffer,
} = bundle as unknown as {
	generate(packet: unknown, options?: unknown): Uint8Array;
	parser(options?: unknown): Parser;
	Buffer: { from(bytes: Uint8Array): Uint8Array };
};

interface Parser {
	on(event: string, listener: (value: unknown) => void): Parser;
	parse(bytes: Uint8Array): number;
}

/** The board writes packets with `generate` only. */
const NEEDS_STREAM = /writeToStream|cacheNumbers|stream/i;

/** `value` with all bytes in it as `convert` makes them. */
function deeply(value: unknown, convert: (bytes: Uint8Array) => Uint8Array): unknown {
	if (value instanceof Uint8Array) return convert(value);
	if (Array.isArray(value)) return value.map((item) => deeply(item, convert));
	if (typeof value !== "object" || value === null) return value;
	const copy: Record<string, unknown> = Object.create(Object.getPrototypeOf(value));
	for (const [key, item] of Object.entries(value)) copy[key] = deeply(item, convert);
	return copy;
}

const inward = (value: unknown) => deeply(value, (bytes) => BoardBuffer.from(bytes));
const outward = (value: unknown) => deeply(value, (bytes) => Buffer.from(bytes));

const mqtt = {
	generate: (packet: unknown, options?: unknown) => outward(generate(inward(packet), inward(options))),
	parser(options?: unknown): Parser {
		const inner = parser(inward(options));
		const outer: Parser = {
			on(event, listener) {
				inner.on(event, (value) => listener(event === "packet" ? outward(value) : value));
				return outer;
			},
			parse: (bytes) => inner.parse(BoardBuffer.from(bytes)),
		};
		return outer;
	},
};

/** tape's loose equality: as `==`, of arrays and objects member by member. */
function isLoose(a: unknown, b: unknown): boolean {
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
		// biome-ignore lint/suspicious/noDoubleEquals: that is what it is about
		return a == b;
	}
	if (a instanceof Uint8Array || b instanceof Uint8Array) {
		return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0;
	}
	const keys = Object.keys(a);
	const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
	return keys.length === Object.keys(b).length && keys.every((key) => key in b && isLoose(left[key], right[key]));
}

interface Counts {
	passed: number;
	failed: string[];
}

/** One test of tape's, counted. */
function tapeTest(name: string, counts: Counts, body: (t: unknown) => void): void {
	const check = (isTrue: boolean, what = "") => {
		if (isTrue) counts.passed++;
		else counts.failed.push(`${name}: ${what}`);
	};
	const equal = (a: unknown, b: unknown) => check(isLoose(a, b), `${inspect(a)} is not ${inspect(b)}`.slice(0, 500));
	let planned: number | undefined;
	const before = counts.passed + counts.failed.length;
	body({
		plan: (count: number) => {
			planned = count;
		},
		equal,
		deepEqual: equal,
		deepLooseEqual: equal,
		ok: check,
		true: check,
		false: (value: boolean, what?: string) => check(!value, what),
		pass: () => check(true),
		fail: (what: unknown) => check(false, String(what)),
		comment() {},
		end() {},
	});
	const made = counts.passed + counts.failed.length - before;
	if (planned !== undefined && made !== planned) counts.failed.push(`${name}: ${made} checks, not ${planned}`);
}

test("mqtt-packet's own tests pass on the bundle that the board gets", () => {
	const path = createRequire(import.meta.url).resolve("mqtt-packet/test.js");
	const counts: Counts = { passed: 0, failed: [] };
	const modules: Record<string, unknown> = {
		util: { inspect },
		tape: (name: string, body: (t: unknown) => void) => {
			if (!NEEDS_STREAM.test(name) && !NEEDS_STREAM.test(body.toString())) tapeTest(name, counts, body);
		},
		"./": mqtt,
		"readable-stream": { Writable },
	};
	compileFunction(readFileSync(path, "utf8"), ["require"])((name: string) => modules[name]);
	assert.deepEqual(counts.failed, []);
	assert.ok(counts.passed >= 585, `${counts.passed} checks`);
});
