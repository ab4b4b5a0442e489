/** Assertions that run on any engine: no Node, no DOM. */

export class AssertionError extends Error {
	override name = "AssertionError";
}

function showBytes(bytes: Uint8Array): string {
	return `<${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ")}>`;
}

/** A value as a reader of a failed test wants to see it: bytes as hex, the rest as JSON. */
export function show(value: unknown): string {
	if (value instanceof Uint8Array) return showBytes(value);
	if (value instanceof Error) return `${value.name}: ${value.message}`;
	if (typeof value === "bigint" || typeof value === "number") return String(value);
	const json = JSON.stringify(value, (_key, inner: unknown) => {
		if (inner instanceof Uint8Array) return showBytes(inner);
		if (inner instanceof ArrayBuffer) return showBytes(new Uint8Array(inner));
		if (inner instanceof Map || inner instanceof Set) return [...inner];
		return typeof inner === "bigint" ? `${inner}n` : inner;
	});
	return json ?? String(value);
}

function fail(message: string | undefined, detail: string): never {
	throw new AssertionError(message === undefined ? detail : `${message}: ${detail}`);
}

export function ok(value: unknown, message?: string): asserts value {
	if (!value) fail(message, `${show(value)} is not truthy`);
}

/** Same value, by Object.is. */
export function equal<T>(actual: T, expected: T, message?: string): void {
	if (!Object.is(actual, expected)) fail(message, `got ${show(actual)}, expected ${show(expected)}`);
}

export function notEqual<T>(actual: T, unexpected: T, message?: string): void {
	if (Object.is(actual, unexpected)) fail(message, `got ${show(actual)}, expected anything else`);
}

/** Within `tolerance` of the expected number. */
export function close(actual: number, expected: number, tolerance: number, message?: string): void {
	if (!(Math.abs(actual - expected) <= tolerance)) fail(message, `got ${actual}, expected ${expected} +- ${tolerance}`);
}

/** Where two values differ, as a path, or undefined when they are deeply equal. */
function difference(a: unknown, b: unknown, path: string): string | undefined {
	if (Object.is(a, b)) return undefined;
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return path;
	if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return path;
	// Of one prototype, b is what a is. Their content is no property, so the comparison below would not see it.
	if (a instanceof Map || a instanceof Set) return difference([...a], [...(b as Iterable<unknown>)], path);
	if (a instanceof ArrayBuffer) return difference(new Uint8Array(a), new Uint8Array(b as ArrayBuffer), path);
	if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime()) ? undefined : path;
	if (a instanceof Error && a.message !== (b as Error).message) return `${path}.message`;
	const left = a as Record<string, unknown>;
	const right = b as Record<string, unknown>;
	for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
		if (!(key in left) || !(key in right)) return `${path}.${key}`;
		const inner = difference(left[key], right[key], `${path}.${key}`);
		if (inner !== undefined) return inner;
	}
	return undefined;
}

export function deepEqual<T>(actual: T, expected: T, message?: string): void {
	const where = difference(actual, expected, "value");
	if (where !== undefined) fail(message, `differ at ${where}: got ${show(actual)}, expected ${show(expected)}`);
}

export function match(actual: string, pattern: RegExp, message?: string): void {
	if (!pattern.test(actual)) fail(message, `${show(actual)} does not match ${pattern}`);
}

/** `thrown` is an error whose message matches. */
function expectError(thrown: unknown, pattern: RegExp, message?: string): Error {
	if (!(thrown instanceof Error)) fail(message, `threw ${show(thrown)}, not an Error`);
	match(thrown.message, pattern, message);
	return thrown;
}

/** `body` throws an error whose message matches; returns the error. */
export function throws(body: () => unknown, pattern: RegExp, message?: string): Error {
	try {
		body();
	} catch (error) {
		return expectError(error, pattern, message);
	}
	fail(message, "did not throw");
}

/** `promise` is rejected with an error whose message matches; resolves to the error. */
export async function rejects(promise: Promise<unknown>, pattern: RegExp, message?: string): Promise<Error> {
	try {
		await promise;
	} catch (error) {
		return expectError(error, pattern, message);
	}
	fail(message, "did not reject");
}
