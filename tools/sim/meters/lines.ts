/** What telegrams' lines are made of: a family's table is a list of these. */
import { divide } from "../household/arithmetic.js";
import { stamp, type UtcSeconds } from "../household/calendar.js";
import type { Installation } from "./installation.js";
import type { MBusReading } from "./mbus.js";

/** One line of a telegram, as the meter writes it now. */
export type Line = (site: Installation) => string;

/** How a number is written: F9(3,3) is `digits` 9 and `decimals` 3. `step`: what the last digit counts. */
export interface Format {
	digits: number;
	decimals: number;
	/** With its star, if any. */
	unit: string;
	step: number;
}

export function format(digits: number, decimals: number, unit: string, step: number): Format {
	return Object.freeze({ digits, decimals, unit, step });
}

/** `value` in its format, rounded towards zero as meters do; a minus stands before all digits. */
export function write({ digits, decimals, unit, step }: Format, value: number): string {
	if (value < 0) return `-${write({ digits, decimals, unit, step }, -value)}`;
	const text = String(divide(value, step)).padStart(digits, "0");
	if (decimals === 0) return text + unit;
	const point = text.length - decimals;
	return `${text.slice(0, point)}.${text.slice(point)}${unit}`;
}

/** A line that stays as it is. */
export function fixed(text: string): Line {
	return () => text;
}

/** A number, of what `pick` takes from the meters. */
export function quantity(code: string, as: Format, pick: (site: Installation) => number): Line {
	return (site) => `${code}(${write(as, pick(site))})`;
}

/** One such line for each phase, whose codes are 20 apart. */
export function perPhase(
	phases: number,
	code: (twenty: number) => string,
	as: Format,
	pick: (site: Installation, phase: number) => number,
): readonly Line[] {
	return Array.from({ length: phases }, (_, phase) => quantity(code(20 * phase), as, (site) => pick(site, phase)));
}

/** A register of a tariff that is not used, or a power that nobody measures. */
export function zeros(as: Format, ...codes: string[]): readonly Line[] {
	return codes.map((code) => fixed(`${code}(${write(as, 0)})`));
}

export function time(site: Installation, utc: UtcSeconds): string {
	return stamp(utc, site.home.clock.zone);
}

/** The meter's own clock. */
export function clock(code: string): Line {
	return (site) => `${code}(${time(site, site.home.clock.utc)})`;
}

/** A counter of at most five digits (F5(0,0)). */
export function counter(code: string, pick: (site: Installation) => number): Line {
	return (site) => `${code}(${String(pick(site)).padStart(5, "0")})`;
}

/** A reading of the M-Bus with the time it was taken; nothing is shown of a device that is not there. */
export function captured(
	code: string,
	as: Format,
	pick: (site: Installation) => { shown: MBusReading } | undefined,
): Line {
	return (site) => {
		const { at, value } = pick(site)?.shown ?? { at: 0, value: 0 };
		return `${code}(${time(site, at)})(${write(as, value)})`;
	};
}
