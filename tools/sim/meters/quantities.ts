/** What meters measure, as the line tables take it: in milliwatts, milliwatt-seconds, millivolts and milliamperes. */
import { divide, squareRoot } from "../household/arithmetic.js";
import type { Household } from "../household/household.js";
import { WATT_HOUR } from "./formats.js";
import type { Installation } from "./installation.js";
import { DAY, NIGHT, sum } from "./registers.js";

/** Totals are the sums of what the tariffs' registers show, as telegrams of Hungary and Austria have them. */
export function shown(registers: readonly number[]): number {
	return sum(registers.map((register) => register - (register % WATT_HOUR)));
}

export const deliveredDay = ({ registers }: Installation) => registers.delivered[DAY];
export const deliveredNight = ({ registers }: Installation) => registers.delivered[NIGHT];
export const delivered = ({ registers }: Installation) => shown(registers.delivered);
export const returnedDay = ({ registers }: Installation) => registers.returned[DAY];
export const returnedNight = ({ registers }: Installation) => registers.returned[NIGHT];
export const returned = ({ registers }: Installation) => shown(registers.returned);

export const reactiveDeliveredDay = ({ registers }: Installation) => registers.reactiveDelivered[DAY];
export const reactiveDeliveredNight = ({ registers }: Installation) => registers.reactiveDelivered[NIGHT];
export const reactiveDelivered = ({ registers }: Installation) => shown(registers.reactiveDelivered);
export const reactiveReturnedDay = ({ registers }: Installation) => registers.reactiveReturned[DAY];
export const reactiveReturnedNight = ({ registers }: Installation) => registers.reactiveReturned[NIGHT];
export const reactiveReturned = ({ registers }: Installation) => shown(registers.reactiveReturned);

/** By quadrant, whose first two are delivered. */
export const quadrant = ({ registers }: Installation, index: number) => registers.quadrants[index];
export const quadrantsDelivered = ({ registers }: Installation) => shown(registers.quadrants.slice(0, 2));
export const quadrantsReturned = ({ registers }: Installation) => shown(registers.quadrants.slice(2));

/** With what is not yet a watt-hour. */
export const exactDelivered = ({ registers }: Installation) => sum(registers.delivered);
export const exactReturned = ({ registers }: Installation) => sum(registers.returned);

export const powerDelivered = ({ registers }: Installation) => registers.now.delivered;
export const powerReturned = ({ registers }: Installation) => registers.now.returned;
/** Negative for what flows back. */
export const netPower = ({ home }: Installation) => sum(home.milliwatts);
export const reactivePowerDelivered = ({ registers: { now } }: Installation) => now.quadrants[0] + now.quadrants[1];
export const reactivePowerReturned = ({ registers: { now } }: Installation) => now.quadrants[2] + now.quadrants[3];

function apparent({ milliwatts, millivars }: Household): number {
	return hypotenuse(sum(milliwatts), sum(millivars));
}

function hypotenuse(active: number, reactive: number): number {
	return squareRoot(active * active + reactive * reactive);
}

export const apparentDelivered = ({ home }: Installation) => (sum(home.milliwatts) >= 0 ? apparent(home) : 0);
export const apparentReturned = ({ home }: Installation) => (sum(home.milliwatts) < 0 ? apparent(home) : 0);

export const phaseDelivered = ({ home }: Installation, phase: number) => Math.max(0, home.milliwatts[phase]);
export const phaseReturned = ({ home }: Installation, phase: number) => Math.max(0, -home.milliwatts[phase]);
export const phaseReactiveDelivered = ({ home }: Installation, phase: number) => Math.max(0, home.millivars[phase]);
export const phaseReactiveReturned = ({ home }: Installation, phase: number) => Math.max(0, -home.millivars[phase]);

function phaseApparent({ milliwatts, millivars }: Household, phase: number): number {
	return hypotenuse(milliwatts[phase], millivars[phase]);
}

export const phaseApparentDelivered = ({ home }: Installation, phase: number) =>
	home.milliwatts[phase] >= 0 ? phaseApparent(home, phase) : 0;
export const phaseApparentReturned = ({ home }: Installation, phase: number) =>
	home.milliwatts[phase] < 0 ? phaseApparent(home, phase) : 0;

/** Active by apparent power, in thousandths. */
export const powerFactor = ({ home }: Installation) => factor(sum(home.milliwatts), sum(home.millivars));
export const phasePowerFactor = ({ home }: Installation, phase: number) =>
	factor(home.milliwatts[phase], home.millivars[phase]);

function factor(active: number, reactive: number): number {
	return divide(Math.abs(active) * 1000, Math.max(1, hypotenuse(active, reactive)));
}

export const volts = ({ home }: Installation, phase: number) => home.millivolts[phase];
export const amperes = ({ home }: Installation, phase: number) => home.milliamperes(phase);
export const hertz = ({ home }: Installation) => home.mains.millihertz;
