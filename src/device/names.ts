/**
 * Looks names up once there is a network: before, there is nobody to ask, and the answer would be that there is no such
 * name.
 */
export type Resolve = (host: string, done: (address: string | undefined) => void) => void;

/** Two ask, for the broker and for a DSMR-reader; what each of them has given up waits on for no more than so many. */
const MOST_WAITING = 8;

export class Names {
	readonly #isOnline: () => boolean;
	readonly #resolve: Resolve;
	/** The latest requests, of which somebody may have given up the earlier ones. */
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
		else this.#waiting = [...this.#waiting, ask].slice(-MOST_WAITING);
	}

	/** The network is there. */
	online(): void {
		const asks = this.#waiting;
		this.#waiting = [];
		for (const ask of asks) ask();
	}
}
