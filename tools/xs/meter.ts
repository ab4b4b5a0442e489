/**
 * Measures portable code on XS as a board counts it: steps of the engine, bytes of chunks, slots of 16 bytes. The code
 * is a module that imports `measure` from `measure.ts` and calls it once for each thing to measure.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { Milliseconds } from "../../src/clock.js";
import { describeEnd, runProcess, succeeded } from "../process.js";
import { buildMeter, type XSBits } from "./build.js";

/** What one call of `measure` cost. The memory is what came on top of what there was when it began. */
export interface Measurement {
	name: string;
	/** A step per byte code, and more for the work of some built-in functions. The same in every run. */
	steps: number;
	/** All that was allocated, garbage included: the pressure on the garbage collector. */
	allocatedChunkBytes: number;
	allocatedSlots: number;
	/** The most that was alive at once: what the heap must have room for. */
	peakChunkBytes: number;
	peakSlots: number;
	/** What was still alive at the end. */
	keptChunkBytes: number;
	keptSlots: number;
}

/** A line of the shell's. */
interface MeterLine {
	name: string;
	steps: number;
	peakChunkBytes: number;
	peakSlots: number;
	keptChunkBytes: number;
	keptSlots: number;
}

const RUN_TIMEOUT: Milliseconds = 600_000;

/** Bundles the module at `file`, with all that it imports, into one that XS can load. */
export async function bundleForXS(file: string, outfile: string): Promise<void> {
	await build({
		entryPoints: [file],
		bundle: true,
		format: "esm",
		outfile,
		platform: "neutral",
		// What XS 13 can parse.
		target: "es2022",
	});
}

async function run(shell: string, args: readonly string[]): Promise<MeterLine[]> {
	const result = await runProcess(shell, args, { timeout: RUN_TIMEOUT });
	if (!succeeded(result)) {
		throw new Error(`The measurement on XS ${describeEnd(result, RUN_TIMEOUT)}.\n${result.stdout}${result.stderr}`);
	}
	const lines = result.stdout.split("\n").filter((line) => line.startsWith('{"name":'));
	// The shell's own format (meter.c).
	return lines.map((line) => JSON.parse(line) as MeterLine);
}

/**
 * Runs the module at `file` twice, once undisturbed and once with a collection at every allocation, and returns what
 * it measured, in order. With `every` greater than 1 it collects at one allocation in so many: as much faster, and a
 * peak may have up to that much garbage in it. The module must do the same in both. 32 bits make the board's slots;
 * 64-bit ones are twice the size. Throws an Error with a sentence for a person.
 */
export async function meter(file: string, bits: XSBits = 32, every = 1): Promise<Measurement[]> {
	const shell = await buildMeter(bits);
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-meter-"));
	try {
		const bundle = join(folder, "bundle.mjs");
		await bundleForXS(file, bundle);
		const undisturbed = await run(shell, [bundle]);
		const collected = await run(shell, ["-s", String(every), bundle]);
		return undisturbed.map(({ name, steps, peakChunkBytes, peakSlots }, i) => {
			const exact = collected[i];
			if (exact?.name !== name) throw new Error(`The measurement "${name}" did not come again in the second run.`);
			return { ...exact, steps, allocatedChunkBytes: peakChunkBytes, allocatedSlots: peakSlots };
		});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
