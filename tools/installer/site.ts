/** Puts the browser installer together: the page, the two images with a manifest each, and ESP Web Tools. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { VERSION } from "../../src/version.js";
import { UserError } from "../commands/user-error.js";
import { type ImagePart, readImageParts } from "./image.js";
import { installManifest, PROGRAMS, partPath } from "./manifest.js";

const HERE = dirname(fileURLToPath(import.meta.url));
const PACKAGES = join(HERE, "../../node_modules");

/** ESP Web Tools, made for pages without a bundler; it loads the rest of itself from beside it. */
const WEB_TOOLS = join(PACKAGES, "esp-web-tools/dist/web");

/** What is in its files. */
const LICENSES: readonly string[] = Object.freeze([
	"esp-web-tools/LICENSE",
	"esptool-js/LICENSE",
	"improv-wifi-serial-sdk/LICENSE",
	"@material/web/LICENSE",
	"lit/LICENSE",
	"pako/LICENSE",
	"atob-lite/LICENSE.md",
	"tslib/LICENSE.txt",
]);

export interface Site {
	/** By role: where ESP-IDF has left what belongs into a board's flash. */
	folders: Readonly<Record<string, string>>;
	out: string;
}

/** Returns the parts by role. Throws a UserError before anything is written where an image can't be used. */
export function buildSite({ folders, out }: Site): ReadonlyMap<string, readonly ImagePart[]> {
	const images = new Map(PROGRAMS.map(({ role }) => [role, readImageParts(folders[role])]));
	checkIsOurs(out);
	rmSync(out, { recursive: true, force: true });
	mkdirSync(out, { recursive: true });
	for (const program of PROGRAMS) {
		const { role } = program;
		const parts = images.get(role) ?? [];
		mkdirSync(join(out, role));
		for (const part of parts) cpSync(part.file, join(out, partPath(role, part)));
		const manifest = installManifest(program, VERSION, parts);
		writeFileSync(join(out, `${role}.json`), `${JSON.stringify(manifest, undefined, "\t")}\n`);
	}
	cpSync(WEB_TOOLS, join(out, "esp-web-tools"), { recursive: true });
	writeFileSync(join(out, "esp-web-tools/LICENSES.txt"), licenses());
	writeFileSync(
		join(out, "index.html"),
		readFileSync(join(HERE, "index.html"), "utf8").replaceAll("{{VERSION}}", VERSION),
	);
	return images;
}

/** What is in the folder will be gone: nothing but a page that was made before may be lost. */
function checkIsOurs(out: string): void {
	const names = existsSync(out) ? readdirSync(out) : [];
	if (names.length > 0 && !names.includes(`${PROGRAMS[0].role}.json`))
		throw new UserError(`${out} has something else in it: give a new folder with --out.`);
}

function licenses(): string {
	return LICENSES.map((path) => {
		const name = dirname(path);
		try {
			return `${name}\n\n${readFileSync(join(PACKAGES, path), "utf8")}`;
		} catch {
			throw new UserError(`The package ${name} is not there: npm install fetches it.`);
		}
	}).join(`\n${"-".repeat(80)}\n\n`);
}
