/**
 * A Luxembourg meter (Smarty, P1 1.1.3): DSMR 4.2 with one tariff, reactive and apparent power, and a channel whose
 * meter was never heard. What it sends is encrypted; this is what is inside. After telegrams of a Sagemcom meter; its
 * identity is made up.
 */
import { AMPERE, CUBIC_METRE, KVA, KVAR, KVARH, KW, KWH, VOLT } from "./formats.js";
import type { InstallationPlan } from "./installation.js";
import { captured, clock, counter, fixed, type Line, perPhase, quantity } from "./lines.js";
import { FIVE_MINUTES, QUARTER } from "./mbus.js";
import * as of from "./quantities.js";

const sags: readonly Line[] = Object.freeze([
	...[0, 1, 2].map((phase) => counter(`1-0:${32 + 20 * phase}.32.0`, ({ events }) => events.sags[phase])),
	...[0, 1, 2].map((phase) => counter(`1-0:${32 + 20 * phase}.36.0`, ({ events }) => events.swells[phase])),
]);

export const LUXEMBOURGISH: readonly Line[] = Object.freeze([
	fixed("/Lux5\\253663629_D"),
	fixed(""),
	fixed("1-3:0.2.8(42)"),
	clock("0-0:1.0.0"),
	fixed("0-0:42.0.0(53414731303330373030373431383236)"),
	quantity("1-0:1.8.0", KWH, of.delivered),
	quantity("1-0:2.8.0", KWH, of.returned),
	quantity("1-0:3.8.0", KVARH, of.reactiveDelivered),
	quantity("1-0:4.8.0", KVARH, of.reactiveReturned),
	quantity("1-0:1.7.0", KW, of.powerDelivered),
	quantity("1-0:2.7.0", KW, of.powerReturned),
	quantity("1-0:3.7.0", KVAR, of.reactivePowerDelivered),
	quantity("1-0:4.7.0", KVAR, of.reactivePowerReturned),
	fixed("0-0:17.0.0(027.6*kVA)"),
	quantity("1-0:9.7.0", KVA, of.apparentDelivered),
	quantity("1-0:10.7.0", KVA, of.apparentReturned),
	fixed("1-1:31.4.0(040*A)(-040*A)"),
	fixed("0-0:96.3.10(1)"),
	fixed("0-1:96.3.10(0)"),
	fixed("0-2:96.3.10(0)"),
	counter("0-0:96.7.21", ({ events }) => events.failures),
	...sags,
	fixed("0-0:96.13.0()"),
	fixed("0-0:96.13.2()"),
	fixed("0-0:96.13.3()"),
	fixed("0-0:96.13.4()"),
	fixed("0-0:96.13.5()"),
	// A decimal is shown, and it is always zero.
	...perPhase(
		3,
		(x) => `1-0:${32 + x}.7.0`,
		VOLT,
		(site, phase) => of.volts(site, phase) - (of.volts(site, phase) % 1000),
	),
	...perPhase(3, (x) => `1-0:${31 + x}.7.0`, AMPERE, of.amperes),
	...perPhase(3, (x) => `1-0:${21 + x}.7.0`, KW, of.phaseDelivered),
	...perPhase(3, (x) => `1-0:${22 + x}.7.0`, KW, of.phaseReturned),
	...perPhase(3, (x) => `1-0:${23 + x}.7.0`, KVAR, of.phaseReactiveDelivered),
	...perPhase(3, (x) => `1-0:${24 + x}.7.0`, KVAR, of.phaseReactiveReturned),
	fixed("0-1:24.1.0(003)"),
	fixed("0-1:96.1.0(464C4F313839393030303731343632)"),
	captured("0-1:24.2.1", CUBIC_METRE, ({ gas }) => gas),
	fixed("0-1:24.4.0(0)"),
	fixed("0-2:24.1.0(007)"),
	fixed("0-2:96.1.0(454C533533333538393938313437)"),
	captured("0-2:24.2.1", CUBIC_METRE, ({ water }) => water),
	fixed("0-2:24.4.0(1)"),
	fixed("0-3:24.1.0(007)"),
	fixed("0-3:96.1.0()"),
	fixed("0-3:24.2.1(632525252525S)(00000.000)"),
	fixed("0-3:24.4.0(1)"),
]);

export const LUXEMBOURGISH_HOUSE: InstallationPlan = Object.freeze({
	phases: 3,
	solarWatts: 6000,
	heat: "gas",
	carPhases: 3,
	zone: 1,
	tariff: Object.freeze({ from: 6, to: 22 }),
	summation: "net",
	gas: FIVE_MINUTES,
	water: QUARTER,
	months: 0,
	peakWatts: 6000,
});
