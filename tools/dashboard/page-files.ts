/** The page: its script bundled with uPlot when the bench starts, its style and its markup as they stand. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("page", import.meta.url));

export interface PageFile {
	type: string;
	content: string;
}

/** By the path that they are asked for by. */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
	const { build } = await import("esbuild");
	const { outputFiles } = await build({
		entryPoints: [
			{ in: join(PAGE, "main.ts"), out: "page" },
			{ in: join(PAGE, "style.css"), out: "page" },
		],
		outdir: PAGE,
		bundle: true,
		format: "esm",
		target: "es2022",
		logLevel: "silent",
		minify: true,
		write: false,
	});
	const made = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
	return new Map([
		["/", { type: "text/html; charset=utf-8", content: await readFile(join(PAGE, "index.html"), "utf8") }],
		["/page.js", { type: "text/javascript; charset=utf-8", content: made(".js") }],
		["/page.css", { type: "text/css; charset=utf-8", content: made(".css") }],
	]);
}
