/**
 * Links an image with the Moddable SDK as far as one can without ESP-IDF and a cross compiler: mcconfig compiles every
 * module, and xsl runs those to preload and writes the result, `mc.xs.c`. What XS refuses comes to light here.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join, relative } from "node:path";
import type { Milliseconds } from "../../src/clock.js";
import { describeEnd, runProcess, succeeded } from "../process.js";
import { missingHeaders } from "./native-headers.js";
import { warningsIn } from "./warnings.js";

/** On a computer with other work it has taken four minutes. */
const TIMEOUT: Milliseconds = 900_000;

/** Of XS, on 32 bits. */
const SLOT_BYTES = 16;

/** How much of a failed link is shown: its end, without the warnings. */
const SHOWN_LINES = 20;

export interface LinkedSizes {
	/** In flash, 16 bytes each. */
	preloadedSlots: number;
	/** In RAM, 4 bytes each: for every preloaded object or variable that could still change. */
	aliases: number;
	/** Of modules that are not preloaded, in flash. */
	bytecodeBytes: number;
	/** All of `mc.xs.c` in flash: slots, and what they point to, which is names, text and bytecode. */
	flashBytes: number;
}

/**
 * `modules` are the ids of all modules that are in it, the SDK's own too; `warnings` are the SDK's, line by line;
 * `missing` are headers that its C wants and does not find.
 */
export type LinkResult =
	| { ok: true; sizes: LinkedSizes; modules: string[]; warnings: string[]; missing: string[] }
	| { ok: false; reason: string };

/** A debug build has the debugger's hooks, and its own native sources; without a debugger that is started. */
export type BuildKind = "release" | "debug";

const KIND_OPTIONS: Readonly<Record<BuildKind, readonly string[]>> = { release: [], debug: ["-dn"] };

export interface LinkOptions {
	/** The SDK's folder. */
	moddable: string;
	root: string;
	manifest: string;
	name: string;
	board: string;
	kind: BuildKind;
	/** A folder of one's own, for everything that is made. */
	work: string;
}

/** Where mcconfig is, or undefined when the SDK's tools are not built. */
export function findTools(moddable: string): string | undefined {
	return ["lin", "mac"]
		.map((system) => join(moddable, "build/bin", system, "release"))
		.find((folder) => existsSync(join(folder, "mcconfig")));
}

export async function linkImage(options: LinkOptions): Promise<LinkResult> {
	const { moddable, root, manifest, name, board, kind, work } = options;
	const tools = findTools(moddable);
	if (tools === undefined) return { ok: false, reason: `${moddable} has no mcconfig: its tools are not built` };
	const idf = join(work, "idf");
	const out = join(work, "out");
	mkdirSync(out, { recursive: true });
	const prepared = await prepareIdf(idf);
	if (prepared !== undefined) return { ok: false, reason: prepared };
	const linked = join(out, "tmp/esp32", basename(board), kind, name, "mc.xs.c");
	const result = await runProcess(
		join(tools, "mcconfig"),
		// By a relative path: mcconfig puts the platform's name, path and all, into lower case.
		[
			...["-o", out, "-m", ...KIND_OPTIONS[kind], "-p", `esp32:./${relative(root, board)}`],
			...["-t", linked, relative(root, manifest)],
		],
		{
			cwd: root,
			env: {
				...process.env,
				MODDABLE: moddable,
				IDF_PATH: idf,
				PATH: [join(idf, "bin"), tools, join(root, "node_modules/.bin"), process.env.PATH].join(delimiter),
			},
			timeout: TIMEOUT,
		},
	);
	if (succeeded(result) && existsSync(linked)) {
		const sizes = readSizes(readFileSync(linked, "utf8"));
		const modules = linkedModules(join(dirname(linked), "modules"));
		const missing = missingHeaders(join(dirname(linked), "makefile"), moddable);
		return { ok: true, sizes, modules, warnings: warningsIn(`${result.stdout}\n${result.stderr}`), missing };
	}
	const lines = `${result.stdout}\n${result.stderr}`.split("\n");
	const telling = lines.filter((line) => line.trim() !== "" && !/^(# |### warning)/.test(line));
	return {
		ok: false,
		reason: [`mcconfig ${describeEnd(result, TIMEOUT)}`, ...telling.slice(-SHOWN_LINES)].join("\n"),
	};
}

/** What mcconfig wants to see of ESP-IDF 6.0 before it makes anything: a version, and a program. */
async function prepareIdf(idf: string): Promise<string | undefined> {
	if (existsSync(join(idf, ".git"))) return undefined;
	mkdirSync(join(idf, "bin"), { recursive: true });
	const program = join(idf, "bin/idf.py");
	writeFileSync(program, "#!/bin/sh\nexit 0\n");
	chmodSync(program, 0o755);
	const author = ["-c", "user.name=nobody", "-c", "user.email=nobody@localhost"];
	for (const args of [
		["init", "--quiet"],
		[...author, "commit", "--quiet", "--allow-empty", "--message=v6.0"],
		["tag", "v6.0"],
	]) {
		const result = await runProcess("git", args, { cwd: idf, timeout: TIMEOUT });
		if (!succeeded(result)) return `git ${describeEnd(result, TIMEOUT)}: ${result.stderr.trim()}`;
	}
	return undefined;
}

/** From the bytecode that mcconfig has made, a file for each. */
function linkedModules(folder: string): string[] {
	const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
	return files.filter((file) => file.endsWith(".xsb")).map((file) => file.slice(0, -".xsb".length));
}

/** From what xsl has written. */
export function readSizes(source: string): LinkedSizes {
	const count = (name: string) => Number(new RegExp(`^#define ${name} (\\d+)$`, "m").exec(source)?.[1] ?? 0);
	const bytecode = source.matchAll(/^static const txU1 gxCode\d+\[(\d+)\];$/gm);
	const preloadedSlots = count("mxHeapCount");
	const bytecodeBytes = [...bytecode].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
	const literals = source.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
	const literalBytes = literals.reduce((sum, literal) => sum + cLength(literal), 0);
	return {
		preloadedSlots,
		aliases: count("mxAliasCount"),
		bytecodeBytes,
		flashBytes: preloadedSlots * SLOT_BYTES + bytecodeBytes + literalBytes,
	};
}

/** The bytes that a string of C takes, with the zero at its end. */
function cLength(literal: string): number {
	return literal.slice(1, -1).replace(/\\(?:x[0-9a-f]{2}|[0-7]{1,3}|.)/g, ".").length + 1;
}
