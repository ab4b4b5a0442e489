/**
 * The XS engine, as a shell that runs ES modules: the Moddable SDK's own `xst` where the SDK is installed, otherwise
 * `xsnap`, built once from an npm package that carries XS's sources (`build.ts`).
 */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runProcess } from "../process.js";
import { buildXsnap, type XSBits, XSNAP_VERSION, xsnapPath } from "./build.js";

export interface XSEngine {
	/** The program, and what to say before the path of a module to run it. */
	path: string;
	args: readonly string[];
	/** For a report: `XS 13.3.0 (xsnap 0.15.0, 64-bit)`. */
	description: string;
}

/** Where the SDK, or a person, puts xst. */
function xstCandidates(env: NodeJS.ProcessEnv): string[] {
	const platform = process.platform === "darwin" ? "mac" : "lin";
	const built = env.MODDABLE ? [join(env.MODDABLE, "build/bin", platform, "release/xst")] : [];
	const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
	return [...built, ...folders.map((folder) => join(folder, "xst"))];
}

/** The shell's own account of itself (`-v`), with the name of what it came in. */
async function describe(path: string, origin: string): Promise<XSEngine> {
	const { stdout } = await runProcess(path, ["-v"], { timeout: 10_000 });
	const version = /XS (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
	if (version === undefined) throw new Error(`${path} does not tell its version with -v: it is no XS shell.`);
	return { path, args: ["-m"], description: `XS ${version} (${origin})` };
}

async function installedEngine(env: NodeJS.ProcessEnv): Promise<XSEngine | undefined> {
	const path = xstCandidates(env).find((candidate) => existsSync(candidate));
	return path === undefined ? undefined : describe(path, `xst of the Moddable SDK, ${path}`);
}

/**
 * The engine to run modules on; building it takes about a minute the first time. The 32-bit one has a board's 16-byte
 * slots and is always built. Throws an Error whose message is a sentence for the person at the keyboard.
 */
export async function xsEngine(bits: XSBits = 64): Promise<XSEngine> {
	const installed = bits === 64 ? await installedEngine(process.env) : undefined;
	return installed ?? (await describe(await buildXsnap(bits), `xsnap ${XSNAP_VERSION}, ${bits}-bit`));
}

/** The engine, if it can be had without building it. */
export async function readyXSEngine(bits: XSBits = 64): Promise<XSEngine | undefined> {
	const installed = bits === 64 ? await installedEngine(process.env) : undefined;
	return installed ?? (existsSync(xsnapPath(bits)) ? xsEngine(bits) : undefined);
}
