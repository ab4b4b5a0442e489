/**
 * The electricity meter's own objects by their OBIS code (IEC 62056-61): what each is called and how it is written.
 * Names are those of ESPHome's dsmr component where it has one.
 *
 * Sources: DSMR 5.0.2, 6.12; DSMR 4.2.2, 6.4 (threshold, breaker); e-MUCS P1 1.7.1 and 2.1.1 (Belgium: demand, fuse,
 * EAN); Luxembourg P1 1.1.3 and Swedish HAN H1 2.0 (totals, reactive); telegrams of Hungarian, Lithuanian, Swiss,
 * German and Israeli meters.
 */

/** How an object's value is written. */
type Kind =
	/** A number in one of `units`; the empty unit for a bare number. */
	| { kind: "quantity"; units: readonly string[] }
	/** Such a number that only rises, until it wraps. */
	| { kind: "register"; units: readonly string[] }
	/** Such a number, or nothing but nines where the limit is off. */
	| { kind: "limit"; units: readonly string[] }
	/** A number with the time it was taken, which is named `<name>_timestamp`. */
	| { kind: "stamped"; units: readonly string[] }
	/** Two numbers, for import and export: `<name>_import` and `<name>_export`. */
	| { kind: "pair"; units: readonly string[] }
	| { kind: "time" }
	| { kind: "text" }
	/** Hexadecimal octets: identifiers and messages. */
	| { kind: "octets" }
	/** Any number of groups, kept as they are. */
	| { kind: "log" };

export type ObisEntry = {
	code: string;
	name: string;
	/**
	 * The value's format by the standard (DSMR 5.0.2, 6.4): F9(3,3) has nine digits, three of them decimals; S4 is a
	 * text of four characters, TST a time. Meters deviate, and what they write is what counts.
	 */
	format: string;
} & Kind;

type Numeric = Extract<ObisEntry, { units: readonly string[] }>["kind"];

function units(...known: string[]): readonly string[] {
	return Object.freeze(known);
}

const COUNT = units("");
const ENERGY = units("kWh", "Wh", "MWh");
const POWER = units("kW", "W");
const REACTIVE_ENERGY = units("kvarh", "varh");
const REACTIVE_POWER = units("kvar", "var");
const APPARENT_POWER = units("kVA", "VA");
const VOLTAGE = units("V", "kV", "mV");
const CURRENT = units("A", "kA", "mA");
const FREQUENCY = units("Hz", "kHz");
const SECONDS = units("s");
/** By country: power, current or apparent power. */
const THRESHOLD = units("kW", "W", "A", "kVA");
/** Volts, which the meter does not write. */
const NOMINAL_VOLTAGE = units("", "V");

function numeric(kind: Numeric, code: string, name: string, format: string, units: readonly string[]): ObisEntry {
	return Object.freeze({ code, name, format, kind, units });
}

function quantity(code: string, name: string, format: string, units: readonly string[]): ObisEntry {
	return numeric("quantity", code, name, format, units);
}

function register(code: string, name: string, format: string, units: readonly string[]): ObisEntry {
	return numeric("register", code, name, format, units);
}

function other(code: string, name: string, format: string, kind: "time" | "text" | "octets" | "log"): ObisEntry {
	return Object.freeze({ code, name, format, kind });
}

/** One row for each of the three phases: `#` in the pattern is 20, 40 or 60 plus `group`, in the name 1, 2 or 3. */
function phases(kind: Numeric, group: number, pattern: string, name: string, format: string, units: readonly string[]) {
	return [1, 2, 3].map((phase) =>
		numeric(kind, pattern.replace("#", String(20 * phase + group)), name.replace("#", String(phase)), format, units),
	);
}

/** One row for each tariff: `#` in the pattern and in the name is its number. */
function tariffs(last: number, pattern: string, name: string, units: readonly string[]) {
	return Array.from({ length: last }, (_, i) =>
		register(pattern.replace("#", String(i + 1)), name.replace("#", String(i + 1)), "F9(3,3)", units),
	);
}

