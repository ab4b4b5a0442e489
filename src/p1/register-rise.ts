/**
 * How far a register can have risen: by no more than a household's connections let through. That shows damage which nothing
 * else does: a CRC of 16 bits lets one damaged telegram in 65,536 pass, and without a CRC there is only the parity.
 */
import type { Milliseconds } from "../clock.js";
import type { Quantity } from "./reading.js";

const HOUR: Milliseconds = 3_600_000;

/**
 * The fastest rise in an hour, in thousandths of the unit. Electricity: three phases of 80 A at 230 V are 55 kW, and a
 * quarter more. Volume: the greatest flow of a G16 gas meter (EN 1359); a house's water meter has 5 m3/h. Heat: as much
 * as electricity. Counts, as of dips in the voltage: one each second.
 */
const FASTEST: ReadonlyMap<string, number> = new Map([
	["kWh", 70_000],
	["Wh", 70_000_000],
	["MWh", 70],
	["kvarh", 70_000],
	["varh", 70_000_000],
	["m3", 25_000],
	["GJ", 252],
	["MJ", 252_000],
	["", 3_600_000],
]);

/** A value in whole units of `coarser` decimals: what is below them does not count. */
function atScale({ value, scale }: Quantity, coarser: number): number {
	return scale === coarser ? value : Math.floor(value / 10 ** (scale - coarser));
}

export function isBelow(a: Quantity, b: Quantity): boolean {
	const scale = Math.min(a.scale, b.scale);
	return atScale(a, scale) < atScale(b, scale);
}

/** Whether a register has gone from the last hundredth of what its digits hold into the first. */
export function hasWrapped(before: Quantity, now: Quantity): boolean {
	if (before.digits === undefined || before.digits !== now.digits || before.scale !== now.scale) return false;
	const all = 10 ** before.digits;
	return before.value >= all - all / 100 && now.value <= all / 100;
}

/** Whether a register, wrapped where it is lower, can't have come from `before` to `now` within this time. */
export function isTooFast(before: Quantity, now: Quantity, elapsed: Milliseconds): boolean {
	const fastest = FASTEST.get(now.unit);
	if (fastest === undefined) return false;
	const scale = Math.min(before.scale, now.scale);
	let rise = atScale(now, scale) - atScale(before, scale);
	if (rise < 0 && now.digits !== undefined) rise += 10 ** (now.digits - now.scale + scale);
	// One unit of its last digit is always possible.
	return rise > 1 && rise * 1000 > fastest * 10 ** scale * (elapsed / HOUR);
}
