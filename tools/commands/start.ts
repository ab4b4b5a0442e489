/** `p1-lora start`: the virtual bench on this computer, its receiver talking to a real MQTT broker. */
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Milliseconds } from "../../src/clock.js";
import type { HomeSettings } from "../../src/home/home.js";
import type { TCPClass, TCPOptions } from "../../src/io.js";
import type { Broker } from "../../src/receiver/contract.js";
import type { Dashboard } from "../dashboard/dashboard.js";
import { BrokerSwitch } from "../host/broker-switch.js";
import { interruption } from "../host/interruption.js";
import { LinePrinter } from "../host/line-printer.js";
import { pace } from "../host/pace.js";
import { probeBroker } from "../host/probe-broker.js";
import { RealClock } from "../host/real-clock.js";
import { generatedSource, type Meter, openSerial, replaySource, simulatedMeter } from "../host/sources.js";
import { canListen, farewells, HostTCP, listenerOn, resolve } from "../host/tcp.js";
import { VirtualClock } from "../sim/clock.js";
import { AccessPoint } from "../sim/wifi.js";
import { World } from "../sim/world.js";
import { openDashboard, placeDashboard } from "./start-dashboard.js";
import { type HostBroker, LOCALHOST, parseStartOptions, START_HELP, type StartOptions } from "./start-options.js";
import { UserError } from "./user-error.js";

/** With --once, the embedded broker is there for a moment only: a subscriber gets so long to come. */
const SUBSCRIBER_WAIT: Milliseconds = 5000;

/** Simulated time that runs free waits so long for the receiver's connection to the broker. */
const CONNECTION_WAIT: Milliseconds = 5000;

/** Every meter sends more often than this, and is found at either speed of the line. */
const SILENT_METER: Milliseconds = 40_000;

/** The embedded broker hands on what it has, before it ends. */
const HANDING_ON: Milliseconds = 100;

/** Where the command prints, and what ends it early: a test brings its own. */
export interface StartSession {
	out: Writable;
	interrupted: AbortSignal;
}

/** `p1-lora start`: prints, and returns the exit code. Throws a UserError for what a person can mend. */
export async function start(args: string[], session?: StartSession): Promise<number> {
	const ended = new AbortController();
	const printer = new LinePrinter(session?.out ?? process.stdout, () => ended.abort());
	const options = parseStartOptions(args);
	if (options === undefined) {
		printer.print(START_HELP);
		return 0;
	}
	// What can be wrong with the meter is found out before anything is started.
	const meter = await openMeter(options);
	let embedded: Awaited<ReturnType<typeof openBroker>> | undefined;
	try {
		const broker = options.broker ?? { host: LOCALHOST, port: options.port };
		if (options.broker === undefined) {
			embedded = await openBroker(options.port);
			broker.port = embedded.brokerSwitch.port;
		} else {
			printer.print(`Connecting to the MQTT broker on ${broker.host}, port ${broker.port}.`);
			await probeBroker(broker);
		}
		printer.print(nextStep(broker, embedded !== undefined));
		const home = await openHome(options.home, printer);
		const place = await placeDashboard(options, printer);
		const interrupted = AbortSignal.any([ended.signal, session?.interrupted ?? interruption()]);
		if (options.once && embedded !== undefined) {
			printer.print(`Waiting up to ${SUBSCRIBER_WAIT / 1000} s for a subscriber.\n`);
			await within(SUBSCRIBER_WAIT, embedded.subscribed, interrupted);
		}
		return await run(
			{ ...options, home, dashboard: place },
			{ broker, brokerSwitch: embedded?.brokerSwitch, meter, printer, interrupted },
		);
	} finally {
		meter.close();
		if (embedded !== undefined) {
			await sleep(HANDING_ON);
			await embedded.brokerSwitch.switch(false);
		}
	}
}

interface Parts {
	broker: HostBroker;
	/** Undefined where the broker is somebody else's. */
	brokerSwitch: BrokerSwitch | undefined;
	meter: Meter;
	printer: LinePrinter;
	interrupted: AbortSignal;
}

