/**
 * HomeWizard's local API, version 1, as their P1 meter (HWE-P1) answers it: everything that knows such a meter then
 * knows this one. Names and units are theirs, `montly` included; what is not known is left out, never null.
 */
import type { Reading, Value } from "../p1/reading.js";
import { VERSION } from "../version.js";
import { asciiJSON } from "./ascii-json.js";
import type { ReceiverReport } from "./receiver-report.js";
import { inUnit } from "./units.js";

export const PRODUCT_TYPE = "HWE-P1";
export const PRODUCT_NAME = "P1-LoRa";

/**
 * Twelve hexadecimal digits, where theirs have the MAC address: the pair's fingerprint behind a prefix that no maker
 * has.
 */
export function serialOf(deviceId: string): string {
	return `0250${deviceId.slice(0, 8).padStart(8, "0")}`;
}

/** `/api` */
export function deviceDocument(deviceId: string): string {
	return asciiJSON({
		product_type: PRODUCT_TYPE,
		product_name: PRODUCT_NAME,
		serial: serialOf(deviceId),
		firmware_version: VERSION,
		api_version: "v1",
	});
}

type Unit = readonly [base: string, wanted: string];
const ENERGY: Unit = Object.freeze(["Wh", "kWh"] as const);
const POWER: Unit = Object.freeze(["W", "W"] as const);
const VOLTAGE: Unit = Object.freeze(["V", "V"] as const);
const CURRENT: Unit = Object.freeze(["A", "A"] as const);
const FREQUENCY: Unit = Object.freeze(["Hz", "Hz"] as const);
const VOLUME: Unit = Object.freeze(["m3", "m3"] as const);
const COUNT: Unit = Object.freeze(["", ""] as const);

interface Field {
	key: string;
	/** In the reading. */
	from: string;
	/** Subtracted: their power is one number, negative when it flows to the grid. */
	minus?: string;
	/** Added up where the meter has no `from`. */
	sumOf?: readonly string[];
	unit: Unit;
}

function field(key: string, from: string, unit: Unit, more: Pick<Field, "minus" | "sumOf"> = {}): Field {
	return Object.freeze({ key, from, unit, ...more });
}

/** `#` is each of the marks. */
function fields(marks: number, key: string, from: string, unit: Unit, minus?: string): Field[] {
	return Array.from({ length: marks }, (_, i) => {
		const name = (pattern: string) => pattern.replace("#", String(i + 1));
		return field(name(key), name(from), unit, minus === undefined ? {} : { minus: name(minus) });
	});
}

function tariffs(name: string): readonly string[] {
	return Object.freeze([1, 2, 3, 4].map((tariff) => `${name}_tariff${tariff}`));
}

const FIELDS: readonly Field[] = Object.freeze([
	field("total_power_import_kwh", "energy_delivered_total", ENERGY, { sumOf: tariffs("energy_delivered") }),
	...fields(4, "total_power_import_t#_kwh", "energy_delivered_tariff#", ENERGY),
	field("total_power_export_kwh", "energy_returned_total", ENERGY, { sumOf: tariffs("energy_returned") }),
	...fields(4, "total_power_export_t#_kwh", "energy_returned_tariff#", ENERGY),
	field("active_power_w", "power_delivered", POWER, { minus: "power_returned" }),
	...fields(3, "active_power_l#_w", "power_delivered_l#", POWER, "power_returned_l#"),
	...fields(3, "active_voltage_l#_v", "voltage_l#", VOLTAGE),
	...fields(3, "active_current_l#_a", "current_l#", CURRENT),
	field("active_frequency_hz", "frequency", FREQUENCY),
	...fields(3, "voltage_sag_l#_count", "electricity_sags_l#", COUNT),
	...fields(3, "voltage_swell_l#_count", "electricity_swells_l#", COUNT),
	field("any_power_fail_count", "electricity_failures", COUNT),
	field("long_power_fail_count", "electricity_long_failures", COUNT),
	field("active_power_average_w", "active_energy_import_current_average_demand", POWER),
	field("montly_power_peak_w", "active_energy_import_maximum_demand_running_month", POWER),
	field("total_gas_m3", "gas_delivered", VOLUME),
]);

/** YYMMDDhhmmss as a number, in the meter's own time. */
const TIMES: readonly (readonly [key: string, from: string])[] = Object.freeze([
	Object.freeze([
		"montly_power_peak_timestamp",
		"active_energy_import_maximum_demand_running_month_timestamp",
	] as const),
	Object.freeze(["gas_timestamp", "gas_timestamp"] as const),
]);

