/** The list of folders in docs/architecture.md: imports go up it, and nowhere else. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ROOT } from "../../tools/test/suite.js";
import { assert, test } from "../harness/index.js";

const SRC = join(ROOT, "src");
/** Bundled packages, which use nothing of ours. */
const VENDOR = "vendor";

/** A row's folders, and those that it says they use. */
interface Row {
	folders: string[];
	uses: string[];
}

test("a folder uses only the folders above it that the architecture says it does", () => {
	const rows = readRows();
	const known = rows.flatMap(({ folders }) => folders);
	for (const entry of readdirSync(SRC, { withFileTypes: true }))
		if (entry.isDirectory()) assert.ok(known.includes(entry.name), `src/${entry.name} is in the list`);
	for (const [index, { folders, uses }] of rows.entries()) {
		const above = rows.slice(0, index).flatMap((row) => row.folders);
		for (const folder of folders) {
			if (folder === VENDOR) continue;
			const used = usedBy(folder);
			for (const other of used) assert.ok(above.includes(other), `src/${folder} uses src/${other}, which is above it`);
			if (!uses.join().startsWith("all")) assert.equal(used.join(), uses.sort().join(), `src/${folder}`);
		}
	}
});

function readRows(): Row[] {
	const text = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
	const rows: Row[] = [];
	for (const line of text.split("\n")) {
		const cells = line.split("|").map((cell) => cell.trim());
		const folders = [...(cells[1] ?? "").matchAll(/`src\/(\w+)`/g)].map(([, folder]) => folder);
		const uses = (cells[3] ?? "").split(", ").filter((folder) => folder !== "");
		if (folders.length > 0) rows.push({ folders, uses });
	}
	return rows;
}

/** Folders whose modules it imports, types included; those of `src` itself and bundled packages left out. */
function usedBy(folder: string): string[] {
	const used = new Set<string>();
	for (const file of readdirSync(join(SRC, folder)).filter((name) => name.endsWith(".ts"))) {
		const text = readFileSync(join(SRC, folder, file), "utf8");
		for (const [, path] of text.matchAll(/ from "(\.[^"]+)"/g)) {
			const other = dirname(relative(SRC, join(SRC, folder, path)));
			if (other !== "." && other !== folder && other !== VENDOR) used.add(other);
		}
	}
	return [...used].sort();
}
