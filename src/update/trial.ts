/**
 * The first run of a new image. The boot loader starts it on trial: if the board restarts, for whatever reason, before the
 * image was found good, the one before it runs again (ESP-IDF, "App rollback"). This decides what good means, and tells what
 * came of the trial.
 */
import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { KeyValue } from "../io.js";
import { decodeUtf8, encodeUtf8 } from "../utf8.js";

/** An image is good once it has run for so long, its radio has not failed, and it is on the network. */
const PROBATION: Milliseconds = 60_000;
/** Later than this it is given up: nobody could bring it another update. */
const LONGEST: Milliseconds = 10 * 60_000;
const LOOK: Milliseconds = 5000;

const KEY = "trial";

export interface TrialOptions {
	clock: Clock;
	storage: KeyValue;
	/** The version that runs. */
	version: string;
	/** Radio and network are as they should be. */
	isHealthy: () => boolean;
	/** Tells the boot loader to keep this image. */
	keep: () => void;
	/** Restarts the board, into the image before, as this one was not kept. */
	giveUp: () => void;
}

export class Trial {
	/** What came of the last update, for a person; undefined where there was none. */
	report: string | undefined;
	readonly #options: TrialOptions;
	#timer: Timer | undefined;

	constructor(options: TrialOptions) {
		this.#options = options;
		const expected = this.#expected;
		if (expected === undefined) return;
		const { clock, version } = options;
		if (expected === version) {
			this.report = `${version} is on trial`;
			this.#timer = clock.after(PROBATION, () => this.#look());
		} else {
			this.#forget();
			this.report = `the update to ${expected} did not come up well, and was undone: ${version} runs again`;
		}
	}

	/** This version is started next. Where storage does not take it, the board goes back with the start after that. */
	static begin(storage: KeyValue, version: string): void {
		try {
			storage.write(KEY, encodeUtf8(version).slice().buffer);
		} catch {
			// See above.
		}
	}

	get isRunning(): boolean {
		return this.#timer !== undefined;
	}

	close(): void {
		this.#options.clock.cancel(this.#timer);
	}

	#look(): void {
		const { clock, version, isHealthy, keep, giveUp } = this.#options;
		if (isHealthy()) {
			keep();
			this.#forget();
			this.#timer = undefined;
			this.report = `updated to ${version}`;
		} else if (clock.now() >= LONGEST) giveUp();
		else this.#timer = clock.after(LOOK, () => this.#look());
	}

	get #expected(): string | undefined {
		try {
			const stored = this.#options.storage.read(KEY);
			return stored && decodeUtf8(new Uint8Array(stored));
		} catch {
			return undefined;
		}
	}

	#forget(): void {
		try {
			this.#options.storage.delete(KEY);
		} catch {
			// It is told once more.
		}
	}
}
