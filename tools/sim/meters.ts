/** Meters that print a household's day as telegrams: the line tables of real families, identities made up. */
import { crc16 } from "../../src/p1/crc16.js";
import { Household } from "./household.js";

/** A day in spring: midnight, in the meter's own time, which is summer time and stays so. */
const FIRST_DAY = Date.UTC(2026, 4, 12);
const EIGHT_IN_THE_MORNING = 8 * 3600;

export interface MeterModel {
	/** Seconds between telegrams. */
	intervalSeconds: number;
	phases: 1 | 3;
	solarWatts: number;
	/** The telegram's lines up to the `!`. */
	lines: (household: Household) => string[];
}

export const METER_MODELS: Readonly<Record<string, MeterModel>> = Object.freeze({
	"be-3ph": Object.freeze({ intervalSeconds: 1, phases: 3, solarWatts: 4200, lines: belgian }),
	"be-1ph": Object.freeze({ intervalSeconds: 1, phases: 1, solarWatts: 0, lines: belgian }),
	"nl-3ph": Object.freeze({ intervalSeconds: 1, phases: 3, solarWatts: 3600, lines: dutch5 }),
	"nl-1ph": Object.freeze({ intervalSeconds: 1, phases: 1, solarWatts: 0, lines: dutch5 }),
	"nl-1ph-10s": Object.freeze({ intervalSeconds: 10, phases: 1, solarWatts: 0, lines: dutch4 }),
});

/** An endless supply of telegrams, each one interval after the one before. */
export class GeneratedMeter {
	readonly intervalSeconds: number;
	readonly #model: MeterModel;
	readonly #household: Household;

	constructor(model: MeterModel, random: () => number) {
		this.#model = model;
		this.intervalSeconds = model.intervalSeconds;
		const { phases, solarWatts } = model;
		this.#household = new Household({ random, phases, solarWatts, startSecond: EIGHT_IN_THE_MORNING });
	}

