/** What the dashboard makes of what it sees: marks, sentences, entities. */
import { Entities } from "../../tools/dashboard/entities.js";
import type { Settings, StatusEvent } from "../../tools/dashboard/events.js";
import { headlineOf } from "../../tools/dashboard/headline.js";
import { changesOf } from "../../tools/dashboard/telegram-watch.js";
import { assert, test } from "../harness/index.js";

test("what changed in a line is marked character by character, and in a first telegram nothing is", () => {
	assert.deepEqual(changesOf("1-0:1.7.0(00.338*kW)", undefined), []);
	assert.deepEqual(changesOf("1-0:1.7.0(00.338*kW)", "1-0:1.7.0(00.338*kW)"), []);
	assert.deepEqual(changesOf("1-0:1.7.0(01.339*kW)", "1-0:1.7.0(00.338*kW)"), [
		[11, 12],
		[15, 16],
	]);
});

const SETTINGS: Settings = {
	...{ speed: 1, pathLossDb: 120, walls: 0, jammer: "off", neighbours: 0, line: "clean" },
	...{ transmitterPower: true, receiverPower: true, wifi: true, broker: true },
};
const BOARD = {
	...{ powered: true, phase: "running", rung: 6, trouble: undefined, telegrams: 9 },
	frequencyHz: undefined as number | undefined,
	...{ airtimeUsedUs: 0, airtimeLimitUs: 360_000_000 },
};
const RUNNING = {
	settings: SETTINGS,
	transmitter: { ...BOARD, damaged: 0, lossPercent: 0 },
	receiver: { ...BOARD, rssiDbm: -100, snrDb: 9, lossPercent: 0, age: 400, broker: "ready", wifi: "online" },
};

type Changes = { [Part in keyof typeof RUNNING]?: Partial<(typeof RUNNING)[Part]> | Partial<Settings> };

function headline(changes: Changes): [string, StatusEvent["mood"]] {
	const facts = {
		settings: { ...SETTINGS, ...(changes.settings as Partial<Settings>) },
		transmitter: { ...RUNNING.transmitter, ...changes.transmitter } as StatusEvent["transmitter"],
		receiver: { ...RUNNING.receiver, ...changes.receiver } as StatusEvent["receiver"],
	};
	const { headline, mood } = headlineOf(facts);
	return [headline, mood];
}

const HEADLINES: [changes: Changes, mood: StatusEvent["mood"], sentence: RegExp][] = [
	[{}, "good", /^Running on SF7\/250: telegrams get home\. The newest reading is fresh\.$/],
	[
		{ transmitter: { phase: "searching", rung: 0 } },
		"busy",
		/look for each other on SF12\/125, where LoRa is heard the/,
	],
	[{ transmitter: { phase: "searching", rung: 6 } }, "busy", /asks for the receiver on SF7\/250\./],
	[
		{ transmitter: { frequencyHz: 868_300_000 } },
		"good",
		/^Running on SF7\/250 at 868\.3 MHz, away from a channel that others fill: telegrams get home\./,
	],
	[{ transmitter: { phase: "climbing", rung: 4 } }, "busy", /try SF9\/250 with virtual telegrams/],
	[{ transmitter: { powered: false } }, "bad", /^The transmitter has no power: nobody reads the meter/],
	[{ receiver: { powered: false } }, "bad", /^The receiver has no power/],
	[{ settings: { line: "cut" } }, "bad", /cable is cut/],
	[{ receiver: { wifi: "waiting" } }, "bad", /has no Wi-Fi: nothing reaches the broker/],
	[{ receiver: { broker: "waiting" } }, "bad", /has no broker to tell/],
	[{ receiver: { age: 200_000 } }, "bad", /No telegram gets through at the moment\. The newest reading is 3 min old/],
	[{ settings: { jammer: "drowning" }, transmitter: { phase: "searching" } }, "bad", /jammer drowns the channel/],
];

test("a sentence says what is going on, and what comes first is told first", () => {
	for (const [changes, mood, sentence] of HEADLINES) {
		const [said, itsMood] = headline(changes);
		assert.match(said, sentence);
		assert.equal(itsMood, mood, said);
	}
});

const DOCUMENT = {
	dev: { ids: ["m"], name: "Smart meter", mdl: "ISK5" },
	o: { name: "P1-LoRa", sw: "0.1.0" },
	stat_t: "p1-lora/x/state",
	avty: [{ t: "p1-lora/x/availability" }, { t: "p1-lora/x/link" }],
	cmps: {
		power: {
			p: "sensor",
			name: "Power",
			val_tpl: "{{ value_json.power|default(none) }}",
			unit_of_meas: "kW",
			sug_dsp_prc: 3,
		},
		gone: { p: "sensor" },
		button: { p: "button", name: "Restart" },
	},
};

test("entities are told from discovery, state and availability alone, and go with their document", () => {
	const entities = new Entities();
	const tell = (topic: string, text: string) => entities.take(topic, new TextEncoder().encode(text));
	tell("homeassistant/device/m/config", JSON.stringify(DOCUMENT));
	tell("homeassistant/device/other/config", JSON.stringify({ ...DOCUMENT, o: { name: "another project" } }));
	assert.deepEqual(entities.devices, [
		{
			...{ id: "m", name: "Smart meter", model: "ISK5", available: false },
			entities: [{ id: "power", name: "Power", value: "unknown", unit: "kW", diagnostic: false }],
		},
	]);
	tell("p1-lora/x/state", '{"power":0.340}');
	tell("p1-lora/x/availability", "online");
	tell("p1-lora/x/link", "online");
	const [meter] = entities.devices;
	assert.ok(meter.available);
	assert.equal(meter.entities[0].value, "0.340");
	tell("p1-lora/x/state", "no json");
	assert.equal(entities.devices[0].entities[0].value, "unknown");
	tell("homeassistant/device/m/config", "");
	assert.deepEqual(entities.devices, []);
});
