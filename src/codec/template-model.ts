/**
 * The model of a template: lines by the dictionary's codes and groups, in the order in which meters send them; what is
 * not in it is spelled, character by character. Told once for both directions: an encoder reads along in its template,
 * and knows where it is by what has been built.
 */
import { BIT, codeNumber, codeSymbol, NUMBER, NUMBER_SLOTS } from "./contexts.js";
import { DICTIONARY, FOLLOWERS, NO_FOLLOWER, SPELLED_GROUP } from "./dictionary.js";
import { CODE_GROUPS, LineCode } from "./line-code.js";
import type { BitCoder } from "./range-coder.js";
import { codeSpelledGroup, codeText } from "./spelling.js";
import type { Template } from "./template.js";
import { TemplateBuilder } from "./template-builder.js";
import { SourceLine, SUFFIX } from "./template-source.js";

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const EXCLAMATION_MARK = 0x21;
const OPEN = 0x28;
const CLOSE = 0x29;

const NO_GROUPS = -1;
const CODE_BITS = 8;
const GROUP_BITS = 7;

/** Codes a template; undefined for bytes that no encoder writes. */
export function codeTemplate(coder: BitCoder, source?: Template): Template | undefined {
	const built = new TemplateBuilder(source?.literals.length);
	const lines = new LineCoder(coder, built, source);
	let isFirst = true;
	for (;;) {
		const isEnd = source !== undefined && built.length === source.literals.length ? 1 : 0;
		if (coder.bit(BIT.lastLine + (lines.beganWithMark ? 1 : 0), isEnd) === 1) break;
		const length = built.length;
		lines.code(isFirst);
		if (built.failed || built.length === length) return undefined;
		isFirst = false;
	}
	const mark = built.lastIndexOf(EXCLAMATION_MARK);
	if (mark >= 0 && coder.bit(BIT.crcPlace, source?.crcAt === mark + 1 ? 1 : 0) === 1) built.crcAt = mark + 1;
	return built.finish();
}

class LineCoder {
	/** The line coded last is the one that begins with `!`. */
	beganWithMark = false;
	readonly #coder: BitCoder;
	readonly #built: TemplateBuilder;
	readonly #source: SourceLine | undefined;
	/** By group: what this template has had in its place, and what it has had behind it. */
	readonly #instead = Uint8Array.from(DICTIONARY.groups, (_, group) => group);
	readonly #behind = DICTIONARY.groupFollowers.slice();
	#codeBefore = -1;
	#suffix = 0;
	/** The numbers of the code before, and the first group behind it: the expected one of a code that is not known. */
	readonly #number = new LineCode();
	#firstGroup = SPELLED_GROUP;

	constructor(coder: BitCoder, built: TemplateBuilder, source: Template | undefined) {
		this.#coder = coder;
		this.#built = built;
		this.#source = source && new SourceLine(source);
	}

	/** A line; flat, for its calls stand on the board's small stack below all those of the session. */
	code(isFirst: boolean): void {
		const coder = this.#coder;
		const built = this.#built;
		const line = this.#source;
		const start = built.length;
		line?.read(start, built.fields);
		this.beganWithMark = false;
		let first = NO_GROUPS;
		if (!isFirst && coder.bit(BIT.lineKnown, line === undefined || line.code < 0 ? 0 : 1) === 1) {
			first = this.#codeKnown(line?.code ?? 0);
		} else if (!isFirst && coder.bit(BIT.lineNumbered, line?.isNumbered === true ? 1 : 0) === 1) {
			first = this.#codeNumbered();
		} else {
			codeText(coder, built, line?.source, line?.end ?? 0);
			return;
		}
		if (first !== NO_GROUPS) {
			let before = this.#codeGroup(this.#instead[first], SPELLED_GROUP, 0);
			if (first !== SPELLED_GROUP && before !== SPELLED_GROUP) this.#instead[first] = before;
			this.#firstGroup = before;
			while (!built.failed) {
				const isUsual = this.#behind[before] !== SPELLED_GROUP ? 1 : 0;
				if (coder.bit(BIT.groupMore + isUsual, line?.hasGroupAt(built.length) === true ? 1 : 0) === 0) break;
				const group = this.#codeGroup(this.#behind[before], before, 1);
				this.#behind[before] = group;
				before = group;
			}
		}
		this.#codeLineEnd();
		built.readCode(this.#number, start);
	}

	/** A code that is in the dictionary; returns the group that it has mostly, or that there are none. */
	#codeKnown(actual: number): number {
		const code = this.#codeOfLine(actual);
		if (code >= DICTIONARY.codes.length) {
			this.#built.fail();
			return NO_GROUPS;
		}
		const text = DICTIONARY.codes[code];
		const isGroupOnly = text.charCodeAt(0) === OPEN;
		this.beganWithMark = text.charCodeAt(0) === EXCLAMATION_MARK;
		if (!isGroupOnly) this.#built.text(text);
		if (text.length > 1) this.#codeSuffix();
		this.#codeBefore = code;
		return text.length > 1 || isGroupOnly ? DICTIONARY.firstGroups[code] : NO_GROUPS;
	}

