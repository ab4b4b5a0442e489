/**
 * Between the bench and the browsers: keeps the latest of everything, a bounded past of what has one, and hands on what is
 * new in batches. Whoever comes late or comes again is given all of it.
 */
import type { Milliseconds } from "../../src/clock.js";
import type { Bench, DashboardEvent, LogEvent, Sample, Snapshot } from "./events.js";

/** New events are handed on so often, in real time. */
const FLUSH: Milliseconds = 100;

const SAMPLES = 900;
const LOG_LINES = 300;
/** Of those that fly by in one batch. At high speed nobody could tell more of them apart. */
const FRAMES = 24;

export type Listener = (batch: readonly DashboardEvent[]) => void;

export class Hub {
	readonly #bench: Bench;
	readonly #samples: Sample[] = [];
	readonly #log: LogEvent[] = [];
	/** The latest of what has no past, by kind. */
	readonly #latest = new Map<string, DashboardEvent>();
	readonly #listeners = new Set<Listener>();
	/** What is new since the last batch; of what has no past only the latest. */
	readonly #fresh = new Map<string, DashboardEvent>();
	#stream: DashboardEvent[] = [];
	#frames = 0;
	#skipped = 0;
	#timer: NodeJS.Timeout | undefined;
	/** Brings what is only looked at when somebody looks. */
	readonly #look: () => void;

	constructor(bench: Bench, look: () => void) {
		this.#bench = bench;
		this.#look = look;
	}

	get isWatched(): boolean {
		return this.#listeners.size > 0;
	}

	publish(event: DashboardEvent): void {
		const key = keyOf(event);
		if (key !== undefined) {
			this.#latest.set(key, event);
			if (this.isWatched) this.#fresh.set(key, event);
			return;
		}
		if (event.type === "sample") bounded(this.#samples, event.sample, SAMPLES);
		else if (event.type === "log") bounded(this.#log, event, LOG_LINES);
		if (!this.isWatched) return;
		if (event.type === "frame" || event.type === "hop") {
			if (this.#frames >= FRAMES) {
				this.#skipped++;
				return;
			}
			this.#frames++;
		}
		bounded(this.#stream, event, LOG_LINES);
	}

	/** Calls back with all there is, at once, and with what is new from then on; returns what ends that. */
	listen(onSnapshot: (snapshot: Snapshot) => void, listener: Listener): () => void {
		// What the others wait for is in the snapshot.
		this.#flush();
		onSnapshot(this.snapshot);
		this.#listeners.add(listener);
		this.#timer ??= setInterval(() => this.#flush(), FLUSH);
		return () => {
			this.#listeners.delete(listener);
			if (this.isWatched) return;
			clearInterval(this.#timer);
			this.#timer = undefined;
			this.#forget();
		};
	}

	get snapshot(): Snapshot {
		return {
			type: "snapshot",
			bench: this.#bench,
			samples: this.#samples,
			log: this.#log,
			events: [...this.#latest.values()],
		};
	}

	#flush(): void {
		this.#look();
		const batch = [...this.#fresh.values(), ...this.#stream];
		if (this.#skipped > 0) batch.push({ type: "skipped", frames: this.#skipped });
		this.#forget();
		if (batch.length > 0) for (const listener of this.#listeners) listener(batch);
	}

	#forget(): void {
		this.#fresh.clear();
		this.#stream = [];
		this.#frames = 0;
		this.#skipped = 0;
	}
}

/** Of events that replace those before; undefined for those that follow them. */
function keyOf(event: DashboardEvent): string | undefined {
	switch (event.type) {
		case "settings":
		case "status":
		case "telegram":
		case "entities":
			return event.type;
		case "oled":
			return `oled ${event.board}`;
		default:
			return undefined;
	}
}

function bounded<Item>(items: Item[], item: Item, most: number): void {
	items.push(item);
	if (items.length > most) items.shift();
}
