/** Puts a bug into a source file and runs a test file with it: to see that a test notices. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Of a file below the project's folder: what stands there once, and what stands there instead. */
export interface Edit {
	file: string;
	from: string;
	to: string;
}

interface RegisteredTest {
	name: string;
	body: () => void | Promise<void>;
}

/** In the bundle, the harness's engine only collects. */
const COLLECTOR = "export const tests = []; export function register(name, body) { tests.push({ name, body }); }";

function withEdits(edits: readonly Edit[], applied: Set<Edit>): Plugin {
	return {
		name: "edits",
		setup({ onLoad }) {
			onLoad({ filter: /\.ts$/ }, ({ path }) => {
				const file = relative(ROOT, path);
				if (file === "tests/harness/engine.ts") return { contents: COLLECTOR, loader: "js" };
				let contents = readFileSync(path, "utf8");
				for (const edit of edits.filter((one) => one.file === file)) {
					if (contents.split(edit.from).length !== 2)
						throw new Error(`${file} has "${edit.from}" not once: the bug can't be put in`);
					contents = contents.replace(edit.from, () => edit.to);
					applied.add(edit);
				}
				return { contents, loader: "ts" };
			});
		},
	};
}

/** The names of the tests in `testFile` (below the project's folder) that fail with these edits. */
export async function failingTests(testFile: string, edits: readonly Edit[]): Promise<string[]> {
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-mutant-"));
	try {
		const outfile = join(folder, "bundle.mjs");
		const applied = new Set<Edit>();
		await build({
			stdin: {
				contents: `import "./${testFile}";\nexport { tests } from "./tests/harness/engine.ts";\n`,
				resolveDir: ROOT,
				loader: "ts",
			},
			bundle: true,
			format: "esm",
			logLevel: "silent",
			outfile,
			platform: "node",
			plugins: [withEdits(edits, applied)],
			target: "es2022",
		});
		for (const edit of edits) if (!applied.has(edit)) throw new Error(`${testFile} does not use ${edit.file}`);
		const { tests } = (await import(pathToFileURL(outfile).href)) as { tests: RegisteredTest[] };
		return await failures(tests);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function failures(tests: readonly RegisteredTest[]): Promise<string[]> {
	const failed: string[] = [];
	for (const { name, body } of tests) {
		try {
			await body();
		} catch {
			failed.push(name);
		}
	}
	return failed;
}
