/**
 * Dutch meters. Tariff 1 is the low one, of nights and weekends, 2 the normal one. After telegrams of Iskra AM550
 * (DSMR 5.0) and Kaifa MA105 (4.2); identities are made up.
 */
import { AMPERE, CUBIC_METRE, KW, KWH, VOLT } from "./formats.js";
import type { Installation, InstallationPlan } from "./installation.js";
import { captured, clock, counter, fixed, type Line, perPhase, quantity, time } from "./lines.js";
import { FIVE_MINUTES, HOUR } from "./mbus.js";
import * as of from "./quantities.js";
import { DAY } from "./registers.js";

const energies: readonly Line[] = Object.freeze([
	quantity("1-0:1.8.1", KWH, of.deliveredNight),
	quantity("1-0:1.8.2", KWH, of.deliveredDay),
	quantity("1-0:2.8.1", KWH, of.returnedNight),
	quantity("1-0:2.8.2", KWH, of.returnedDay),
]);

const tariff: Line = (site) => `0-0:96.14.0(${site.tariff === DAY ? "0002" : "0001"})`;

const power: readonly Line[] = Object.freeze([
	quantity("1-0:1.7.0", KW, of.powerDelivered),
	quantity("1-0:2.7.0", KW, of.powerReturned),
]);

const failureLog: Line = (site) => {
	const { log } = site.events;
	const entries = log.map(({ until, seconds }) => `(${time(site, until)})(${String(seconds).padStart(10, "0")}*s)`);
	return `1-0:99.97.0(${log.length})(0-0:96.7.19)${entries.join("")}`;
};

export function events(phases: number): readonly Line[] {
	const counters = (code: (twenty: number) => string, pick: (site: Installation, phase: number) => number) =>
		Array.from({ length: phases }, (_, phase) => counter(code(20 * phase), (site) => pick(site, phase)));
	return [
		counter("0-0:96.7.21", ({ events }) => events.failures),
		counter("0-0:96.7.9", ({ events }) => events.longFailures),
		failureLog,
		...counters(
			(x) => `1-0:${32 + x}.32.0`,
			({ events }, phase) => events.sags[phase],
		),
		...counters(
			(x) => `1-0:${32 + x}.36.0`,
			({ events }, phase) => events.swells[phase],
		),
	];
}

const gas: readonly Line[] = Object.freeze([
	fixed("0-1:24.1.0(003)"),
	fixed("0-1:96.1.0(4730303339303031363532303530323136)"),
	captured("0-1:24.2.1", CUBIC_METRE, ({ gas }) => gas),
]);

/** A telegram each second, with voltages. With three phases, an AM550 shows each at another moment than their sum. */
export function dutch5(phases: 1 | 3): readonly Line[] {
	const moment = ({ home }: Installation, phase: number) => {
		const { milliwatts, before } = home;
		return phases === 1 ? milliwatts[phase] : Math.floor((milliwatts[phase] + before[phase]) / 2);
	};
	return Object.freeze([
		fixed(phases === 3 ? "/ISK5\\2M550T-1012" : "/ISK5\\2M550E-1012"),
		fixed(""),
		fixed("1-3:0.2.8(50)"),
		clock("0-0:1.0.0"),
		fixed("0-0:96.1.1(4530303434303037333135363731363139)"),
		...energies,
		tariff,
		...power,
		...events(phases),
		fixed("0-0:96.13.0()"),
		...perPhase(phases, (x) => `1-0:${32 + x}.7.0`, VOLT, of.volts),
		...perPhase(phases, (x) => `1-0:${31 + x}.7.0`, AMPERE, of.amperes),
		...perPhase(
			phases,
			(x) => `1-0:${21 + x}.7.0`,
			KW,
			(site, phase) => Math.max(0, moment(site, phase)),
		),
		...perPhase(
			phases,
			(x) => `1-0:${22 + x}.7.0`,
			KW,
			(site, phase) => Math.max(0, -moment(site, phase)),
		),
		...gas,
	]);
}

/** A telegram each ten seconds, without voltages, and gas by the hour. */
export function dutch4(phases: 1 | 3): readonly Line[] {
	return Object.freeze([
		fixed("/KFM5KAIFA-METER"),
		fixed(""),
		fixed("1-3:0.2.8(42)"),
		clock("0-0:1.0.0"),
		fixed("0-0:96.1.1(4530303235303030303638363434313134)"),
		...energies,
		tariff,
		...power,
		...events(phases),
		fixed("0-0:96.13.1()"),
		fixed("0-0:96.13.0()"),
		...perPhase(phases, (x) => `1-0:${31 + x}.7.0`, AMPERE, of.amperes),
		...perPhase(phases, (x) => `1-0:${21 + x}.7.0`, KW, of.phaseDelivered),
		...perPhase(phases, (x) => `1-0:${22 + x}.7.0`, KW, of.phaseReturned),
		...gas,
	]);
}

export const DUTCH_HOUSE: InstallationPlan = Object.freeze({
	phases: 3,
	solarWatts: 3600,
	heat: "gas",
	carPhases: 1,
	zone: 1,
	tariff: Object.freeze({ from: 7, to: 23 }),
	summation: "net",
	gas: FIVE_MINUTES,
	months: 0,
	peakWatts: 5000,
});

/** DSMR 4: gas by the hour. */
export const DUTCH_FLAT: InstallationPlan = Object.freeze({
	...DUTCH_HOUSE,
	phases: 1,
	solarWatts: 0,
	carPhases: 0,
	gas: HOUR,
});
