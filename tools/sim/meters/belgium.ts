/**
 * Belgian meters (e-MUCS P1 1.7.1, which calls itself 50217): DSMR 5 with demand, fuse and breaker, currents to the
 * hundredth, and gas that is not corrected for its temperature. Tariff 1 is the day's, 2 the night's. After telegrams of
 * Sagemcom S211 and T211; identities are made up.
 */
import type { Installation, InstallationPlan } from "./installation.js";
import { captured, clock, fixed, format, type Line, perPhase, quantity, time, write } from "./lines.js";
import { FIVE_MINUTES, QUARTER } from "./mbus.js";
import * as of from "./quantities.js";
import { DAY } from "./registers.js";

export const KWH = format(9, 3, "*kWh", of.WATT_HOUR);
export const KW = format(5, 3, "*kW", of.WATT);
export const VOLT = format(4, 1, "*V", 100);
const CENTIAMPERE = format(5, 2, "*A", 10);
export const CUBIC_METRE = format(8, 3, "*m3", 1);

const energies: readonly Line[] = Object.freeze([
	quantity("1-0:1.8.1", KWH, of.deliveredDay),
	quantity("1-0:1.8.2", KWH, of.deliveredNight),
	quantity("1-0:2.8.1", KWH, of.returnedDay),
	quantity("1-0:2.8.2", KWH, of.returnedNight),
]);

const tariff: Line = (site) => `0-0:96.14.0(${site.tariff === DAY ? "0001" : "0002"})`;

const demand: readonly Line[] = Object.freeze([
	quantity("1-0:1.4.0", KW, (site) => site.demand.current),
	(site: Installation) => `1-0:1.6.0(${time(site, site.demand.peak.at)})(${write(KW, site.demand.peak.milliwatts)})`,
	(site: Installation) => {
		const { months } = site.demand;
		const entries = months.map(
			({ recordedAt, peak }) => `(${time(site, recordedAt)})(${time(site, peak.at)})(${write(KW, peak.milliwatts)})`,
		);
		return `0-0:98.1.0(${months.length})(1-0:1.6.0)(1-0:1.6.0)${entries.join("")}`;
	},
]);

function instantaneous(phases: number): readonly Line[] {
	return [
		quantity("1-0:1.7.0", KW, of.powerDelivered),
		quantity("1-0:2.7.0", KW, of.powerReturned),
		...perPhase(phases, (x) => `1-0:${21 + x}.7.0`, KW, of.phaseDelivered),
		...perPhase(phases, (x) => `1-0:${22 + x}.7.0`, KW, of.phaseReturned),
		...perPhase(phases, (x) => `1-0:${32 + x}.7.0`, VOLT, of.volts),
		...perPhase(phases, (x) => `1-0:${31 + x}.7.0`, CENTIAMPERE, of.amperes),
	];
}

const gas: readonly Line[] = Object.freeze([
	fixed("0-1:24.1.0(003)"),
	fixed("0-1:96.1.1(37464C4F32313233303838303233)"),
	fixed("0-1:24.4.0(1)"),
	captured("0-1:24.2.3", CUBIC_METRE, ({ gas }) => gas),
]);

const water: readonly Line[] = Object.freeze([
	fixed("0-2:24.1.0(007)"),
	fixed("0-2:96.1.1(3853455430303030363539323130)"),
	captured("0-2:24.2.1", CUBIC_METRE, ({ water }) => water),
]);

export function belgian(phases: 1 | 3): readonly Line[] {
	return Object.freeze([
		fixed(phases === 3 ? "/FLU5\\253769484_A" : "/FLU5\\253770234_A"),
		fixed(""),
		fixed("0-0:96.1.4(50217)"),
		fixed("0-0:96.1.1(3153414733313031303231363035)"),
		clock("0-0:1.0.0"),
		...energies,
		tariff,
		...demand,
		...instantaneous(phases),
		fixed("0-0:96.3.10(1)"),
		fixed("0-0:17.0.0(999.9*kW)"),
		fixed("1-0:31.4.0(999*A)"),
		fixed("0-0:96.13.0()"),
		...gas,
		...water,
	]);
}

export const BELGIAN_HOUSE: InstallationPlan = Object.freeze({
	phases: 3,
	solarWatts: 4200,
	heat: "gas",
	carPhases: 3,
	zone: 1,
	tariff: Object.freeze({ from: 7, to: 22 }),
	summation: "net",
	gas: FIVE_MINUTES,
	water: QUARTER,
	months: 3,
	peakWatts: 6200,
});
