/** What the registers were at one moment: kept, so that an outage of the radio link leaves no gap in the history. */
import { zoneOf } from "../p1/family.js";
import { parseTelegram } from "../p1/parse.js";
import type { Reading } from "../p1/reading.js";
import { toUtc } from "../p1/utc.js";

/** `value` / 10^`scale` in `UNITS[unit]`, of the register `REGISTERS[register]`. */
export interface SnapshotRegister {
	register: number;
	unit: number;
	scale: number;
	/** Up to 15 digits, not negative. */
	value: number;
}

export interface RegisterSnapshot {
	/** By the meter's clock, in seconds since 1970-01-01T00:00:00Z. */
	seconds: number;
	registers: readonly SnapshotRegister[];
}

/**
 * What is kept, by its name in a reading. Their places are part of what goes over the air: new ones come at the end.
 */
export const REGISTERS: readonly string[] = Object.freeze([
	"energy_delivered_tariff1",
	"energy_delivered_tariff2",
	"energy_delivered_tariff3",
	"energy_delivered_tariff4",
	"energy_delivered_tariff5",
	"energy_returned_tariff1",
	"energy_returned_tariff2",
	"energy_returned_tariff3",
	"energy_returned_tariff4",
	"energy_returned_tariff5",
	"gas_delivered",
	"water_delivered",
	"warm_water_delivered",
	"thermal_delivered",
	"sub_delivered",
	"energy_delivered_total",
	"energy_returned_total",
	"energy_combined_total",
	"energy_delivered_tariff1_il",
	"energy_delivered_tariff2_il",
	"energy_delivered_tariff3_il",
	"energy_returned_tariff1_il",
	"energy_returned_tariff2_il",
	"energy_returned_tariff3_il",
]);

export const UNITS: readonly string[] = Object.freeze(["kWh", "Wh", "MWh", "m3", "GJ", "MJ"]);

/** So many fit into the slowest rung's frame; of a meter with more, the first in the table. */
export const MOST_REGISTERS = 10;
/** Four bits tell how many decimals. */
const MOST_DECIMALS = 15;

/** Undefined for a meter without a clock, and one that counts nothing of what is kept. */
export function snapshotOf(telegram: Uint8Array): RegisterSnapshot | undefined {
	return snapshotOfReading(parseTelegram(telegram));
}

export function snapshotOfReading(reading: Reading): RegisterSnapshot | undefined {
	const seconds = utcOf(reading);
	if (seconds === undefined) return undefined;
	const registers: SnapshotRegister[] = [];
	for (let register = 0; register < REGISTERS.length && registers.length < MOST_REGISTERS; register++) {
		const value = reading.values.get(REGISTERS[register]);
		if (value?.kind !== "quantity" || value.value < 0 || value.scale > MOST_DECIMALS) continue;
		const unit = UNITS.indexOf(value.unit);
		if (unit >= 0) registers.push({ register, unit, scale: value.scale, value: value.value });
	}
	return registers.length === 0 ? undefined : { seconds, registers };
}

/** When the meter says that it is, in seconds since 1970-01-01T00:00:00Z; undefined where it does not. */
export function utcOf(reading: Reading): number | undefined {
	const time = reading.values.get("timestamp");
	return time?.kind === "time" ? toUtc(time, zoneOf(reading)).seconds : undefined;
}
