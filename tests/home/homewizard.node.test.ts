/** npm's client of HomeWizard's API, on a real socket; names and types as Home Assistant's fixtures have them. */
import { P1MeterApi } from "homewizard-energy-api";
import { beGasWater } from "../fixtures/p1/be-emucs-3ph-gas-water.js";
import { nlDsmr50 } from "../fixtures/p1/nl-dsmr50-3ph-gas.js";
import { assert, test } from "../harness/index.js";
import { LOCALHOST, withHome } from "./served-home.js";
import { snapshotOf } from "./snapshots.js";

test("the client finds a P1 meter, its data and its telegram", async () => {
	await withHome(snapshotOf(beGasWater.telegram), async ({ httpPort }) => {
		const meter = new P1MeterApi(`http://${LOCALHOST}:${httpPort}`);
		assert.deepEqual(await meter.getBasicInformation(), {
			product_type: "HWE-P1",
			product_name: "P1-LoRa",
			serial: "0250103789fa",
			firmware_version: "0.1.0",
			api_version: "v1",
		});
		assert.deepEqual(await meter.getData(), {
			wifi_ssid: "Zo\u00eb's <Wi-Fi>",
			wifi_strength: 78,
			smr_version: 50,
			meter_model: "FLU5\\253769484_A",
			unique_id: "3353414730303238383832353532",
			active_tariff: 1,
			total_power_import_kwh: 571.562,
			total_power_import_t1_kwh: 301.548,
			total_power_import_t2_kwh: 270.014,
			total_power_export_kwh: 0.005,
			total_power_export_t1_kwh: 0.005,
			total_power_export_t2_kwh: 0,
			active_power_w: 338,
			active_power_l1_w: 47,
			active_power_l2_w: 179,
			active_power_l3_w: 111,
			active_voltage_l1_v: 232.9,
			active_voltage_l2_v: 228.1,
			active_voltage_l3_v: 228.1,
			active_current_l1_a: 0.27,
			active_current_l2_a: 0.88,
			active_current_l3_a: 0.52,
			active_power_average_w: 52,
			montly_power_peak_w: 3064,
			montly_power_peak_timestamp: 231102114500,
			total_gas_m3: 92.287,
			gas_timestamp: 231102121002,
			gas_unique_id: "32464C4F33353938353738313633",
			external: [
				{
					unique_id: "32464C4F33353938353738313633",
					type: "gas_meter",
					timestamp: 231102121002,
					value: 92.287,
					unit: "m3",
				},
				{
					unique_id: "3953455434383931303735313530",
					type: "water_meter",
					timestamp: 231102121532,
					value: 8.579,
					unit: "m3",
				},
			],
		});
		assert.equal(await meter.getTelegram(), beGasWater.telegram);
	});
});

test("what goes to the grid is negative, and counters of events are there where the meter has them", async () => {
	await withHome(snapshotOf(nlDsmr50.telegram), async ({ httpPort }) => {
		const data = await new P1MeterApi(`http://${LOCALHOST}:${httpPort}`).getData();
		assert.equal(data.any_power_fail_count, 5);
		assert.equal(data.active_tariff, 2);
		for (const value of Object.values(data)) assert.ok(value !== null);
	});
	const exporting = beGasWater.telegram
		.replace("1-0:1.7.0(00.338*kW)", "1-0:1.7.0(00.000*kW)")
		.replace("1-0:2.7.0(00.000*kW)", "1-0:2.7.0(01.234*kW)");
	await withHome(snapshotOf(exporting), async ({ httpPort }) => {
		const data = await new P1MeterApi(`http://${LOCALHOST}:${httpPort}`).getData();
		assert.equal(data.active_power_w, -1234);
	});
});

test("a gas meter's reading stands under its own number, also while the one that it replaced is still on the bus", async () => {
	const replacement = ["0-2:24.1.0(003)", "0-2:96.1.0(4730303436303039)", "0-2:24.2.1(231026204004S)(00001.000*m3)"];
	const replaced = nlDsmr50.telegram.replace(
		"0-1:24.2.1(231026204004S)(00004.381*m3)",
		["0-1:24.2.1(231002110000S)(00004.381*m3)", ...replacement].join("\r\n"),
	);
	await withHome(snapshotOf(replaced), async ({ httpPort }) => {
		const data = await new P1MeterApi(`http://${LOCALHOST}:${httpPort}`).getData();
		const { unique_id, value } = data.external?.[0] ?? {};
		assert.deepEqual([data.total_gas_m3, data.gas_unique_id], [1, "4730303436303039"]);
		assert.deepEqual([value, unique_id], [1, "4730303436303039"]);
	});
});

test("a reading that may be old is not told, and neither is one that never came", async () => {
	for (const snapshot of [snapshotOf(undefined), snapshotOf(beGasWater.telegram, { isFresh: false })]) {
		await withHome(snapshot, async ({ httpPort }) => {
			const data = await new P1MeterApi(`http://${LOCALHOST}:${httpPort}`).getData();
			assert.deepEqual(Object.keys(data), ["wifi_ssid", "wifi_strength"]);
		});
	}
});

test("switched off, the API says so, and the rest is there", async () => {
	const ask = async ({ httpPort }: { httpPort: number }) => {
		const at = (path: string) => fetch(`http://${LOCALHOST}:${httpPort}${path}`);
		for (const path of ["/api", "/api/v1/data", "/api/v1/telegram"]) {
			const answer = await at(path);
			assert.equal(answer.status, 403);
			assert.match(await answer.text(), /"id":202/);
		}
		assert.equal((await at("/api/status")).status, 200);
	};
	await withHome(snapshotOf(beGasWater.telegram), ask, { homeWizard: false });
});
