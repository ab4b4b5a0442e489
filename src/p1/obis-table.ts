/**
 * The electricity meter's own objects by their OBIS code (IEC 62056-61): what each is called and how it is written.
 * Names are those of ESPHome's dsmr component where it has one. In the order in which meters send them, so that
 * looking up a telegram's lines one after the other goes through the table once.
 *
 * Sources: DSMR 5.0.2, 6.12; DSMR 4.2.2, 6.4 (threshold, breaker); e-MUCS P1 1.7.1 and 2.1.1 (Belgium: demand, fuse,
 * EAN); Luxembourg P1 1.1.3 and Swedish HAN H1 2.0 (totals, reactive); telegrams of Hungarian and Lithuanian meters.
 */

/** How an object's value is written. */
type Kind =
	/** A number in one of `units`; the empty unit for a bare number. */
	| { kind: "quantity"; units: readonly string[] }
	/** A number with the time it was taken, which is named `<name>_timestamp`. */
	| { kind: "stamped"; units: readonly string[] }
	| { kind: "time" }
	| { kind: "text" }
	/** Hexadecimal octets: identifiers and messages. */
	| { kind: "octets" }
	/** Any number of groups, kept as they are. */
	| { kind: "log" };

export type ObisEntry = { code: string; name: string } & Kind;

const COUNT = Object.freeze([""]);
const ENERGY = Object.freeze(["kWh", "Wh", "MWh"]);
const POWER = Object.freeze(["kW", "W"]);
const REACTIVE_ENERGY = Object.freeze(["kvarh", "varh"]);
const REACTIVE_POWER = Object.freeze(["kvar", "var"]);
const APPARENT_POWER = Object.freeze(["kVA", "VA"]);
const VOLTAGE = Object.freeze(["V", "kV"]);
const CURRENT = Object.freeze(["A", "kA"]);
const FREQUENCY = Object.freeze(["Hz", "kHz"]);
/** By country: power, current or apparent power. */
const THRESHOLD = Object.freeze(["kW", "W", "A", "kVA"]);
/** Volts, which the meter does not write. */
const NOMINAL_VOLTAGE = Object.freeze(["", "V"]);

function quantity(code: string, name: string, units: readonly string[]): ObisEntry {
	return Object.freeze({ code, name, kind: "quantity", units });
}

function stamped(code: string, name: string, units: readonly string[]): ObisEntry {
	return Object.freeze({ code, name, kind: "stamped", units });
}

function other(code: string, name: string, kind: "time" | "text" | "octets" | "log"): ObisEntry {
	return Object.freeze({ code, name, kind });
}

