/** Readings made by hand, as a Dutch, a Belgian and an unusual meter would give them. */
import type { MeterIdentity, MeterTime, Quantity, Reading, Text, Value } from "../../src/p1/reading.js";
import { Values } from "../../src/p1/values.js";

export function quantity(value: number, scale: number, unit: string): Quantity {
	return { kind: "quantity", value, scale, unit };
}

export function text(value: string): Text {
	return { kind: "text", text: value };
}

export function time(local: string): MeterTime {
	return { kind: "time", local, season: "W" };
}

export function reading(values: Record<string, Value>, meter: Partial<MeterIdentity> = {}): Reading {
	return {
		meter: { header: "ISK5\\2M550T-1012", version: "50", equipmentId: "E0044007123456789", mbus: [], ...meter },
		values: new Values(Object.entries(values)),
		unknown: [],
	};
}

export const DUTCH = reading({
	p1_version: text("50"),
	timestamp: time("260131235900"),
	equipment_id: text("E0044007123456789"),
	energy_delivered_tariff1: quantity(16_777_217_001, 3, "kWh"),
	energy_delivered_tariff2: quantity(5, 3, "kWh"),
	energy_returned_tariff1: quantity(0, 3, "kWh"),
	energy_returned_tariff2: quantity(0, 3, "kWh"),
	electricity_tariff: text("0001"),
	power_delivered: quantity(1193, 3, "kW"),
	power_returned: quantity(0, 3, "kW"),
	electricity_failures: quantity(4, 0, ""),
	electricity_long_failures: quantity(2, 0, ""),
	electricity_sags_l1: quantity(1, 0, ""),
	electricity_swells_l1: quantity(0, 0, ""),
	message_long: text('Onderhoud: m\u00b3 \u20ac "quoted" \\ \n'),
	voltage_l1: quantity(2301, 1, "V"),
	current_l1: quantity(5, 0, "A"),
	gas_delivered: quantity(12785123, 3, "m3"),
	gas_timestamp: time("260131235500"),
	gas_equipment_id: text("G0046003912345678"),
});

export const BELGIAN = reading(
	{
		energy_delivered_tariff1: quantity(3_432_827, 3, "kWh"),
		active_energy_import_current_average_demand: quantity(2351, 3, "kW"),
		active_energy_import_maximum_demand_running_month: quantity(2589, 3, "kW"),
		active_energy_import_maximum_demand_running_month_timestamp: time("260109134558"),
		electricity_threshold: quantity(9999, 1, "kW"),
		current_fuse_l1: quantity(9999, 2, "A"),
		electricity_switch_position: quantity(1, 0, ""),
		water_delivered: quantity(872_234, 3, "m3"),
		frequency: quantity(4999, 2, "Hz"),
	},
	{ header: "FLU5\\253769484_A", equipmentId: "1SAG1100000292" },
);

/** Watt-hours, kiloamperes, a threshold in kVA, and no identity. */
export const UNUSUAL = reading(
	{
		energy_delivered_total: quantity(1234567, 0, "Wh"),
		total_imported_reactive_energy: quantity(99, 0, "varh"),
		reactive_power_delivered: quantity(-12, 3, "kvar"),
		power_factor: quantity(998, 3, ""),
		current_l1: quantity(4, 3, "kA"),
		voltage_l1: quantity(2301, 4, "kV"),
		electricity_threshold: quantity(275, 1, "kVA"),
		thermal_delivered: quantity(5123, 3, "GJ"),
		warm_water_delivered: quantity(1, 3, "m3"),
	},
	{ equipmentId: undefined },
);
