/** Hands the readings to MQTT and to Home Assistant. The radio link neither waits for it nor fails with it. */
import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { RegisterSnapshot } from "../history/register-snapshot.js";
import { deviceOf, discoveryDocument, discoveryTopic } from "../homeassistant/discovery.js";
import { historyPayload } from "../homeassistant/history.js";
import type { LinkReport } from "../homeassistant/link-report.js";
import { PublishedTimes } from "../homeassistant/published-times.js";
import { Roster } from "../homeassistant/roster.js";
import { statePayload } from "../homeassistant/state.js";
import { BIRTH_TOPIC, deviceTopics, OFFLINE, ONLINE, type Topics } from "../homeassistant/topics.js";
import type { KeyValue, TCPClass } from "../io.js";
import type { Log } from "../log.js";
import { MQTTClient, type MQTTState } from "../mqtt/client.js";
import { describeFault } from "../mqtt/fault.js";
import type { Reading } from "../p1/reading.js";
import type { Serving } from "../tcp-server.js";
import { VERSION } from "../version.js";

const KEEP_ALIVE: Milliseconds = 30_000;

/** While no telegram comes, the state is published this often: it tells how old it is. */
const STALE_INTERVAL: Milliseconds = 60_000;

/** Home Assistant is starting many things at its birth: spread over this long, brokers and cards are spared. */
const BIRTH_DELAY: Milliseconds = 3000;

/** The network as the board sees it. Sockets live in real time, even where the radio's time is simulated. */
export interface Network {
	clock: Clock;
	socket: { io: TCPClass };
	/** Where others may connect to this board. */
	serving?: Serving;
	resolve?: (host: string, done: (address: string | undefined) => void) => void;
}

export interface Broker {
	host: string;
	port: number;
	user?: string | undefined;
	password?: string | undefined;
}

export interface PublisherOptions {
	/** Names this pair of boards where the meter tells no identity: the pair's fingerprint. */
	deviceId: string;
	network: Network;
	broker: Broker;
	/** Keeps what Home Assistant was told of. */
	storage: KeyValue;
	/** In [0, 1). */
	random: () => number;
	/** How the radio link does at this moment. */
	linkReport: () => LinkReport;
	/** The state of this reading was handed to the broker. */
	onPublished: (reading: Reading) => void;
	log: Log;
}

export class Publisher {
	readonly #options: PublisherOptions;
	readonly #topics: Topics;
	readonly #client: MQTTClient;
	readonly #roster: Roster;
	readonly #times = new PublishedTimes();
	#reading: Reading | undefined;
	#linkOnline = false;
	/** Of which version of the roster the broker holds the document. */
	#announced: number | undefined;
	#staleTimer: Timer | undefined;
	#birthTimer: Timer | undefined;
	#lastFault = "";

	constructor(options: PublisherOptions) {
		this.#options = options;
		const { deviceId, network, broker, random } = options;
		this.#topics = deviceTopics(deviceId);
		this.#roster = new Roster(options.storage);
		this.#client = new MQTTClient({
			...network,
			...broker,
			random,
			id: `p1-lora-${deviceId}`,
			keepAlive: KEEP_ALIVE,
			will: { topic: this.#topics.availability, payload: OFFLINE, qos: 1, retain: true },
			subscriptions: [BIRTH_TOPIC],
			onReady: () => this.#connected(),
			onMessage: (topic, payload) => {
				if (topic === BIRTH_TOPIC && isOnline(payload)) this.#born();
			},
			onClose: (fault) => {
				const sentence = describeFault(fault);
				// A broker that is away for a night is worth one line, not one for each attempt.
				if (sentence !== this.#lastFault) options.log(`MQTT: ${sentence}`);
				this.#lastFault = sentence;
			},
		});
	}

	/** A telegram came through: the link is there, and this is what the meter says. */
	publish(reading: Reading): void {
		this.#reading = reading;
		this.setLink(true);
		this.#publishState();
	}

	/** What an outage kept back. False when there is no room for it: the broker has been away for long. */
	publishHistory(snapshots: readonly RegisterSnapshot[]): boolean {
		return this.#client.publish(this.#topics.history, historyPayload(snapshots), { qos: 1 });
	}

	get brokerState(): Readonly<MQTTState> {
		return this.#client.state;
	}

	get linkOnline(): boolean {
		return this.#linkOnline;
	}

	get connection(): MQTTState {
		return this.#client.state;
	}

	/** Whether telegrams come through. */
	setLink(online: boolean): void {
		if (online === this.#linkOnline) return;
		this.#linkOnline = online;
		this.#publishLink();
	}

	close(): void {
		const { clock } = this.#options.network;
		clock.cancel(this.#staleTimer);
		clock.cancel(this.#birthTimer);
		this.#client.publish(this.#topics.link, OFFLINE, { retain: true });
		this.#client.publish(this.#topics.availability, OFFLINE, { retain: true });
		this.#client.close();
	}

	#connected(): void {
		const { broker, log } = this.#options;
		log(`MQTT: connected to ${broker.host}:${broker.port}`);
		this.#lastFault = "";
		this.#announce();
	}

	#born(): void {
		const { clock } = this.#options.network;
		clock.cancel(this.#birthTimer);
		this.#birthTimer = clock.after(this.#options.random() * BIRTH_DELAY, () => this.#announce());
	}

	/** Everything that the broker, or a Home Assistant just born, should know. */
	#announce(): void {
		this.#announced = undefined;
		this.#client.publish(this.#topics.availability, ONLINE, { retain: true });
		this.#publishLink();
		this.#publishState();
	}

	#publishLink(): void {
		this.#client.publish(this.#topics.link, this.#linkOnline ? ONLINE : OFFLINE, { retain: true });
	}

	/** The meter, and what it has; the one that it was exchanged for is taken back. */
	#introduce(reading: Reading): void {
		const { deviceId, network } = this.#options;
		const device = deviceOf(reading, deviceId);
		const other = this.#roster.other(device);
		if (other !== undefined) this.#client.publish(discoveryTopic(other), "", { qos: 1, retain: true });
		this.#roster.add(device, reading, network.clock.now());
	}

	#publishDocument(reading: Reading): void {
		const { deviceId } = this.#options;
		const { gone, version } = this.#roster;
		if (version === this.#announced && gone.length === 0) return;
		const told = { ...reading, values: this.#roster.values };
		const document = discoveryDocument({ reading: told, gone, deviceId, topics: this.#topics, version: VERSION });
		if (!this.#client.publish(document.topic, document.payload, { retain: true })) return;
		this.#announced = version;
		// What is gone is told once: the next document has nothing of it.
		this.#roster.forget(gone);
	}

	#publishState(): void {
		const { network, linkReport, onPublished } = this.#options;
		const reading = this.#reading;
		network.clock.cancel(this.#staleTimer);
		if (reading === undefined || this.#client.state.phase !== "ready") return;
		this.#introduce(reading);
		this.#publishDocument(reading);
		const state = statePayload(reading, linkReport(), this.#times);
		const accepted = this.#client.publish(this.#topics.state, state, { retain: true });
		// Once the link is told to be gone, the values are known to be old: said again, they would look like new ones.
		if (this.#linkOnline) this.#staleTimer = network.clock.after(STALE_INTERVAL, () => this.#publishState());
		if (accepted) onPublished(reading);
	}
}

function isOnline(payload: Uint8Array): boolean {
	return payload.length === ONLINE.length && payload.every((byte, index) => byte === ONLINE.charCodeAt(index));
}
