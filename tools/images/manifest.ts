/**
 * Reads a Moddable manifest with everything that it includes, as mcconfig does (tools/mcmanifest.js of SDK 8.2.3), but
 * without the SDK: what is the SDK's is taken note of by its path below $(MODDABLE), and not opened.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** A module of our own, as an image has it. */
export interface ListedModule {
	/** What imports name it by on the board: its key in a manifest. */
	id: string;
	file: string;
	manifest: string;
}

/** An entry of a manifest's `preload`. */
export interface Preload {
	pattern: string;
	manifest: string;
}

export interface Image {
	manifest: string;
	name: string;
	/** The module that the runtime starts. */
	main: string;
	modules: ReadonlyMap<string, ListedModule>;
	preload: readonly Preload[];
	/** Manifests of the SDK that are included: paths below $(MODDABLE). */
	sdkManifests: ReadonlySet<string>;
	/** Modules that a manifest of ours takes from the SDK by their files. */
	sdkModules: ReadonlySet<string>;
	/** What is wrong with the manifests themselves, as sentences. */
	problems: readonly string[];
}

type OneOrMore = string | readonly string[];

interface Section {
	build?: Record<string, unknown>;
	include?: OneOrMore;
	modules?: Record<string, OneOrMore>;
	preload?: OneOrMore;
	creation?: { main?: string };
}

interface Manifest extends Section {
	platforms?: Record<string, Section>;
}

const SDK = "$(MODDABLE)/";

/** It includes the board's manifest. */
export const BASE_MANIFEST = "examples/manifest_base.json";

/** Reads the app whose manifest this is, for a board of `boards/`. It throws nothing: see `problems`. */
export function readImage(manifest: string, board: string): Image {
	const reader = new Reader(board);
	reader.include(resolve(manifest), "the command line");
	return reader.image(resolve(manifest));
}

class Reader {
	readonly #board: string;
	readonly #problems: string[] = [];
	readonly #variables = new Map([["MODULES", "$(MODDABLE)/modules"]]);
	readonly #seen = new Set<string>();
	/** In the order of merging: what is included comes before what includes it. */
	readonly #sections: { manifest: string; section: Section }[] = [];
	readonly #sdkManifests = new Set<string>();
	#name: string | undefined;

	constructor(board: string) {
		this.#board = resolve(board);
	}

	include(manifest: string, from: string): void {
		if (this.#seen.has(manifest)) return;
		this.#seen.add(manifest);
		const root = this.#parse(manifest, from);
		if (root === undefined) return;
		const sections = [root, ...this.#matching(root.platforms)];
		for (const { build = {} } of sections) this.#define(build);
		for (const { include } of sections) {
			for (const path of list(include)) this.#follow(this.#expand(path), manifest);
		}
		for (const section of sections) this.#sections.push({ manifest, section });
	}

	image(manifest: string): Image {
		const excluded = new Set<string>();
		for (const { manifest: from, section } of this.#sections) {
			for (const source of list(section.modules?.["~"])) {
				for (const { file } of this.#match(source, from)) excluded.add(file);
			}
		}
		const modules = new Map<string, ListedModule>();
		const sdkModules = new Set<string>();
		for (const { manifest: from, section } of this.#sections) {
			for (const [key, sources] of Object.entries(section.modules ?? {})) {
				if (key === "~") continue;
				for (const source of list(sources)) this.#list(key, source, from, excluded, modules, sdkModules);
			}
		}
		const mains = this.#sections.map(({ section }) => section.creation?.main);
		return {
			manifest,
			name: this.#name ?? basename(dirname(manifest)),
			main: mains.findLast((main) => main !== undefined) ?? "main",
			modules,
			preload: this.#sections.flatMap(({ manifest: from, section }) =>
				list(section.preload).map((pattern) => ({ pattern, manifest: from })),
			),
			sdkManifests: this.#sdkManifests,
			sdkModules,
			problems: this.#problems,
		};
	}

	#parse(manifest: string, from: string): Manifest | undefined {
		let text: string;
		try {
			text = readFileSync(manifest, "utf8");
		} catch {
			this.#problems.push(`${from} includes ${manifest}: there is no such file`);
			return undefined;
		}
		try {
			return JSON.parse(text) as Manifest; // whether the values have these types, mcconfig will tell
		} catch (error) {
			this.#problems.push(`${manifest} is no JSON: ${error instanceof Error ? error.message : error}`);
			return undefined;
		}
	}

	/** The one section for an ESP32 with this board: by its name, by a pattern, or the fallback. */
	#matching(platforms: Record<string, Section> = {}): Section[] {
		for (const key of [`esp32/${basename(this.#board)}`, "esp32/*", "esp32", "..."]) {
			const section = platforms[key];
			if (section !== undefined) return [section];
		}
		return [];
	}

