/** What meters measure, as the line tables take it: in milliwatts, milliwatt-seconds, millivolts and milliamperes. */
import type { Installation } from "./installation.js";
import { DAY, NIGHT, sum } from "./registers.js";

/** Watts and watt-hours in these. */
export const WATT = 1000;
export const WATT_HOUR = 3_600_000;

export const deliveredDay = ({ registers }: Installation) => registers.delivered[DAY];
export const deliveredNight = ({ registers }: Installation) => registers.delivered[NIGHT];
export const delivered = ({ registers }: Installation) => sum(registers.delivered);
export const returnedDay = ({ registers }: Installation) => registers.returned[DAY];
export const returnedNight = ({ registers }: Installation) => registers.returned[NIGHT];
export const returned = ({ registers }: Installation) => sum(registers.returned);

export const powerDelivered = ({ registers }: Installation) => registers.now.delivered;
export const powerReturned = ({ registers }: Installation) => registers.now.returned;

export const phaseDelivered = ({ home }: Installation, phase: number) => Math.max(0, home.milliwatts[phase]);
export const phaseReturned = ({ home }: Installation, phase: number) => Math.max(0, -home.milliwatts[phase]);
export const volts = ({ home }: Installation, phase: number) => home.millivolts[phase];
export const amperes = ({ home }: Installation, phase: number) => home.milliamperes(phase);
