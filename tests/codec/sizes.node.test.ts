import { measure } from "../../tools/codec/measure.js";
import { GeneratedMeter, METER_MODELS } from "../../tools/sim/meters.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";

/** Every tenth second of six hours, with sun, a meal and a change of tariff or not: seeds that the tables never saw. */
function telegramsOf(model: string, seed: number, start: string): Uint8Array[] {
	const options = { start, intervalSeconds: 10 };
	const meter = new GeneratedMeter(METER_MODELS[model], seededRandom(seed, "sizes"), options);
	return Array.from({ length: 6 * 360 }, () => meter.next());
}

interface Target {
	reference: number;
	mean: number;
	p95: number;
}

const TARGETS: readonly (readonly [model: string, seed: number, start: string, ...targets: Target[]])[] = [
	[
		"be-3ph",
		5,
		"2026-05-12T16:30",
		{ reference: 10, mean: 7, p95: 10 },
		{ reference: 60, mean: 10, p95: 14 },
		{ reference: 300, mean: 14, p95: 18 },
	],
	["be-3ph", 6, "2026-02-12T09:00", { reference: 10, mean: 7, p95: 10 }],
	["be-1ph", 7, "2026-07-12T16:30", { reference: 10, mean: 4, p95: 7 }],
	["nl-3ph", 8, "2026-04-02T06:00", { reference: 10, mean: 7, p95: 10 }],
	// A family that the tables were not trained on.
	["hu-3ph", 9, "2026-05-12T16:30", { reference: 10, mean: 9, p95: 15 }],
];

test("telegrams of generated households take no more bytes than stated, and come back exactly", () => {
	for (const [model, seed, start, ...targets] of TARGETS) {
		const telegrams = telegramsOf(model, seed, start);
		for (const { reference, mean, p95 } of targets) {
			const report = measure(telegrams, { reference });
			assert.ok(report);
			assert.equal(report.exact, telegrams.length, model);
			const { body, keyframe, template } = report;
			const name = `${model} ${start}, ${reference} s: ${JSON.stringify(body)}`;
			assert.ok((body.mean ?? 99) <= mean && (body.p95 ?? 99) <= p95, name);
			assert.ok((keyframe.max ?? 999) <= 130, `${name}, key ${keyframe.max}`);
			assert.ok((template.max ?? 999) <= 210, `${name}, template ${template.max}`);
		}
	}
});

test("a meter of 1,059 bytes of which not a single code is known takes 250 bytes at first, and 8 from then on", () => {
	const telegrams = telegramsOf("be-3ph", 3, "2026-05-12T16:30")
		.slice(0, 200)
		.map((telegram) => {
			const text = String.fromCharCode(...telegram)
				.replaceAll("1-0:", "1-7:")
				.replaceAll("0-0:", "0-9:");
			return Uint8Array.from(text, (character) => character.charCodeAt(0));
		});
	const report = measure(telegrams, {});
	assert.ok(report);
	assert.equal(report.exact, telegrams.length);
	assert.equal(report.raw.max, 1059);
	assert.ok((report.template.max ?? 999) <= 250, JSON.stringify(report.template));
	assert.ok((report.body.mean ?? 999) <= 8, JSON.stringify(report.body));
});
