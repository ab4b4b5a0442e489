/**
 * What a telegram says, in exact integers: never a float, so that no watt-hour is lost above 16 MWh.
 */

import type { Values } from "./values.js";

/** `value` / 10^`scale` `unit`: `003432.827*kWh` is { value: 3432827, scale: 3, unit: "kWh" }. */
export interface Quantity {
	kind: "quantity";
	/** A safe integer. */
	value: number;
	scale: number;
	/** The one the meter used, in the spelling of the OBIS table; empty for a bare number. */
	unit: string;
	/** Of a register, which only rises: how many digits the meter writes, leading zeros too. Then it wraps. */
	digits?: number;
}

/** A meter's own clock: local time, with S (summer) or W (winter) where the meter gives it (DSMR 5.0.2, 6.4 TST). */
export interface MeterTime {
	kind: "time";
	/** YYMMDDhhmmss */
	local: string;
	season: "S" | "W" | undefined;
}

export interface Text {
	kind: "text";
	text: string;
}

export type Value = Quantity | MeterTime | Text;

/** A meter on the electricity meter's M-Bus: gas, water, heat. */
export interface MBusDevice {
	channel: number;
	/** EN 13757-3 device type: 3 gas, 4 heat, 6 warm water, 7 water. */
	type: number | undefined;
	id: string | undefined;
}

export interface MeterIdentity {
	/** The identification line without its slash: `ISK5\2M550T-1012`. */
	header: string;
	/** P1 version as the meter gives it: `50`, or e-MUCS `50217`. */
	version: string | undefined;
	equipmentId: string | undefined;
	mbus: MBusDevice[];
}

/** One telegram's content: the values by their name in the OBIS table, those of the M-Bus last, and what is left. */
export interface Reading {
	meter: MeterIdentity;
	values: Values;
	/** Lines that the table does not know or that could not be read, each with its continuation lines. */
	unknown: string[];
}

/** Why a line that was read gives no value. None of them is ever taken for a zero. */
export type NoValue =
	/** `()` */
	| "empty"
	/** Zeros for an identifier, a text of bytes 0xFF, or the number of an error: `ER23`. */
	| "filler"
	/** A clock that was never set or was lost: `000101010000W`, or a time that no calendar has. */
	| "clock-lost"
	/** A reading of nothing, at no time: `(632525252525W)(00000.000)` of a gas meter never heard. */
	| "never-heard"
	/** A limit of all nines: it is switched off. */
	| "no-limit";

/** Why a line is among the unknown ones. */
export type Unread =
	/** The table has no such code. */
	| "unknown-code"
	/** A value in a form, or in a unit, that this code does not have. */
	| "unreadable"
	/** The telegram has had another line of this code. */
	| "repeated"
	/** The reading of an M-Bus device that does not tell what it measures. */
	| "no-device-type";

/** Is told of each line that gives no value, and why. */
export type OnNoValue = (line: string, reason: NoValue | Unread) => void;

/** The exact decimal text of a quantity: { value: 3432827, scale: 3 } is `3432.827`. */
export function formatQuantity(quantity: Quantity): string {
	if (quantity.scale === 0) return String(quantity.value);
	const digits = String(Math.abs(quantity.value)).padStart(quantity.scale + 1, "0");
	const point = digits.length - quantity.scale;
	return `${quantity.value < 0 ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}
