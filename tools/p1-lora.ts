/** The `p1-lora` command: `npm run -s p1-lora -- COMMAND`. */
import { UserError } from "./commands/user-error.js";

/** Prints, and returns the exit code. */
type Run = (args: string[]) => number | Promise<number>;

interface Command {
	about: string;
	/** Loaded when it is wanted: most need a part of the tools only, and start sooner so. */
	load: () => Promise<Run>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
	start: {
		about: "run both boards on this computer, over simulated radios",
		load: async () => (await import("./commands/start.js")).start,
	},
	pair: {
		about: "give two boards one key, and the receiver its Wi-Fi and broker, over USB",
		load: async () => (await import("./commands/pair.js")).pair,
	},
	config: {
		about: "show and change a board's settings over USB",
		load: async () => (await import("./commands/config.js")).config,
	},
	doctor: {
		about: "ask a board over USB how it does, and what to do",
		load: async () => (await import("./commands/doctor.js")).doctor,
	},
	sign: {
		about: "make an update of an image, and the key that updates are signed with",
		load: async () => (await import("./commands/sign.js")).sign,
	},
	update: {
		about: "bring a signed update to a receiver, over MQTT",
		load: async () => (await import("./commands/update.js")).update,
	},
	meter: {
		about: "write the telegrams of a generated household's meter",
		load: async () => (await import("./commands/meter.js")).meter,
	},
	inspect: {
		about: "show what the telegrams in a file say",
		load: async () => (await import("./commands/inspect.js")).inspect,
	},
	airtime: {
		about: "how long a frame is on the air, and how often the law allows it",
		load: async () => (await import("./commands/airtime.js")).airtime,
	},
	power: {
		about: "what the board at the meter draws, beside what the P1 port gives",
		load: async () => (await import("./commands/power.js")).power,
	},
	codec: {
		about: "how many bytes a file's telegrams take over the air",
		load: async () => (await import("./commands/codec.js")).codec,
	},
	aloha: {
		about: "what share of many senders' frames a gateway receives, as LoRaSim has it",
		load: async () => (await import("./commands/aloha.js")).aloha,
	},
	building: {
		about: "many pairs under one roof, and what each gets through",
		load: async () => (await import("./commands/building.js")).building,
	},
	soak: {
		about: "days of both boards under everything that can befall them, and what must hold",
		load: async () => (await import("./commands/soak.js")).soak,
	},
	bench: {
		about: "what each board's program costs on the boards' engine, and how fast the simulation is",
		load: async () => (await import("./commands/bench.js")).bench,
	},
};

const HELP = `Usage: p1-lora COMMAND [options]

${Object.entries(COMMANDS)
	.map(([name, { about }]) => `  ${name.padEnd(10)}${about}`)
	.join("\n")}

p1-lora COMMAND --help tells a command's options. p1-lora stands for npm run -s p1-lora --, in this project's folder.`;

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
		const run = await command.load();
		return await run(args);
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
