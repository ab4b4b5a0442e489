/** The SX1276's DIO pins in LoRa mode (table 18). In FSK mode they are low here: that table is not modelled. */
import type { ChipFaults } from "./sx1276-faults.js";
import { IRQ, R } from "./sx1276-registers.js";

export type Dio = 0 | 1 | 2 | 3 | 4 | 5;

/** What a pin can show beside RegIrqFlags, in bits above that register's. */
export const PLL_LOCK = 0x100;
export const MODE_READY = 0x200;

/** A clock rather than a level: low here. */
const CLK_OUT = 0;
const NONE = 0;

interface Pin {
	readonly register: number;
	readonly shift: number;
	/** By the two bits of the mapping. */
	readonly shows: readonly number[];
}

function pin(register: number, shift: number, ...shows: number[]): Pin {
	return Object.freeze({ register, shift, shows: Object.freeze([...shows, NONE]) });
}

const PINS: readonly Pin[] = Object.freeze([
	pin(R.DioMapping1, 6, IRQ.RxDone, IRQ.TxDone, IRQ.CadDone),
	pin(R.DioMapping1, 4, IRQ.RxTimeout, IRQ.FhssChangeChannel, IRQ.CadDetected),
	pin(R.DioMapping1, 2, IRQ.FhssChangeChannel, IRQ.FhssChangeChannel, IRQ.FhssChangeChannel),
	pin(R.DioMapping1, 0, IRQ.CadDone, IRQ.ValidHeader, IRQ.PayloadCrcError),
	pin(R.DioMapping2, 6, IRQ.CadDetected, PLL_LOCK, PLL_LOCK),
	pin(R.DioMapping2, 4, MODE_READY, CLK_OUT, CLK_OUT),
]);

export class DioPins {
	/** Called with each pin's new level when it rises (1) or falls (0). */
	readonly handlers: (((level: number) => void) | undefined)[] = Array.from(PINS, () => undefined);
	readonly #faults: ChipFaults;
	#levels = 0;

	constructor(faults: ChipFaults) {
		this.#faults = faults;
	}

	level(dio: Dio): number {
		return (this.#levels >> dio) & 1;
	}

	/** `signals` are RegIrqFlags, PLL_LOCK and MODE_READY as they are now. */
	update(registers: Uint8Array, signals: number): void {
		for (let dio = 0; dio < PINS.length; dio++) {
			const { register, shift, shows } = PINS[dio];
			const level = (signals & shows[(registers[register] >> shift) & 0x03]) === 0 ? 0 : 1;
			if (level === ((this.#levels >> dio) & 1)) continue;
			this.#levels ^= 1 << dio;
			this.#tell(dio, level);
		}
	}

	/** An edge up and down again that no flag is the cause of. */
	pulse(dio: Dio): void {
		this.handlers[dio]?.(1);
		this.handlers[dio]?.(0);
	}

	#tell(dio: number, level: number): void {
		const handler = this.handlers[dio];
		if (handler === undefined) return;
		if (level === 1 && this.#faults.loseEdges > 0) this.#faults.loseEdges--;
		else handler(level);
	}
}
