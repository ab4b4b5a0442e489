import { formatQuantity, type Quantity } from "../p1/reading.js";

/** What stands before a unit, as a power of ten. */
const PREFIXES: readonly (readonly [prefix: string, exponent: number])[] = Object.freeze([
	Object.freeze(["", 0] as const),
	Object.freeze(["k", 3] as const),
	Object.freeze(["M", 6] as const),
	Object.freeze(["G", 9] as const),
	Object.freeze(["m", -3] as const),
]);

/** The power of ten that makes `unit` of `base`: 3 for kWh and Wh. Undefined where it is none of it. */
function exponentOf(unit: string, base: string): number | undefined {
	return PREFIXES.find(([prefix]) => prefix + base === unit)?.[1];
}

/** The exact value in `wanted`, which is `base` itself or with a prefix; undefined where the quantity is another one. */
export function inUnit(quantity: Quantity, base: string, wanted = base): string | undefined {
	const from = exponentOf(quantity.unit, base);
	const to = exponentOf(wanted, base);
	if (from === undefined || to === undefined) return undefined;
	const scale = quantity.scale - from + to;
	// Beyond what is exact it is as right as a double.
	return scale >= 0 ? formatQuantity({ ...quantity, scale }) : String(quantity.value * 10 ** -scale);
}
