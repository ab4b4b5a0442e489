/**
 * A buffered line as an ECMA-419 Serial for input: it is polled for bytes at short intervals. However long the program is
 * busy between two polls, no byte is lost as long as the buffer lasts (docs/timing.md).
 */
import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { Inlet, InletClass, Serial, SerialClass, SerialOptions } from "../io.js";

/** Short beside the pause that ends a burst, which is 200 ms. */
const TURN: Milliseconds = 20;

/** Taken at once. A backlog is worked off in slices, so that other things have their turn too: 25 KB in a second. */
export const SLICE_BYTES = 512;

/**
 * Three seconds of the largest meter: 2.5 KB once a second. ESP-IDF allocates it, beside the memory of XS.
 */
const BUFFER_BYTES = 8192;

export function polledSerial(clock: Clock, Line: InletClass, inverted: boolean): SerialClass {
	return class implements Serial {
		readonly #inlet: Inlet;
		#turn: Timer | undefined;

		constructor({ receive, port = 1, baud, onReadable }: SerialOptions) {
			this.#inlet = new Line({ receive, port, baud, inverted, bufferBytes: BUFFER_BYTES });
			const turn = () => {
				// Before the call, which may close the port.
				this.#turn = clock.after(TURN, turn);
				const { available } = this.#inlet;
				if (available > 0) onReadable?.(Math.min(available, SLICE_BYTES));
			};
			this.#turn = clock.after(TURN, turn);
		}

		read(): ArrayBuffer | undefined {
			return this.#inlet.read(SLICE_BYTES);
		}

		close(): void {
			clock.cancel(this.#turn);
			this.#inlet.close();
		}
	};
}