	/** A code that is not: its numbers, against those of the line before. Returns the group that the line before had. */
	#codeNumbered(): number {
		const coder = this.#coder;
		const numbers = this.#number.groups;
		for (let group = 0; group < CODE_GROUPS; group++) {
			const before = numbers[group];
			const actual = this.#source?.number.groups[group] ?? 0;
			numbers[group] = before + codeNumber(coder, NUMBER.codeNumber + NUMBER_SLOTS * group, actual - before);
		}
		this.#built.text(this.#number.text());
		this.#codeSuffix();
		return this.#firstGroup;
	}

	#codeSuffix(): void {
		this.#suffix = this.#coder.bit(BIT.lineSuffix + this.#suffix, this.#source?.hasSuffix === true ? 1 : 0);
		if (this.#suffix === 1) this.#built.text(SUFFIX);
	}

	/** Behind which code it comes mostly, is it the same again, or its place in the dictionary. */
	#codeOfLine(code: number): number {
		const coder = this.#coder;
		const before = this.#codeBefore;
		// Behind the identification comes a blank line.
		if (before < 0) {
			if (coder.bit(BIT.lineFirst, code === 0 ? 1 : 0) === 1) return 0;
			return codeSymbol(coder, BIT.lineCode, CODE_BITS, code);
		}
		for (let place = 0; place < FOLLOWERS; place++) {
			const follower = DICTIONARY.codeFollowers[FOLLOWERS * before + place];
			if (follower === NO_FOLLOWER) break;
			if (coder.bit(BIT.lineFollower + place, code === follower ? 1 : 0) === 1) return follower;
		}
		if (coder.bit(BIT.lineAgain, code === before ? 1 : 0) === 1) return before;
		return codeSymbol(coder, BIT.lineCode, CODE_BITS, code);
	}

	/** A group with its parentheses: the expected one, the one before again, or its place in the dictionary. */
	#codeGroup(expected: number, before: number, context: number): number {
		const coder = this.#coder;
		const built = this.#built;
		const line = this.#source;
		built.byte(OPEN);
		const actual = line === undefined ? SPELLED_GROUP : line.groupAt(built.length, built.fields, expected);
		let group = expected;
		if (coder.bit(BIT.groupExpected + context, actual === expected ? 1 : 0) === 0) {
			group = before;
			if (before === SPELLED_GROUP || coder.bit(BIT.groupAgain, actual === before ? 1 : 0) === 0) {
				group = codeSymbol(coder, BIT.groupPlace, GROUP_BITS, actual);
			}
		}
		if (group === SPELLED_GROUP) codeSpelledGroup(coder, built, line?.source, line?.closeAfter(built.length) ?? 0);
		else if (group < DICTIONARY.groups.length) built.group(DICTIONARY.groups[group]);
		else built.fail();
		built.byte(CLOSE);
		return group < DICTIONARY.groups.length ? group : SPELLED_GROUP;
	}

	/** CR LF, or LF alone, or at the template's end nothing. */
	#codeLineEnd(): void {
		const coder = this.#coder;
		const line = this.#source;
		const ending = line?.lineEndBytes ?? 0;
		if (coder.bit(BIT.lineEnd, ending === 2 ? 0 : 1) === 0) this.#built.byte(CARRIAGE_RETURN);
		else if (coder.raw(1, ending) === 0) return;
		this.#built.byte(LINE_FEED);
	}
}
