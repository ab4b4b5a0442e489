/** What `p1-lora start` can be asked for. */
import { readFileSync } from "node:fs";
import type { HomeSettings } from "../../src/home/home.js";
import { parsePushTarget } from "../../src/home/telegram-push.js";
import { regionNamed } from "../../src/lora/regions.js";
import type { Broker } from "../../src/receiver/contract.js";
import { tlsTo } from "../host/tls.js";
import { keyOption, numberOption, parseArguments } from "./arguments.js";
import { reasonOf, UserError } from "./user-error.js";

export const START_HELP = `Usage: p1-lora start [options]        (npm start -- [options])

Runs both boards' programs on this computer: a meter, the transmitter, the air, the receiver, and MQTT. Everything is
as on the boards but for the chips, which are simulated at register level.

  --meter KIND      the household's meter, of the kinds that p1-lora meter --list tells (default be-3ph)
  --replay FILE     telegrams from a file instead (- for standard input), as a meter sent them
  --serial PORT     a real meter on this computer's serial port instead, such as /dev/ttyUSB0
  --p1-key HEX      opens the telegrams of a meter that encrypts: 32 hexadecimal digits, from the grid operator
  --mqtt URL        a broker of your own, mqtt://user:password@host:port, instead of the one that comes along
                    (mqtts:// for TLS)
  --mqtt-ca FILE    in PEM: the authority that signed that broker's certificate, where the computer does not know it
  --port N          the port of the broker that comes along (default 1883; 0 for any free one)
  --p1-port N       where the receiver gives raw P1 to whoever connects (default 2001; 0 for nowhere)
  --http-port N     where its page, metrics and APIs are (default 8080; 0 for nowhere)
  --dashboard PORT  the bench to look at and to lay hands on (default 8400; 0 or off for nowhere; HOST:PORT for
                    others to see, too: whoever reaches it can do what you can)
  --homewizard      it answers as a HomeWizard P1 meter there, too
  --push URL        hands each telegram to a DSMR-reader, http://host:port
  --push-key KEY    of that DSMR-reader's API
  --path-loss DB    between the boards, 0 to 200 (default 120): 125 is a few walls, 155 hopeless
  --region NAME     whose law on the air they keep: EU868 (the default) or EU433
  --seed N          another pair of boards on another day, the same each time (default 1)
  --speed N         simulated seconds in a real one (default 1)
  --duration S      stop after so many simulated seconds
  --once            stop after the first telegram was published; as fast as it can unless --speed says otherwise
  --verbose         tell of every acknowledgement, too

Ctrl-C stops. Exit status: 0, or 1 when it could not start, or with --once published nothing within --duration (an
hour where that is not given).`;

export interface StartOptions {
	source: { kind: "generated"; model: string } | { kind: "replay"; path: string } | { kind: "serial"; path: string };
	/** Of a meter that encrypts: 32 hexadecimal digits. */
	p1Key: string | undefined;
	/** Undefined for the embedded broker on `port`. */
	broker: HostBroker | undefined;
	port: number;
	home: HomeSettings;
	/** Where it is served; undefined for nowhere. */
	dashboard: { host: string; port: number } | undefined;
	pathLossDb: number;
	region: string;
	seed: number;
	/** Infinity for as fast as it can. */
	speed: number;
	/** In simulated seconds; Infinity for no end. */
	duration: number;
	once: boolean;
	verbose: boolean;
}

/** Beyond this a computer only pretends. */
export const MAX_SPEED = 100_000;

/** Broker, receiver and dashboard are for this computer only. */
export const LOCALHOST = "127.0.0.1";

/** With --once, a run that published nothing within an hour will not publish at all. */
const ONCE_LIMIT_SECONDS = 3600;

/** Undefined when help was asked for. Throws a UserError that names the option, its value and its range. */
export function parseStartOptions(args: string[]): StartOptions | undefined {
	const values = parse(args);
	if (values.help) return undefined;
	const { once, verbose } = values;
	if (values.serial !== undefined && values.speed !== undefined) {
		throw new UserError("--serial reads a real meter, whose time can't be sped up: leave --speed out.");
	}
	if (values.mqtt === undefined && values["mqtt-ca"] !== undefined)
		throw new UserError("--mqtt-ca is for a broker of your own: give its address with --mqtt.");
	if (values.mqtt !== undefined && values.port !== undefined) {
		throw new UserError("--port is for the broker that comes along: with --mqtt, give the port there.");
	}
	const endless = once ? ONCE_LIMIT_SECONDS : Number.POSITIVE_INFINITY;
	const natural = once && values.serial === undefined ? Number.POSITIVE_INFINITY : 1;
	return {
		source: source(values),
		p1Key: keyOption("--p1-key", values["p1-key"]),
		broker: values.mqtt === undefined ? undefined : parseBroker(values.mqtt, values["mqtt-ca"]),
		port: numberOption("--port", values.port ?? "1883", { least: 0, most: 65_535, whole: true }),
		home: homeSettings(values),
		dashboard: parseDashboard(values.dashboard ?? (once ? "off" : "8400")),
		pathLossDb: numberOption("--path-loss", values["path-loss"] ?? "120", { least: 0, most: 200 }),
		region: parseRegion(values.region ?? "EU868"),
		seed: numberOption("--seed", values.seed ?? "1", { least: 0, most: 2 ** 32 - 1, whole: true }),
		speed:
			values.speed === undefined ? natural : numberOption("--speed", values.speed, { least: 0.01, most: MAX_SPEED }),
		duration:
			values.duration === undefined
				? endless
				: numberOption("--duration", values.duration, { least: 0.001, most: 1_000_000_000 }),
		once,
		verbose,
	};
}

