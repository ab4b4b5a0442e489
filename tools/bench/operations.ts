/** Single operations of the apps, each measured on XS by itself. Run by `meter` (tools/xs/meter.ts). */
import "./console-operations.js";
import { TelegramDecoder } from "../../src/codec/decoder.js";
import { TelegramEncoder } from "../../src/codec/encoder.js";
import { layoutOf } from "../../src/codec/layout.js";
import { findTemplate, readContent, render } from "../../src/codec/template.js";
import { ccmOpen, ccmSeal } from "../../src/crypto/ccm.js";
import { deriveLinkKeys } from "../../src/crypto/keys.js";
import { diagnosticsPayload } from "../../src/homeassistant/diagnostics.js";
import { meterDocument } from "../../src/homeassistant/discovery.js";
import { Roster } from "../../src/homeassistant/roster.js";
import { statePayload } from "../../src/homeassistant/state.js";
import { deviceTopics } from "../../src/homeassistant/topics.js";
import { Outbox } from "../../src/mqtt/outbox.js";
import { encodePublish } from "../../src/mqtt/packets.js";
import { TelegramFramer } from "../../src/p1/framer.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { crc32 } from "../../src/vendor/crc-32.js";
import { GeneratedMeter, METER_MODELS } from "../sim/meters.js";
import { seededRandom } from "../sim/random.js";
import { measure } from "../xs/measure.js";

const BODY_BYTES = 24;
const LINE_BYTES = 120;

const meter = new GeneratedMeter(METER_MODELS["be-3ph"], seededRandom(1, "meter"));
const first = meter.next();
const second = meter.next();

measure("power-on: derive the link's keys", () => deriveLinkKeys(new Uint8Array(32)));

const { meterToHome, fingerprint } = deriveLinkKeys(new Uint8Array(32));
const nonce = new Uint8Array(13);
const header = new Uint8Array(4);
const body = new Uint8Array(BODY_BYTES);
const sealed = ccmSeal(meterToHome, nonce, header, body);
measure("seal a frame with a body of 24 bytes (AES-CCM)", () => ccmSeal(meterToHome, nonce, header, body));
measure("open it", () => ccmOpen(meterToHome, nonce, header, sealed));

const framer = new TelegramFramer({ onTelegram: () => {} });
for (let at = 0; at < first.length; at += LINE_BYTES) framer.write(first.subarray(at, at + LINE_BYTES));
measure("frame a telegram that comes in pieces of 120 bytes (CRC-16)", () => {
	for (let at = 0; at < first.length; at += LINE_BYTES) framer.write(first.subarray(at, at + LINE_BYTES));
});
measure("CRC-32 of a telegram", () => crc32(first));

measure("find a telegram's template", () => findTemplate(first));
const template = findTemplate(first);
measure("lay out its fields", () => layoutOf(template));
measure("read a telegram's values by the template", () => readContent(template, second));
const content = readContent(template, second);
if (content !== undefined) measure("render a telegram from values", () => render(template, content));

const encoder = new TelegramEncoder();
const decoder = new TelegramDecoder();
let encoded = encoder.encode(first, 1);
measure("encode a template", () => {
	encoded = new TelegramEncoder().encode(first, 1);
});
measure("decode a template", () => decoder.decode(encoded.body, 1));
encoder.acknowledge(encoded.crc32, 1);
measure("encode a delta", () => {
	encoded = encoder.encode(second, 2);
});
measure("decode a delta", () => decoder.decode(encoded.body, 2));
encoder.needKey();
measure("encode a key frame", () => {
	encoded = encoder.encode(second, 3);
});
measure("decode a key frame", () => decoder.decode(encoded.body, 3));

measure("parse a telegram", () => parseTelegram(first));
const reading = parseTelegram(first);
const topics = deviceTopics(fingerprint);
const roster = new Roster({ read: () => undefined, write() {}, delete() {} }, fingerprint);
roster.add(reading, 0);
const [electricity] = roster.news(new Map());
const source = { deviceId: fingerprint, topics, version: "0.0.0" };
const outbox = new Outbox({ bytes: 10_240, packets: 16 });
measure("queue the electricity meter's discovery document, with its length", () => {
	const { topic, payload } = meterDocument(electricity, source);
	outbox.addState(topic, payload, true);
});
measure("send it, piece by piece", () => outbox.flush(65_536, () => {}));

const state = statePayload(reading);
measure("make the state", () => statePayload(reading));
const link = { rssiDbm: -104, snrDb: 9.5, rung: "SF7/250", frequencyMHz: 869.525, lossPercent: 1.5, ageSeconds: 0 };
const board = {
	airtimePercent: 3.1,
	upSeconds: 4711,
	starts: 3,
	startReason: "Power-On",
	wifiRssiDbm: -61,
	rungWanted: "automatic",
};
measure("make the diagnostics", () => diagnosticsPayload({ ...link, ...board, version: "0.0.0" }));
measure("encode the state for MQTT", () => encodePublish(topics.state, state, true, undefined));
