/** Finding the channel free before a transmission: strength and preamble, and random pauses while it is not. */
import type { Milliseconds, Timer } from "../clock.js";

export interface ListenBeforeTalk {
	/** The channel is busy when anything on it is stronger than this, or is a preamble of the same modulation. */
	readonly thresholdDbm: number;
	/** So many looks, then the transmission is given up: 1 to 16. */
	readonly looks: number;
	/** The channel must have been free for so long: longer than others wait before they answer. 0 to 1 s. */
	readonly quiet: Milliseconds;
	/** The longest pause after the first busy look, doubled after each further one: 1 ms to 10 s. */
	readonly backoff: Milliseconds;
	/** In [0, 1): two radios that wait for the same frame to end must not start together. */
	readonly random: () => number;
}

/** Whom the search looks through, and whom it tells. The radio receives when it begins. */
export interface SearchHost {
	receive(): void;
	/** Answered by `ChannelSearch.scanned`. */
	scan(): void;
	/** While receiving. */
	readonly isFollowing: boolean;
	readonly rssiDbm: number;
	after(delay: Milliseconds, callback: () => void): Timer;
	cancel(timer: Timer | undefined): void;
	/** What the receiver's filter takes to settle on the channel's strength. */
	readonly settlingTime: Milliseconds;
	onBusyLook(): void;
	/** Called at most once, and last. */
	onEnd(free: boolean): void;
}

/** The channel is measured so often, so far apart. */
const SAMPLES = 3;

/** Pauses do not grow beyond this. */
const LONGEST_BACKOFF: Milliseconds = 30_000;

/** Throws a RangeError that names the option, its value and its range. */
export function checkListenBeforeTalk({ thresholdDbm, looks, quiet, backoff, random }: ListenBeforeTalk): void {
	if (typeof random !== "function") throw new RangeError(`listenBeforeTalk.random is ${random}: a function is wanted`);
	check("thresholdDbm", thresholdDbm, -164, 0, thresholdDbm >= -164 && thresholdDbm <= 0);
	check("looks", looks, 1, 16, Number.isInteger(looks) && looks >= 1 && looks <= 16);
	check("quiet", quiet, 0, 1000, quiet >= 0 && quiet <= 1000);
	check("backoff", backoff, 1, 10_000, backoff >= 1 && backoff <= 10_000);
}

function check(name: string, value: number, from: number, to: number, ok: boolean): void {
	if (!ok) throw new RangeError(`listenBeforeTalk.${name} is ${value}: ${from} to ${to} is wanted`);
}

/**
 * One search for a free channel. Each look measures the strength a few times and then scans for a preamble: a signal
 * below the noise shows in the scan only, one of another modulation in its strength only. Between looks the radio
 * receives: what keeps the channel busy may be for us.
 */
export class ChannelSearch {
	/** Counted from 1; of the options' `looks`. */
	look = 1;
	readonly #options: ListenBeforeTalk;
	readonly #host: SearchHost;
	#timer: Timer | undefined;

	constructor(options: ListenBeforeTalk, host: SearchHost) {
		this.#options = options;
		this.#host = host;
		this.#measure(0);
	}

	/** The scan that was asked for is over. */
	scanned(preamble: boolean): void {
		if (!preamble) {
			this.#host.onEnd(true);
			return;
		}
		this.#host.receive();
		this.#backOff();
	}

	cancel(): void {
		this.#host.cancel(this.#timer);
	}

	#measure(samples: number): void {
		const { settlingTime } = this.#host;
		const pause = samples === 0 ? settlingTime : Math.max(settlingTime, this.#options.quiet / (SAMPLES - 1));
		this.#timer = this.#host.after(pause, () => {
			if (this.#host.isFollowing || this.#host.rssiDbm > this.#options.thresholdDbm) this.#backOff();
			else if (samples + 1 < SAMPLES) this.#measure(samples + 1);
			else this.#host.scan();
		});
	}

	#backOff(): void {
		this.#host.onBusyLook();
		const { looks, backoff, random } = this.#options;
		if (this.look === looks) {
			this.#host.onEnd(false);
			return;
		}
		const longest = Math.min(backoff * 2 ** (this.look - 1), LONGEST_BACKOFF);
		this.#timer = this.#host.after(random() * longest, () => {
			this.look++;
			this.#measure(0);
		});
	}
}
