/** What grows with a telegram: the same operations from the smallest meter to the largest. Run by `meter` (tools/xs/meter.ts). */
import { TelegramDecoder } from "../../src/codec/decoder.js";
import { TelegramEncoder } from "../../src/codec/encoder.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { GeneratedMeter, METER_MODELS } from "../sim/meters.js";
import { seededRandom } from "../sim/random.js";
import { measure } from "../xs/measure.js";

const KINDS: readonly string[] = ["nl-1ph", "be-3ph", "hu-3ph", "lt"];

for (const kind of KINDS) grow(kind);

function grow(kind: string): void {
	const meter = new GeneratedMeter(METER_MODELS[kind], seededRandom(1, "meter"));
	const [first, second] = [meter.next(), meter.next()];
	const encoder = new TelegramEncoder();
	const decoder = new TelegramDecoder();
	const of = (what: string) => `growth: ${kind}, ${first.length} bytes: ${what}`;
	let encoded = measure(of("encode a template"), () => encoder.encode(first, 1));
	measure(of("decode a template"), () => decoder.decode(encoded.body, 1));
	encoder.acknowledge(encoded.crc32, 1);
	encoded = measure(of("encode a delta"), () => encoder.encode(second, 2));
	measure(of("decode a delta"), () => decoder.decode(encoded.body, 2));
	measure(of("parse a telegram"), () => parseTelegram(second));
}
