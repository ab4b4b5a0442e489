/** What a module imports once its types are erased. */
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { build, type Plugin, transform } from "esbuild";

const everythingOutside: Plugin = {
	name: "everything-outside",
	setup({ onResolve }) {
		onResolve({ filter: /.*/ }, ({ path }) => ({ path, external: true }));
	},
};

/** The specifiers as they stand in each file. Throws for a file that is no TypeScript or JavaScript. */
export async function readImports(files: readonly string[]): Promise<Map<string, readonly string[]>> {
	const imports = new Map<string, readonly string[]>();
	for (const file of files) imports.set(file, await importsOf(file));
	return imports;
}

async function importsOf(file: string): Promise<string[]> {
	const { code } = await transform(await readFile(file, "utf8"), {
		loader: extname(file) === ".ts" ? "ts" : "js",
		logLevel: "silent",
		sourcefile: file,
		// Like the compiler in a build by mcconfig, which knows no tsconfig.json: an import of types only goes as a whole.
		tsconfigRaw: {},
	});
	const { metafile } = await build({
		stdin: { contents: code },
		bundle: true,
		format: "esm",
		logLevel: "silent",
		metafile: true,
		plugins: [everythingOutside],
		write: false,
	});
	return Object.values(metafile.inputs).flatMap((input) => input.imports.map(({ path }) => path));
}
