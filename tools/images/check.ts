/**
 * Checks both images for every board: `npm run check:images`. Where MODDABLE names an SDK whose tools are built, it
 * links them as well, and wants a reason for each warning.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { flashFit } from "./flash-fit.js";
import { readImports } from "./imports.js";
import { judge } from "./judge.js";
import { type BuildKind, type LinkOptions, linkImage } from "./link.js";
import { type Image, readImage } from "./manifest.js";
import { judgeNetworkless } from "./networkless.js";
import { unexplained } from "./warnings.js";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const APPS = ["src/transmitter/manifest.json", "src/receiver/manifest.json"].map((path) => join(ROOT, path));

const RELEASE: readonly BuildKind[] = ["release"];
const KINDS: readonly BuildKind[] = ["release", "debug"];
/** A debug build is linked for one board: another one differs from it in pins. */
const BOTH_KINDS = "ttgo-t3-v1.6.1";

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
	const image = `${options.name} (${options.kind})`;
	const strange = result.ok ? unexplained(result.warnings) : [];
	const problems = [
		...(result.ok ? judgeNetworkless(options.name, result.modules) : []),
		...(result.ok ? result.missing.map((what) => `${image}: ${what}, which no manifest of ours brings`) : []),
		...strange.map((warning) => `${image}: a warning without a reason in tools/images/warnings.ts: ${warning}`),
	];
	if (result.ok) {
		const { preloadedSlots, aliases, bytecodeBytes, flashBytes } = result.sizes;
		const { bytes, fits } = flashFit(options.name, flashBytes, options.board);
		const whole = `some ${kilobytes(bytes)} with XS and ESP-IDF`;
		if (fits === undefined) problems.push(`${image} does not fit into the board's flash: it takes ${whole}`);
		const fit = fits && `${whole}, fits ${fits.layout} of ${kilobytes(fits.slotBytes)}`;
		console.log(
			`ok    ${image} links: ${preloadedSlots} slots preloaded, ${kilobytes(flashBytes)} of flash with their text and code ` +
				`(${fit ?? whole}), ${aliases} aliases (${kilobytes(aliases * 4)} of RAM), ${kilobytes(bytecodeBytes)} of bytecode not preloaded, ` +
				`${result.warnings.length} warnings, ${strange.length} of them without a reason`,
		);
	} else {
		console.log(`FAIL  ${image} does not link: ${result.reason.replaceAll("\n", "\n      ")}`);
	}
	for (const problem of problems) console.log(`FAIL  ${problem}`);
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
				if (!moddable) continue;
				for (const kind of basename(board) === BOTH_KINDS ? KINDS : RELEASE)
					ok = (await link({ moddable, root: ROOT, manifest, name, board, kind, work })) && ok;
			}
		}
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
	if (!moddable) console.log("skip  linking: MODDABLE names no Moddable SDK");
	return ok;
}

process.exitCode = (await main()) ? 0 : 1;
