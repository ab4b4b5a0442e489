/**
 * Bundles the packages of `packages.ts` into `src/vendor/<name>.js`, each one ES module for any engine. npm runs this
 * after an install (`prepare`); a bundle is made anew only when the packages or these tools have changed since.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Edit, VENDOR_PACKAGES, type VendorPackage } from "./packages.js";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "../..");
const OUT = join(ROOT, "src/vendor");

/** npm rewrites this file whenever an install changes a package. */
const INSTALLED = join(ROOT, "node_modules/.package-lock.json");

function modified(path: string): number {
	return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When the newest thing that the bundles are made from was changed. */
function inputsModified(): number {
	const tools = readdirSync(HERE, { recursive: true, encoding: "utf8" });
	return Math.max(modified(INSTALLED), ...tools.map((file) => modified(join(HERE, file))));
}

/** Bundles one package. Written aside and renamed: whoever imports it meanwhile sees the old one or the new one. */
async function bundle(
	{ name, entry, alias, edits = [] }: VendorPackage,
	esbuild: typeof import("esbuild"),
): Promise<void> {
	const { outputFiles } = await esbuild.build({
		stdin: { contents: entry, resolveDir: ROOT, sourcefile: `${name}-entry.js` },
		alias: Object.fromEntries(Object.entries(alias).map(([module, file]) => [module, join(HERE, file)])),
		banner: { js: `// Made from npm packages by tools/vendor/${basename(import.meta.url)}: do not edit.` },
		bundle: true,
		format: "esm",
		legalComments: "inline",
		logLevel: "silent",
		mainFields: ["module", "main"],
		platform: "neutral",
		target: "es2024",
		write: false,
	});
	const target = join(OUT, `${name}.js`);
	const aside = `${target}.${process.pid}.tmp`;
	try {
		writeFileSync(aside, edits.reduce(applied, outputFiles[0]?.text ?? ""));
		renameSync(aside, target);
	} finally {
		rmSync(aside, { force: true });
	}
}

function applied(text: string, { from, to, times = 1 }: Edit): string {
	const parts = text.split(from);
	if (parts.length !== times + 1) throw new Error(`"${from}" is there ${parts.length - 1} times, not ${times}`);
	return parts.join(to);
}

/** Brings every bundle up to date. Throws an Error whose message is a sentence for the person at the keyboard. */
export async function bundleVendorPackages(): Promise<void> {
	const since = inputsModified();
	const stale = VENDOR_PACKAGES.filter(({ name }) => modified(join(OUT, `${name}.js`)) < since);
	if (stale.length === 0) return;
	const esbuild = await import("esbuild").catch(() => {
		throw new Error("The bundler esbuild is not installed: run `npm install` in the project's folder.");
	});
	mkdirSync(OUT, { recursive: true });
	for (const vendored of stale) {
		await bundle(vendored, esbuild).catch((error: Error) => {
			throw new Error(`src/vendor/${vendored.name}.js could not be made: ${error.message}`);
		});
		console.log(`src/vendor/${vendored.name}.js`);
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	await bundleVendorPackages().catch((error: Error) => {
		console.error(error.message);
		process.exitCode = 1;
	});
}
