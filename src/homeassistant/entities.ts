/**
 * What Home Assistant is told about each value: a table. Names are those of the reading (OBIS table, M-Bus media);
 * labels follow Home Assistant's own dsmr integration. Unit, device class and precision come from the value at hand,
 * since a meter may count Wh as well as kWh: so a class is never announced with a unit that it does not allow.
 */

/** Home Assistant core 2026.9, SensorStateClass. */
export type StateClass = "measurement" | "total" | "total_increasing";

export interface Entity {
	/** The value's name: in the reading, in the state payload and in the entity's ids. */
	name: string;
	/** What a person reads. */
	label: string;
	stateClass?: StateClass;
	/** Where the unit does not tell it: a cubic metre of gas or of water. */
	deviceClass?: string;
	/** Among the device's diagnostics. */
	diagnostic?: boolean;
	/** Not enabled until the user wants it. */
	optional?: boolean;
}

/** A unit as readings have it: how Home Assistant spells it, and which device class it tells (core 2026.9, DEVICE_CLASS_UNITS). */
export interface UnitRule {
	unit: string;
	deviceClass?: string;
}

export const UNITS: ReadonlyMap<string, UnitRule> = new Map<string, UnitRule>([
	["Wh", { unit: "Wh", deviceClass: "energy" }],
	["kWh", { unit: "kWh", deviceClass: "energy" }],
	["MWh", { unit: "MWh", deviceClass: "energy" }],
	["MJ", { unit: "MJ", deviceClass: "energy" }],
	["GJ", { unit: "GJ", deviceClass: "energy" }],
	["W", { unit: "W", deviceClass: "power" }],
	["kW", { unit: "kW", deviceClass: "power" }],
	["varh", { unit: "varh", deviceClass: "reactive_energy" }],
	["kvarh", { unit: "kvarh", deviceClass: "reactive_energy" }],
	["var", { unit: "var", deviceClass: "reactive_power" }],
	["kvar", { unit: "kvar", deviceClass: "reactive_power" }],
	["VA", { unit: "VA", deviceClass: "apparent_power" }],
	["kVA", { unit: "kVA", deviceClass: "apparent_power" }],
	["s", { unit: "s", deviceClass: "duration" }],
	["mV", { unit: "mV", deviceClass: "voltage" }],
	["V", { unit: "V", deviceClass: "voltage" }],
	["kV", { unit: "kV", deviceClass: "voltage" }],
	["mA", { unit: "mA", deviceClass: "current" }],
	["A", { unit: "A", deviceClass: "current" }],
	// Home Assistant knows no kiloamperes: announced, but without a class.
	["kA", { unit: "kA" }],
	["Hz", { unit: "Hz", deviceClass: "frequency" }],
	["kHz", { unit: "kHz", deviceClass: "frequency" }],
	["m3", { unit: "m³" }],
]);

type Details = Omit<Entity, "name" | "label">;

function row(name: string, label: string, details: Details): Entity {
	return Object.freeze({ name, label, ...details });
}

/** A row for each of `marks`, which stand for `#` in name and label: a phase, a tariff. */
function rows(marks: readonly (string | number)[], name: string, label: string, details: Details): Entity[] {
	return marks.map((mark) => row(name.replace("#", String(mark)), label.replace("#", String(mark)), details));
}

const PHASES: readonly number[] = Object.freeze([1, 2, 3]);

const COUNTER: Details = Object.freeze({ stateClass: "total_increasing" });
const GAUGE: Details = Object.freeze({ stateClass: "measurement" });
const RARE_COUNTER: Details = Object.freeze({ stateClass: "total_increasing", optional: true });
const RARE_GAUGE: Details = Object.freeze({ stateClass: "measurement", optional: true });
const EVENTS: Details = Object.freeze({ stateClass: "total_increasing", diagnostic: true, optional: true });
const TEXT: Details = Object.freeze({});
const DETAIL: Details = Object.freeze({ diagnostic: true, optional: true });

