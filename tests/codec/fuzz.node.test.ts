import fc from "fast-check";
import { TelegramDecoder } from "../../src/codec/decoder.js";
import { TelegramEncoder } from "../../src/codec/encoder.js";
import { fuzzCodec } from "../../tools/fuzz/codec.js";
import { generatedSeries } from "../../tools/fuzz/codec-series.js";
import { GeneratedMeter, METER_MODELS } from "../../tools/sim/meters.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";

test("damaged bodies and noise are refused, or their CRC-32 gives them away; what is refused changes nothing", () => {
	const result = fuzzCodec(generatedSeries(), 20_000, 1);
	assert.equal(result.inputs, 20_000);
	for (const reason of ["malformed", "version", "no template", "no baseline"]) {
		assert.ok(result.refused[reason] > 100, `${reason}: ${result.refused[reason]}`);
	}
});

test("any bytes at all come back as they were", () => {
	const telegramLike = fc
		.array(
			fc.constantFrom(
				...["1-0:1.8.1(", "(", ")", "\r\n", "!", "00.123", "*kWh", "190324150521W", "\xff", "\x01", "9", "-", "A1B2"],
				...["0-0:1.0.0(", "0-1:24.2.1(", "*255", "19-01-01 00:00:00", "1-0:21.7.0(", "1-0:32.7.0(230.1*V)\r\n", ".7"],
			),
			{ minLength: 1, maxLength: 80 },
		)
		.map((pieces) => Uint8Array.from(pieces.join(""), (character) => character.charCodeAt(0)));
	const bytes = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 400 }), telegramLike);
	fc.assert(
		fc.property(fc.array(bytes, { minLength: 1, maxLength: 4 }), (telegrams) => {
			const encoder = new TelegramEncoder();
			const decoder = new TelegramDecoder();
			for (const [index, telegram] of telegrams.entries()) {
				const { body, crc32 } = encoder.encode(telegram, index + 1);
				assert.deepEqual(decoder.decode(body, index + 1), { ok: true, telegram, crc32, partial: false });
				encoder.acknowledge(crc32, index + 1);
			}
		}),
		{ numRuns: 3000, seed: 1 },
	);
});

/** What happens to a frame, and what to its answer. */
interface Fate {
	frame: "arrives" | "lost" | "twice" | "late";
	answer: boolean;
	/** Frames in between that carry no telegram. */
	skipped: number;
	restart: "transmitter" | "receiver" | undefined;
}

test("whatever is lost, late or doubled, in any order: the exact telegram, or a reason", () => {
	const series = ["be-3ph", "de-q3d", "hu-3ph", "nl-dsmr22"].map((name) => {
		const meter = new GeneratedMeter(METER_MODELS[name], seededRandom(2, "losses"));
		return Array.from({ length: 60 }, () => meter.next());
	});
	const fate: fc.Arbitrary<Fate> = fc.record({
		frame: fc.constantFrom("arrives", "arrives", "arrives", "lost", "twice", "late"),
		answer: fc.constantFrom(true, true, false),
		skipped: fc.constantFrom(0, 0, 1, 30, 70_000),
		restart: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, "transmitter", "receiver"),
	});
	fc.assert(
		fc.property(fc.constantFrom(...series), fc.array(fate, { minLength: 5, maxLength: 60 }), (telegrams, fates) => {
			let encoder = new TelegramEncoder();
			let decoder = new TelegramDecoder();
			let frame = 0;
			const late: { body: Uint8Array; frame: number; telegram: Uint8Array }[] = [];
			const decode = (sent: (typeof late)[number]) => {
				const decoded = decoder.decode(sent.body, sent.frame);
				if (decoded.ok) assert.deepEqual(decoded.telegram, sent.telegram);
				else assert.ok(decoded.reason === "no template" || decoded.reason === "no baseline", decoded.reason);
				return decoded;
			};
			for (const [index, { frame: fate, answer, skipped, restart }] of fates.entries()) {
				if (restart === "transmitter") encoder = new TelegramEncoder();
				if (restart === "receiver") decoder = new TelegramDecoder();
				frame += 1 + skipped;
				const telegram = telegrams[index];
				const encoded = encoder.encode(telegram, frame);
				const sent = { body: encoded.body, frame, telegram };
				if (fate === "lost") continue;
				if (fate === "late") {
					late.push(sent);
					continue;
				}
				const decoded = decode(sent);
				if (fate === "twice") decode(sent);
				// A channel that takes no old frames would not let this through: the codec survives it all the same.
				if (index % 7 === 0) for (const old of late.splice(0)) decode(old);
				if (!answer) continue;
				if (decoded.ok) assert.ok(encoder.acknowledge(decoded.crc32, frame));
				else if (decoded.reason === "no template") encoder.needTemplate();
				else encoder.needKey();
			}
		}),
		{ numRuns: 400, seed: 1 },
	);
});
