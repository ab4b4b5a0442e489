/**
 * The receiver and its meter for Prometheus: text exposition format 0.0.4, one table. Units are base units, as its
 * naming rules want: joules and not kilowatt-hours.
 */
import { LADDER, type Rung, rungName } from "../negotiation/ladder.js";
import type { Reading } from "../p1/reading.js";
import { VERSION } from "../version.js";
import type { ReceiverReport } from "./receiver-report.js";
import { inUnit } from "./units.js";

export const METRICS_TYPE = "text/plain; version=0.0.4";

interface Sample {
	labels?: string;
	value: number | string | undefined;
}

export interface Metric {
	name: string;
	type: "gauge" | "counter";
	help: string;
	samples: (report: ReceiverReport) => Sample[];
}

function metric(
	type: Metric["type"],
	name: string,
	help: string,
	value: (report: ReceiverReport) => number | string | undefined,
): Metric {
	return Object.freeze({ name, type, help, samples: (report: ReceiverReport) => [{ value: value(report) }] });
}

const JOULES_IN_WATT_HOUR = 3600;

/** A value of the reading in a base unit. */
function read(reading: Reading, name: string, base: string): string | undefined {
	const value = reading.values.get(name);
	if (value?.kind !== "quantity") return undefined;
	if (base !== "J") return inUnit(value, base);
	const wattHours = inUnit(value, "Wh");
	return wattHours === undefined ? inUnit(value, "J") : String(Math.round(Number(wattHours) * JOULES_IN_WATT_HOUR));
}

/**
 * From the meter: values that may be old are not told, so that they show as missing. `#` in `from` is each of `marks`.
 */
function meter(
	type: Metric["type"],
	name: string,
	help: string,
	from: string,
	base: string,
	label?: string,
	marks: readonly number[] = PHASES,
): Metric {
	return Object.freeze({
		name,
		type,
		help,
		samples: ({ reading, isFresh }: ReceiverReport) => {
			if (reading === undefined || !isFresh) return [];
			if (label === undefined) return [{ value: read(reading, from, base) }];
			return marks.map((mark) => ({
				labels: `{${label}="${mark}"}`,
				value: read(reading, from.replace("#", String(mark)), base),
			}));
		},
	});
}

const PHASES: readonly number[] = Object.freeze([1, 2, 3]);
const TARIFFS: readonly number[] = Object.freeze([1, 2, 3, 4, 5]);

function ladderStep(rung: string | undefined) {
	return LADDER.find((_, index) => rungName(index as Rung) === rung);
}

