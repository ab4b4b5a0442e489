/** A board's supply: what it feeds stops at once when it is cut, without a last word. */
import type { Clock, Milliseconds, Timer } from "../../src/clock.js";
import type { AcceptedTCPClass, ListenerClass, ListenerOptions, TCP, TCPCallbacks, TCPClass } from "../../src/io.js";

export class Power {
	#on = true;
	#atCut = new Set<() => void>();

	get on(): boolean {
		return this.#on;
	}

	/** Returns how to forget it again: what comes and goes with the power on must not add up. */
	whenCut(callback: () => void): () => void {
		this.#atCut.add(callback);
		return () => this.#atCut.delete(callback);
	}

	cut(): void {
		this.#on = false;
		const callbacks = [...this.#atCut];
		this.#atCut.clear();
		for (const callback of callbacks) callback();
	}

	/** `callback`, as long as there is power. */
	gate<Arguments extends unknown[]>(
		callback: ((...args: Arguments) => void) | undefined,
	): (...args: Arguments) => void {
		return (...args) => {
			if (!this.#on) return;
			try {
				callback?.(...args);
			} catch (error) {
				if (this.#on) throw error;
			}
		};
	}

	/** Runs a part of the program. Where that loses its power half-way, what it throws from then on is nobody's affair. */
	run(program: () => void): void {
		try {
			program();
		} catch (error) {
			if (this.#on) throw error;
		}
	}
}

/** What a part without power throws: a program whose power was cut in the middle of a call gets no further. */
export class PowerLoss extends Error {
	constructor() {
		super("no power");
	}
}

/** A board's own clock: it starts at 0, and its timers die with the power. */
export class PoweredClock implements Clock {
	readonly #clock: Clock;
	readonly #power: Power;
	readonly #start: Milliseconds;

	constructor(clock: Clock, power: Power) {
		this.#clock = clock;
		this.#power = power;
		this.#start = clock.now();
	}

	now(): Milliseconds {
		return this.#clock.now() - this.#start;
	}

	after(delay: Milliseconds, callback: () => void): Timer {
		const power = this.#power;
		return this.#clock.after(delay, () => {
			if (power.on) power.run(callback);
		});
	}

	cancel(timer: Timer | undefined): void {
		this.#clock.cancel(timer);
	}
}

/** Sockets that break with the power: the other side sees the connection end, and no goodbye. */
export function poweredTCP(Socket: TCPClass, power: Power): TCPClass;
export function poweredTCP(Socket: AcceptedTCPClass, power: Power): AcceptedTCPClass;
export function poweredTCP(Socket: new (options: never) => TCP, power: Power): new (options: never) => TCP {
	return class extends Socket {
		readonly #forget: () => void;

		constructor(options: TCPCallbacks) {
			const lost = power.gate(options.onError);
			const gated = {
				...options,
				onReadable: power.gate(options.onReadable),
				onWritable: power.gate(options.onWritable),
				onError: () => {
					this.#forget();
					lost();
				},
			};
			// Whichever of the classes it is, these are its options: only callbacks were put in others.
			super(gated as never);
			this.#forget = power.whenCut(() => this.close());
		}

		override close(): void {
			this.#forget();
			super.close();
		}
	};
}

/** A listener that is gone with the power. */
export function poweredListener(Listener: ListenerClass, power: Power): ListenerClass {
	return class extends Listener {
		readonly #forget: () => void;

		constructor(options: ListenerOptions) {
			super({ ...options, onReadable: power.gate(options.onReadable), onError: power.gate(options.onError) });
			this.#forget = power.whenCut(() => this.close());
		}

		override close(): void {
			this.#forget();
			super.close();
		}
	};
}
