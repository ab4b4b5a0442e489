/**
 * Belgian meters (e-MUCS P1 1.7.1, which calls itself 50217): DSMR 5 with demand, fuse and breaker, currents to the
 * hundredth, and gas that is not corrected for its temperature. Tariff 1 is the day's, 2 the night's. After telegrams of
 * Sagemcom S211 and T211; identities are made up.
 */
import { CENTIAMPERE, CUBIC_METRE, KW, KWH, VOLT } from "./formats.js";
import type { Installation, InstallationPlan } from "./installation.js";
import { captured, clock, fixed, type Line, perPhase, quantity, time, write } from "./lines.js";
import { FIVE_MINUTES, QUARTER } from "./mbus.js";
import * as of from "./quantities.js";
import { DAY } from "./registers.js";

const energies: readonly Line[] = Object.freeze([
	quantity("1-0:1.8.1", KWH, of.deliveredDay),
	quantity("1-0:1.8.2", KWH, of.deliveredNight),
	quantity("1-0:2.8.1", KWH, of.returnedDay),
	quantity("1-0:2.8.2", KWH, of.returnedNight),
]);

const tariff: Line = (site) => `0-0:96.14.0(${site.tariff === DAY ? "0001" : "0002"})`;

const demand: readonly Line[] = Object.freeze([
	quantity("1-0:1.4.0", KW, (site) => site.delivered.current),
	(site: Installation) =>
		`1-0:1.6.0(${time(site, site.peaks.running.at)})(${write(KW, site.peaks.running.milliwatts)})`,
	(site: Installation) => {
		const { months } = site.peaks;
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

interface Edition {
	header: string;
	/** What comes before the clock, and between the fuse and the message. */
	identity: readonly string[];
	limits: readonly string[];
	gas: readonly string[];
	water: readonly string[];
	waterCode: string;
}

function telegram(phases: 1 | 3, { header, identity, limits, gas, water, waterCode }: Edition): readonly Line[] {
	return Object.freeze([
		fixed(header),
		fixed(""),
		...identity.map(fixed),
		clock("0-0:1.0.0"),
		...energies,
		tariff,
		...demand,
		...instantaneous(phases),
		fixed("0-0:96.3.10(1)"),
		...limits.map(fixed),
		fixed("0-0:96.13.0()"),
		fixed("0-1:24.1.0(003)"),
		...gas.map(fixed),
		fixed("0-1:24.4.0(1)"),
		captured("0-1:24.2.3", CUBIC_METRE, ({ gas }) => gas),
		fixed("0-2:24.1.0(007)"),
		...water.map(fixed),
		captured(`0-2:${waterCode}`, CUBIC_METRE, ({ water }) => water),
	]);
}

/** e-MUCS 1.7.1. */
export function belgian(phases: 1 | 3): readonly Line[] {
	return telegram(phases, {
		header: phases === 3 ? "/FLU5\\253769484_A" : "/FLU5\\253770234_A",
		identity: ["0-0:96.1.4(50217)", "0-0:96.1.1(3153414733313031303231363035)"],
		limits: ["0-0:17.0.0(999.9*kW)", "1-0:31.4.0(999*A)"],
		gas: ["0-1:96.1.1(37464C4F32313233303838303233)"],
		water: ["0-2:96.1.1(3853455430303030363539323130)"],
		waterCode: "24.2.1",
	});
}

/** e-MUCS 2.1.1: the grid's voltage, EAN codes, finer limits, and relays. */
export function belgian2(phases: 1 | 3): readonly Line[] {
	return telegram(phases, {
		header: phases === 3 ? "/FLU5\\253769484_A" : "/FLU5\\253770234_A",
		identity: [
			"0-0:96.1.4(50221)",
			"1-0:94.32.1(400)",
			"0-0:96.1.1(3153414733313034303533383138)",
			"0-0:96.1.2(353431343438383230303731353934363233)",
		],
		limits: [
			"0-0:17.0.0(99.999*kW)",
			"1-0:31.4.0(999.99*A)",
			"0-1:96.3.10(0)",
			"0-2:96.3.10(0)",
			"0-3:96.3.10(0)",
			"0-4:96.3.10(0)",
		],
		gas: ["0-1:96.1.1(37464C4F32313235303137373432)", "0-1:96.1.2(353431343438383230303731353934363330)"],
		water: ["0-2:96.1.1(3853455430303030373132303335)", "0-2:96.1.2(353431343438383230303731353934363437)"],
		waterCode: "24.2.3",
	});
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
