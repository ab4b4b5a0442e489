/**
 * The test harness: `test` and `assert`, the same on every engine. On Node, node:test runs the tests; on XS, the
 * bundle's own engine does. A test's name is a sentence that could stand in the manual.
 */
import * as assert from "./assert.js";
import { register } from "./engine.js";

export { assert };

/** Registers a test. It passes when `body` returns, or the promise it returns resolves; it fails when that throws. */
export function test(name: string, body: () => void | Promise<void>): void {
	register(name, body);
}
