/** Tells Home Assistant which devices there are, each whenever it has changed, and which are gone. */
import type { Milliseconds } from "../clock.js";
import type { KeyValue } from "../io.js";
import type { Payload } from "../mqtt/packets.js";
import type { Reading } from "../p1/reading.js";
import type { CommandName } from "./commands.js";
import { discoveryTopic, meterDocument, receiverDocument, type Source } from "./discovery.js";
import { Roster } from "./roster.js";

export interface AnnouncerOptions extends Source {
	/** Keeps what Home Assistant was told of. */
	storage: KeyValue;
	/** Those that this receiver obeys. */
	commands: readonly CommandName[];
	/** Retained, while there is a connection. False: not accepted. */
	publish: (topic: string, payload: Payload) => boolean;
	/** Retained and empty, and sure to arrive. */
	withdraw: (topic: string) => void;
}

export class Announcer {
	readonly #options: AnnouncerOptions;
	readonly #roster: Roster;
	/** By device, the version of its document that the broker holds. */
	readonly #told = new Map<string, number>();

	constructor(options: AnnouncerOptions) {
		this.#options = options;
		this.#roster = new Roster(options.storage, options.deviceId);
	}

	/** The broker, or a Home Assistant just born, knows of nothing. */
	begin(): void {
		this.#told.clear();
		const { topic, payload } = receiverDocument(this.#options.commands, this.#options);
		this.#options.publish(topic, payload);
	}

	/** Announces what is new in this reading; to be called before its state is published. */
	announce(reading: Reading, now: Milliseconds): void {
		const { publish } = this.#options;
		this.#roster.add(reading, now);
		// First, so that a meter in the place of another one gets its entity ids, and the energy dashboard goes on.
		this.#withdraw();
		for (const meter of this.#roster.news(this.#told)) {
			const { topic, payload } = meterDocument(meter, this.#options);
			if (!publish(topic, payload)) continue;
			this.#told.set(meter.id, meter.version);
			this.#roster.forget(meter.id, meter.gone);
		}
		this.#withdraw();
	}

	#withdraw(): void {
		const { withdraw, prefix } = this.#options;
		for (const id of this.#roster.takeRemoved()) {
			withdraw(discoveryTopic(id, prefix));
			// Should it come back, its versions begin anew: none of them may pass for one that was told.
			this.#told.delete(id);
		}
	}
}