export const METER_ENTITIES: readonly Entity[] = Object.freeze([
	row("energy_delivered_total", "Energy consumption", COUNTER),
	row("energy_delivered_tariff1", "Energy consumption tariff 1", COUNTER),
	row("energy_delivered_tariff2", "Energy consumption tariff 2", COUNTER),
	...rows([3, 4, 5, "1_il", "2_il", "3_il"], "energy_delivered_tariff#", "Energy consumption tariff #", COUNTER),
	row("energy_returned_total", "Energy production", COUNTER),
	row("energy_returned_tariff1", "Energy production tariff 1", COUNTER),
	row("energy_returned_tariff2", "Energy production tariff 2", COUNTER),
	...rows([3, 4, 5, "1_il", "2_il", "3_il"], "energy_returned_tariff#", "Energy production tariff #", COUNTER),
	// May fall: it is a balance.
	row("energy_combined_total", "Energy combined", { stateClass: "total" }),
	row("energy_net_total", "Energy net", { stateClass: "total", optional: true }),
	row("electricity_tariff", "Active tariff", TEXT),
	row("electricity_tariff_rate", "Active rate", TEXT),
	row("electricity_tariff_il", "Active tariff", DETAIL),

	row("power_delivered", "Power consumption", GAUGE),
	row("power_returned", "Power production", GAUGE),
	row("power_combined", "Power combined", GAUGE),
	row("power_net", "Power net", RARE_GAUGE),
	...rows(PHASES, "power_delivered_l#", "Power consumption phase L#", GAUGE),
	...rows(PHASES, "power_returned_l#", "Power production phase L#", GAUGE),
	...rows(PHASES, "voltage_l#", "Voltage phase L#", GAUGE),
	...rows(PHASES, "current_l#", "Current phase L#", GAUGE),
	row("voltage", "Voltage", RARE_GAUGE),
	...rows(PHASES, "voltage_avg_l#", "Average voltage phase L#", RARE_GAUGE),
	row("current", "Current", RARE_GAUGE),
	row("current_sum", "Current sum", RARE_GAUGE),
	row("current_n", "Current neutral", RARE_GAUGE),
	row("frequency", "Frequency", GAUGE),

	row("active_energy_import_current_average_demand", "Current average demand", GAUGE),
	row("active_energy_export_current_average_demand", "Current average demand production", RARE_GAUGE),
	row("active_energy_import_last_completed_demand", "Last completed demand", GAUGE),
	row("active_energy_export_last_completed_demand", "Last completed demand production", RARE_GAUGE),
	...rows(
		["import", "export"],
		"reactive_energy_#_current_average_demand",
		"Current average reactive demand #",
		RARE_GAUGE,
	),
	...rows(["import", "export"], "reactive_energy_#_last_completed_demand", "Last reactive demand #", RARE_GAUGE),
	...rows(
		["import", "export"],
		"apparent_energy_#_current_average_demand",
		"Current average apparent demand #",
		RARE_GAUGE,
	),
	...rows(["import", "export"], "apparent_energy_#_last_completed_demand", "Last apparent demand #", RARE_GAUGE),
	row("active_demand_power", "Demand", RARE_GAUGE),
	row("active_demand_net", "Net demand", RARE_GAUGE),
	row("active_demand_abs", "Combined demand", RARE_GAUGE),
	row("active_energy_import_maximum_demand_running_month", "Maximum demand this month", GAUGE),
	row("active_energy_import_maximum_demand_last_13_months", "Average of monthly maximum demands", GAUGE),
	row("active_energy_import_maximum_demand_running_month_timestamp", "Time of maximum demand this month", DETAIL),

	row("gas_delivered", "Consumption", { ...COUNTER, deviceClass: "gas" }),
	row("gas_timestamp", "Reading time", DETAIL),
	row("water_delivered", "Consumption", { ...COUNTER, deviceClass: "water" }),
	row("water_timestamp", "Reading time", DETAIL),
	row("warm_water_delivered", "Consumption", { ...COUNTER, deviceClass: "water" }),
	row("warm_water_timestamp", "Reading time", DETAIL),
	row("thermal_delivered", "Consumption", COUNTER),
	row("thermal_timestamp", "Reading time", DETAIL),
	row("sub_delivered", "Consumption", COUNTER),
	row("sub_timestamp", "Reading time", DETAIL),

	row("total_imported_reactive_energy", "Reactive energy import", RARE_COUNTER),
	...rows([1, 2, 3, 4], "imported_reactive_energy_tariff#", "Reactive energy import tariff #", RARE_COUNTER),
	row("total_exported_reactive_energy", "Reactive energy export", RARE_COUNTER),
	...rows([1, 2, 3, 4], "exported_reactive_energy_tariff#", "Reactive energy export tariff #", RARE_COUNTER),
	row("reactive_energy_q1", "Reactive energy quadrant 1", RARE_COUNTER),
	row("reactive_energy_q2", "Reactive energy quadrant 2", RARE_COUNTER),
	row("reactive_energy_q3", "Reactive energy quadrant 3", RARE_COUNTER),
	row("reactive_energy_q4", "Reactive energy quadrant 4", RARE_COUNTER),
	row("reactive_power_delivered", "Reactive power import", RARE_GAUGE),
	row("reactive_power_returned", "Reactive power export", RARE_GAUGE),
	row("reactive_power_q1", "Reactive power quadrant 1", RARE_GAUGE),
	row("reactive_power_q2", "Reactive power quadrant 2", RARE_GAUGE),
	row("reactive_power_q3", "Reactive power quadrant 3", RARE_GAUGE),
	row("reactive_power_q4", "Reactive power quadrant 4", RARE_GAUGE),
	...rows(PHASES, "reactive_power_delivered_l#", "Reactive power import phase L#", RARE_GAUGE),
	...rows(PHASES, "reactive_power_returned_l#", "Reactive power export phase L#", RARE_GAUGE),
	row("apparent_power_delivered", "Apparent power import", RARE_GAUGE),
	row("apparent_power_returned", "Apparent power export", RARE_GAUGE),
	...rows(PHASES, "apparent_power_delivered_l#", "Apparent power import phase L#", RARE_GAUGE),
	...rows(PHASES, "apparent_power_returned_l#", "Apparent power export phase L#", RARE_GAUGE),
	row("min_power_factor", "Lowest power factor", { ...RARE_GAUGE, deviceClass: "power_factor" }),
	row("power_factor", "Power factor", { ...RARE_GAUGE, deviceClass: "power_factor" }),
	...rows(PHASES, "power_factor_l#", "Power factor phase L#", { ...RARE_GAUGE, deviceClass: "power_factor" }),

	row("electricity_failures", "Power failures", EVENTS),
	row("electricity_long_failures", "Long power failures", EVENTS),
	...rows(PHASES, "electricity_sags_l#", "Voltage sags phase L#", EVENTS),
	...rows(PHASES, "electricity_swells_l#", "Voltage swells phase L#", EVENTS),

	...rows(PHASES, "voltage_sag_time_l#", "Duration of last sag phase L#", DETAIL),
	...rows(PHASES, "voltage_sag_l#", "Voltage of last sag phase L#", DETAIL),
	...rows(PHASES, "voltage_swell_time_l#", "Duration of last swell phase L#", DETAIL),
	...rows(PHASES, "voltage_swell_l#", "Voltage of last swell phase L#", DETAIL),

	row("electricity_switch_position", "Breaker position", DETAIL),
	row("electricity_switch_state", "Breaker state", DETAIL),
	row("relay1_switch_position", "Relay 1 position", DETAIL),
	row("relay2_switch_position", "Relay 2 position", DETAIL),
	row("relay3_switch_position", "Relay 3 position", DETAIL),
	row("relay4_switch_position", "Relay 4 position", DETAIL),
	row("gas_valve_position", "Valve position", DETAIL),
	row("water_valve_position", "Valve position", DETAIL),
	row("thermal_valve_position", "Valve position", DETAIL),
	row("electricity_threshold", "Power limit", DETAIL),
	...rows(PHASES, "current_fuse_l#", "Fuse phase L#", DETAIL),
	...rows(["import", "export"], "current_threshold_#", "Current threshold #", DETAIL),
	row("period_3_for_instantaneous_values", "Averaging period", DETAIL),
	row("electricity_grid_voltage", "Nominal voltage", DETAIL),
	row("message_short", "Short message", DETAIL),
	row("message_long", "Message", { diagnostic: true }),
	row("timestamp", "Meter time", DETAIL),
]);
