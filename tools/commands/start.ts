/** `p1-lora start`: the virtual bench on this computer, its receiver talking to a real MQTT broker. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Broker } from "../../src/receiver/publisher.js";
import { startBroker } from "../host/broker.js";
import { pace } from "../host/pace.js";
import { probeBroker } from "../host/probe-broker.js";
import { RealClock } from "../host/real-clock.js";
import { connectSerial, generatedSource, replaySource } from "../host/sources.js";
import { HostTCP, resolve } from "../host/tcp.js";
import { VirtualClock } from "../sim/clock.js";
import { World } from "../sim/world.js";
import { parseStartOptions, START_HELP, type StartOptions } from "./start-options.js";
import { UserError } from "./user-error.js";

const EMBEDDED_HOST = "127.0.0.1";

/** With --once, the embedded broker is there for a moment only: a subscriber gets so long to come. */
const SUBSCRIBER_WAIT = 5000;

/** The receiver's last words go out before the process ends. */
const FAREWELL = 200;

/** `p1-lora start`: prints, and returns the exit code. Throws a UserError for what a person can mend. */
export async function start(args: string[]): Promise<number> {
	const options = parseStartOptions(args);
	if (options === undefined) {
		console.log(START_HELP);
		return 0;
	}
	// What can be wrong with the meter is found out before anything is started.
	const source = options.source.kind === "serial" ? undefined : await openSource(options);
	const embedded = options.broker === undefined ? await openBroker(options.port) : undefined;
	try {
		if (options.broker !== undefined) await probeBroker(options.broker);
		const broker = options.broker ?? { host: EMBEDDED_HOST, port: embedded?.port ?? options.port };
		printNextStep(broker, embedded !== undefined);
		if (options.once && embedded !== undefined) await firstSubscriber(embedded.subscribed);
		return await run(options, broker, source);
	} finally {
		await embedded?.close();
	}
}

async function run(
	options: StartOptions,
	broker: Broker,
	source: Awaited<ReturnType<typeof openSource>> | undefined,
): Promise<number> {
	const { seed, pathLossDb, speed, duration, once, verbose } = options;
	const clock = new VirtualClock();
	let published = 0;
	let stopped = false;
	const stop = () => {
		stopped = true;
	};
	const print = (who: string, line: string) => console.log(`${stamp(clock.now())}  ${who.padEnd(11)}  ${line}`);
	const world = new World({
		clock,
		seed,
		pathLossDb,
		network: { clock: new RealClock(), socket: { io: HostTCP }, resolve },
		broker,
		log: (board, line, detail) => {
			if (verbose || !detail) print(board, line);
		},
		onPublished: () => {
			published++;
			if (once) stop();
		},
	});
	process.once("SIGINT", stop).once("SIGTERM", stop);
	const serial =
		options.source.kind === "serial"
			? await connectSerial(options.source.path, world.line, (reason) => {
					print("meter", `the serial port is gone: ${reason}`);
					stop();
				})
			: undefined;
	world.powerOn();
	if (source !== undefined) world.line.connect(source);
	await pace(clock, { speed, until: duration * 1000, stopped: () => stopped });
	const { transmitter, receiver } = world;
	const sent = transmitter?.status.telegrams ?? 0;
	const received = receiver?.status.telegrams ?? 0;
	world.close();
	serial?.();
	await sleep(FAREWELL);
	print("bench", `telegrams read: ${sent}, carried over the air: ${received}, states published: ${published}`);
	if (!once || published > 0) return 0;
	throw new UserError(`No telegram was published within ${duration} simulated seconds at ${pathLossDb} dB path loss.`);
}

async function openSource({ source, seed }: StartOptions) {
	return source.kind === "replay"
		? replaySource(source.path)
		: generatedSource(source.kind === "generated" ? source.model : "", seed);
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
		return { ...(await startBroker({ port, host: EMBEDDED_HOST, onSubscribe })), subscribed };
	} catch (error) {
		throw new UserError((error as Error).message);
	}
}

async function firstSubscriber(subscribed: Promise<void>): Promise<void> {
	console.log(`Waiting up to ${SUBSCRIBER_WAIT / 1000} s for a subscriber.`);
	const patience = new AbortController();
	await Promise.race([subscribed, sleep(SUBSCRIBER_WAIT, undefined, { signal: patience.signal }).catch(() => {})]);
	patience.abort();
}

function printNextStep({ host, port, user }: Broker, embedded: boolean): void {
	const login = user === undefined ? "" : ` -u ${user} -P ...`;
	const what = embedded ? "An MQTT broker runs" : "Publishing to the MQTT broker";
	console.log(`${what} on ${host}, port ${port}. To see what arrives there, in another terminal:

  mosquitto_sub -h ${host} -p ${port}${login} -v -t 'p1-lora/#' -t 'homeassistant/#'

A Home Assistant whose MQTT integration uses this broker finds the meter by itself. Ctrl-C stops.
`);
}

/** Minutes and seconds of simulated time. */
function stamp(milliseconds: number): string {
	const seconds = milliseconds / 1000;
	const minutes = Math.floor(seconds / 60);
	return `${String(minutes).padStart(3)}:${(seconds % 60).toFixed(2).padStart(5, "0")}`;
}