type Values = ReturnType<typeof parse>;

function parse(args: string[]) {
	const text = { type: "string" } as const;
	const flag = { type: "boolean", default: false } as const;
	return parseArguments({
		args,
		options: {
			meter: text,
			replay: text,
			serial: text,
			"p1-key": text,
			mqtt: text,
			"mqtt-ca": text,
			port: text,
			"p1-port": text,
			"http-port": text,
			dashboard: text,
			homewizard: flag,
			push: text,
			"push-key": text,
			"path-loss": text,
			region: text,
			seed: text,
			speed: text,
			duration: text,
			once: flag,
			verbose: flag,
			help: { ...flag, short: "h" },
		},
	}).values;
}

function source({ meter, replay, serial }: Values): StartOptions["source"] {
	const given = [meter, replay, serial].filter((value) => value !== undefined);
	if (given.length > 1) throw new UserError("--meter, --replay and --serial exclude each other: give one of them.");
	if (replay !== undefined) return { kind: "replay", path: replay };
	if (serial !== undefined) return { kind: "serial", path: serial };
	return { kind: "generated", model: meter ?? "be-3ph" };
}

function parseRegion(name: string): string {
	const found = regionNamed(name);
	if (!found.ok) throw new UserError(`--region: ${found.reason}.`);
	return name;
}

function homeSettings(values: Values): HomeSettings {
	// With --once it is gone before anybody could come.
	const port = (option: "p1-port" | "http-port", otherwise: string) =>
		numberOption(`--${option}`, values[option] ?? (values.once ? "0" : otherwise), {
			least: 0,
			most: 65_535,
			whole: true,
		});
	const { push, "push-key": pushKey } = values;
	if (push !== undefined && parsePushTarget(push) === undefined) {
		throw new UserError(`--push is "${push}": give an address such as http://dsmr.local:7777.`);
	}
	if ((push === undefined) !== (pushKey === undefined)) {
		throw new UserError("--push and --push-key go together: DSMR-reader takes nothing without its API key.");
	}
	return {
		p1Port: port("p1-port", "2001"),
		httpPort: port("http-port", "8080"),
		homeWizard: values.homewizard,
		pushUrl: push,
		pushKey,
	};
}

function parseDashboard(text: string): StartOptions["dashboard"] {
	if (text === "off") return undefined;
	const [, host = LOCALHOST, digits] = /^(?:(.+):)?(\d+)$/.exec(text) ?? [];
	if (digits === undefined) throw new UserError(`--dashboard is "${text}": give a port, HOST:PORT, or off.`);
	const port = numberOption("--dashboard", digits, { least: 0, most: 65_535, whole: true });
	return port === 0 ? undefined : { host: host.replace(/^\[(.*)\]$/, "$1"), port };
}

/** A broker as a computer reaches it. */
export interface HostBroker extends Broker {
	/** What was wrong with its certificate the last time, as a sentence without its full stop. */
	problem?: () => string | undefined;
	/** For whoever else connects to it: it wants TLS. `ca`: in PEM, whom to trust in place of the authorities. */
	tls?: { ca: string | undefined };
}

/** `--mqtt`, and the file that `--mqtt-ca` names. Throws a UserError. */
export function parseBroker(text: string, ca: string | undefined): HostBroker {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	const bare = url !== undefined && url.pathname.replace("/", "") === "" && url.search === "" && url.hash === "";
	const isSecure = url?.protocol === "mqtts:";
	if ((!isSecure && url?.protocol !== "mqtt:") || url.hostname === "" || url.port === "0" || !bare) {
		throw new UserError(
			`--mqtt is "${text}": give an address such as mqtt://user:password@homeassistant.local:1883, or mqtts:// for TLS (in a password, / is %2F, ? is %3F and # is %23).`,
		);
	}
	if (url.username === "" && url.password !== "") {
		throw new UserError(`--mqtt is "${text}": MQTT takes no password without a user.`);
	}
	const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
	if (ca !== undefined && !isSecure) throw new UserError("--mqtt-ca is for TLS: give the broker as mqtts://.");
	return {
		...(isSecure && secure(host, caFile(ca))),
		host,
		port: url.port === "" ? (isSecure ? 8883 : 1883) : Number(url.port),
		user: url.username === "" ? undefined : decode(url.username),
		password: url.password === "" ? undefined : decode(url.password),
	};
}

function secure(host: string, ca: string | undefined): Pick<HostBroker, "socket" | "problem" | "tls"> {
	let problem: string | undefined;
	const onProblem = (sentence: string) => {
		problem = sentence;
	};
	return { socket: { io: tlsTo({ host, ca, onProblem }) }, problem: () => problem, tls: { ca } };
}

function caFile(path: string | undefined): string | undefined {
	if (path === undefined) return undefined;
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		throw new UserError(`--mqtt-ca is "${path}": ${reasonOf(error)}.`);
	}
}

/** A % that begins no escape of a URL stands for itself: passwords have them. */
function decode(text: string): string {
	return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
		try {
			return decodeURIComponent(escapes);
		} catch {
			// No UTF-8.
			return escapes;
		}
	});
}
