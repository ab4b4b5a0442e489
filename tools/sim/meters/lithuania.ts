/**
 * A Lithuanian meter of ESO's: everything a Sagemcom T210 measures, in kilovolts, kiloamperes and kilohertz with three
 * decimals, of which little is left. The first half is after a telegram of 2023, the order of the second after ESO's list
 * of P1 objects; the identity is made up.
 */
import { divide } from "../household/arithmetic.js";
import { UNIT, WATT_HOUR } from "./formats.js";
import type { Installation, InstallationPlan } from "./installation.js";
import { clock, counter, fixed, format, type Line, perPhase, quantity, zeros } from "./lines.js";
import * as of from "./quantities.js";

const KWH = format(11, 3, "*kWh", WATT_HOUR);
const KVARH = format(11, 3, "*kvarh", WATT_HOUR);
const KW = format(11, 3, "*kW", UNIT);
const KVAR = format(11, 3, "*kvar", UNIT);
const KVA = format(11, 3, "*kVA", UNIT);
const KILOVOLT = format(7, 3, "*kV", UNIT);
const KILOAMPERE = format(7, 3, "*kA", UNIT);
const KILOHERTZ = format(7, 3, "*kHz", UNIT);
const FACTOR = format(4, 3, "", 1);

type Pick = (site: Installation) => number;

function tariffs(code: string, as: typeof KWH, total: Pick): readonly Line[] {
	return [quantity(`${code}.1`, as, total), ...zeros(as, `${code}.2`, `${code}.3`, `${code}.4`)];
}

/** Voltage and current, now and on average, of one phase. */
function phase(index: number): readonly Line[] {
	const x = 20 * index;
	const mean = ({ home }: Installation) => home.mains.slowMillivolts[index];
	return [
		quantity(`1-0:${32 + x}.7.0`, KILOVOLT, (site) => of.volts(site, index)),
		quantity(`1-0:${32 + x}.24.0`, KILOVOLT, mean),
		quantity(`1-0:${31 + x}.7.0`, KILOAMPERE, (site) => of.amperes(site, index)),
		quantity(`1-0:${31 + x}.4.0`, KILOAMPERE, ({ delivered }) => divide(delivered.last, 3 * 230)),
	];
}

const currents: Pick = ({ home }) => {
	let total = 0;
	for (let index = 0; index < home.phases; index++) total += home.milliamperes(index);
	return total;
};

function quality(index: number): readonly Line[] {
	const x = 20 * index;
	return [
		counter(`1-0:${32 + x}.32.0`, ({ events }) => events.sags[index]),
		fixed(`1-0:${32 + x}.33.0(00001*s)`),
		fixed(`1-0:${32 + x}.34.0(00187*V)`),
		counter(`1-0:${32 + x}.36.0`, ({ events }) => events.swells[index]),
		fixed(`1-0:${32 + x}.37.0(00000*s)`),
		fixed(`1-0:${32 + x}.38.0(00000*V)`),
	];
}

export const LITHUANIAN: readonly Line[] = Object.freeze([
	fixed("/ESO5\\253762418_A"),
	fixed(""),
	clock("0-0:1.0.0"),
	quantity("1-0:1.8.0", KWH, of.delivered),
	quantity("1-0:3.8.0", KVARH, of.reactiveDelivered),
	quantity("1-0:4.8.0", KVARH, of.reactiveReturned),
	...tariffs("1-0:1.8", KWH, of.delivered),
	...tariffs("1-0:2.8", KWH, of.returned),
	...tariffs("1-0:3.8", KVARH, of.reactiveDelivered),
	...tariffs("1-0:4.8", KVARH, of.reactiveReturned),
	...phase(0),
	...phase(1),
	...phase(2),
	quantity("1-0:12.7.0", KILOVOLT, (site) => of.volts(site, 0)),
	quantity("1-0:11.7.0", KILOAMPERE, (site) => of.amperes(site, 0)),
	...zeros(KILOAMPERE, "1-0:91.7.0"),
	quantity("1-0:90.7.0", KILOAMPERE, currents),
	quantity("1-0:14.7.0", KILOHERTZ, of.hertz),
	quantity("1-0:15.7.0", KW, (site) => Math.abs(of.netPower(site))),
	...perPhase(3, (x) => `1-0:${21 + x}.7.0`, KW, of.phaseDelivered),
	...perPhase(3, (x) => `1-0:${22 + x}.7.0`, KW, of.phaseReturned),
	...perPhase(3, (x) => `1-0:${23 + x}.7.0`, KVAR, of.phaseReactiveDelivered),
	...perPhase(3, (x) => `1-0:${24 + x}.7.0`, KVAR, of.phaseReactiveReturned),
	quantity("1-0:9.7.0", KVA, of.apparentDelivered),
	...perPhase(3, (x) => `1-0:${29 + x}.7.0`, KVA, of.phaseApparentDelivered),
	quantity("1-0:10.7.0", KVA, of.apparentReturned),
	...perPhase(3, (x) => `1-0:${30 + x}.7.0`, KVA, of.phaseApparentReturned),
	quantity("1-0:1.24.0", KW, of.powerDelivered),
	quantity("1-0:16.24.0", KW, of.netPower),
	quantity("1-0:15.24.0", KW, (site) => Math.abs(of.netPower(site))),
	quantity("1-0:13.7.0", FACTOR, of.powerFactor),
	...perPhase(3, (x) => `1-0:${33 + x}.7.0`, FACTOR, of.phasePowerFactor),
	fixed("1-0:13.3.0(0.000)"),
	quantity("1-0:1.4.0", KW, ({ delivered }) => delivered.current),
	quantity("1-0:2.4.0", KW, ({ returned }) => returned.current),
	quantity("1-0:3.4.0", KVAR, ({ reactiveDelivered }) => reactiveDelivered.current),
	quantity("1-0:4.4.0", KVAR, ({ reactiveReturned }) => reactiveReturned.current),
	quantity("1-0:1.5.0", KW, ({ delivered }) => delivered.last),
	quantity("1-0:2.5.0", KW, ({ returned }) => returned.last),
	quantity("1-0:3.5.0", KVAR, ({ reactiveDelivered }) => reactiveDelivered.last),
	quantity("1-0:4.5.0", KVAR, ({ reactiveReturned }) => reactiveReturned.last),
	...quality(0),
	...quality(1),
	...quality(2),
	fixed("1-0:0.2.0(2.12)"),
	fixed("1-0:0.2.8(1.04)"),
]);

export const LITHUANIAN_HOUSE: InstallationPlan = Object.freeze({
	phases: 3,
	solarWatts: 8000,
	heat: "heat pump",
	carPhases: 0,
	zone: 2,
	tariff: Object.freeze({ from: 7, to: 23 }),
	summation: "net",
	months: 0,
	peakWatts: 5000,
});
