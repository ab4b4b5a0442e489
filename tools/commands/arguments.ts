/** Reads a command's arguments; what is wrong with them is told in a sentence. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { UserError } from "./user-error.js";

/** Node's `parseArgs`. Throws a UserError. */
export function parseArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
	try {
		return parseArgs(config);
	} catch (error) {
		throw new UserError(`${complaint((error as Error).message)}: --help lists the options.`); // parseArgs throws Errors
	}
}

/** Node's own words, but for what takes it several lines. */
function complaint(message: string): string {
	const ambiguous = /^Option '(\S+)' argument is ambiguous/.exec(message);
	if (ambiguous !== null) return `${ambiguous[1]} lacks its value (one that begins with a dash follows an =)`;
	const [first] = message.split(/\.(?:\s|$)/);
	// It may be what a network or a user is called.
	return /^Unknown option '-[^-]'/.test(first)
		? `${first} (a value that begins with a dash goes to the end, behind --)`
		: first;
}

interface Range {
	least: number;
	most: number;
	/** Without a fraction. */
	whole?: boolean;
}

/** The value of the option `name`, a decimal number. Throws a UserError that names the option, its value and its range. */
export function numberOption(name: string, text: string | undefined, { least, most, whole = false }: Range): number {
	const value = Number(text);
	const hasForm = text !== undefined && (whole ? /^\d+$/.test(text) : isDecimal(text));
	if (!hasForm || value < least || value > most) {
		throw new UserError(`${given(name, text)}: give a ${whole ? "whole " : ""}number from ${least} to ${most}.`);
	}
	return value;
}

/** Digits, and perhaps a fraction: nothing else that JavaScript takes for a number. */
export function isDecimal(text: string): boolean {
	return /^\d+(\.\d+)?$/.test(text);
}

/** `--name is "value"`: the beginning of a sentence that refuses it. */
export function given(name: string, text: string | undefined): string {
	return text === undefined ? `${name} is missing` : `${name} is "${text}"`;
}

/** A meter's key, 32 hexadecimal digits. Throws a UserError that does not repeat it: it may be a key with a slip. */
export function keyOption(name: string, text: string | undefined): string | undefined {
	if (text !== undefined && !/^[0-9a-f]{32}$/i.test(text))
		throw new UserError(`${name} has ${text.length} characters: give 32 hexadecimal digits.`);
	return text;
}
