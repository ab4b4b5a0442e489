/** The harness's engine on Node: node:test. The XS bundle replaces this file by engine-xs.ts. */
import { test as nodeTest } from "node:test";

export function register(name: string, body: () => void | Promise<void>): void {
	nodeTest(name, body);
}
