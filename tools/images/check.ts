/**
 * Checks both images for every board: `npm run check:images`. Where MODDABLE names an SDK whose tools are built, it
 * links them as well.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readImports } from "./imports.js";
import { judge } from "./judge.js";
import { type LinkOptions, linkImage } from "./link.js";
import { type Image, readImage } from "./manifest.js";
import { judgeNetworkless } from "./networkless.js";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const APPS = ["src/transmitter/manifest.json", "src/receiver/manifest.json"].map((path) => join(ROOT, path));

/** Prints a line for the image, and one for each problem. Returns whether there was none. */
async function checkImage(image: Image, board: string): Promise<boolean> {
	const imports = await readImports([...image.modules.values()].map(({ file }) => file));
	const problems = judge(image, imports, ROOT);
	const verdict = problems.length === 0 ? "ok  " : "FAIL";
	console.log(`${verdict}  ${image.name} for ${basename(board)}: ${image.modules.size} modules of ours`);
	for (const problem of problems) console.log(`      ${problem}`);
	return problems.length === 0;
}

async function link(options: LinkOptions): Promise<boolean> {
	const result = await linkImage(options);
	const problems = result.ok ? judgeNetworkless(options.name, result.modules) : [];
	for (const problem of problems) console.log(`FAIL  ${problem}`);
	if (result.ok) {
		const { preloadedSlots, aliases, bytecodeBytes } = result.sizes;
		console.log(
			`ok    ${options.name} links: ${preloadedSlots} slots preloaded (${kilobytes(preloadedSlots * 16)} of flash), ` +
				`${aliases} aliases (${kilobytes(aliases * 4)} of RAM), ${kilobytes(bytecodeBytes)} of bytecode not preloaded`,
		);
	} else {
		console.log(`FAIL  ${options.name} does not link: ${result.reason.replaceAll("\n", "\n      ")}`);
	}
	return result.ok && problems.length === 0;
}

function kilobytes(bytes: number): string {
	return `${(bytes / 1024).toFixed(1)} KB`;
}

/** Names are the folders that mcconfig builds in. */
function checkNames(images: readonly Image[]): boolean {
	const twice = images.filter(({ name }, index) => images.findIndex((other) => other.name === name) !== index);
	for (const { manifest, name } of twice) console.log(`FAIL  ${manifest}: the name ${name} is taken by another image`);
	return twice.length === 0;
}

async function main(): Promise<boolean> {
	const boards = readdirSync(join(ROOT, "boards"), { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => join(ROOT, "boards", name));
	const moddable = process.env.MODDABLE;
	const work = mkdtempSync(join(tmpdir(), "p1-lora-images-"));
	let ok = true;
	try {
		for (const board of boards) {
			const images = APPS.map((manifest) => readImage(manifest, board));
			ok = checkNames(images) && ok;
			for (const image of images) {
				const { manifest, name } = image;
				ok = (await checkImage(image, board)) && ok;
				if (moddable) ok = (await link({ moddable, root: ROOT, manifest, name, board, work })) && ok;
			}
		}
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
	if (!moddable) console.log("skip  linking: MODDABLE names no Moddable SDK");
	return ok;
}

process.exitCode = (await main()) ? 0 : 1;
