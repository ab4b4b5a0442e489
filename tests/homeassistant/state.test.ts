import { type Diagnostics, diagnosticsPayload } from "../../src/homeassistant/diagnostics.js";
import { statePayload } from "../../src/homeassistant/state.js";
import { deviceTopics } from "../../src/homeassistant/topics.js";
import type { Reading } from "../../src/p1/reading.js";
import { assert, test } from "../harness/index.js";
import { DUTCH, quantity, reading, text, time, UNUSUAL } from "./readings.js";

const DIAGNOSTICS: Diagnostics = {
	rssiDbm: -97,
	snrDb: -7.25,
	rung: "SF7/250",
	frequencyMHz: 869.525,
	lossPercent: 2.5,
	ageSeconds: 3,
	airtimePercent: 3.125,
	upSeconds: 4711,
	starts: 3,
	startReason: "Power-On",
	wifiRssiDbm: -61,
	rungWanted: "SF9/250",
	version: "0.1.0",
};

const payloadOf = (of: Reading) => statePayload(of);

test("the state is one JSON object of numbers with the meter's own digits, and of texts", () => {
	const values = {
		energy_delivered_tariff1: quantity(3_432_820, 3, "kWh"),
		power_returned: quantity(0, 3, "kW"),
		reactive_power_delivered: quantity(-12, 3, "kvar"),
		electricity_failures: quantity(4, 0, ""),
		electricity_tariff: text("0001"),
		timestamp: time("260131235900"),
	};
	assert.equal(
		payloadOf(reading(values)),
		'{"energy_delivered_tariff1":3432.820,"power_returned":0.000,"reactive_power_delivered":-0.012,' +
			'"electricity_failures":4,"electricity_tariff":"0001","timestamp":"2026-01-31T22:59:00Z"}',
	);
});

test("a register above 16 MWh keeps its last watt-hour", () => {
	assert.ok(payloadOf(DUTCH).includes('"energy_delivered_tariff1":16777217.001,'));
	assert.equal(JSON.parse(payloadOf(DUTCH)).energy_delivered_tariff1, 16_777_217.001);
});

test("a meter's text is quoted so that it comes back as it was", () => {
	for (const message of [
		'"',
		"\\",
		"a\nb\tc\0d\x1f",
		"m\u00b3 \u20ac \xff \u{1f4a7}",
		"\u2028",
		"</script>",
		"\ud800",
	]) {
		const payload = payloadOf(reading({ message_long: text(message) }));
		assert.equal(JSON.parse(payload).message_long, message);
	}
});

test("what is not known is left out, never null or zero", () => {
	assert.equal(payloadOf(reading({})), "{}");
	const unknown = {
		...DIAGNOSTICS,
		rssiDbm: Number.NaN,
		snrDb: undefined,
		lossPercent: undefined,
		ageSeconds: undefined,
	};
	assert.equal(
		diagnosticsPayload({ ...unknown, airtimePercent: undefined, starts: undefined, startReason: undefined }),
		'{"link_rung":"SF7/250","link_frequency":869.525,"uptime":4711,"wifi_rssi":-61,"rung_wanted":"SF9/250","version":"0.1.0"}',
	);
});

test("every state is valid JSON", () => {
	for (const of of [DUTCH, UNUSUAL]) {
		const names = Object.keys(JSON.parse(payloadOf(of)));
		assert.deepEqual(names.slice(0, of.values.size), of.values.names);
	}
});

test("a device's id becomes one level of its topics", () => {
	assert.deepEqual(deviceTopics("3fa2"), {
		state: "p1-lora/3fa2/state",
		availability: "p1-lora/3fa2/availability",
		link: "p1-lora/3fa2/link",
		diagnostics: "p1-lora/3fa2/diagnostics",
		history: "p1-lora/3fa2/history",
		telegram: "p1-lora/3fa2/telegram",
		values: "p1-lora/3fa2/value/",
		commands: "p1-lora/3fa2/command/",
		update: "p1-lora/3fa2/update",
		updateOffer: "p1-lora/3fa2/update/offer",
		updateWant: "p1-lora/3fa2/update/want",
		updatePiece: "p1-lora/3fa2/update/piece",
	});
	assert.equal(deviceTopics("a/+#\u20ac b", "base").state, "base/a_____b/state");
});

test("a meter's times are told in UTC, by the zone of the country that it hangs in", () => {
	const values = { timestamp: time("260131235900") };
	for (const [header, expected] of [
		["FLU5\\253769484_A", "2026-01-31T22:59:00Z"],
		["ESO5\\253876000_C", "2026-01-31T21:59:00Z"],
	]) {
		assert.equal(payloadOf(reading(values, { header })), `{"timestamp":"${expected}"}`);
	}
});

test("the diagnostics are one JSON object, each number with its decimals", () => {
	assert.equal(
		diagnosticsPayload(DIAGNOSTICS),
		'{"link_rssi":-97,"link_snr":-7.25,"link_rung":"SF7/250","link_frequency":869.525,"link_loss":2.5,"link_age":3,"airtime_used":3.1,' +
			'"uptime":4711,"starts":3,"start_reason":"Power-On","wifi_rssi":-61,"rung_wanted":"SF9/250","version":"0.1.0"}',
	);
});
