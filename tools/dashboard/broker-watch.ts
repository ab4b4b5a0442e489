/** Listens at the broker, as Home Assistant does: a client like any other, with a connection of its own. */
import { connect } from "mqtt";
import type { Milliseconds } from "../../src/clock.js";
import type { HostBroker } from "../commands/start-options.js";
import { Entities } from "./entities.js";
import type { EntitiesEvent } from "./events.js";

const RECONNECT: Milliseconds = 1000;
const TOPICS = ["homeassistant/device/+/config", "p1-lora/+/+"];

/** Home Assistant shows the readings of every second; so often is enough for people. */
const TELL_AFTER: Milliseconds = 400;

export interface BrokerWatchOptions {
	broker: HostBroker;
	/** A message came by. */
	onMessage(): void;
	onEntities(event: EntitiesEvent): void;
}

export class BrokerWatch {
	readonly #options: BrokerWatchOptions;
	readonly #client: ReturnType<typeof connect>;
	readonly #entities = new Entities();
	#timer: NodeJS.Timeout | undefined;

	constructor(options: BrokerWatchOptions) {
		this.#options = options;
		const { host, port, user, password, tls } = options.broker;
		this.#client = connect({
			// The receivers of this project call themselves so, too: none of them is somebody who waits for values.
			...{
				host,
				port,
				reconnectPeriod: RECONNECT,
				clientId: `p1-lora-dashboard-${process.pid}-${Date.now() % 100_000}`,
			},
			...(tls && { protocol: "mqtts" as const, ...(tls.ca !== undefined && { ca: tls.ca }) }),
			...(user !== undefined && { username: user }),
			...(password !== undefined && { password }),
		});
		this.#client.on("connect", () => {
			this.#entities.forget();
			this.#client.subscribe(TOPICS, () => this.#tellSoon());
		});
		this.#client.on("close", () => this.#tellSoon());
		// That the broker is away is shown; the client tries again by itself.
		this.#client.on("error", () => {});
		this.#client.on("message", (topic, payload, { retain }) => {
			this.#entities.take(topic, payload);
			if (!retain) options.onMessage();
			this.#tellSoon();
		});
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#client.end(true);
	}

	#tellSoon(): void {
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			const { connected } = this.#client;
			this.#options.onEntities({ type: "entities", connected, devices: this.#entities.devices });
		}, TELL_AFTER);
	}
}
