/** Puts tables and plots where `docs` has them. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

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

/** Tables by name into `page`, and plots beside it by file name. Returns the files that were written. */
export function writeDocument(
	page: string,
	tables: Readonly<Record<string, string>>,
	plots: Readonly<Record<string, string>>,
): string[] {
	const file = join(DOCS, page);
	const written = { [file]: withTables(readFileSync(file, "utf8"), tables) };
	for (const [name, svg] of Object.entries(plots)) written[join(DOCS, name)] = svg;
	for (const [path, text] of Object.entries(written)) writeFileSync(path, text);
	return Object.keys(written);
}
