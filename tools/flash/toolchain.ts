/** Whether the Moddable SDK and ESP-IDF are there, in the versions that the images are made with. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findTools } from "../images/link.js";

const SDK_WANTED = "8.2";
const IDF_WANTED = "6.0";

export interface Toolchain {
	moddable: string;
	/** Where mcconfig is. */
	tools: string;
	idf: string;
}

/** `reason` is a sentence, and what to do next. */
export type FoundToolchain = { ok: true; toolchain: Toolchain } | { ok: false; reason: string };

export function findToolchain(env: NodeJS.ProcessEnv): FoundToolchain {
	const { MODDABLE: moddable, IDF_PATH: idf } = env;
	const fail = (reason: string): FoundToolchain => ({ ok: false, reason: `${reason} (docs/flashing.md)` });
	if (!moddable) return fail("The Moddable SDK is not there: install it, and set MODDABLE to its folder");
	const tools = findTools(moddable);
	if (tools === undefined) return fail(`The tools of the Moddable SDK in ${moddable} are not built: build them`);
	const sdk = sdkVersion(moddable);
	if (sdk !== undefined && !isOf(sdk, SDK_WANTED)) {
		const next = "check that version out, and build its tools";
		return fail(`The Moddable SDK in ${moddable} is ${sdk}, and ${SDK_WANTED} is wanted: ${next}`);
	}
	if (!idf) return fail("ESP-IDF is not there: install it, and set IDF_PATH to its folder");
	const found = idfVersion(idf);
	if (found === undefined)
		return fail(`IDF_PATH is ${idf}, and there is no ESP-IDF: set it to the folder that it is in`);
	if (!isOf(found, IDF_WANTED)) {
		const next = `check v${IDF_WANTED} out, and run its install.sh esp32`;
		return fail(`ESP-IDF in ${idf} is ${found}, and ${IDF_WANTED} is wanted: ${next}`);
	}
	return { ok: true, toolchain: { moddable, tools, idf } };
}

function isOf(version: string, wanted: string): boolean {
	return version === wanted || version.startsWith(`${wanted}.`);
}

/** Undefined where the SDK does not say. */
function sdkVersion(moddable: string): string | undefined {
	return readMatch(join(moddable, "tools/VERSION"), /\d+\.\d+(\.\d+)?/)?.[0];
}

function idfVersion(idf: string): string | undefined {
	const file = join(idf, "tools/cmake/version.cmake");
	const part = (name: string) => readMatch(file, new RegExp(`set\\(IDF_VERSION_${name} (\\d+)\\)`))?.[1];
	const [major, minor, patch] = [part("MAJOR"), part("MINOR"), part("PATCH")];
	return major && minor && `${major}.${minor}${patch && patch !== "0" ? `.${patch}` : ""}`;
}

function readMatch(file: string, pattern: RegExp): RegExpExecArray | undefined {
	return existsSync(file) ? (pattern.exec(readFileSync(file, "utf8")) ?? undefined) : undefined;
}
