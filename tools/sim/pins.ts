import type { Clock } from "../../src/clock.js";
import type { Digital, DigitalClass, DigitalOptions, SPI, SPIClass, SPIOptions } from "../../src/io.js";
import type { Dio, SX1276 } from "./sx1276.js";

/** Which pins the radio's lines are on; those left out are not connected. */
export interface RadioWiring {
	reset: number;
	dio0: number;
	dio1?: number;
	dio2?: number;
	dio3?: number;
	dio4?: number;
	dio5?: number;
}

export interface BoardIO {
	SPI: SPIClass;
	Digital: DigitalClass;
	/** What the program drives its other output pins with: a LED, say. */
	levels: ReadonlyMap<number, number>;
}

const INPUT = 0;
const INPUT_PULL_UP = 1;
const OUTPUT = 8;
const RISING = 1;
const FALLING = 2;

/**
 * ECMA-419 classes of a board that carries the chip. As on the board, a pin or the bus can be open once only, select
 * stays asserted until `flush(true)`, and an edge is called back after the program has returned.
 */
export function boardIO(clock: Clock, chip: SX1276, wiring: RadioWiring): BoardIO {
	const levels = new Map<number, number>();
	const open = new Set<number | "spi">();
	const dios = diosByPin(wiring);

	function claim(what: number | "spi"): void {
		if (open.has(what)) throw new Error(`${what} in use`);
		open.add(what);
	}

	class ChipSPI implements SPI {
		#closed = false;

		constructor({ hz, mode = 0 }: SPIOptions) {
			if (hz > 10_000_000) throw new RangeError(`hz is ${hz}: the SX1276 takes 10000000 at most`);
			if (mode !== 0) throw new RangeError(`mode is ${mode}: the SX1276 wants 0`);
			claim("spi");
		}

		transfer(buffer: Uint8Array): void {
			if (this.#closed) throw new Error("closed");
			chip.transfer(buffer);
		}

		flush(deselect = false): void {
			if (deselect) chip.deselect();
		}

		close(): void {
			if (!this.#closed) open.delete("spi");
			this.#closed = true;
		}
	}

	class BoardDigital implements Digital {
		static readonly Input = INPUT;
		static readonly InputPullUp = INPUT_PULL_UP;
		static readonly Output = OUTPUT;
		static readonly Rising = RISING;
		static readonly Falling = FALLING;
		readonly #options: DigitalOptions;
		readonly #dio: Dio | undefined;
		#closed = false;

		constructor(options: DigitalOptions) {
			const { pin, edge = 0, onReadable, initialValue } = options;
			if (onReadable !== undefined && edge === 0) throw new Error("invalid edges");
			claim(pin);
			this.#options = options;
			this.#dio = dios.get(pin);
			if (this.#dio !== undefined && onReadable !== undefined) chip.onDio[this.#dio] = (level) => this.#onEdge(level);
			if (initialValue !== undefined) this.write(initialValue);
		}

		read(): number {
			if (this.#closed || this.#options.mode === OUTPUT) throw new Error("cannot read");
			return this.#dio === undefined ? 0 : chip.dio(this.#dio);
		}

		write(value: number): void {
			const { pin, mode } = this.#options;
			if (this.#closed || mode !== OUTPUT) throw new Error("cannot write");
			if (pin === wiring.reset) chip.setReset(value);
			else levels.set(pin, value);
		}

		close(): void {
			if (this.#closed) return;
			this.#closed = true;
			open.delete(this.#options.pin);
			if (this.#dio !== undefined) chip.onDio[this.#dio] = undefined;
		}

		#onEdge(level: number): void {
			const { edge = 0, onReadable } = this.#options;
			if (!(edge & (level === 1 ? RISING : FALLING))) return;
			clock.after(0, () => {
				if (!this.#closed) onReadable?.();
			});
		}
	}

	return { SPI: ChipSPI, Digital: BoardDigital, levels };
}

function diosByPin({ dio0, dio1, dio2, dio3, dio4, dio5 }: RadioWiring): Map<number, Dio> {
	const dios = new Map<number, Dio>();
	for (const [dio, pin] of [
		[0, dio0],
		[1, dio1],
		[2, dio2],
		[3, dio3],
		[4, dio4],
		[5, dio5],
	] as const)
		if (pin !== undefined) dios.set(pin, dio);
	return dios;
}