export const OBIS_TABLE: readonly ObisEntry[] = Object.freeze([
	// The meter
	other("1-3:0.2.8", "p1_version", "text"),
	other("0-0:96.1.4", "p1_version_be", "text"),
	other("0-0:96.1.1", "equipment_id", "octets"),
	other("0-0:96.1.0", "equipment_id", "octets"),
	other("0-0:96.1.255", "equipment_id", "octets"),
	other("0-0:96.1.2", "electricity_ean", "octets"),
	other("0-0:1.0.0", "timestamp", "time"),
	other("0-0:42.0.0", "cosem_device_name", "octets"),

	// Energy. Tariff 1 is the low one in the Netherlands and the normal one in Belgium.
	quantity("1-0:1.8.0", "energy_delivered_total", ENERGY),
	quantity("1-0:1.8.1", "energy_delivered_tariff1", ENERGY),
	quantity("1-0:1.8.2", "energy_delivered_tariff2", ENERGY),
	quantity("1-0:1.8.3", "energy_delivered_tariff3", ENERGY),
	quantity("1-0:1.8.4", "energy_delivered_tariff4", ENERGY),
	quantity("1-0:2.8.0", "energy_returned_total", ENERGY),
	quantity("1-0:2.8.1", "energy_returned_tariff1", ENERGY),
	quantity("1-0:2.8.2", "energy_returned_tariff2", ENERGY),
	quantity("1-0:2.8.3", "energy_returned_tariff3", ENERGY),
	quantity("1-0:2.8.4", "energy_returned_tariff4", ENERGY),
	quantity("1-0:15.8.0", "energy_combined_total", ENERGY),
	other("0-0:96.14.0", "electricity_tariff", "text"),

	// Reactive energy, and by quadrant
	quantity("1-0:3.8.0", "total_imported_reactive_energy", REACTIVE_ENERGY),
	quantity("1-0:3.8.1", "imported_reactive_energy_tariff1", REACTIVE_ENERGY),
	quantity("1-0:3.8.2", "imported_reactive_energy_tariff2", REACTIVE_ENERGY),
	quantity("1-0:4.8.0", "total_exported_reactive_energy", REACTIVE_ENERGY),
	quantity("1-0:4.8.1", "exported_reactive_energy_tariff1", REACTIVE_ENERGY),
	quantity("1-0:4.8.2", "exported_reactive_energy_tariff2", REACTIVE_ENERGY),
	quantity("1-0:5.8.0", "reactive_energy_q1", REACTIVE_ENERGY),
	quantity("1-0:6.8.0", "reactive_energy_q2", REACTIVE_ENERGY),
	quantity("1-0:7.8.0", "reactive_energy_q3", REACTIVE_ENERGY),
	quantity("1-0:8.8.0", "reactive_energy_q4", REACTIVE_ENERGY),

	// Quarter-hour demand, on which the Belgian capacity tariff is charged
	quantity("1-0:1.4.0", "active_energy_import_current_average_demand", POWER),
	quantity("1-0:2.4.0", "active_energy_export_current_average_demand", POWER),
	quantity("1-0:1.5.0", "active_energy_import_last_completed_demand", POWER),
	stamped("1-0:1.6.0", "active_energy_import_maximum_demand_running_month", POWER),
	// Belgium: the peaks of 13 months; Hungary: the registers at the month's end.
	other("0-0:98.1.0", "electricity_month_log", "log"),

	// Power
	quantity("1-0:1.7.0", "power_delivered", POWER),
	quantity("1-0:2.7.0", "power_returned", POWER),
	quantity("1-0:15.7.0", "power_combined", POWER),
	quantity("1-0:3.7.0", "reactive_power_delivered", REACTIVE_POWER),
	quantity("1-0:4.7.0", "reactive_power_returned", REACTIVE_POWER),
	quantity("1-0:5.7.0", "reactive_power_q1", REACTIVE_POWER),
	quantity("1-0:6.7.0", "reactive_power_q2", REACTIVE_POWER),
	quantity("1-0:7.7.0", "reactive_power_q3", REACTIVE_POWER),
	quantity("1-0:8.7.0", "reactive_power_q4", REACTIVE_POWER),
	quantity("1-0:9.7.0", "apparent_power_delivered", APPARENT_POWER),
	quantity("1-0:10.7.0", "apparent_power_returned", APPARENT_POWER),

	// Events
	quantity("0-0:96.7.21", "electricity_failures", COUNT),
	quantity("0-0:96.7.9", "electricity_long_failures", COUNT),
	other("1-0:99.97.0", "electricity_failure_log", "log"),
	quantity("1-0:32.32.0", "electricity_sags_l1", COUNT),
	quantity("1-0:52.32.0", "electricity_sags_l2", COUNT),
	quantity("1-0:72.32.0", "electricity_sags_l3", COUNT),
	quantity("1-0:32.36.0", "electricity_swells_l1", COUNT),
	quantity("1-0:52.36.0", "electricity_swells_l2", COUNT),
	quantity("1-0:72.36.0", "electricity_swells_l3", COUNT),

	// Messages
	other("0-0:96.13.1", "message_short", "octets"),
	other("0-0:96.13.0", "message_long", "octets"),
	other("0-0:96.13.2", "message_2", "octets"),
	other("0-0:96.13.3", "message_3", "octets"),
	other("0-0:96.13.4", "message_4", "octets"),
	other("0-0:96.13.5", "message_5", "octets"),

	// Phases
	quantity("1-0:32.7.0", "voltage_l1", VOLTAGE),
	quantity("1-0:52.7.0", "voltage_l2", VOLTAGE),
	quantity("1-0:72.7.0", "voltage_l3", VOLTAGE),
	quantity("1-0:31.7.0", "current_l1", CURRENT),
	quantity("1-0:51.7.0", "current_l2", CURRENT),
	quantity("1-0:71.7.0", "current_l3", CURRENT),
	quantity("1-0:90.7.0", "current_sum", CURRENT),
	quantity("1-0:91.7.0", "current_n", CURRENT),
	quantity("1-0:21.7.0", "power_delivered_l1", POWER),
	quantity("1-0:41.7.0", "power_delivered_l2", POWER),
	quantity("1-0:61.7.0", "power_delivered_l3", POWER),
	quantity("1-0:22.7.0", "power_returned_l1", POWER),
	quantity("1-0:42.7.0", "power_returned_l2", POWER),
	quantity("1-0:62.7.0", "power_returned_l3", POWER),
	quantity("1-0:23.7.0", "reactive_power_delivered_l1", REACTIVE_POWER),
	quantity("1-0:43.7.0", "reactive_power_delivered_l2", REACTIVE_POWER),
	quantity("1-0:63.7.0", "reactive_power_delivered_l3", REACTIVE_POWER),
	quantity("1-0:24.7.0", "reactive_power_returned_l1", REACTIVE_POWER),
	quantity("1-0:44.7.0", "reactive_power_returned_l2", REACTIVE_POWER),
	quantity("1-0:64.7.0", "reactive_power_returned_l3", REACTIVE_POWER),
	quantity("1-0:13.7.0", "power_factor", COUNT),
	quantity("1-0:33.7.0", "power_factor_l1", COUNT),
	quantity("1-0:53.7.0", "power_factor_l2", COUNT),
	quantity("1-0:73.7.0", "power_factor_l3", COUNT),
	quantity("1-0:14.7.0", "frequency", FREQUENCY),

	// Limits. Breaker and relays: 0 off, 1 on, 2 ready to be switched on by hand.
	quantity("0-0:96.3.10", "electricity_switch_position", COUNT),
	quantity("0-1:96.3.10", "relay1_switch_position", COUNT),
	quantity("0-2:96.3.10", "relay2_switch_position", COUNT),
	quantity("0-3:96.3.10", "relay3_switch_position", COUNT),
	quantity("0-4:96.3.10", "relay4_switch_position", COUNT),
	other("0-0:96.50.68", "electricity_switch_state", "text"),
	quantity("0-0:17.0.0", "electricity_threshold", THRESHOLD),
	quantity("1-0:31.4.0", "current_fuse_l1", CURRENT),
	quantity("1-0:51.4.0", "current_fuse_l2", CURRENT),
	quantity("1-0:71.4.0", "current_fuse_l3", CURRENT),
	quantity("1-0:94.32.1", "electricity_grid_voltage", NOMINAL_VOLTAGE),
]);
