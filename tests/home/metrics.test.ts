import { METRICS, metricsDocument } from "../../src/home/metrics.js";
import { FIXTURES } from "../fixtures/p1/all.js";
import { beGasWater } from "../fixtures/p1/be-emucs-3ph-gas-water.js";
import { assert, test } from "../harness/index.js";
import { snapshotOf, textOf } from "./snapshots.js";

test("energy is in joules, power in watts, and each metric has help and type", () => {
	const text = textOf(metricsDocument(snapshotOf(beGasWater.telegram)));
	for (const line of [
		'p1lora_info{version="0.1.0",device="103789fa"} 1',
		"p1lora_link_rssi_dbm -101",
		"p1lora_link_loss_ratio 0.125",
		"p1lora_link_bandwidth_hertz 250000",
		'p1lora_frames_refused_total{reason="replayed"} 2',
		"p1lora_airtime_used_seconds 12.345678",
		"p1lora_wifi_rssi_dbm -61",
		'p1lora_energy_delivered_tariff_joules_total{tariff="1"} 1085572800',
		"p1lora_power_delivered_watts 338",
		'p1lora_phase_voltage_volts{phase="3"} 228.1',
		"p1lora_gas_cubic_meters_total 92.287",
	]) {
		assert.ok(text.split("\n").includes(line), line);
	}
});

test("of every meter the text is as Prometheus wants it", () => {
	for (const { name, telegram } of FIXTURES) {
		const text = textOf(metricsDocument(snapshotOf(telegram)));
		assert.ok(text.endsWith("\n"), name);
		let family = "";
		const seen = new Set<string>();
		for (const line of text.slice(0, -1).split("\n")) {
			const help = /^# HELP (\S+) \S/.exec(line);
			if (help) {
				family = help[1];
				assert.ok(!seen.has(family), `${name}: ${family} comes twice`);
				seen.add(family);
			} else if (line.startsWith("#")) {
				assert.match(line, new RegExp(`^# TYPE ${family} (gauge|counter)$`));
				assert.equal(line.endsWith("counter"), family.endsWith("_total"));
			} else {
				assert.match(
					line,
					new RegExp(`^${family}(\\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\\})? -?\\d+(\\.\\d+)?(e-?\\d+)?$`),
				);
				assert.ok(!seen.has(line.split(" ")[0]) || !line.includes("{"), line);
			}
		}
	}
});

test("names are unique, and a meter that may be silent is told nothing of", () => {
	assert.equal(new Set(METRICS.map(({ name }) => name)).size, METRICS.length);
	const text = textOf(metricsDocument(snapshotOf(beGasWater.telegram, { isFresh: false })));
	assert.ok(text.includes("p1lora_link_up 0\n"));
	assert.ok(!text.includes("watts"));
});
