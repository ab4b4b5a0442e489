/** A template's line as the dictionary sees it: what the encoder asks while it codes. */
import { DICTIONARY, FIELD_MARK, SPELLED_GROUP } from "./dictionary.js";
import { LineCode } from "./line-code.js";
import type { Template } from "./template.js";

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const OPEN = 0x28;
const CLOSE = 0x29;
/** What some meters write behind each code. */
export const SUFFIX = "*255";

export class SourceLine {
	readonly source: Template;
	/** Its place in the dictionary, or -1. */
	code = -1;
	/** Its code is not in the dictionary, but one of numbers (`number`), and groups follow. */
	isNumbered = false;
	readonly number = new LineCode();
	hasSuffix = false;
	/** 2 for CR LF, 1 for LF, 0 for a template that ends without. */
	lineEndBytes = 0;
	/** Where the next line begins. */
	end = 0;

	constructor(source: Template) {
		this.source = source;
	}

	/** Looks at the line that begins at `start`. */
	read(start: number, field: number): void {
		const { literals, fieldAt } = this.source;
		const feed = literals.indexOf(LINE_FEED, start);
		this.end = feed < 0 ? literals.length : feed + 1;
		this.lineEndBytes = feed < 0 ? 0 : feed > start && literals[feed - 1] === CARRIAGE_RETURN ? 2 : 1;
		const textEnd = this.end - this.lineEndBytes;
		this.hasSuffix = false;
		this.code = -1;
		this.isNumbered = false;
		// A field at the very beginning, or a CR that is none, is spelled.
		if (fieldAt[field] === start) return;
		let open = start;
		while (open < textEnd && literals[open] !== OPEN) open++;
		let codeEnd = open;
		if (open > start && this.#stands(SUFFIX, open - SUFFIX.length)) {
			this.hasSuffix = true;
			codeEnd -= SUFFIX.length;
		}
		if (open < textEnd && !this.#areGroups(open, textEnd)) return;
		this.code = this.#codeOf(start, codeEnd, open < textEnd);
		if (this.code >= 0 || open === textEnd || !this.number.read(literals, start)) return;
		const text = this.number.text();
		this.isNumbered = text.length === codeEnd - start && this.#stands(text, start);
	}

	/** Another group of the line begins at `at`. */
	hasGroupAt(at: number): boolean {
		return at < this.end - this.lineEndBytes;
	}

	/** The place of the group whose text begins at `at`; the expected one is tried first. */
	groupAt(at: number, field: number, expected: number): number {
		if (expected !== SPELLED_GROUP && this.#isGroup(DICTIONARY.groups[expected], at, field)) return expected;
		const groups = DICTIONARY.groups;
		for (let group = SPELLED_GROUP + 1; group < groups.length; group++)
			if (this.#isGroup(groups[group], at, field)) return group;
		return SPELLED_GROUP;
	}

	/** Where the parenthesis that is open at `at` closes. */
	closeAfter(at: number): number {
		return this.source.literals.indexOf(CLOSE, at);
	}

	#codeOf(start: number, end: number, hasGroups: boolean): number {
		const { codes } = DICTIONARY;
		if (this.hasSuffix && (!hasGroups || start === end)) return -1;
		if (start === end) return codes.indexOf(hasGroups ? "(" : "");
		for (let code = 0; code < codes.length; code++) {
			const text = codes[code];
			if (text.length !== end - start || !this.#stands(text, start)) continue;
			return hasGroups === text.length > 1 ? code : -1;
		}
		return -1;
	}

	#stands(text: string, start: number): boolean {
		const { literals } = this.source;
		for (let i = 0; i < text.length; i++) if (literals[start + i] !== text.charCodeAt(i)) return false;
		return true;
	}

	/** Whether it is nothing but groups from `start` on. */
	#areGroups(start: number, end: number): boolean {
		const { literals } = this.source;
		let isOpen = false;
		for (let at = start; at < end; at++) {
			const byte = literals[at];
			if (isOpen ? byte === OPEN : byte !== OPEN) return false;
			if (!isOpen) isOpen = true;
			while (isOpen && ++at < end) {
				if (literals[at] === OPEN) return false;
				if (literals[at] === CLOSE) isOpen = false;
			}
		}
		return !isOpen;
	}

	#isGroup(text: string, at: number, field: number): boolean {
		const { literals, fieldAt, formats } = this.source;
		const hasField = fieldAt[field] === at;
		let place = 0;
		if (text.charCodeAt(0) === FIELD_MARK) {
			if (!hasField || formats[field] !== text.charCodeAt(1)) return false;
			place = 2;
		} else if (hasField) return false;
		let literal = at;
		for (; place < text.length; place++, literal++) if (literals[literal] !== text.charCodeAt(place)) return false;
		return literals[literal] === CLOSE;
	}
}
