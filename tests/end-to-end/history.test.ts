import { snapshotOf } from "../../src/history/register-snapshot.js";
import { formatUtc } from "../../src/p1/utc.js";
import { assert, test } from "../harness/index.js";
import { assertAllTold } from "./outage.js";

test("a quarter-hour that an outage kept back is in MQTT after it, once, and the state does not go back for it", () => {
	const { scenario, told } = assertAllTold({
		seed: 1,
		pathLossDb: 110,
		outageSeconds: 400,
		afterSeconds: 300,
		loss: 0.1,
	});
	assert.ok(told.size === 1);
	const late = scenario.published.filter(({ topic }) => topic.endsWith("/history"));
	const text = (payload: Uint8Array) => String.fromCharCode(...payload);
	const moments = late.flatMap(({ payload }) => JSON.parse(text(payload)));
	assert.ok(scenario.history.length >= 1 && late.every(({ retain }) => !retain));
	const times = moments.map(({ time }) => time);
	assert.equal(new Set(times).size, times.length);
	const [{ snapshot }] = scenario.history;
	const { time, ...registers } = moments.find((moment) => moment.time === formatUtc(snapshot.seconds));
	assert.equal(time, "2026-05-12T06:15:00Z");
	const telegram = scenario.sent.find((sent) => formatUtc(snapshotOf(sent)?.seconds ?? 0) === time);
	assert.ok(telegram !== undefined);
	const inTelegram = text(telegram);
	for (const name of ["energy_delivered_tariff1", "energy_returned_tariff2", "gas_delivered", "water_delivered"]) {
		const digits = String(registers[name].toFixed(3)).padStart(name.startsWith("energy") ? 10 : 9, "0");
		assert.ok(inTelegram.includes(`(${digits}*`), `${name} ${digits}`);
	}
	const states = scenario.published
		.filter(({ topic }) => topic.endsWith("/state"))
		.map(({ payload }) => JSON.parse(text(payload)).timestamp);
	assert.deepEqual(states, [...states].sort());
});