	#define(build: Record<string, unknown>): void {
		for (const [name, value] of Object.entries(build)) {
			if (typeof value !== "string") continue;
			if (name === "NAME") this.#name = value;
			this.#variables.set(name, this.#expand(value));
		}
	}

	#follow(path: string, from: string): void {
		if (!path.startsWith(SDK)) {
			this.include(resolve(dirname(from), path), from);
			return;
		}
		const sdkPath = path.slice(SDK.length);
		this.#sdkManifests.add(sdkPath);
		if (sdkPath === BASE_MANIFEST) this.include(join(this.#board, "manifest.json"), path);
	}

	#list(
		key: string,
		source: string,
		from: string,
		excluded: ReadonlySet<string>,
		modules: Map<string, ListedModule>,
		sdkModules: Set<string>,
	): void {
		const star = key.lastIndexOf("*");
		const idOf = (name: string) => (star < 0 ? key : key.slice(0, star) + name);
		if (/\.m?js$/.test(key)) this.#problems.push(`${from}: "${key}": an id on the board has no extension`);
		const path = this.#expand(source);
		if (path.startsWith(SDK)) {
			sdkModules.add(idOf(basename(path)));
			return;
		}
		const found = this.#match(source, from);
		if (found.length === 0) this.#problems.push(`${from}: "${key}": no file matches ${source}`);
		for (const { file, name } of found) {
			if (excluded.has(file) || !isModule(file)) continue;
			const id = idOf(name);
			const other = modules.get(id);
			if (other !== undefined && other.file !== file) {
				this.#problems.push(`${from}: ${file} cannot be ${id}, which ${other.file} is already`);
			}
			if (other === undefined) modules.set(id, { id, file, manifest: from });
		}
	}

	/** The files of a pattern, and what the last `*` stands for; without one, the name itself. */
	#match(source: string, from: string): { file: string; name: string }[] {
		const path = this.#expand(source);
		if (path.startsWith(SDK)) return [];
		const folder = resolve(dirname(from), dirname(path));
		const pattern = basename(path);
		const star = pattern.lastIndexOf("*");
		const found: { file: string; name: string }[] = [];
		for (const entry of entries(folder)) {
			const stem = entry.replace(/(\.d\.ts|\.[^.]*)$/, "");
			const prefix = pattern.slice(0, star);
			const matches = star < 0 ? stem === pattern || entry === pattern : stem.startsWith(prefix);
			if (matches) found.push({ file: join(folder, entry), name: star < 0 ? stem : stem.slice(prefix.length) });
		}
		return found;
	}

	#expand(text: string): string {
		return text.replaceAll(/\$\(([^)]+)\)/g, (whole, name) => this.#variables.get(name) ?? whole);
	}
}

function list(value: OneOrMore | undefined): readonly string[] {
	if (value === undefined) return [];
	return typeof value === "string" ? [value] : value;
}

/** Native sources and declarations stand in manifests too. */
function isModule(file: string): boolean {
	return /\.(ts|m?js)$/.test(file) && !file.endsWith(".d.ts");
}

function entries(folder: string): string[] {
	try {
		return readdirSync(folder).filter((name) => !name.startsWith(".") && statSync(join(folder, name)).isFile());
	} catch {
		return [];
	}
}
