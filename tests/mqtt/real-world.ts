/** For tests over real sockets: the client with Node's clock, and promises of what is to happen. */
import type { Server } from "node:net";
import { connectAsync, type MqttClient } from "mqtt";
import type { Clock } from "../../src/clock.js";
import { MQTTClient } from "../../src/mqtt/client.js";
import type { MQTTClientOptions } from "../../src/mqtt/contract.js";
import type { MQTTFault } from "../../src/mqtt/fault.js";
import { HostTCP } from "../../tools/host/tcp.js";

export const nodeClock: Clock = {
	now: () => performance.now(),
	after: (delay, callback) => setTimeout(callback, delay),
	// Every timer is one that `after` returned.
	cancel: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
};

/** Values in the order they come, each to be awaited once. */
export class Arrivals<T> {
	#values: T[] = [];
	#waiting: ((value: T) => void)[] = [];

	add(value: T): void {
		const waiting = this.#waiting.shift();
		if (waiting === undefined) this.#values.push(value);
		else waiting(value);
	}

	next(): Promise<T> {
		return this.#values.length > 0
			? Promise.resolve(this.#values.shift() as T) // there is one
			: new Promise((resolve) => this.#waiting.push(resolve));
	}
}

export interface RealWorld {
	client: MQTTClient;
	ready: Arrivals<void>;
	faults: Arrivals<MQTTFault>;
	messages: Arrivals<string>;
}

/** Starts a client, which retries after a second at the soonest. */
export function startClient(port: number, options: Partial<MQTTClientOptions> = {}): RealWorld {
	const ready = new Arrivals<void>();
	const faults = new Arrivals<MQTTFault>();
	const messages = new Arrivals<string>();
	const client = new MQTTClient({
		clock: nodeClock,
		random: () => 0,
		socket: { io: HostTCP },
		host: "127.0.0.1",
		port,
		id: "p1-lora-test",
		keepAlive: 60_000,
		onReady: () => ready.add(),
		onMessage: (topic, payload) => messages.add(`${topic} ${Buffer.from(payload)}`),
		onClose: (fault) => faults.add(fault),
		...options,
	});
	return { client, ready, faults, messages };
}

export interface Observer {
	client: MqttClient;
	/** `topic payload`, with ` (retained)` where it was. */
	messages: Arrivals<string>;
}

/** Another client, by another hand, subscribed to everything. */
export async function observe(port: number): Promise<Observer> {
	const client = await connectAsync({ host: "127.0.0.1", port });
	const messages = new Arrivals<string>();
	client.on("message", (topic, payload, { retain }) =>
		messages.add(`${topic} ${payload}${retain ? " (retained)" : ""}`),
	);
	await client.subscribeAsync("#", { qos: 1 });
	return { client, messages };
}

/** Has `server` listen on any free port, which it returns. */
export async function listen(server: Server): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	return typeof address === "object" && address !== null ? address.port : 0;
}
