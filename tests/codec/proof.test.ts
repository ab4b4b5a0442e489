import { plainBody } from "../../src/codec/bodies.js";
import { TelegramDecoder } from "../../src/codec/decoder.js";
import { TelegramEncoder } from "../../src/codec/encoder.js";
import { GeneratedMeter, METER_MODELS } from "../../tools/sim/meters.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";
import { assertSameBytes, bytesOf, telegramOf } from "./samples.js";

/** A sign that comes and goes, a CRC in lower case, a code with no quantity, an identifier. */
function oddTelegram(second: number): Uint8Array {
	const sign = second % 4 === 1 ? "-" : "";
	const telegram = telegramOf([
		"/ODD5",
		"",
		`0-0:1.0.0(26051208000${second % 10}S)`,
		`1-0:0.7.0(0${second}.5*kW)`,
		`1-0:16.7.0(${sign}01.${200 + second}*kW)`,
		"0-0:96.1.9(3153414733313031303231363035)",
	]);
	return telegram.map((byte, at) => (at > telegram.length - 7 && byte >= 0x41 ? byte | 0x20 : byte));
}

test("every telegram arrives byte for byte, whatever the model makes of it", () => {
	const meter = new GeneratedMeter(METER_MODELS["be-3ph"], seededRandom(4, "proof"));
	for (const [name, next] of [
		["be-3ph", () => meter.next()],
		["odd", oddTelegram],
	] as const) {
		const encoder = new TelegramEncoder();
		const decoder = new TelegramDecoder();
		for (let frame = 1; frame <= 12; frame++) {
			const telegram = next(frame);
			if (frame % 5 === 0) encoder.needKey();
			const { body, crc32, kind } = encoder.encode(telegram, frame);
			const decoded = decoder.decode(body, frame);
			if (!decoded.ok) throw new Error(`${name} ${frame}, ${kind}: ${decoded.reason}`);
			assertSameBytes(decoded.telegram, telegram, `${name} ${frame}, ${kind}`);
			assert.ok(encoder.acknowledge(crc32, frame));
		}
	}
});

test("a telegram as it is comes back, and is no baseline", () => {
	const decoder = new TelegramDecoder();
	for (const telegram of [bytesOf("\0\0"), oddTelegram(1), new Uint8Array(4096).fill(0xff), new Uint8Array(4096)]) {
		const body = plainBody(telegram);
		assert.ok(body.length <= telegram.length + 3);
		const decoded = decoder.decode(body, 1);
		if (!decoded.ok) throw new Error(decoded.reason);
		assertSameBytes(decoded.telegram, telegram, "plain");
	}
	assert.deepEqual(decoder.decode(plainBody(new Uint8Array(4097)), 1), { ok: false, reason: "malformed" });
	const encoder = new TelegramEncoder();
	const { body } = encoder.encode(oddTelegram(1), 2);
	encoder.acknowledge(encoder.encode(oddTelegram(1), 2).crc32, 1);
	assert.deepEqual(decoder.decode(encoder.encode(oddTelegram(2), 2).body, 2), { ok: false, reason: "no template" });
	assert.ok(decoder.decode(body, 2).ok);
});
