/** How a board deals with its own faults: it records them and restarts, later and later when that does not help. */
import type { Clock } from "../clock.js";
import { freeMemory } from "../esp32/memory.js";
import type { Log } from "../log.js";
import { onAbort } from "./abort-hook.js";
import type { StatusLine } from "./console.js";
import { describeFree, MemoryWatch } from "./memory-watch.js";
import { guardRadio } from "./radio-guard.js";
import { resetReason } from "./reset-reason.js";
import { restart } from "./restart.js";
import { StartRecord } from "./start-record.js";
import { openStorage } from "./storage.js";

export class Health {
	readonly #clock: Clock;
	readonly #record: StartRecord;
	#memory: MemoryWatch | undefined;

	/** From here on, an exception that nobody catches is recorded. */
	constructor(clock: Clock) {
		this.#clock = clock;
		this.#record = new StartRecord(clock, openStorage("health"), resetReason());
		onAbort((error) => this.#record.note(error));
	}

	/** Why the board started, and what ended it the last time it failed. */
	get lines(): StatusLine[] {
		const { reason, lastError } = this.#record;
		return [
			["last start", reason],
			["last error", lastError ?? "none on record"],
			["memory", this.#memory === undefined ? "not looked at yet" : `at least ${describeFree(this.#memory.least)}`],
		];
	}

	get facts() {
		return { lastStart: this.#record.reason, lastError: this.#record.lastError, uptime: this.#clock.now() };
	}

	/** Restarts the board because somebody wants it. */
	restart(): void {
		this.#record.note();
		restart();
	}

	/**
	 * Starts the program, after a delay where it has died several times in a row; and restarts the board once its radio is
	 * dead or memory runs out.
	 */
	start(log: Log, program: () => void, radioMode: () => string | undefined): void {
		const { delay, lastError } = this.#record;
		const run = () => {
			program();
			const fail = (error: string) => {
				log(`${error}: the board starts anew`);
				this.#record.note(error);
				restart();
			};
			guardRadio(this.#clock, radioMode, fail);
			this.#memory = new MemoryWatch(this.#clock, freeMemory, fail);
		};
		if (delay === 0) run();
		else {
			log(`this board has failed several times in a row (${lastError}): it goes on in ${delay / 1000} s`);
			this.#clock.after(delay, run);
		}
	}
}
