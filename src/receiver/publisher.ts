/** Hands the readings to MQTT and to Home Assistant. The radio link neither waits for it nor fails with it. */
import type { Milliseconds, Timer } from "../clock.js";
import { type RegisterSnapshot, snapshotOfReading } from "../history/register-snapshot.js";
import { Announcer } from "../homeassistant/announcer.js";
import { diagnosticsPayload } from "../homeassistant/diagnostics.js";
import { historyPayload } from "../homeassistant/history.js";
import { PublishedTimes } from "../homeassistant/published-times.js";
import { statePayload, valueStates } from "../homeassistant/state.js";
import { BIRTH_TOPIC, deviceTopics, OFFLINE, ONLINE, type Topics } from "../homeassistant/topics.js";
import { MQTTClient } from "../mqtt/client.js";
import type { MQTTState } from "../mqtt/contract.js";
import { describeFault } from "../mqtt/fault.js";
import type { Payload } from "../mqtt/packets.js";
import type { Reading } from "../p1/reading.js";
import type { Updater } from "../update/updater.js";
import { VERSION } from "../version.js";
import { CommandDesk, says } from "./command-desk.js";
import type { PublisherOptions } from "./contract.js";
import { HistoryQueue } from "./history-queue.js";
import { UpdateDesk } from "./update-desk.js";

const KEEP_ALIVE: Milliseconds = 30_000;

/** How often the diagnostics are published. */
const DIAGNOSTICS_INTERVAL: Milliseconds = 60_000;

/** Registered for MQTT over TLS. */
const TLS_PORT = 8883;
const NO_TLS =
	"MQTT: port 8883 is for TLS, which this board has no memory for: set mqttPort to the broker's port without, mostly 1883";
/** MQTT 3.1.1, 3.1.2.9: there is no password without a user. */
const NO_USER =
	"MQTT: mqttPassword is set and mqttUser is not: the board connects without either; set mqttUser to the broker's user";

const NO_NETWORK = "The broker is out of reach while there is no Wi-Fi";

/** Home Assistant starts many things at its birth: answers spread over so long spare it and the broker. */
const BIRTH_DELAY: Milliseconds = 3000;

export class Publisher {
	readonly #options: PublisherOptions;
	readonly #topics: Topics;
	readonly #client: MQTTClient;
	readonly #announcer: Announcer;
	readonly #desk: CommandDesk;
	readonly #updates: UpdateDesk | undefined;
	readonly #history: HistoryQueue;
	readonly #times = new PublishedTimes();
	#reading: Reading | undefined;
	#linkOnline = false;
	/** The packet id of the history message that waits for its acknowledgement. */
	#historyId: number | undefined;
	#diagnosticsTimer: Timer | undefined;
	#birthTimer: Timer | undefined;
	#lastFault = "";

