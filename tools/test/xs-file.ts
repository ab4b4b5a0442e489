/** Runs one portable test file on XS: as a single bundle, with the harness's engine for XS in place of Node's. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildFailure, build, type Plugin } from "esbuild";
import type { Milliseconds } from "../../src/clock.js";
import { runProcess } from "../process.js";
import type { XSEngine } from "../xs/engine.js";
import { judge, type Outcome, THE_FILE } from "./records.js";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const HARNESS = join(ROOT, "tests/harness");

const harnessForXS: Plugin = {
	name: "the harness's engine for XS",
	setup({ onResolve }) {
		onResolve({ filter: /^\.\/engine\.js$/ }, ({ resolveDir }) =>
			resolveDir === HARNESS ? { path: join(HARNESS, "engine-xs.ts") } : undefined,
		);
	},
};

/**
 * The module that the shell is given. Neither shell tells of an error while a module loads, syntax included (xsnap even
 * exits with 0): it has to be caught in the language.
 */
const LOADER = `import("./bundle.mjs").then(({ run }) => run()).catch((error) => {
	print(JSON.stringify({ failed: ${JSON.stringify(THE_FILE)}, error: error?.stack ?? String(error) }));
});
`;

async function bundle(file: string, outfile: string): Promise<void> {
	await build({
		stdin: {
			contents: `import ${JSON.stringify(file)};\nexport { run } from ${JSON.stringify(join(HARNESS, "engine-xs.ts"))};\n`,
			resolveDir: ROOT,
			loader: "ts",
		},
		bundle: true,
		format: "esm",
		logLevel: "silent",
		outfile,
		platform: "neutral",
		plugins: [harnessForXS],
		// XS would read the map only for one source file; here it is for `original`.
		sourcemap: "external",
		// What XS 13 can parse. It lacks some of ES2023's library, which no bundler adds.
		target: "es2022",
	});
}

/** A bundle that can't be made, as a failure of the file. */
function bundleFailure(error: BuildFailure): Outcome {
	const sentences = error.errors.map(({ text, location }) =>
		location === null ? text : `${text}\n at ${location.file}:${location.line}`,
	);
	const hint = "A test that needs Node is named *.node.test.ts.";
	return { passed: 0, skipped: 0, failures: [{ name: THE_FILE, message: [...sentences, hint].join("\n") }] };
}

/** A stack trace with the bundle's lines replaced by the sources'. */
function original(message: string, bundlePath: string): string {
	const map = new SourceMap(JSON.parse(readFileSync(`${bundlePath}.map`, "utf8")));
	return message.replaceAll(/\([^()]*bundle\.mjs:(\d+)\)/g, (place, line: string) => {
		// XS gives no column: the line's last mapping.
		const entry = map.findEntry(Number(line) - 1, Number.MAX_SAFE_INTEGER);
		if (!("originalSource" in entry)) return place;
		return `(${resolve(dirname(bundlePath), entry.originalSource)}:${entry.originalLine + 1})`;
	});
}

/** `file` is an absolute path. */
export async function runOnXS(file: string, engine: XSEngine, timeout: Milliseconds): Promise<Outcome> {
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-xs-"));
	try {
		const bundlePath = join(folder, "bundle.mjs");
		const loaderPath = join(folder, "loader.mjs");
		writeFileSync(loaderPath, LOADER);
		try {
			await bundle(file, bundlePath);
		} catch (error) {
			// esbuild throws nothing else.
			return bundleFailure(error as BuildFailure);
		}
		const outcome = judge(await runProcess(engine.path, [...engine.args, loaderPath], { timeout }), timeout);
		for (const failure of outcome.failures) failure.message = original(failure.message, bundlePath);
		return outcome;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