/** What they call a device on the M-Bus. */
const EXTERNAL: readonly { type: string; media: string; units: readonly Unit[] }[] = Object.freeze([
	external("gas_meter", "gas", [VOLUME]),
	external("heat_meter", "thermal", [["J", "GJ"], ENERGY]),
	external("warm_water_meter", "warm_water", [VOLUME]),
	external("water_meter", "water", [VOLUME]),
]);

function external(type: string, media: string, units: Unit[]) {
	return Object.freeze({ type, media, units: Object.freeze(units) });
}

/** `/api/v1/data`. A reading that may be old is not told: then only the Wi-Fi is. */
export function dataDocument({ reading, isFresh, wifi }: ReceiverReport): string {
	const members: string[] = [];
	const add = (key: string, json: string | undefined) => {
		if (json !== undefined) members.push(`"${key}":${json}`);
	};
	if (wifi !== undefined) {
		add("wifi_ssid", asciiJSON(wifi.name));
		add("wifi_strength", wifi.rssiDbm === undefined ? undefined : String(percentOf(wifi.rssiDbm)));
	}
	if (reading !== undefined && isFresh) {
		addIdentity(reading, add);
		for (const { key, ...rest } of FIELDS) add(key, amount(reading, rest));
		for (const [key, from] of TIMES) add(key, timestamp(reading.values.get(from)));
		add("gas_unique_id", uniqueId(reading, "gas"));
		add("external", `[${externals(reading).join(",")}]`);
	}
	return `{${members.join(",")}}`;
}

type Add = (key: string, json: string | undefined) => void;

function addIdentity({ meter, values }: Reading, add: Add): void {
	// 50 for DSMR 5.0 and for the Belgian 50217 alike.
	if (meter.version !== undefined && /^\d/.test(meter.version))
		add("smr_version", String(Number(meter.version.slice(0, 2))));
	add("meter_model", asciiJSON(meter.header));
	if (meter.equipmentId !== undefined) add("unique_id", asciiJSON(hex(meter.equipmentId)));
	const tariff = values.get("electricity_tariff");
	if (tariff?.kind === "text" && /^\d+$/.test(tariff.text)) add("active_tariff", String(Number(tariff.text)));
}

function amount(reading: Reading, { from, minus, sumOf, unit }: Omit<Field, "key">): string | undefined {
	const value = inTheirUnit(reading.values.get(from), unit);
	if (value === undefined) return sumOf && sum(reading, sumOf, unit);
	const less = minus === undefined ? undefined : inTheirUnit(reading.values.get(minus), unit);
	return less === undefined ? value : exact(Number(value) - Number(less));
}

function sum(reading: Reading, names: readonly string[], unit: Unit): string | undefined {
	let total: number | undefined;
	for (const name of names) {
		const value = inTheirUnit(reading.values.get(name), unit);
		if (value !== undefined) total = (total ?? 0) + Number(value);
	}
	return total === undefined ? undefined : exact(total);
}

/** Without what adding doubles leaves behind: meters have three decimals, of a watt-hour or of a watt. */
function exact(value: number): string {
	return String(Math.round(value * 1e6) / 1e6);
}

function inTheirUnit(value: Value | undefined, [base, wanted]: Unit): string | undefined {
	return value?.kind === "quantity" ? inUnit(value, base, wanted) : undefined;
}

function timestamp(value: Value | undefined): string | undefined {
	return value?.kind === "time" ? String(Number(value.local)) : undefined;
}

function externals(reading: Reading): string[] {
	const documents: string[] = [];
	for (const { type, media, units } of EXTERNAL) {
		const id = uniqueId(reading, media);
		const value = reading.values.get(`${media}_delivered`);
		const taken = timestamp(reading.values.get(`${media}_timestamp`));
		// Their clients know a device by its id.
		if (id === undefined || taken === undefined) continue;
		const unit = units.find((candidate) => inTheirUnit(value, candidate) !== undefined);
		if (unit === undefined) continue;
		documents.push(
			`{"unique_id":${id},"type":"${type}","timestamp":${taken},` +
				`"value":${inTheirUnit(value, unit)},"unit":"${unit[1]}"}`,
		);
	}
	return documents;
}

/** Of the device whose values the reading has: a replaced one may still be on the bus. */
function uniqueId({ values }: Reading, media: string): string | undefined {
	const id = values.get(`${media}_equipment_id`);
	return id?.kind === "text" ? asciiJSON(hex(id.text)) : undefined;
}

/** As the meter writes identifiers, and as their clients want them. */
function hex(text: string): string {
	let digits = "";
	for (let at = 0; at < text.length; at++) digits += (text.charCodeAt(at) & 0xff).toString(16).padStart(2, "0");
	return digits.toUpperCase();
}

/** -50 dBm and above is full, -100 and below nothing. */
function percentOf(rssiDbm: number): number {
	return Math.max(0, Math.min(100, 2 * (Math.round(rssiDbm) + 100)));
}