	/** The next telegram's bytes, CRC and line ends included. */
	next(): Uint8Array {
		for (let second = 0; second < this.intervalSeconds; second++) this.#household.tick();
		return telegramOf(this.#model.lines(this.#household));
	}
}

/** Joins lines to a telegram and adds its CRC (DSMR 5.0.2, 6.2). */
export function telegramOf(lines: string[]): Uint8Array {
	const text = `${lines.join("\r\n")}\r\n!`;
	const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
	const crc = crc16(bytes).toString(16).toUpperCase().padStart(4, "0");
	return Uint8Array.from(`${text}${crc}\r\n`, (character) => character.charCodeAt(0));
}

function belgian(household: Household): string[] {
	const { wattSeconds: registers, decivolts, watts, quarterWattSeconds, second } = household;
	const total = watts.reduce((sum, phase) => sum + phase, 0);
	const elapsed = Math.max(1, second % 900);
	return [
		"/FLU5\\253769484_A",
		"",
		"0-0:96.1.4(50217)",
		"0-0:96.1.1(3153414733313031303231363035)",
		`0-0:1.0.0(${stamp(second)}S)`,
		`1-0:1.8.1(${energy(1_534_211, registers.importDay)}*kWh)`,
		`1-0:1.8.2(${energy(1_873_004, registers.importNight)}*kWh)`,
		`1-0:2.8.1(${energy(944_130, registers.exportDay)}*kWh)`,
		`1-0:2.8.2(${energy(210_557, registers.exportNight)}*kWh)`,
		`0-0:96.14.0(${household.dayTariff ? "0001" : "0002"})`,
		`1-0:1.4.0(${kilo(Math.floor(quarterWattSeconds / elapsed), 2)}*kW)`,
		`1-0:1.6.0(260503194500S)(${kilo(Math.max(4329, household.peakWatts), 2)}*kW)`,
		"0-0:98.1.0(2)(1-0:1.6.0)(1-0:1.6.0)(260401000000S)(260318184500W)(05.117*kW)(260501000000S)(260411190000S)(04.482*kW)",
		`1-0:1.7.0(${kilo(Math.max(0, total), 2)}*kW)`,
		`1-0:2.7.0(${kilo(Math.max(0, -total), 2)}*kW)`,
		...watts.map((phase, index) => `1-0:${21 + 20 * index}.7.0(${kilo(Math.max(0, phase), 2)}*kW)`),
		...watts.map((phase, index) => `1-0:${22 + 20 * index}.7.0(${kilo(Math.max(0, -phase), 2)}*kW)`),
		...decivolts.map((volts, index) => `1-0:${32 + 20 * index}.7.0(${decimal(volts, 1, 4)}*V)`),
		...watts.map((phase, index) => {
			const centiamperes = Math.floor((Math.abs(phase) * 1000) / decivolts[index]);
			return `1-0:${31 + 20 * index}.7.0(${decimal(centiamperes, 2, 5)}*A)`;
		}),
		"0-0:96.3.10(1)",
		"0-0:17.0.0(999.9*kW)",
		"1-0:31.4.0(999*A)",
		"0-0:96.13.0()",
		...(watts.length === 3
			? [
					"0-1:24.1.0(003)",
					"0-1:96.1.1(37464C4F32313233303838303233)",
					"0-1:24.4.0(1)",
					`0-1:24.2.3(${stamp(second - (second % 300))}S)(${decimal(872_340 + household.gasLitres, 3, 8)}*m3)`,
					"0-2:24.1.0(007)",
					"0-2:96.1.1(3853455430303030363539323130)",
					`0-2:24.2.1(${stamp(second - (second % 900))}S)(${decimal(213_918 + household.waterLitres, 3, 8)}*m3)`,
				]
			: []),
	];
}

/** DSMR 5: a telegram each second, with voltages. */
function dutch5(household: Household): string[] {
	const voltages = household.decivolts.map((volts, index) => `1-0:${32 + 20 * index}.7.0(${decimal(volts, 1, 4)}*V)`);
	return dutch(household, { header: "/ISK5\\2M550T-1012", version: "50", voltages });
}

/** DSMR 4: a telegram each ten seconds. */
function dutch4(household: Household): string[] {
	return dutch(household, { header: "/KFM5KAIFA-METER", version: "42", voltages: [] });
}

interface DutchVersion {
	header: string;
	version: string;
	voltages: string[];
}

function dutch(household: Household, { header, version, voltages }: DutchVersion): string[] {
	const { wattSeconds: registers, decivolts, watts, second } = household;
	const total = watts.reduce((sum, phase) => sum + phase, 0);
	const phases = watts.map((_, index) => index);
	return [
		header,
		"",
		`1-3:0.2.8(${version})`,
		`0-0:1.0.0(${stamp(second)}S)`,
		"0-0:96.1.1(4530303434303037333135363731363139)",
		// The Netherlands call the night tariff 1, Belgium calls it 2.
		`1-0:1.8.1(${energy(3_432_827, registers.importNight)}*kWh)`,
		`1-0:1.8.2(${energy(3_224_632, registers.importDay)}*kWh)`,
		`1-0:2.8.1(${energy(201_004, registers.exportNight)}*kWh)`,
		`1-0:2.8.2(${energy(873_559, registers.exportDay)}*kWh)`,
		`0-0:96.14.0(${household.dayTariff ? "0002" : "0001"})`,
		`1-0:1.7.0(${kilo(Math.max(0, total), 2)}*kW)`,
		`1-0:2.7.0(${kilo(Math.max(0, -total), 2)}*kW)`,
		"0-0:96.7.21(00005)",
		"0-0:96.7.9(00003)",
		"1-0:99.97.0(1)(0-0:96.7.19)(250417201458S)(0000000236*s)",
		...phases.map((index) => `1-0:${32 + 20 * index}.32.0(00001)`),
		...phases.map((index) => `1-0:${32 + 20 * index}.36.0(00001)`),
		"0-0:96.13.0()",
		...voltages,
		...watts.map((phase, index) => {
			const amperes = Math.floor((Math.abs(phase) * 10) / decivolts[index]);
			return `1-0:${31 + 20 * index}.7.0(${String(amperes).padStart(3, "0")}*A)`;
		}),
		...watts.map((phase, index) => `1-0:${21 + 20 * index}.7.0(${kilo(Math.max(0, phase), 2)}*kW)`),
		...watts.map((phase, index) => `1-0:${22 + 20 * index}.7.0(${kilo(Math.max(0, -phase), 2)}*kW)`),
		"0-1:24.1.0(003)",
		"0-1:96.1.0(4730303339303031363532303530323136)",
		`0-1:24.2.1(${stamp(second - (second % 300))}S)(${decimal(1_872_340 + household.gasLitres, 3, 8)}*m3)`,
	];
}

/** YYMMDDhhmmss. */
function stamp(second: number): string {
	const iso = new Date(FIRST_DAY + second * 1000).toISOString();
	return iso.replace(/\D/g, "").slice(2, 14);
}

/** `digits` decimal digits in all, `scale` of them after the point. */
function decimal(value: number, scale: number, digits: number): string {
	const text = String(value).padStart(digits, "0");
	return `${text.slice(0, text.length - scale)}.${text.slice(text.length - scale)}`;
}

/** Watts as kW, F5(3,3) for two digits before the point. */
function kilo(watts: number, integerDigits: number): string {
	return decimal(watts, 3, integerDigits + 3);
}

/** A register in Wh that has grown by `wattSeconds`, as kWh, F9(3,3). */
function energy(startWattHours: number, wattSeconds: number): string {
	return decimal(startWattHours + Math.floor(wattSeconds / 3600), 3, 9);
}
