/** `p1-lora update`: brings a signed image to a receiver, over MQTT. */
import { readFileSync } from "node:fs";
import { Courier } from "../update/courier.js";
import { given, parseArguments } from "./arguments.js";
import { parseBroker } from "./start-options.js";
import { reasonOf, UserError } from "./user-error.js";

const HELP = `Usage: p1-lora update FILE --mqtt URL [options]

Brings an update, made with p1-lora sign, to a receiver over the MQTT broker that both use, and stays until it runs.

  --mqtt URL       mqtt://user:password@host:port, or mqtts:// for TLS
  --mqtt-ca FILE   in PEM: the authority that signed that broker's certificate
  --device ID      of several receivers, the pair's fingerprint
  --wait           offers it only: Home Assistant's button installs it`;

export async function update(args: string[]): Promise<number> {
	const { values, positionals } = parseArguments({
		args,
		allowPositionals: true,
		options: {
			mqtt: { type: "string" },
			"mqtt-ca": { type: "string" },
			device: { type: "string" },
			wait: { type: "boolean", default: false },
			help: { type: "boolean", default: false, short: "h" },
		},
	});
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const [path] = positionals;
	const { mqtt, device, wait } = values;
	if (path === undefined || mqtt === undefined)
		throw new UserError("an update's file and --mqtt are wanted: see --help.");
	const broker = parseBroker(mqtt, values["mqtt-ca"]);
	let file: Uint8Array;
	try {
		file = new Uint8Array(readFileSync(path));
	} catch (error) {
		throw new UserError(`${given("FILE", path)}: ${reasonOf(error)}.`);
	}
	await new Courier({ broker, file, device, wait, print: (line) => console.log(line) }).run();
	return 0;
}
