/** How numbers are written by more than one family. Steps are in milliwatts, milliwatt-seconds, millivolts and so on. */
import { format } from "./lines.js";

/** A watt, a volt, an ampere, and a hertz; and a watt-hour in milliwatt-seconds. */
export const UNIT = 1000;
export const WATT_HOUR = 3_600_000;

export const KWH = format(9, 3, "*kWh", WATT_HOUR);
export const KVARH = format(9, 3, "*kvarh", WATT_HOUR);
export const KW = format(5, 3, "*kW", UNIT);
export const KVAR = format(5, 3, "*kvar", UNIT);
export const KVA = format(5, 3, "*kVA", UNIT);
export const VOLT = format(4, 1, "*V", 100);
export const AMPERE = format(3, 0, "*A", UNIT);
export const CENTIAMPERE = format(5, 2, "*A", 10);
/** Litres. */
export const CUBIC_METRE = format(8, 3, "*m3", 1);
