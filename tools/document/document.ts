/** Puts tables and plots where `docs/comparison.md` has them. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Comparison } from "./compare.js";
import { comparisonPlots, comparisonTables } from "./report.js";

const DOCS = join(dirname(fileURLToPath(import.meta.url)), "../../docs");

/** Between `<!-- NAME -->` and `<!-- end -->` stands the table of that name. Throws an Error for a name that is missing. */
export function withTables(document: string, tables: Readonly<Record<string, string>>): string {
	let written = document;
	for (const [name, table] of Object.entries(tables)) {
		const begin = `<!-- ${name} -->\n`;
		const from = written.indexOf(begin);
		const to = written.indexOf("<!-- end -->", from);
		if (from < 0 || to < 0) throw new Error(`the document has no place for the table "${name}"`);
		written = `${written.slice(0, from + begin.length)}\n${table}\n\n${written.slice(to)}`;
	}
	return written;
}

/** Returns the files that were written. */
export function writeDocument(comparison: Comparison): string[] {
	const page = join(DOCS, "comparison.md");
	writeFileSync(page, withTables(readFileSync(page, "utf8"), comparisonTables(comparison)));
	const plots = Object.entries(comparisonPlots(comparison)).map(([name, svg]) => {
		const file = join(DOCS, name);
		writeFileSync(file, svg);
		return file;
	});
	return [page, ...plots];
}
