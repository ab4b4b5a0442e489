import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";
import { BELGIAN, DUTCH, quantity, reading, text as textValue } from "../homeassistant/readings.js";
import { Bench, DIAGNOSTICS, DISCOVERY, GAS, HOUR, LINK, type Message, STATE, topicsOf } from "./publisher-bench.js";

test("a meter that shows an entity more is announced again; what is missing for long, an entity or a device, is taken back", () => {
	const bench = new Bench();
	bench.connect();
	const few = reading({ power_delivered: quantity(1, 3, "kW") });
	const frequency = quantity(4999, 2, "Hz");
	const gas = { gas_delivered: quantity(0, 3, "m3"), gas_equipment_id: textValue("G0046003912345678") };
	bench.publisher.publish(few);
	bench.take();
	bench.publisher.publish(reading({ power_delivered: quantity(2, 3, "kW"), frequency, ...gas }));
	const messages = bench.take();
	assert.deepEqual(topicsOf(messages), [DISCOVERY, GAS, STATE]);
	assert.ok(JSON.parse(messages[0].payload).cmps.frequency.name);
	const documents: Record<string, string[]> = { [DISCOVERY]: [], [GAS]: [] };
	for (let hour = 0; hour < 24 * 7 + 3; hour++) {
		bench.publisher.publish(few);
		const messages = [...bench.take(), ...bench.pass(HOUR, 25_000)];
		for (const { topic, payload } of messages) documents[topic]?.push(payload);
		if (hour < 24 * 7) assert.deepEqual(documents, { [DISCOVERY]: [], [GAS]: [] }, `hour ${hour}`);
	}
	const [removal, without, ...more] = documents[DISCOVERY].map((payload) => JSON.parse(payload).cmps);
	assert.equal(more.length, 0);
	assert.deepEqual(removal.frequency, { p: "sensor" });
	assert.ok(removal.power_delivered.name && without.power_delivered.name);
	assert.equal(without.frequency, undefined);
	assert.deepEqual(JSON.parse(documents[GAS][0]).cmps, { gas_delivered: { p: "sensor" } });
	assert.deepEqual(documents[GAS].slice(1), [""]);
});

test("a register that counts in another unit is announced anew", () => {
	const bench = new Bench();
	bench.connect();
	bench.publisher.publish(reading({ thermal_delivered: quantity(5123, 3, "GJ") }));
	bench.take();
	bench.publisher.publish(reading({ thermal_delivered: quantity(1423, 0, "kWh") }));
	const messages = bench.take();
	assert.deepEqual(topicsOf(messages), ["homeassistant/device/p1lora_thermal_0123abcd/config", STATE]);
	assert.equal(JSON.parse(messages[0].payload).cmps.thermal_delivered.unit_of_meas, "kWh");
});

test("a meter that was exchanged is taken back from Home Assistant, also after a reboot, and nothing else is", () => {
	const storage = new FaultyStorage();
	const removed = (messages: Message[]) => messages.filter(({ payload }) => payload === "");
	const first = new Bench({ storage });
	first.connect();
	first.publisher.publish(DUTCH);
	assert.deepEqual(removed(first.take()), []);
	first.publisher.publish(BELGIAN);
	const exchanged = first.take();
	assert.deepEqual(removed(exchanged), [{ topic: DISCOVERY, payload: "", retain: true }]);
	// Before the new one is told of: its entities get the ids of those that are gone.
	const device = "homeassistant/device/p1lora_1SAG1100000292/config";
	assert.deepEqual(topicsOf(exchanged).slice(0, 2), [DISCOVERY, device]);
	first.publisher.publish(BELGIAN);
	assert.deepEqual(removed(first.take()), []);

	const second = new Bench({ storage });
	second.publisher.publish(BELGIAN);
	assert.deepEqual(removed(second.connect()), []);
	second.publisher.publish(DUTCH);
	assert.deepEqual(removed(second.take()), [{ topic: device, payload: "", retain: true }]);
});

test("a device that was taken back is announced again when it is there again", () => {
	const bench = new Bench();
	bench.connect();
	const few = reading({ power_delivered: quantity(1, 3, "kW") });
	const gas = { gas_delivered: quantity(0, 3, "m3"), gas_equipment_id: textValue("G0046003912345678") };
	const withGas = reading({ power_delivered: quantity(2, 3, "kW"), ...gas });
	bench.publisher.publish(withGas);
	bench.take();
	let last: string | undefined;
	for (let hour = 0; hour < 24 * 7 + 3; hour++) {
		bench.publisher.publish(few);
		for (const { topic, payload } of [...bench.take(), ...bench.pass(HOUR, 25_000)]) if (topic === GAS) last = payload;
	}
	assert.equal(last, "");
	bench.publisher.publish(withGas);
	assert.deepEqual(topicsOf(bench.take()), [GAS, STATE]);

	for (const meter of [BELGIAN, DUTCH]) bench.publisher.publish(meter);
	const device = "homeassistant/device/p1lora_1SAG1100000292/config";
	const water = "homeassistant/device/p1lora_water_0123abcd/config";
	assert.deepEqual(topicsOf(bench.take()), [DISCOVERY, device, water, STATE, device, DISCOVERY, GAS, STATE]);
});

test("storage that fails costs a removal, and nothing else", () => {
	const storage = new FaultyStorage();
	storage.isOff = true;
	const bench = new Bench({ storage });
	bench.connect();
	bench.publisher.publish(DUTCH);
	assert.deepEqual(topicsOf(bench.take()), [LINK, DIAGNOSTICS, DISCOVERY, GAS, STATE]);
});
