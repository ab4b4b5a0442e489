/**
 * A Hungarian meter: four tariffs of which two are used, reactive energy by quadrants, each phase counted by itself, the
 * month's end, and a message of 1,024 bytes 0xFF where there is none. After telegrams of a Sanxing meter of E.ON's; its
 * identity is made up.
 */
import { AMPERE, KVAR, KVARH, KW, KWH, VOLT } from "./formats.js";
import type { InstallationPlan } from "./installation.js";
import { clock, fixed, format, type Line, perPhase, quantity, time, write, zeros } from "./lines.js";
import * as of from "./quantities.js";
import { DAY, NIGHT, sum } from "./registers.js";

const THOUSANDTH = format(4, 3, "", 1);
const MESSAGE = "\xff".repeat(1024);

const monthEnd: Line = (site) => {
	const { at, delivered, returned, quadrants, deliveredPeaks, returnedPeaks } = site.monthEnd.last;
	const [q1, q2, q3, q4] = quadrants;
	const energy = [of.shown(delivered), ...delivered, of.shown(returned), ...returned];
	const reactive = [of.shown([q1, q2]), of.shown([q3, q4]), ...quadrants];
	const peaks = [deliveredPeaks, returnedPeaks].flatMap((by) => [Math.max(...by), by[DAY], by[NIGHT]]);
	const values = [
		...energy.map((value) => write(KWH, value)),
		...reactive.map((value) => write(KVARH, value)),
		write(KWH, sum(delivered) + sum(returned)),
		...peaks.map((value) => write(KW, value)),
	];
	return `0-0:98.1.0(${time(site, at)})${values.map((value) => `(${value})`).join("")}`;
};

export const HUNGARIAN: readonly Line[] = Object.freeze([
	fixed("/AUX59903276482"),
	fixed(""),
	clock("0-0:1.0.0"),
	fixed("0-0:42.0.0(AUX1483320772914)"),
	fixed("0-0:96.1.0(9903276482)"),
	(site) => `0-0:96.14.0(${site.tariff === DAY ? "0001" : "0002"})`,
	fixed("0-0:96.50.68(ON)"),
	fixed("0-0:17.0.0(90.000*kW)"),
	quantity("1-0:1.8.0", KWH, of.delivered),
	quantity("1-0:1.8.1", KWH, of.deliveredDay),
	quantity("1-0:1.8.2", KWH, of.deliveredNight),
	...zeros(KWH, "1-0:1.8.3", "1-0:1.8.4"),
	quantity("1-0:2.8.0", KWH, of.returned),
	quantity("1-0:2.8.1", KWH, of.returnedDay),
	quantity("1-0:2.8.2", KWH, of.returnedNight),
	...zeros(KWH, "1-0:2.8.3", "1-0:2.8.4"),
	quantity("1-0:3.8.0", KVARH, of.quadrantsDelivered),
	quantity("1-0:4.8.0", KVARH, of.quadrantsReturned),
	...[0, 1, 2, 3].map((q) => quantity(`1-0:${5 + q}.8.0`, KVARH, (site) => of.quadrant(site, q))),
	quantity("1-0:15.8.0", KWH, (site) => of.exactDelivered(site) + of.exactReturned(site)),
	...perPhase(3, (x) => `1-0:${32 + x}.7.0`, VOLT, of.volts),
	...perPhase(3, (x) => `1-0:${31 + x}.7.0`, AMPERE, of.amperes),
	quantity("1-0:13.7.0", THOUSANDTH, of.powerFactor),
	...perPhase(3, (x) => `1-0:${33 + x}.7.0`, THOUSANDTH, of.phasePowerFactor),
	quantity("1-0:14.7.0", format(4, 2, "*Hz", 10), of.hertz),
	quantity("1-0:1.7.0", KW, of.powerDelivered),
	quantity("1-0:2.7.0", KW, of.powerReturned),
	...[0, 1, 2, 3].map((q) => quantity(`1-0:${5 + q}.7.0`, KVAR, ({ registers }) => registers.now.quadrants[q])),
	fixed("1-0:31.4.0(200*A)"),
	fixed("1-0:51.4.0(200*A)"),
	fixed("1-0:71.4.0(200*A)"),
	monthEnd,
	fixed(`0-0:96.13.0(${MESSAGE})`),
]);

export const HUNGARIAN_HOUSE: InstallationPlan = Object.freeze({
	phases: 3,
	solarWatts: 5000,
	heat: "gas",
	carPhases: 0,
	zone: 1,
	tariff: Object.freeze({ from: 6, to: 22 }),
	summation: "per phase",
	months: 0,
	peakWatts: 5200,
});
