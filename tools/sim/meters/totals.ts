/**
 * Meters of other countries that show totals, and reactive power: Sweden (HAN H1 2.0, after a Kamstrup), Austria (after
 * a Sagemcom of Energie Steiermark's, in whole watts), Switzerland (after a Sagemcom XT211 of Groupe E's) and Germany
 * (after an EasyMeter Q3D). Identities are made up.
 */
import { CENTIAMPERE, KW, KWH, UNIT, VOLT, WATT_HOUR } from "./formats.js";
import type { InstallationPlan } from "./installation.js";
import { clock, fixed, format, type Line, perPhase, quantity, time, write } from "./lines.js";
import { events } from "./netherlands.js";
import * as of from "./quantities.js";
import { DAY } from "./registers.js";

const SE_KWH = format(11, 3, "*kWh", WATT_HOUR);
const SE_KVARH = format(11, 3, "*kVArh", WATT_HOUR);
const SE_KW = format(7, 3, "*kW", UNIT);
const SE_KVAR = format(7, 3, "*kVAr", UNIT);
const DECIAMPERE = format(4, 1, "*A", 100);

export const SWEDISH: readonly Line[] = Object.freeze([
	fixed("/KAM5"),
	fixed(""),
	clock("0-0:1.0.0"),
	quantity("1-0:1.8.0", SE_KWH, of.delivered),
	quantity("1-0:2.8.0", SE_KWH, of.returned),
	quantity("1-0:3.8.0", SE_KVARH, of.reactiveDelivered),
	quantity("1-0:4.8.0", SE_KVARH, of.reactiveReturned),
	quantity("1-0:1.7.0", SE_KW, of.powerDelivered),
	quantity("1-0:2.7.0", SE_KW, of.powerReturned),
	quantity("1-0:3.7.0", SE_KVAR, of.reactivePowerDelivered),
	quantity("1-0:4.7.0", SE_KVAR, of.reactivePowerReturned),
	...perPhase(3, (x) => `1-0:${21 + x}.7.0`, SE_KW, of.phaseDelivered),
	...perPhase(3, (x) => `1-0:${22 + x}.7.0`, SE_KW, of.phaseReturned),
	...perPhase(3, (x) => `1-0:${23 + x}.7.0`, SE_KVAR, of.phaseReactiveDelivered),
	...perPhase(3, (x) => `1-0:${24 + x}.7.0`, SE_KVAR, of.phaseReactiveReturned),
	...perPhase(3, (x) => `1-0:${32 + x}.7.0`, VOLT, of.volts),
	...perPhase(3, (x) => `1-0:${31 + x}.7.0`, DECIAMPERE, of.amperes),
]);

const AT_WH = format(9, 0, "*Wh", WATT_HOUR);
const AT_VARH = format(9, 0, "*varh", WATT_HOUR);
const AT_W = format(9, 0, "*W", UNIT);
const AT_VAR = format(9, 0, "*var", UNIT);

export const AUSTRIAN: readonly Line[] = Object.freeze([
	fixed("/EST5\\253710000_A"),
	fixed(""),
	fixed("1-3:0.2.8(50)"),
	clock("0-0:1.0.0"),
	quantity("1-0:1.8.0", AT_WH, of.delivered),
	quantity("1-0:1.8.1", AT_WH, of.deliveredDay),
	quantity("1-0:1.8.2", AT_WH, of.deliveredNight),
	quantity("1-0:1.7.0", AT_W, of.powerDelivered),
	quantity("1-0:2.8.0", AT_WH, of.returned),
	quantity("1-0:2.8.1", AT_WH, of.returnedDay),
	quantity("1-0:2.8.2", AT_WH, of.returnedNight),
	quantity("1-0:2.7.0", AT_W, of.powerReturned),
	quantity("1-0:3.8.0", AT_VARH, of.reactiveDelivered),
	quantity("1-0:3.8.1", AT_VARH, of.reactiveDeliveredDay),
	quantity("1-0:3.8.2", AT_VARH, of.reactiveDeliveredNight),
	quantity("1-0:3.7.0", AT_VAR, of.reactivePowerDelivered),
	quantity("1-0:4.8.0", AT_VARH, of.reactiveReturned),
	quantity("1-0:4.8.1", AT_VARH, of.reactiveReturnedDay),
	quantity("1-0:4.8.2", AT_VARH, of.reactiveReturnedNight),
	quantity("1-0:4.7.0", AT_VAR, of.reactivePowerReturned),
]);

export const SWISS: readonly Line[] = Object.freeze([
	fixed("/GRE5\\253715208_A"),
	fixed(""),
	clock("0-0:1.0.0"),
	fixed("0-0:0.0.0(253715208417)"),
	quantity("1-1:1.8.1", KWH, of.deliveredDay),
	quantity("1-1:1.8.2", KWH, of.deliveredNight),
	quantity("1-1:2.8.1", KWH, of.returnedDay),
	quantity("1-1:2.8.2", KWH, of.returnedNight),
	(site) => `0-0:96.14.0(${site.tariff === DAY ? "0001" : "0002"})`,
	quantity("1-1:1.7.0", KW, of.powerDelivered),
	quantity("1-1:2.7.0", KW, of.powerReturned),
	...events(3),
	...perPhase(3, (x) => `1-0:${32 + x}.7.0`, VOLT, of.volts),
	...perPhase(3, (x) => `1-0:${31 + x}.7.0`, CENTIAMPERE, of.amperes),
	fixed("0-0:96.13.0()"),
	fixed("0-0:96.1.4(50215)"),
	fixed(`0-0:96.1.2(${"20".repeat(48)})`),
	...[0, 1, 2].flatMap((phase) => [
		quantity(`1-0:${21 + 20 * phase}.7.0`, KW, (site) => of.phaseDelivered(site, phase)),
		quantity(`1-0:${22 + 20 * phase}.7.0`, KW, (site) => of.phaseReturned(site, phase)),
	]),
	fixed("0-0:96.13.1()"),
	(site) => `1-1:1.6.0(${time(site, site.peaks.running.at)})(${write(KW, site.peaks.running.milliwatts)})`,
	// How many months, and nothing of them.
	({ peaks }) => `0-0:98.1.0(${peaks.months.length})`,
	quantity("1-0:1.4.0", KW, ({ delivered }) => delivered.current),
]);

/** Ten-millionths of a kilowatt-hour. */
const Q3D_KWH = format(15, 7, "*kWh", WATT_HOUR / 10_000);
const Q3D_W = format(8, 2, "*W", UNIT / 100);

export const GERMAN_Q3D: readonly Line[] = Object.freeze([
	fixed("/ESY5Q3DB1024 V3.04"),
	fixed(""),
	fixed("1-0:0.0.0*255(0272028041736)"),
	quantity("1-0:1.8.0*255", Q3D_KWH, of.exactDelivered),
	quantity("1-0:2.8.0*255", Q3D_KWH, of.exactReturned),
	...perPhase(
		3,
		(x) => `1-0:${21 + x}.7.0*255`,
		Q3D_W,
		({ home }, phase) => home.milliwatts[phase],
	),
	quantity("1-0:1.7.0*255", Q3D_W, of.netPower),
	fixed("1-0:96.5.5*255(80)"),
	fixed("0-0:96.1.255*255(1ESY6133528176)"),
]);

export const OTHER_HOUSE: InstallationPlan = Object.freeze({
	phases: 3,
	solarWatts: 5000,
	heat: "heat pump",
	carPhases: 0,
	zone: 1,
	tariff: Object.freeze({ from: 6, to: 22 }),
	summation: "net",
	months: 12,
	peakWatts: 6500,
});
