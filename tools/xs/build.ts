/**
 * Builds the XS engine from the npm package @agoric/xsnap, which carries XS's sources and a small shell. The package
 * is fetched and not installed: its installation compiles more than is wanted here and brings a large tree along.
 */
import { createHash } from "node:crypto";
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Milliseconds } from "../../src/clock.js";
import { describeEnd, type ProcessResult, runProcess, succeeded } from "../process.js";

export const XSNAP_VERSION = "0.15.0";

/** As the registry gives it (`npm view @agoric/xsnap@0.15.0 dist.integrity`). */
const XSNAP_INTEGRITY =
	"sha512-ZBm4DZxbtfacxMHVVdJjZi0Y8zOxN77vpu1WwI5RWfPkaRh0aHkz/dVdTGKXalDNzWfz183lljKxlxl3/h0n+A==";

const TARBALL = `agoric-xsnap-${XSNAP_VERSION}.tgz`;
const HERE = dirname(fileURLToPath(import.meta.url));
const PLATFORM = process.platform === "darwin" ? "mac" : "lin";
const DOWNLOAD_TIMEOUT: Milliseconds = 300_000;
const BUILD_TIMEOUT: Milliseconds = 900_000;
const LOG_LINES_SHOWN = 15;

/** Size of the engine's pointers. A slot has 32 bytes with 64 bits and 16 with 32 bits, as on a board. */
export type XSBits = 32 | 64;

export interface BuildOptions {
	/** The folder that keeps the package and the engines. */
	cache: string;
	compiler: string;
	/** Told what takes long, before it starts. */
	progress: (message: string) => void;
}

const DEFAULTS: BuildOptions = {
	cache: join(HERE, "../../node_modules/.cache/p1-lora/xs"),
	compiler: process.env.CC ?? "cc",
	progress: (message) => console.error(message),
};

/** A program around the engine. */
interface Shell {
	name: string;
	/** Its main program, in place of the package's own. */
	source?: string;
	/** For all of the engine, too. */
	flags: string;
}

/** With mxDebug a stack trace has file and line; without a debugger's address in XSBUG_HOST it does no more. */
const XSNAP: Shell = { name: "xsnap", flags: "-w -DmxDebug=1" };

/** With mxStress the engine can be told to collect garbage at every allocation. */
const METER: Shell = { name: "meter", source: join(HERE, "meter.c"), flags: "-w -DmxStress=1" };

/** Where a built shell stands, or will: a shell of another version, size, flags or source is another file. */
function shellPath({ name, source, flags }: Shell, bits: XSBits, cache: string): string {
	const key = createHash("sha256").update(flags);
	if (source !== undefined) key.update(readFileSync(source));
	return join(cache, `${name}-${XSNAP_VERSION}-${bits}bit-${key.digest("hex").slice(0, 8)}`);
}

/** Where the built engine stands, or will. */
export function xsnapPath(bits: XSBits): string {
	return shellPath(XSNAP, bits, DEFAULTS.cache);
}

function lastLines(result: ProcessResult): string {
	const lines = `${result.stdout}\n${result.stderr}`.split("\n").filter((line) => line.trim() !== "");
	return lines.slice(-LOG_LINES_SHOWN).join("\n");
}

function intact(tarball: string): boolean {
	return `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}` === XSNAP_INTEGRITY;
}

/** Whether the compiler can make a program with these flags at all. */
async function compiles(compiler: string, flags: readonly string[], work: string): Promise<boolean> {
	const source = join(work, "probe.c");
	writeFileSync(source, "#include <stdio.h>\nint main(void) { return 0; }\n");
	const args = [...flags, source, "-o", join(work, "probe")];
	return succeeded(await runProcess(compiler, args, { timeout: 60_000 }));
}

/** Throws a sentence that says what to install, when something is missing. */
async function checkTools(bits: XSBits, compiler: string, work: string): Promise<void> {
	const make = await runProcess("make", ["--version"], { timeout: 10_000 });
	if (!succeeded(make) || !(await compiles(compiler, [], work))) {
		const install = PLATFORM === "mac" ? "xcode-select --install" : "apt-get install gcc make libc6-dev";
		throw new Error(`The XS engine is built with a C compiler and make, and one is missing: run \`${install}\`.`);
	}
	if (bits === 32 && !(await compiles(compiler, ["-m32"], work))) {
		throw new Error("The C compiler makes no 32-bit programs here: run `apt-get install gcc-multilib`.");
	}
}

