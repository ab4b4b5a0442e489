/**
 * Makes the boards' images, writes them, and listens to a board: `npm run build:transmitter`, `flash:receiver`, `monitor`.
 * Both roles may be worked on at once: nothing here ends what belongs to the other board, as mcconfig's own `deploy` does.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArguments } from "./commands/arguments.js";
import { UserError } from "./commands/user-error.js";
import { runInForeground, runInIdf } from "./flash/run.js";
import { findToolchain, type Toolchain } from "./flash/toolchain.js";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const OUT = join(ROOT, "build");

const ROLES: readonly string[] = Object.freeze(["transmitter", "receiver"]);
const DEFAULT_BOARD = "ttgo-t3-v1.6.1";

const HELP = `flash.ts build|flash transmitter|receiver [--board NAME] [--port PORT]
flash.ts monitor --port PORT

  --board NAME  a folder of boards/ (${DEFAULT_BOARD})
  --port PORT   where the board is: /dev/ttyUSB0, /dev/cu.usbserial-0001`;

interface Job {
	role: string;
	board: string;
	toolchain: Toolchain;
}

/** mcconfig's exit code. */
async function build({ role, board, toolchain }: Job): Promise<number> {
	const { moddable, tools } = toolchain;
	mkdirSync(OUT, { recursive: true });
	process.chdir(ROOT);
	return runInForeground(
		join(tools, "mcconfig"),
		// By a relative path: mcconfig puts the platform's name, path and all, into lower case.
		["-o", OUT, "-m", "-p", `esp32:./boards/${board}`, "-t", "build", `src/${role}/manifest.json`],
		{
			...process.env,
			MODDABLE: moddable,
			PATH: [tools, join(ROOT, "node_modules/.bin"), process.env.PATH].join(delimiter),
		},
	);
}

/** Where ESP-IDF leaves what it has made, with a list of what belongs where in flash. */
function builtIn({ role, board }: Job): string {
	return join(OUT, "tmp/esp32", board, "release", `p1-lora-${role}`, "xsProj-esp32/build");
}

async function flash(job: Job, port: string): Promise<number> {
	const code = await build(job);
	if (code !== 0) return code;
	const folder = builtIn(job);
	const list = join(folder, "flasher_args.json");
	if (!existsSync(list)) throw new UserError(`The build left no ${list}: nothing was written to the board.`);
	const { flash_files: files } = JSON.parse(readFileSync(list, "utf8")) as { flash_files: Record<string, string> };
	const parts = Object.entries(files).flatMap(([offset, file]) => [offset, join(folder, file)]);
	const esptool = ["esptool", "--chip", "esp32", "--port", port, "--baud", "921600", "write_flash", ...parts];
	return runInIdf(job.toolchain.idf, esptool, process.env);
}

function monitor(toolchain: Toolchain, port: string): Promise<number> {
	return runInIdf(toolchain.idf, ["serial.tools.miniterm", "--echo", "--eol", "LF", port, "115200"], process.env);
}

async function main(args: string[]): Promise<number> {
	const { values, positionals } = parseArguments({
		args,
		allowPositionals: true,
		options: {
			board: { type: "string", default: DEFAULT_BOARD },
			port: { type: "string" },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const [what, role] = positionals;
	const { board, port } = values;
	if (what !== "build" && what !== "flash" && what !== "monitor")
		throw new UserError("build, flash or monitor is wanted.");
	if (what !== "monitor" && !ROLES.includes(role)) throw new UserError("transmitter or receiver is wanted.");
	const boards = readdirSync(join(ROOT, "boards"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
	const names = boards.map(({ name }) => name);
	if (!names.includes(board)) throw new UserError(`There is no board ${board}: give one of ${names.join(", ")}.`);
	if (what !== "build" && port === undefined)
		throw new UserError("Which board? Give --port, as in: -- --port /dev/ttyUSB0");
	const found = findToolchain(process.env);
	if (!found.ok) throw new UserError(`${found.reason}.`);
	const job = { role, board, toolchain: found.toolchain };
	if (what === "build" || port === undefined) return build(job);
	return what === "flash" ? flash(job, port) : monitor(found.toolchain, port);
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	if (!(error instanceof UserError)) throw error;
	console.error(error.message);
	process.exitCode = 2;
}
