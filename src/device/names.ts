/**
 * Looks names up once there is a network: before, there is nobody to ask, and the answer would be that there is no such
 * name.
 */
export type Resolve = (host: string, done: (address: string | undefined) => void) => void;

export class Names {
	readonly #isOnline: () => boolean;
	readonly #resolve: Resolve;
	/** By name, the latest request that waits: whoever asks again has given up the earlier one. */
	readonly #waiting = new Map<string, () => void>();

	/** `resolve` is asked while `isOnline` only. */
	constructor(isOnline: () => boolean, resolve: Resolve) {
		this.#isOnline = isOnline;
		this.#resolve = resolve;
	}

	/** `done` is called once or, where the network never comes, not at all: callers have time-outs of their own. */
	find(host: string, done: (address: string | undefined) => void): void {
		const ask = () => this.#resolve(host, done);
		if (this.#isOnline()) ask();
		else this.#waiting.set(host, ask);
	}

	/** The network is there. */
	online(): void {
		const asks = [...this.#waiting.values()];
		this.#waiting.clear();
		for (const ask of asks) ask();
	}
}
