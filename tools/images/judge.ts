/**
 * Judges an image before it is linked. On the board a module is found by its id alone, relative imports included,
 * while the compiler goes by files: where the two differ, everything builds, and the board dies at its start.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, posix, relative, resolve } from "node:path";
import { findFlashWrites } from "./flash-writes.js";
import type { Image, ListedModule } from "./manifest.js";
import { judgeNetworkless } from "./networkless.js";
import { SDK_MODULES } from "./sdk.js";

/** What is wrong, as sentences; `imports` are those of each file of the image, `root` is what paths are told from. */
export function judge(image: Image, imports: ReadonlyMap<string, readonly string[]>, root: string): string[] {
	const problems = image.problems.map((problem) => problem.replaceAll(`${root}/`, ""));
	const shorten = (path: string) => relative(root, path);
	problems.push(...judgeNetworkless(image.name, [...image.modules.keys(), ...image.sdkModules, ...image.sdkManifests]));
	const main = image.modules.get(image.main);
	if (main === undefined) {
		problems.push(`${shorten(image.manifest)}: the main module ${image.main} is not listed`);
		return problems;
	}
	const reached = new Set([main]);
	for (const module of reached) {
		for (const specifier of imports.get(module.file) ?? []) {
			const fault = follow(specifier, module, image, (next) => reached.add(next), shorten);
			if (fault !== undefined) problems.push(`${shorten(module.file)} imports "${specifier}": ${fault}`);
		}
	}
	const preloaded = judgePreload(image, shorten, problems);
	for (const module of image.modules.values()) {
		for (const name of findFlashWrites(readFileSync(module.file, "utf8"))) {
			problems.push(`${shorten(module.file)}: ${name} is preloaded, and so read-only on the board, but written to`);
		}
		const where = `${shorten(module.manifest)}: ${module.id}`;
		if (!reached.has(module)) problems.push(`${where} is listed, but nothing that ${image.main} reaches imports it`);
		else if (!preloaded.has(module.id)) problems.push(`${where} is not preloaded, so that its code stands twice`);
	}
	return problems;
}

/** Hands on what an import leads to among our own modules, or says why it leads nowhere. */
function follow(
	specifier: string,
	from: ListedModule,
	image: Image,
	reach: (module: ListedModule) => void,
	shorten: (path: string) => string,
): string | undefined {
	const id = idOf(specifier, from.id);
	const target = id === undefined ? undefined : image.modules.get(id);
	if (isRelative(specifier)) {
		const file = fileOf(specifier, from.file);
		if (target === undefined) return `no manifest lists ${id ?? "anything above the ids' root"} (${shorten(file)})`;
		if (target.file !== file) return `${id} is ${shorten(target.file)} on the board, ${shorten(file)} to the compiler`;
	}
	if (target !== undefined) {
		reach(target);
		return undefined;
	}
	if (image.sdkModules.has(specifier)) return undefined;
	const manifest = SDK_MODULES.get(specifier);
	if (manifest === undefined) return "it is neither listed nor known as a module of the SDK";
	return image.sdkManifests.has(manifest) ? undefined : `no manifest includes $(MODDABLE)/${manifest}`;
}

/** As XS does it (xs/sources/xsPlatforms.c); undefined when the path leaves the root. */
function idOf(specifier: string, importer: string): string | undefined {
	const bare = specifier.replace(/\.m?js$/, "");
	if (!isRelative(specifier)) return bare;
	const id = posix.normalize(posix.join(posix.dirname(importer), bare));
	return id.startsWith("../") ? undefined : id;
}

/** As the compiler does it. */
function fileOf(specifier: string, importer: string): string {
	const file = resolve(dirname(importer), specifier);
	const source = file.replace(/\.js$/, ".ts");
	return existsSync(source) ? source : file;
}

function isRelative(specifier: string): boolean {
	return specifier.startsWith("./") || specifier.startsWith("../");
}

/** The ids that are preloaded. */
function judgePreload(image: Image, shorten: (path: string) => string, problems: string[]): Set<string> {
	const preloaded = new Set<string>();
	for (const { pattern, manifest } of image.preload) {
		if (pattern.includes("*")) {
			problems.push(
				`${shorten(manifest)}: preload "${pattern}": mcconfig's patterns pass TypeScript over, so name each`,
			);
		} else if (!image.modules.has(pattern) && !image.sdkModules.has(pattern) && !SDK_MODULES.has(pattern)) {
			problems.push(`${shorten(manifest)}: preload "${pattern}": no manifest lists it`);
		}
		preloaded.add(pattern);
	}
	return preloaded;
}
