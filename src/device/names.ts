/**
 * Looks names up once there is a network: before, there is nobody to ask, and the answer would be that there is no such
 * name.
 */
export type Resolve = (host: string, done: (address: string | undefined) => void) => void;

/** The broker's client and the push to DSMR-reader ask, often for the same name: the latest request of each is among these. */
const MOST_WAITING = 4;

export class Names {
	readonly #isOnline: () => boolean;
	readonly #resolve: Resolve;
	/** The latest requests. Whoever asks again has given up the earlier one, and takes no answer to it. */
	#waiting: (() => void)[] = [];

	/** `resolve` is asked while `isOnline` only. */
	constructor(isOnline: () => boolean, resolve: Resolve) {
		this.#isOnline = isOnline;
		this.#resolve = resolve;
	}

	/** `done` is called once or, where the network never comes, not at all: callers have time-outs of their own. */
	find(host: string, done: (address: string | undefined) => void): void {
		const ask = () => this.#resolve(host, done);
		if (this.#isOnline()) ask();
		else this.#waiting = [...this.#waiting.slice(1 - MOST_WAITING), ask];
	}

	/** The network is there. */
	online(): void {
		const asks = this.#waiting;
		this.#waiting = [];
		for (const ask of asks) ask();
	}
}
