/**
 * A new image over MQTT. Somebody offers the head of its file; where that is genuine, Home Assistant shows the version, and
 * once a person wants it the receiver asks for the image piece by piece. It ignores what it did not ask for, and never asks for
 * more than one piece at a time.
 */
import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { Topics } from "../homeassistant/topics.js";
import type { Updater } from "../update/updater.js";

/** In front of each piece stands its offset in the image. */
export const OFFSET_BYTES = 4;

/** A piece that does not come is asked for again. */
const ASK_AGAIN: Milliseconds = 5000;

/** Home Assistant shows no longer summary. */
const MOST_CHARACTERS = 255;

export interface UpdateDeskOptions {
	clock: Clock;
	updater: Updater;
	topics: Topics;
	publish: (topic: string, payload: string, retain: boolean) => void;
}

export class UpdateDesk {
	readonly #options: UpdateDeskOptions;
	/** A person wants the image that is offered. */
	#isWanted = false;
	#askTimer: Timer | undefined;
	/** The state that was published last, so that none is published twice. */
	#told = "";

	constructor(options: UpdateDeskOptions) {
		this.#options = options;
		options.updater.watch(() => this.#changed());
	}

	/** To subscribe to. */
	get topics(): string[] {
		const { updateOffer, updatePiece } = this.#options.topics;
		return [updateOffer, updatePiece];
	}

	/** Publishes the state again, for a broker or a Home Assistant that knows nothing. */
	announce(): void {
		this.#told = "";
		this.#tell();
	}

	/** A message on one of the topics. One that the broker has retained is ignored. */
	take(topic: string, payload: Uint8Array, retained: boolean): void {
		const { topics, updater } = this.#options;
		if (retained) return;
		if (topic === topics.updateOffer) {
			this.#isWanted = false;
			// Never an older version: whoever may publish here need not be somebody who may change the receiver.
			updater.offer(payload, false);
		} else if (topic === topics.updatePiece && this.#isWanted) this.#takePiece(payload);
	}

	/** A person wants what is offered. */
	install(): void {
		if (this.#options.updater.state.phase !== "offered") return;
		this.#isWanted = true;
		this.#ask();
	}

	close(): void {
		this.#options.clock.cancel(this.#askTimer);
	}

	#takePiece(payload: Uint8Array): void {
		if (payload.length <= OFFSET_BYTES) return;
		const offset = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
		if (offset !== this.#received || !this.#options.updater.write(payload.subarray(OFFSET_BYTES))) return;
		this.#tell();
		this.#ask();
	}

	get #received(): number | undefined {
		const { state } = this.#options.updater;
		return state.phase === "writing" ? state.received : state.phase === "offered" ? 0 : undefined;
	}

	#ask(): void {
		const { clock, topics, publish } = this.#options;
		clock.cancel(this.#askTimer);
		const offset = this.#received;
		if (offset === undefined || !this.#isWanted) return;
		publish(topics.updateWant, String(offset), false);
		this.#askTimer = clock.after(ASK_AGAIN, () => this.#ask());
	}

	#changed(): void {
		const { phase } = this.#options.updater.state;
		if (phase !== "offered" && phase !== "writing") this.#isWanted = false;
		this.#tell();
	}

	#tell(): void {
		const { updater, topics, publish } = this.#options;
		const { version, state } = updater;
		const text = JSON.stringify({
			installed_version: version,
			latest_version: "image" in state ? state.image.version : version,
			in_progress: state.phase === "writing" || state.phase === "written",
			update_percentage: percentOf(updater),
			...(state.phase === "refused" && { release_summary: state.reason.slice(0, MOST_CHARACTERS) }),
		});
		if (text === this.#told) return;
		this.#told = text;
		publish(topics.update, text, true);
	}
}

function percentOf({ state }: Updater): number | null {
	if (state.phase === "written") return 100;
	return state.phase === "writing" ? Math.floor((100 * state.received) / state.image.size) : null;
}