	constructor(options: PublisherOptions) {
		this.#options = options;
		const { deviceId, network, broker, random, storage, log } = options;
		this.#topics = deviceTopics(deviceId);
		if (broker.port === TLS_PORT && broker.socket === undefined) log(NO_TLS);
		const isNameless = Boolean(broker.password) && !broker.user;
		if (isNameless) log(NO_USER);
		const updates = options.updater && this.#openUpdates(options.updater);
		this.#updates = updates;
		const handlers = { ...options.handlers, ...(updates && { update: () => updates.install() }) };
		this.#desk = new CommandDesk(network.clock, this.#topics.commands, handlers, log);
		this.#history = new HistoryQueue(storage);
		this.#announcer = new Announcer({
			deviceId,
			topics: this.#topics,
			name: options.name,
			version: VERSION,
			page: options.page,
			storage,
			commands: this.#desk.offered,
			publish: (topic, payload) => this.#retain(topic, payload),
			withdraw: (topic) => this.#client.publishSurely(topic, "", { retain: true }),
		});
		this.#client = new MQTTClient({
			...network,
			...broker,
			password: isNameless ? undefined : broker.password,
			socket: broker.socket ?? network.socket,
			random,
			id: `p1-lora-${deviceId}`,
			keepAlive: KEEP_ALIVE,
			will: { topic: this.#topics.availability, payload: OFFLINE, qos: 1, retain: true },
			subscriptions: [BIRTH_TOPIC, this.#topics.availability, ...this.#desk.topics, ...(updates?.topics ?? [])],
			onReady: () => this.#connected(),
			onMessage: (topic, payload, retained) => {
				if (topic === BIRTH_TOPIC) {
					if (says(payload, ONLINE)) this.#born();
				} else if (topic === this.#topics.availability) {
					// The will of an earlier connection of ours, which the broker gave up only now, or of another client of this
					// name.
					if (!retained && says(payload, OFFLINE)) this.#retain(topic, ONLINE);
				} else if (updates?.topics.includes(topic)) updates.take(topic, payload, retained);
				else if (this.#desk.take(topic, payload, retained)) this.#publishDiagnostics();
			},
			onAcknowledged: (id) => {
				if (id !== this.#historyId) return;
				this.#historyId = undefined;
				this.#history.acknowledged();
				this.#publishHistory();
			},
			onClose: (fault) => {
				network.clock.cancel(this.#diagnosticsTimer);
				const sentence = network.isOnline?.() === false ? NO_NETWORK : describeFault(fault);
				// A broker that is away for a night is worth one line, not one for each attempt.
				if (sentence !== this.#lastFault) log(`MQTT: ${sentence}`);
				this.#lastFault = sentence;
			},
		});
	}

	get connection(): Readonly<MQTTState> {
		return this.#client.state;
	}

	/** Whether telegrams come through. */
	get linkOnline(): boolean {
		return this.#linkOnline;
	}

	/**
	 * A telegram came through: the link is there, and this is what the meter says. `isFirst`: of its quarter of an hour.
	 */
	publish(reading: Reading, isFirst = false): void {
		this.#reading = reading;
		this.setLink(true);
		const isTold = this.#publishState();
		const snapshot = isFirst || !isTold ? snapshotOfReading(reading) : undefined;
		if (snapshot === undefined) return;
		if (isFirst) this.#keep([snapshot]);
		else this.#history.addReading(snapshot);
	}

	/** The telegram that was published last, as the meter sent it. */
	publishTelegram(telegram: Uint8Array): void {
		if (this.#options.extras?.telegram) this.#client.publish(this.#topics.telegram, telegram);
	}

	/** Takes what an outage of the radio link kept back. False when there is no room: the broker has been away for long. */
	publishHistory(snapshots: readonly RegisterSnapshot[]): boolean {
		if (!this.#history.hasRoom(snapshots.length)) return false;
		this.#keep(snapshots);
		return true;
	}

	setLink(online: boolean): void {
		if (online === this.#linkOnline) return;
		this.#linkOnline = online;
		this.#publishLink();
		this.#publishDiagnostics();
	}

	close(): void {
		const { clock } = this.#options.network;
		clock.cancel(this.#diagnosticsTimer);
		clock.cancel(this.#birthTimer);
		this.#updates?.close();
		this.#retain(this.#topics.link, OFFLINE);
		this.#retain(this.#topics.availability, OFFLINE);
		this.#client.close();
	}

	#openUpdates(updater: Updater): UpdateDesk {
		return new UpdateDesk({
			clock: this.#options.network.clock,
			updater,
			topics: this.#topics,
			publish: (topic, payload, retain) => void this.#client.publish(topic, payload, { retain }),
		});
	}

	#connected(): void {
		const { broker, log } = this.#options;
		log(`MQTT: connected to ${broker.host}:${broker.port}`);
		this.#lastFault = "";
		this.#announce();
		this.#publishHistory();
	}

	#born(): void {
		const { clock } = this.#options.network;
		// One announcement answers all births until it is made: if each birth put it off, births without end would do so
		// for ever.
		this.#birthTimer ??= clock.after(this.#options.random() * BIRTH_DELAY, () => {
			this.#birthTimer = undefined;
			this.#announce();
		});
	}

	/** Publishes everything that the broker, or a Home Assistant that has just started, should know. */
	#announce(): void {
		if (this.#client.state.phase !== "ready") return;
		this.#retain(this.#topics.availability, ONLINE);
		this.#publishLink();
		this.#announcer.begin();
		this.#publishDiagnostics();
		this.#updates?.announce();
		this.#publishState();
	}

	#publishLink(): void {
		this.#retain(this.#topics.link, this.#linkOnline ? ONLINE : OFFLINE);
	}

	#publishDiagnostics(): void {
		const { network, diagnostics } = this.#options;
		network.clock.cancel(this.#diagnosticsTimer);
		if (this.#client.state.phase !== "ready") return;
		this.#retain(this.#topics.diagnostics, diagnosticsPayload({ ...diagnostics(), version: VERSION }));
		this.#diagnosticsTimer = network.clock.after(DIAGNOSTICS_INTERVAL, () => this.#publishDiagnostics());
	}

	/** Publishes the reading's state. False where the broker does not get it. */
	#publishState(): boolean {
		const { network, onPublished, extras } = this.#options;
		const reading = this.#reading;
		if (reading === undefined || this.#client.state.phase !== "ready") return false;
		this.#announcer.announce(reading, network.clock.now());
		const times = this.#times.of(reading);
		if (!this.#retain(this.#topics.state, statePayload(reading, times))) return false;
		if (extras?.values) this.#client.publishEach(this.#topics.values, valueStates(reading, times), { retain: true });
		onPublished(reading);
		return true;
	}

	/** Queues snapshots for the history, and publishes the next message of it. */
	#keep(snapshots: readonly RegisterSnapshot[]): void {
		this.#history.addQuarters(snapshots);
		if (this.#client.state.phase === "ready") this.#publishHistory();
	}

	/** Publishes the next message of the history, if none is under way: one at a time, the rest waits as bytes. */
	#publishHistory(): void {
		const stream = this.#history.next();
		if (stream === undefined) return;
		this.#historyId = this.#client.publishSurely(this.#topics.history, historyPayload(stream));
		if (this.#historyId === undefined) this.#history.putBack();
	}

	#retain(topic: string, payload: Payload): boolean {
		return this.#client.publish(topic, payload, { retain: true });
	}
}
