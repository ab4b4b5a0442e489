/** The `p1-lora` command: `npm run -s p1-lora -- COMMAND`. */
import { airtime } from "./commands/airtime.js";
import { aloha } from "./commands/aloha.js";
import { bench } from "./commands/bench.js";
import { building } from "./commands/building.js";
import { codec } from "./commands/codec.js";
import { config } from "./commands/config.js";
import { doctor } from "./commands/doctor.js";
import { inspect } from "./commands/inspect.js";
import { meter } from "./commands/meter.js";
import { pair } from "./commands/pair.js";
import { power } from "./commands/power.js";
import { sign } from "./commands/sign.js";
import { soak } from "./commands/soak.js";
import { start } from "./commands/start.js";
import { update } from "./commands/update.js";
import { UserError } from "./commands/user-error.js";

interface Command {
	about: string;
	/** Prints, and returns the exit code. */
	run: (args: string[]) => number | Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
	start: { about: "run both boards on this computer, over simulated radios", run: start },
	pair: { about: "give two boards one key, and the receiver its Wi-Fi and broker, over USB", run: pair },
	config: { about: "show and change a board's settings over USB", run: config },
	doctor: { about: "ask a board over USB how it does, and what to do", run: doctor },
	sign: { about: "make an update of an image, and the key that updates are signed with", run: sign },
	update: { about: "bring a signed update to a receiver, over MQTT", run: update },
	meter: { about: "write the telegrams of a generated household's meter", run: meter },
	inspect: { about: "show what the telegrams in a file say", run: inspect },
	airtime: { about: "how long a frame is on the air, and how often the law allows it", run: airtime },
	power: { about: "what the board at the meter draws, beside what the P1 port gives", run: power },
	codec: { about: "how many bytes a file's telegrams take over the air", run: codec },
	aloha: { about: "what share of many senders' frames a gateway receives, as LoRaSim has it", run: aloha },
	building: { about: "many pairs under one roof, and what each gets through", run: building },
	soak: { about: "days of both boards under everything that can befall them, and what must hold", run: soak },
	bench: { about: "what each board's program costs on the boards' engine, and how fast the simulation is", run: bench },
};

const HELP = `Usage: p1-lora COMMAND [options]

${Object.entries(COMMANDS)
	.map(([name, { about }]) => `  ${name.padEnd(10)}${about}`)
	.join("\n")}

p1-lora COMMAND --help tells a command's options.`;

async function main([name, ...args]: string[]): Promise<number> {
	if (name === undefined || name === "--help" || name === "-h") {
		console.log(HELP);
		return name === undefined ? 1 : 0;
	}
	const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
	if (command === undefined) {
		console.error(`p1-lora: there is no command ${name}. p1-lora --help lists them.`);
		return 1;
	}
	try {
		return await command.run(args);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		console.error(`p1-lora ${name}: ${error.message}`);
		return 1;
	}
}

// Whoever reads may go before the end: head does, and a terminal that is closed.
for (const stream of [process.stdout, process.stderr]) {
	stream.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
	});
}

process.exitCode = await main(process.argv.slice(2));
