/**
 * Headers that an image's C wants and its manifests don't bring: mcconfig links without looking into C, and the compiler
 * only finds out on the computer of whoever builds the image.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Of the image whose makefile mcconfig has written. Looked for are headers of the SDK's modules; those of XS, ESP-IDF and C
 * are always there. Each is told as `spi.c wants modGPIO.h`.
 */
export function missingHeaders(makefile: string, moddable: string): string[] {
	const text = readFileSync(makefile, "utf8");
	const folders = [...(/^DIRECTORIES =((?:.*\\\n)*.*)$/m.exec(text)?.[1]?.matchAll(/-I(\S+?)\\?$/gm) ?? [])].map(
		([, folder]) => folder as string,
	);
	const sources = [...text.matchAll(/^\$\(TMP_DIR\)\/\S+\.c\.o: (\S+\.c) /gm)].map(([, source]) => source as string);
	const known = moduleHeaders(moddable);
	return [...new Set(sources)].flatMap((source) =>
		sdkIncludes(source)
			.filter((header) => known.has(header))
			.filter((header) => ![dirname(source), ...folders].some((folder) => existsSync(join(folder, header))))
			.map((header) => `${basename(source)} wants ${header}`),
	);
}

/** The names of all headers of the SDK's modules. */
function moduleHeaders(moddable: string): Set<string> {
	const files = readdirSync(join(moddable, "modules"), { recursive: true, encoding: "utf8" });
	return new Set(files.filter((file) => file.endsWith(".h")).map((file) => basename(file)));
}

/** Headers named in quotes, in `source` and in the C files that it includes. */
function sdkIncludes(source: string): string[] {
	if (!existsSync(source)) return [];
	const included = [...readFileSync(source, "utf8").matchAll(/^\s*#include "([^"]+)"/gm)].map(
		([, name]) => name as string,
	);
	return included.flatMap((name) => (name.endsWith(".c") ? sdkIncludes(join(dirname(source), name)) : [name]));
}
