/**
 * Makes the boards' images, writes them, and listens to a board: `npm run build:transmitter`, `flash:receiver`, `monitor`.
 * Both roles may be worked on at once: nothing here ends what belongs to the other board, as mcconfig's own `deploy` does.
 */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArguments } from "./commands/arguments.js";
import { UserError } from "./commands/user-error.js";
import { APP_FILES, builtFolder } from "./flash/built.js";
import { monitor } from "./flash/monitor.js";
import { runInForeground, runInIdf } from "./flash/run.js";
import { findToolchain, type Toolchain } from "./flash/toolchain.js";
import type { Layout } from "./images/flash-fit.js";
import { type ImagePart, readImageParts, TooLargeForHalf } from "./installer/image.js";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

const ROLES: readonly string[] = Object.freeze(["transmitter", "receiver"]);
const DEFAULT_BOARD = "ttgo-t3-v1.6.1";

const HELP = `flash.ts build|flash transmitter|receiver [--board NAME] [--one-slot] [--port PORT] [--out DIR]
flash.ts monitor --port PORT

  --board NAME       a folder of boards/ (${DEFAULT_BOARD})
  --update-key KEY   what p1-lora sign --public-key FILE prints: the receiver takes updates that are signed with it
  --one-slot         all of the flash for one image, as is done by itself where it is too large for half of it
  --port PORT        where the board is: /dev/ttyUSB0, /dev/cu.usbserial-0001
  --out DIR          where everything goes that is made (build)`;

interface Job {
	role: string;
	board: string;
	out: string;
	toolchain: Toolchain;
	/** 64 hexadecimal digits. */
	updateKey: string | undefined;
	layout: Layout;
}

/** The parts of an image that fits its board, or mcconfig's exit code where it is not 0. */
async function build({ role, board, out, toolchain, updateKey, layout }: Job): Promise<ImagePart[] | number> {
	const { moddable, tools } = toolchain;
	const built = builtFolder(out, role, board);
	// mcconfig's exit code is 0 when ESP-IDF has failed, and an image of before would be taken for this one.
	for (const file of APP_FILES) rmSync(join(built, file), { force: true });
	mkdirSync(out, { recursive: true });
	process.chdir(ROOT);
	const code = await runInForeground(
		join(tools, "mcconfig"),
		// By a relative path: mcconfig puts the platform's name, path and all, into lower case.
		[
			"-o",
			out,
			"-m",
			"-p",
			`esp32:./boards/${board}`,
			"-t",
			"build",
			`src/${role}/manifest.json`,
			...(updateKey === undefined ? [] : [`updateKey=${updateKey}`]),
		],
		{
			...process.env,
			MODDABLE: moddable,
			// Which of the board's partition tables: its manifest takes it from here.
			P1_LORA_SLOTS: layout,
			PATH: [tools, join(ROOT, "node_modules/.bin"), process.env.PATH].join(delimiter),
		},
	);
	return code === 0 ? readImageParts(built) : code;
}

/** An image that is too large for half of the flash is built for all of it, unless updates over the network are wanted. */
async function buildToFit(job: Job): Promise<ImagePart[] | number> {
	try {
		return await build(job);
	} catch (error) {
		if (!(error instanceof TooLargeForHalf) || job.updateKey !== undefined) throw error;
		console.log(
			"The image is too large for half of the flash: it is built again for all of it. Later ones come by USB; --one-slot saves the first try.",
		);
		return build({ ...job, layout: "one-slot" });
	}
}

async function flash(job: Job, port: string): Promise<number> {
	const parts = await buildToFit(job);
	if (typeof parts === "number") return parts;
	const places = parts.flatMap(({ offset, file }) => [`0x${offset.toString(16)}`, file]);
	const esptool = ["esptool", "--chip", "esp32", "--port", port, "--baud", "921600", "write_flash", ...places];
	return runInIdf(job.toolchain.idf, esptool, process.env);
}

async function main(args: string[]): Promise<number> {
	const { values, positionals } = parseArguments({
		args,
		allowPositionals: true,
		options: {
			board: { type: "string", default: DEFAULT_BOARD },
			port: { type: "string" },
			out: { type: "string", default: join(ROOT, "build") },
			"update-key": { type: "string" },
			"one-slot": { type: "boolean", default: false },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const [what, role] = positionals;
	const { board, port, out } = values;
	if (what !== "build" && what !== "flash" && what !== "monitor")
		throw new UserError("build, flash or monitor is wanted.");
	if (what !== "monitor" && !ROLES.includes(role)) throw new UserError("transmitter or receiver is wanted.");
	const boards = readdirSync(join(ROOT, "boards"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
	const names = boards.map(({ name }) => name);
	if (!names.includes(board)) throw new UserError(`There is no board ${board}: give one of ${names.join(", ")}.`);
	if (what !== "build" && port === undefined)
		throw new UserError("Which board? Give --port, as in: -- --port /dev/ttyUSB0");
	// Without the tools that make images: they are not there where a browser has installed these.
	if (what === "monitor" && port !== undefined) return monitor(port, process.stdin, process.stdout);
	const updateKey = values["update-key"];
	if (updateKey !== undefined && !/^[0-9a-f]{64}$/i.test(updateKey))
		throw new UserError("--update-key is 64 hexadecimal digits: p1-lora sign --public-key FILE prints them.");
	const layout = values["one-slot"] ? "one-slot" : "two-slots";
	if (layout === "one-slot" && updateKey !== undefined)
		throw new UserError("--one-slot leaves no room for an update over the network: leave --update-key away.");
	const found = findToolchain(process.env);
	if (!found.ok) throw new UserError(`${found.reason}.`);
	const job: Job = { role, board, out: resolve(out), toolchain: found.toolchain, updateKey, layout };
	if (what === "build" || port === undefined) {
		const parts = await buildToFit(job);
		return typeof parts === "number" ? parts : 0;
	}
	return flash(job, port);
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	if (!(error instanceof UserError)) throw error;
	console.error(error.message);
	process.exitCode = 2;
}