export const METRICS: readonly Metric[] = Object.freeze([
	Object.freeze({
		name: "p1lora_info",
		type: "gauge",
		help: "The receiver: its version, and the pair's fingerprint.",
		samples: ({ deviceId }: ReceiverReport) => [{ labels: `{version="${VERSION}",device="${deviceId}"}`, value: 1 }],
	} as const),
	metric("gauge", "p1lora_uptime_seconds", "Since the receiver was started.", ({ upSeconds }) => upSeconds),
	metric("gauge", "p1lora_link_up", "1 while telegrams come through.", ({ isFresh }) => Number(isFresh)),
	metric("counter", "p1lora_telegrams_total", "Telegrams rebuilt byte for byte.", ({ telegrams }) => telegrams),
	metric("gauge", "p1lora_telegram_age_seconds", "Since the last telegram.", ({ link }) => link.ageSeconds),
	metric("gauge", "p1lora_link_rssi_dbm", "Signal strength of the last frame.", ({ link }) =>
		link.rssiDbm === undefined ? undefined : Math.round(link.rssiDbm),
	),
	metric("gauge", "p1lora_link_snr_db", "Signal to noise of the last frame.", ({ link }) => link.snrDb),
	metric("gauge", "p1lora_link_loss_ratio", "Share of frames lost lately.", ({ link }) =>
		link.lossPercent === undefined ? undefined : link.lossPercent / 100,
	),
	metric(
		"gauge",
		"p1lora_link_spreading_factor",
		"LoRa spreading factor in use.",
		({ link }) => ladderStep(link.rung)?.spreadingFactor,
	),
	metric(
		"gauge",
		"p1lora_link_bandwidth_hertz",
		"LoRa bandwidth in use.",
		({ link }) => ladderStep(link.rung)?.bandwidthHz,
	),
	metric("gauge", "p1lora_link_frequency_hertz", "Centre of the radio channel in use.", ({ link }) =>
		link.frequencyMHz === undefined ? undefined : Math.round(link.frequencyMHz * 1e6),
	),
	Object.freeze({
		name: "p1lora_frames_refused_total",
		type: "counter",
		help: "Frames that did not open, by reason.",
		samples: ({ refused }: ReceiverReport) =>
			Object.keys(refused).map((reason) => ({ labels: `{reason="${reason}"}`, value: refused[reason] })),
	} as const),
	metric(
		"gauge",
		"p1lora_airtime_used_seconds",
		"Time on air of this board in the last hour.",
		({ airtimeUsedUs }) => airtimeUsedUs / 1e6,
	),
	metric(
		"gauge",
		"p1lora_airtime_limit_seconds",
		"Time on air that an hour may hold by law.",
		({ airtimeLimitUs }) => airtimeLimitUs / 1e6,
	),
	metric("gauge", "p1lora_broker_connected", "1 while connected to the MQTT broker.", ({ broker }) =>
		Number(broker.state.phase === "ready"),
	),
	metric("gauge", "p1lora_wifi_rssi_dbm", "Signal strength of the Wi-Fi network.", ({ wifi }) => wifi?.rssiDbm),

	meter("counter", "p1lora_energy_delivered_joules_total", "To the house.", "energy_delivered_total", "J"),
	meter(
		"counter",
		"p1lora_energy_delivered_tariff_joules_total",
		"To the house, by tariff.",
		"energy_delivered_tariff#",
		"J",
		"tariff",
		TARIFFS,
	),
	meter("counter", "p1lora_energy_returned_joules_total", "To the grid.", "energy_returned_total", "J"),
	meter(
		"counter",
		"p1lora_energy_returned_tariff_joules_total",
		"To the grid, by tariff.",
		"energy_returned_tariff#",
		"J",
		"tariff",
		TARIFFS,
	),
	meter("gauge", "p1lora_power_delivered_watts", "To the house.", "power_delivered", "W"),
	meter("gauge", "p1lora_power_returned_watts", "To the grid.", "power_returned", "W"),
	meter("gauge", "p1lora_phase_power_delivered_watts", "To the house, by phase.", "power_delivered_l#", "W", "phase"),
	meter("gauge", "p1lora_phase_power_returned_watts", "To the grid, by phase.", "power_returned_l#", "W", "phase"),
	meter("gauge", "p1lora_phase_voltage_volts", "By phase.", "voltage_l#", "V", "phase"),
	meter("gauge", "p1lora_phase_current_amperes", "By phase.", "current_l#", "A", "phase"),
	meter("gauge", "p1lora_frequency_hertz", "Of the grid.", "frequency", "Hz"),
	meter(
		"gauge",
		"p1lora_demand_watts",
		"Average demand of the quarter-hour under way.",
		"active_energy_import_current_average_demand",
		"W",
	),
	meter(
		"gauge",
		"p1lora_demand_month_peak_watts",
		"Highest quarter-hour of the month.",
		"active_energy_import_maximum_demand_running_month",
		"W",
	),
	meter("counter", "p1lora_gas_cubic_meters_total", "Gas consumed.", "gas_delivered", "m3"),
	meter("counter", "p1lora_water_cubic_meters_total", "Water consumed.", "water_delivered", "m3"),
	meter("counter", "p1lora_warm_water_cubic_meters_total", "Warm water consumed.", "warm_water_delivered", "m3"),
	meter("counter", "p1lora_heat_joules_total", "Heat consumed.", "thermal_delivered", "J"),
]);

/** One metric a piece, its samples together; one without samples is left out. */
export function metricsDocument(report: ReceiverReport): (index: number) => string | undefined {
	return (index) => (index < METRICS.length ? family(METRICS[index], report) : undefined);
}

function family({ name, type, help, samples }: Metric, report: ReceiverReport): string {
	let lines = "";
	for (const { labels = "", value } of samples(report)) {
		if (value !== undefined) lines += `${name}${labels} ${value}\n`;
	}
	return lines === "" ? "" : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines}`;
}