async function run(options: StartOptions, parts: Parts): Promise<number> {
	const { broker, brokerSwitch, meter, printer, interrupted } = parts;
	const { seed, pathLossDb, region, p1Key, home, duration, once, verbose } = options;
	const clock = new VirtualClock();
	const realClock = new RealClock();
	const tempo = { speed: options.speed };
	const print = (who: string, line: string) => printer.print(`${stamp(clock.now())}  ${who.padEnd(11)}  ${line}`);
	let dashboard: Dashboard | undefined;
	let published = 0;
	let meterLost: string | undefined;
	let answered = () => {};
	const connected = new Promise<void>((resolve) => {
		answered = resolve;
	});
	const accessPoint = new AccessPoint(realClock);
	const isShown = options.dashboard !== undefined;
	const world = new World({
		clock,
		seed,
		pathLossDb,
		p1Key,
		region,
		network: {
			clock: realClock,
			socket: { io: HostTCP },
			serving: { listener: { io: listenerOn(LOCALHOST) }, accepted: { io: HostTCP } },
			resolve,
		},
		broker: { ...broker, socket: { io: answeredTCP(broker.socket?.io ?? HostTCP, () => answered()) } },
		home,
		displays: isShown,
		...(isShown && { accessPoint }),
		log: (board, line, detail = false) => {
			dashboard?.log(board, line, detail);
			if (verbose || !detail) print(board, line);
		},
		onTelegram: (telegram) => dashboard?.telegram(telegram),
		onPublished: () => published++,
	});
	if (options.dashboard !== undefined) {
		const hands = { clock, world, tempo, accessPoint, broker, brokerSwitch };
		dashboard = await openDashboard(options, options.dashboard, hands);
	}
	world.powerOn();
	// Otherwise the radio would be far ahead by then, and it would be luck which telegram is the first to be published.
	if (tempo.speed === Number.POSITIVE_INFINITY) await within(CONNECTION_WAIT, connected, interrupted);
	meter.connect(world.line, (reason) => {
		meterLost = reason;
	});
	clock.after(SILENT_METER, () => {
		if (world.transmitter?.status.telegrams === 0)
			print("meter", "still silent: is its P1 port activated, the cable in?");
	});
	const done = () => interrupted.aborted || meterLost !== undefined || (once && published > 0);
	await pace(clock, { tempo, until: duration * 1000, stopped: done });
	const sent = world.transmitter?.status.telegrams ?? 0;
	const received = world.receiver?.status.telegrams ?? 0;
	world.close();
	await farewells();
	await dashboard?.close();
	print("bench", `telegrams read: ${sent}, carried over the air: ${received}, states published: ${published}`);
	if (meterLost !== undefined) throw new UserError(`The meter's serial port is gone: ${meterLost}.`);
	if (!once || published > 0) return 0;
	if (interrupted.aborted) throw new UserError("Stopped before a telegram was published.");
	throw new UserError(
		received > 0
			? `The MQTT broker took none of ${received} telegrams.`
			: `No telegram came through within ${duration} simulated seconds at ${pathLossDb} dB path loss.`,
	);
}

async function openMeter({ source, seed }: StartOptions): Promise<Meter> {
	switch (source.kind) {
		case "serial":
			return openSerial(source.path);
		case "replay":
			return simulatedMeter(await replaySource(source.path));
		case "generated":
			return simulatedMeter(generatedSource(source.model, seed));
	}
}

/** The broker that comes along, and when the first subscriber other than the receiver has come to it. */
async function openBroker(port: number) {
	let announce = () => {};
	const subscribed = new Promise<void>((resolve) => {
		announce = resolve;
	});
	const onSubscribe = (client: string) => {
		if (!client.startsWith("p1-lora-")) announce();
	};
	try {
		return { brokerSwitch: await BrokerSwitch.start({ port, host: LOCALHOST, onSubscribe }), subscribed };
	} catch (error) {
		throw new UserError((error as Error).message); // the broker's errors are sentences for a person
	}
}

/** Sockets of which the first answer from the other side is told: a broker's CONNACK. */
function answeredTCP(io: TCPClass, onAnswer: () => void): TCPClass {
	return class extends io {
		constructor(options: TCPOptions) {
			super({
				...options,
				onReadable: (count) => {
					options.onReadable?.(count);
					onAnswer();
				},
			});
		}
	};
}

/** Waits for `event`, but no longer than `limit`, nor when interrupted. */
async function within(limit: Milliseconds, event: Promise<void>, interrupted: AbortSignal): Promise<void> {
	const over = new AbortController();
	const signal = AbortSignal.any([over.signal, interrupted]);
	await Promise.race([event, sleep(limit, undefined, { signal }).catch(() => {})]);
	over.abort();
}

function nextStep({ host, port, user }: Broker, embedded: boolean): string {
	const login = user === undefined ? "" : ` -u '${user}' -P PASSWORD`;
	const broker = embedded ? "An MQTT broker, for this computer only, runs on" : "Publishing to the MQTT broker on";
	const homeAssistant = embedded
		? "Give Home Assistant's broker with --mqtt, and the meter appears there by itself."
		: "A Home Assistant that uses this broker finds the meter by itself.";
	return `${broker} ${host}, port ${port}. To see what arrives there, in another terminal:

  mosquitto_sub -h ${host} -p ${port}${login} -v -t 'p1-lora/#' -t 'homeassistant/#'

${homeAssistant} Ctrl-C stops.
`;
}

/** Of the ports that the receiver is to be reached on those that are free; says where it is, and why where it is not. */
async function openHome(settings: HomeSettings, printer: LinePrinter): Promise<HomeSettings> {
	const found = { ...settings };
	for (const { key, option, what, at } of HOME_PORTS) {
		const port = settings[key] ?? 0;
		if (port === 0) continue;
		if (await canListen(LOCALHOST, port)) printer.print(`${what}: ${at(`${LOCALHOST}:${port}`)}`);
		else {
			found[key] = 0;
			printer.print(`${what}: off, since port ${port} is taken or not allowed. Choose another with ${option}.`);
		}
	}
	return found;
}

const HOME_PORTS = Object.freeze([
	{
		key: "httpPort",
		option: "--http-port",
		what: "The receiver's page",
		at: (place: string) => `http://${place}/`,
	},
	{ key: "p1Port", option: "--p1-port", what: "Raw P1 over TCP", at: (place: string) => place },
] as const);

/** Hours, minutes and seconds of simulated time. */
function stamp(milliseconds: number): string {
	const seconds = Math.floor(milliseconds / 10) / 100;
	const minutes = Math.floor(seconds / 60);
	const hours = Math.floor(minutes / 60);
	const clock = `${minutes % 60}:${(seconds % 60).toFixed(2).padStart(5, "0")}`;
	return (hours === 0 ? clock : `${hours}:${clock.padStart(8, "0")}`).padStart(10);
}
