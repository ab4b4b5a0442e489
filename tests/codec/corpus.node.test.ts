import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { TelegramDecoder } from "../../src/codec/decoder.js";
import { TelegramEncoder } from "../../src/codec/encoder.js";
import { wantedLines } from "../../src/codec/wanted-lines.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { measure } from "../../tools/codec/measure.js";
import { FIXTURES } from "../fixtures/p1/all.js";
import { assert, test } from "../harness/index.js";
import { bytesOf } from "./samples.js";

/** A folder of real telegrams, one per file, with CR LF or LF; $P1_CORPUS names another one. */
const CORPUS = process.env.P1_CORPUS ?? fileURLToPath(new URL("../../../shared/corpus", import.meta.url));

function readTelegrams(): readonly (readonly [name: string, telegram: Uint8Array])[] {
	const folder = `${CORPUS}/telegrams`;
	if (!existsSync(folder)) return FIXTURES.map(({ name, telegram }) => [name, bytesOf(telegram)]);
	return readdirSync(folder).map((file) => {
		const text = readFileSync(`${folder}/${file}`, "latin1");
		return [file, new Uint8Array(Buffer.from(text.replace(/\r?\n/g, "\r\n"), "latin1"))];
	});
}

test("every telegram of the corpus comes back byte for byte in all three forms, the first in 280 bytes, of the largest meters 400", () => {
	for (const [name, telegram] of readTelegrams()) {
		const encoder = new TelegramEncoder();
		const decoder = new TelegramDecoder();
		for (const [frame, kind, most] of [
			[1, "template", telegram.length < 2450 ? 280 : 400],
			[2, "delta", 20],
			[3, "key", 175],
		] as const) {
			if (kind === "key") encoder.needKey();
			const encoded = encoder.encode(telegram, frame);
			assert.equal(encoded.kind, kind, name);
			const decoded = decoder.decode(encoded.body, frame);
			assert.deepEqual(decoded, { ok: true, telegram, crc32: encoded.crc32, partial: false }, name);
			assert.ok(encoder.acknowledge(encoded.crc32, frame), name);
			assert.ok(encoded.body.length <= most, `${name}: ${kind} of ${encoded.body.length} bytes`);
		}
	}
});

test("the wanted lines of every telegram say whose they are", () => {
	for (const [name, telegram] of readTelegrams()) {
		const { meter } = parseTelegram(telegram);
		assert.deepEqual(parseTelegram(wantedLines(telegram)).meter.equipmentId, meter.equipmentId, name);
	}
});

test("a real series takes 4 bytes a telegram at 1 s, and 5 at 10 s", () => {
	const file = `${CORPUS}/series-isk5-3ph-1s.txt`;
	if (!existsSync(file)) return;
	const series = readFileSync(file, "latin1").split(/(?=\/ISK5)/);
	const telegrams = series
		.map((text) => new Uint8Array(Buffer.from(text, "latin1")))
		.filter(({ length }) => length > 100);
	assert.equal(telegrams.length, 200);
	for (const { interval, reference, mean, p95 } of [
		{ interval: 1, reference: 1, mean: 4, p95: 6 },
		{ interval: 10, reference: 10, mean: 5, p95: 6 },
		{ interval: 1, reference: 10, mean: 6, p95: 8 },
	]) {
		const report = measure(telegrams, { interval, reference });
		assert.ok(report);
		assert.equal(report.exact, report.telegrams);
		assert.equal(report.newTemplates, 0);
		const { body } = report;
		assert.ok((body.mean ?? 99) <= mean && (body.p95 ?? 99) <= p95, `${interval} s: ${JSON.stringify(body)}`);
	}
});