/** Whether the 32-bit engine can be built here. */
export async function supports32Bit(options: Partial<BuildOptions> = {}): Promise<boolean> {
	return inWorkFolder({ ...DEFAULTS, ...options }, (work) =>
		checkTools(32, options.compiler ?? DEFAULTS.compiler, work).then(
			() => true,
			() => false,
		),
	);
}

async function inWorkFolder<T>({ cache }: BuildOptions, body: (work: string) => Promise<T>): Promise<T> {
	mkdirSync(cache, { recursive: true });
	const work = mkdtempSync(join(cache, "work-"));
	try {
		return await body(work);
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}

/** The package's tarball, from the cache or the registry, verified in either case. */
async function obtainTarball({ cache, progress }: BuildOptions, work: string): Promise<string> {
	const cached = join(cache, TARBALL);
	if (existsSync(cached) && intact(cached)) return cached;
	progress(`fetching the XS engine's sources (@agoric/xsnap ${XSNAP_VERSION}, 0.7 MB)...`);
	const args = ["pack", `@agoric/xsnap@${XSNAP_VERSION}`, "--pack-destination", work, "--silent"];
	const result = await runProcess("npm", args, { cwd: work, timeout: DOWNLOAD_TIMEOUT });
	const fetched = join(work, TARBALL);
	if (!succeeded(result) || !existsSync(fetched)) {
		throw new Error(
			`The XS engine's sources could not be fetched: npm ${describeEnd(result, DOWNLOAD_TIMEOUT)}. ` +
				`Look at the network and try again.\n${lastLines(result)}`,
		);
	}
	if (!intact(fetched)) {
		throw new Error(
			`The fetched @agoric/xsnap ${XSNAP_VERSION} is not the known one: its SHA-512 differs. It is not used.`,
		);
	}
	renameSync(fetched, cached);
	return cached;
}

/** Unpacks the package, compiles the shell and returns the program's path. */
async function compile(shell: Shell, bits: XSBits, options: BuildOptions, work: string): Promise<string> {
	await checkTools(bits, options.compiler, work);
	const tarball = await obtainTarball(options, work);
	const unpacked = await runProcess("tar", ["-xzf", tarball, "-C", work], { timeout: 60_000 });
	if (!succeeded(unpacked)) throw new Error(`The XS engine's sources could not be unpacked.\n${lastLines(unpacked)}`);

	const native = join(work, "package/xsnap-native/xsnap");
	if (shell.source !== undefined) copyFileSync(shell.source, join(native, "sources/xsnap.c"));
	const args = [
		...["-f", "xsnap.mk", "-j2", "GOAL=release"],
		`MODDABLE=${join(work, "package/moddable")}`,
		`BUILD_DIR=${join(work, "build")}`,
		`CC=${options.compiler} ${bits === 32 ? "-m32 " : ""}${shell.flags}`,
	];
	options.progress(`building the XS engine once (${shell.name}, ${bits}-bit, about a minute)...`);
	const made = await runProcess("make", args, { cwd: join(native, "makefiles", PLATFORM), timeout: BUILD_TIMEOUT });
	if (!succeeded(made)) {
		throw new Error(`The XS engine could not be built: make ${describeEnd(made, BUILD_TIMEOUT)}.\n${lastLines(made)}`);
	}
	return join(work, "build/bin", PLATFORM, "release/xsnap");
}

async function buildShell(shell: Shell, bits: XSBits, options: Partial<BuildOptions>): Promise<string> {
	const all = { ...DEFAULTS, ...options };
	const target = shellPath(shell, bits, all.cache);
	if (!existsSync(target)) {
		await inWorkFolder(all, async (work) => renameSync(await compile(shell, bits, all, work), target));
	}
	return target;
}

/**
 * Builds the package's own shell unless it stands in the cache, and returns its path. Several processes may do so at
 * once: each builds aside, and the last rename wins. Throws an Error with a sentence for a person.
 */
export function buildXsnap(bits: XSBits, options: Partial<BuildOptions> = {}): Promise<string> {
	return buildShell(XSNAP, bits, options);
}

/** The same for the shell that measures (`meter.c`). */
export function buildMeter(bits: XSBits, options: Partial<BuildOptions> = {}): Promise<string> {
	return buildShell(METER, bits, options);
}