/** A row for each kind of energy, by the C of its code: active and reactive and apparent, import and export. */
function demands(pattern: string, moment: string) {
	const kinds: [c: number, name: string, units: readonly string[]][] = [
		[1, "active_energy_import", POWER],
		[2, "active_energy_export", POWER],
		[3, "reactive_energy_import", REACTIVE_POWER],
		[4, "reactive_energy_export", REACTIVE_POWER],
		[9, "apparent_energy_import", APPARENT_POWER],
		[10, "apparent_energy_export", APPARENT_POWER],
	];
	return kinds.map(([c, name, units]) =>
		quantity(pattern.replace("#", String(c)), `${name}_${moment}`, "F5(3,3)", units),
	);
}

export const OBIS_TABLE: readonly ObisEntry[] = Object.freeze([
	// The meter
	other("1-3:0.2.8", "p1_version", "S2", "text"),
	other("0-0:96.1.4", "p1_version_be", "S5", "text"),
	other("0-0:96.1.1", "equipment_id", "S96", "octets"),
	other("0-0:96.1.0", "equipment_id", "S96", "octets"),
	other("0-0:96.1.255", "equipment_id", "S96", "octets"),
	other("1-0:0.0.0", "electricity_id", "S96", "octets"),
	other("0-0:0.0.0", "device_id", "S96", "octets"),
	other("0-0:96.1.2", "electricity_ean", "S36", "octets"),
	other("0-0:1.0.0", "timestamp", "TST", "time"),
	other("0-0:42.0.0", "cosem_device_name", "S96", "octets"),
	other("1-0:42.1.0", "cosem_logical_device", "S96", "octets"),
	other("1-0:0.2.0", "fw_core_version", "S96", "text"),
	other("1-0:0.2.8", "fw_core_checksum", "S96", "text"),
	other("1-1:0.2.0", "fw_module_version", "S96", "text"),
	other("1-1:0.2.8", "fw_module_checksum", "S96", "text"),
	other("1-0:96.5.5", "electricity_status", "S2", "text"),

	// Energy. Tariff 1 is the low one in the Netherlands and the normal one in Belgium (p1/family.ts).
	register("1-0:1.8.0", "energy_delivered_total", "F9(3,3)", ENERGY),
	...tariffs(5, "1-0:1.8.#", "energy_delivered_tariff#", ENERGY),
	...tariffs(3, "1-0:1.8.1#", "energy_delivered_tariff#_il", ENERGY),
	register("1-0:2.8.0", "energy_returned_total", "F9(3,3)", ENERGY),
	...tariffs(5, "1-0:2.8.#", "energy_returned_tariff#", ENERGY),
	...tariffs(3, "1-0:2.8.1#", "energy_returned_tariff#_il", ENERGY),
	// The sum of both directions rises, their balance may fall.
	register("1-0:15.8.0", "energy_combined_total", "F9(3,3)", ENERGY),
	quantity("1-0:16.8.0", "energy_net_total", "F9(3,3)", ENERGY),
	other("0-0:96.14.0", "electricity_tariff", "S4", "text"),
	other("0-0:96.14.1", "electricity_tariff_il", "S2", "text"),

	// Reactive energy, and by quadrant
	register("1-0:3.8.0", "total_imported_reactive_energy", "F9(3,3)", REACTIVE_ENERGY),
	...tariffs(4, "1-0:3.8.#", "imported_reactive_energy_tariff#", REACTIVE_ENERGY),
	register("1-0:4.8.0", "total_exported_reactive_energy", "F9(3,3)", REACTIVE_ENERGY),
	...tariffs(4, "1-0:4.8.#", "exported_reactive_energy_tariff#", REACTIVE_ENERGY),
	register("1-0:5.8.0", "reactive_energy_q1", "F9(3,3)", REACTIVE_ENERGY),
	register("1-0:6.8.0", "reactive_energy_q2", "F9(3,3)", REACTIVE_ENERGY),
	register("1-0:7.8.0", "reactive_energy_q3", "F9(3,3)", REACTIVE_ENERGY),
	register("1-0:8.8.0", "reactive_energy_q4", "F9(3,3)", REACTIVE_ENERGY),

	// Demand. On the quarter-hour's the Belgian capacity tariff is charged.
	...demands("1-0:#.4.0", "current_average_demand"),
	...demands("1-0:#.5.0", "last_completed_demand"),
	numeric("stamped", "1-0:1.6.0", "active_energy_import_maximum_demand_running_month", "TST,F5(3,3)", POWER),
	// Belgium: the peaks of 13 months; Hungary: the registers at the month's end.
	other("0-0:98.1.0", "electricity_month_log", "log", "log"),
	quantity("1-0:1.24.0", "active_demand_power", "F5(3,3)", POWER),
	quantity("1-0:16.24.0", "active_demand_net", "F5(3,3)", POWER),
	quantity("1-0:15.24.0", "active_demand_abs", "F5(3,3)", POWER),
	quantity("1-0:0.8.2", "period_3_for_instantaneous_values", "F5(0,0)", SECONDS),

	// Power
	quantity("1-0:1.7.0", "power_delivered", "F5(3,3)", POWER),
	quantity("1-0:2.7.0", "power_returned", "F5(3,3)", POWER),
	quantity("1-0:15.7.0", "power_combined", "F5(3,3)", POWER),
	quantity("1-0:16.7.0", "power_net", "F5(3,3)", POWER),
	quantity("1-0:3.7.0", "reactive_power_delivered", "F5(3,3)", REACTIVE_POWER),
	quantity("1-0:4.7.0", "reactive_power_returned", "F5(3,3)", REACTIVE_POWER),
	quantity("1-0:5.7.0", "reactive_power_q1", "F5(3,3)", REACTIVE_POWER),
	quantity("1-0:6.7.0", "reactive_power_q2", "F5(3,3)", REACTIVE_POWER),
	quantity("1-0:7.7.0", "reactive_power_q3", "F5(3,3)", REACTIVE_POWER),
	quantity("1-0:8.7.0", "reactive_power_q4", "F5(3,3)", REACTIVE_POWER),
	quantity("1-0:9.7.0", "apparent_power_delivered", "F5(3,3)", APPARENT_POWER),
	quantity("1-0:10.7.0", "apparent_power_returned", "F5(3,3)", APPARENT_POWER),
	...phases("quantity", 1, "1-0:#.7.0", "power_delivered_l#", "F5(3,3)", POWER),
	...phases("quantity", 2, "1-0:#.7.0", "power_returned_l#", "F5(3,3)", POWER),
	...phases("quantity", 3, "1-0:#.7.0", "reactive_power_delivered_l#", "F5(3,3)", REACTIVE_POWER),
	...phases("quantity", 4, "1-0:#.7.0", "reactive_power_returned_l#", "F5(3,3)", REACTIVE_POWER),
	...phases("quantity", 9, "1-0:#.7.0", "apparent_power_delivered_l#", "F5(3,3)", APPARENT_POWER),
	...phases("quantity", 10, "1-0:#.7.0", "apparent_power_returned_l#", "F5(3,3)", APPARENT_POWER),

	// Events
	register("0-0:96.7.21", "electricity_failures", "F5(0,0)", COUNT),
	register("0-0:96.7.9", "electricity_long_failures", "F5(0,0)", COUNT),
	other("1-0:99.97.0", "electricity_failure_log", "log", "log"),
	other("1-0:99.1.0", "electricity_failure_log_il", "log", "log"),
	...phases("register", 12, "1-0:#.32.0", "electricity_sags_l#", "F5(0,0)", COUNT),
	...phases("quantity", 12, "1-0:#.33.0", "voltage_sag_time_l#", "F5(0,0)", SECONDS),
	...phases("quantity", 12, "1-0:#.34.0", "voltage_sag_l#", "F4(1,1)", VOLTAGE),
	...phases("register", 12, "1-0:#.36.0", "electricity_swells_l#", "F5(0,0)", COUNT),
	...phases("quantity", 12, "1-0:#.37.0", "voltage_swell_time_l#", "F5(0,0)", SECONDS),
	...phases("quantity", 12, "1-0:#.38.0", "voltage_swell_l#", "F4(1,1)", VOLTAGE),

	// Messages
	other("0-0:96.13.1", "message_short", "S16", "octets"),
	other("0-0:96.13.0", "message_long", "S2048", "octets"),
	other("0-0:96.13.2", "message_2", "S2048", "octets"),
	other("0-0:96.13.3", "message_3", "S2048", "octets"),
	other("0-0:96.13.4", "message_4", "S2048", "octets"),
	other("0-0:96.13.5", "message_5", "S2048", "octets"),

	// Voltage, current and how they go together
	quantity("1-0:12.7.0", "voltage", "F4(1,1)", VOLTAGE),
	...phases("quantity", 12, "1-0:#.7.0", "voltage_l#", "F4(1,1)", VOLTAGE),
	...phases("quantity", 12, "1-0:#.24.0", "voltage_avg_l#", "F4(1,1)", VOLTAGE),
	quantity("1-0:11.7.0", "current", "F5(2,2)", CURRENT),
	...phases("quantity", 11, "1-0:#.7.0", "current_l#", "F3(0,0)", CURRENT),
	quantity("1-0:90.7.0", "current_sum", "F5(2,2)", CURRENT),
	quantity("1-0:91.7.0", "current_n", "F5(2,2)", CURRENT),
	quantity("1-0:13.7.0", "power_factor", "F4(3,3)", COUNT),
	quantity("1-0:13.3.0", "min_power_factor", "F4(3,3)", COUNT),
	...phases("quantity", 13, "1-0:#.7.0", "power_factor_l#", "F4(3,3)", COUNT),
	quantity("1-0:14.7.0", "frequency", "F4(2,2)", FREQUENCY),

	// Limits. Breaker and relays: 0 off, 1 on, 2 ready to be switched on by hand.
	quantity("0-0:96.3.10", "electricity_switch_position", "I1", COUNT),
	quantity("0-1:96.3.10", "relay1_switch_position", "I1", COUNT),
	quantity("0-2:96.3.10", "relay2_switch_position", "I1", COUNT),
	quantity("0-3:96.3.10", "relay3_switch_position", "I1", COUNT),
	quantity("0-4:96.3.10", "relay4_switch_position", "I1", COUNT),
	other("0-0:96.50.68", "electricity_switch_state", "S3", "text"),
	numeric("limit", "0-0:17.0.0", "electricity_threshold", "F4(1,1)", THRESHOLD),
	...phases("limit", 11, "1-0:#.4.0", "current_fuse_l#", "F3(0,0)", CURRENT),
	// Luxembourg: on channel 1, import and export, the latter negative.
	numeric("pair", "1-1:31.4.0", "current_threshold", "F4(1,1),F4(1,1)", CURRENT),
	quantity("1-0:94.32.1", "electricity_grid_voltage", "F3(0,0)", NOMINAL_VOLTAGE),
]);

const BY_CODE: ReadonlyMap<string, ObisEntry> = new Map(OBIS_TABLE.map((entry) => [entry.code, entry]));

/**
 * The row of a code as a meter writes it. `*255` marks a present value (EasyMeter, ACE4000), a Swiss meter (Sagemcom
 * XT211) counts its electricity on channel 1, and the example in DSMR 4.0 has `1-0:99:97.0`.
 */
export function findObis(written: string): ObisEntry | undefined {
	const code = written.endsWith("*255") ? written.slice(0, -4) : written;
	const known = BY_CODE.get(code);
	if (known !== undefined) return known;
	if (code.startsWith("1-1:")) return BY_CODE.get(`1-0:${code.slice(4)}`);
	const colon = code.indexOf(":", 4);
	return colon < 0 ? undefined : BY_CODE.get(`${code.slice(0, colon)}.${code.slice(colon + 1)}`);
}
