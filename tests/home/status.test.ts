import { LinkHistory } from "../../src/home/link-history.js";
import { historyDocument, statusDocument } from "../../src/home/status.js";
import { FIXTURES } from "../fixtures/p1/all.js";
import { beGasWater } from "../fixtures/p1/be-emucs-3ph-gas-water.js";
import { assert, test } from "../harness/index.js";
import { snapshotOf, textOf } from "./snapshots.js";

test("the status tells every reading with all its digits, and the network's name in plain characters", () => {
	const text = textOf(statusDocument(snapshotOf(beGasWater.telegram)));
	assert.match(text, /^[\x20-\x7e]*$/);
	const status = JSON.parse(text);
	assert.equal(status.wifi.name, "Zo\u00eb's <Wi-Fi>");
	assert.deepEqual(status.readings.energy_delivered_tariff2, { value: "270.014", unit: "kWh" });
	assert.deepEqual(status.readings.timestamp, { value: "2023-11-02T11:15:48Z", unit: "" });
	assert.deepEqual(status.link, {
		phase: "settled",
		rssiDbm: -101,
		snrDb: 7.25,
		rung: "SF7/250",
		frequencyMHz: 869.525,
		lossPercent: 13,
		ageSeconds: 3,
		rungWanted: "automatic",
		refused: { replayed: 2 },
	});
	assert.deepEqual(status.airtime, { usedSeconds: 12.346, limitSeconds: 360 });
});

test("of every meter, and of none, the status is JSON", () => {
	for (const telegram of [undefined, ...FIXTURES.map((fixture) => fixture.telegram)]) {
		const snapshot = snapshotOf(telegram, { wifi: undefined });
		const status = JSON.parse(textOf(statusDocument(snapshot)));
		assert.deepEqual(Object.keys(status.readings), snapshot.reading?.values.names ?? []);
		assert.ok(!("wifi" in status));
	}
});

test("the history is a column for each thing measured, with null where nothing came", () => {
	const history = new LinkHistory(0);
	history.record({ rssiDbm: -80, snrDb: 7.25, rung: 6 }, 1000);
	history.advance(20_000);
	assert.deepEqual(JSON.parse(textOf(historyDocument(history))), {
		stepSeconds: 15,
		rssiDbm: [-80, null],
		snrDb: [7.25, null],
		rung: [6, null],
		telegrams: [1, 0],
	});
});
