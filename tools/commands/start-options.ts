/** What `p1-lora start` can be asked for. */
import { parseArgs } from "node:util";
import type { Broker } from "../../src/receiver/publisher.js";
import { METER_MODELS } from "../sim/meters.js";
import { UserError } from "./user-error.js";

export const START_HELP = `Usage: p1-lora start [options]        (npm start -- [options])

Runs both boards' programs on this computer: a meter, the transmitter, the air, the receiver, and MQTT. Everything is
as on the boards but for the chips, which are simulated at register level.

  --meter MODEL     the household that is simulated: ${Object.keys(METER_MODELS).join(", ")} (default be-3ph)
  --replay FILE     telegrams from a file instead, as a meter sent them
  --serial PORT     a real meter on this computer's serial port instead, such as /dev/ttyUSB0
  --mqtt URL        a broker of your own, mqtt://user:password@host:port, instead of the one that comes along
  --port N          the port of the broker that comes along (default 1883)
  --path-loss DB    between the boards, 0 to 200 (default 120): 125 is a few walls, 150 hopeless
  --seed N          another day, the same each time (default 1)
  --speed N         simulated seconds in a real one (default 1)
  --duration S      stop after so many simulated seconds
  --once            stop after the first telegram was published; as fast as it can unless --speed says otherwise
  --verbose         tell of every acknowledgement, too
`;

export interface StartOptions {
	source: { kind: "generated"; model: string } | { kind: "replay"; path: string } | { kind: "serial"; path: string };
	/** Undefined for the embedded broker on `port`. */
	broker: Broker | undefined;
	port: number;
	pathLossDb: number;
	seed: number;
	/** Infinity for as fast as it can. */
	speed: number;
	/** In simulated seconds; Infinity for no end. */
	duration: number;
	once: boolean;
	verbose: boolean;
}

/** With --once, a run that published nothing within an hour will not publish at all. */
const ONCE_LIMIT_SECONDS = 3600;

/** Undefined when help was asked for. Throws a UserError that names the option, its value and its range. */
export function parseStartOptions(args: string[]): StartOptions | undefined {
	const values = parse(args);
	if (values.help) return undefined;
	const { once, verbose } = values;
	const sources = [values.meter, values.replay, values.serial].filter((value) => value !== undefined);
	if (sources.length > 1) throw new UserError("--meter, --replay and --serial exclude each other: give one of them.");
	if (values.serial !== undefined && values.speed !== undefined) {
		throw new UserError("--serial reads a real meter, whose time can't be sped up: leave --speed out.");
	}
	const realTime = !once || values.serial !== undefined;
	return {
		source:
			values.replay !== undefined
				? { kind: "replay", path: values.replay }
				: values.serial !== undefined
					? { kind: "serial", path: values.serial }
					: { kind: "generated", model: values.meter ?? "be-3ph" },
		broker: values.mqtt === undefined ? undefined : parseBroker(values.mqtt),
		port: integer("--port", values.port ?? "1883", 0, 65_535),
		pathLossDb: number("--path-loss", values["path-loss"] ?? "120", 0, 200),
		seed: integer("--seed", values.seed ?? "1", 0, 2 ** 32 - 1),
		speed:
			values.speed === undefined
				? realTime
					? 1
					: Number.POSITIVE_INFINITY
				: number("--speed", values.speed, 0.01, 100_000),
		duration:
			values.duration === undefined
				? once
					? ONCE_LIMIT_SECONDS
					: Number.POSITIVE_INFINITY
				: number("--duration", values.duration, 0.001, 1e9),
		once,
		verbose,
	};
}

function parse(args: string[]) {
	const text = { type: "string" } as const;
	const flag = { type: "boolean", default: false } as const;
	try {
		return parseArgs({
			args,
			options: {
				meter: text,
				replay: text,
				serial: text,
				mqtt: text,
				port: text,
				"path-loss": text,
				seed: text,
				speed: text,
				duration: text,
				once: flag,
				verbose: flag,
				help: { ...flag, short: "h" },
			},
		}).values;
	} catch (error) {
		throw new UserError(`${(error as Error).message}. See --help.`);
	}
}

function parseBroker(text: string): Broker {
	const example = "such as mqtt://user:password@homeassistant.local:1883";
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		throw new UserError(`--mqtt ${text} is not an address: give one ${example}.`);
	}
	if (url.protocol !== "mqtt:" || url.hostname === "") {
		throw new UserError(`--mqtt ${text} is not an address of the form mqtt://host:port: give one ${example}.`);
	}
	return {
		host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
		port: url.port === "" ? 1883 : Number(url.port),
		user: url.username === "" ? undefined : decodeURIComponent(url.username),
		password: url.password === "" ? undefined : decodeURIComponent(url.password),
	};
}

function number(name: string, text: string, least: number, most: number): number {
	const value = Number(text);
	if (text.trim() === "" || !(value >= least && value <= most)) {
		throw new UserError(`${name} is a number from ${least} to ${most}, not ${text}.`);
	}
	return value;
}

function integer(name: string, text: string, least: number, most: number): number {
	const value = number(name, text, least, most);
	if (!Number.isInteger(value)) throw new UserError(`${name} is a whole number from ${least} to ${most}, not ${text}.`);
	return value;
}
