/** Makes the page that installs both programs from a browser: `npm run build:installer`. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArguments } from "./commands/arguments.js";
import { UserError } from "./commands/user-error.js";
import { builtFolder } from "./flash/built.js";
import { buildSite } from "./installer/site.js";

const BUILD = join(fileURLToPath(new URL("..", import.meta.url)), "build");
const BOARD = "ttgo-t3-v1.6.1";

const HELP = `Usage: installer.ts [options]

Makes the installer's page, of the images that npm run build:transmitter and build:receiver have left.

  --transmitter DIR  where ESP-IDF has built the transmitter, with a flasher_args.json
  --receiver DIR     the same of the receiver
  --out DIR          where the page goes, new, or one that such a page is in (build/installer)`;

function main(args: string[]): void {
	const { values } = parseArguments({
		args,
		options: {
			transmitter: { type: "string", default: builtFolder(BUILD, "transmitter", BOARD) },
			receiver: { type: "string", default: builtFolder(BUILD, "receiver", BOARD) },
			out: { type: "string", default: join(BUILD, "installer") },
			help: { type: "boolean", short: "h", default: false },
		},
	});
	if (values.help) {
		console.log(HELP);
		return;
	}
	const { transmitter, receiver, out } = values;
	const images = buildSite({ folders: { transmitter, receiver }, out });
	for (const [role, parts] of images) {
		const places = parts.map(({ offset, bytes }) => `0x${offset.toString(16)} (${bytes} bytes)`);
		console.log(`${role}: ${places.join(", ")}`);
	}
	console.log(
		`The page is in ${out}. Serve that folder by https, or to this computer: python3 -m http.server --directory ${out}`,
	);
}

try {
	main(process.argv.slice(2));
} catch (error) {
	if (!(error instanceof UserError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
