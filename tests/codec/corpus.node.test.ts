import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { TelegramDecoder } from "../../src/codec/decoder.js";
import { TelegramEncoder } from "../../src/codec/encoder.js";
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

test("every telegram of the corpus comes back byte for byte in all three forms", () => {
	for (const [name, telegram] of readTelegrams()) {
		const encoder = new TelegramEncoder();
		const decoder = new TelegramDecoder();
		for (const kind of ["template", "delta", "key"]) {
			if (kind === "key") encoder.needKey();
			const encoded = encoder.encode(telegram);
			assert.equal(encoded.kind, kind, name);
			assert.deepEqual(decoder.decode(encoded.body), { ok: true, telegram, crc32: encoded.crc32 }, name);
			assert.ok(encoder.acknowledge(encoded.crc32), name);
		}
	}
});

test("a real series needs one template, and deltas of 10 bytes on average at 1 s, 13 at 10 s", () => {
	const file = `${CORPUS}/series-isk5-3ph-1s.txt`;
	if (!existsSync(file)) return;
	const series = readFileSync(file, "latin1").match(/\/[^!]*![0-9A-F]{4}\r\n/g) ?? [];
	assert.equal(series.length, 200);
	for (const { step, meanBytes } of [
		{ step: 1, meanBytes: 10 },
		{ step: 10, meanBytes: 13 },
	]) {
		const encoder = new TelegramEncoder();
		const decoder = new TelegramDecoder();
		let deltas = 0;
		let deltaBytes = 0;
		for (let i = 0; i < series.length; i += step) {
			const telegram = new Uint8Array(Buffer.from(series[i], "latin1"));
			const { kind, body, crc32 } = encoder.encode(telegram);
			assert.deepEqual(decoder.decode(body), { ok: true, telegram, crc32 });
			assert.equal(kind, i === 0 ? "template" : "delta");
			if (kind === "delta") {
				deltas++;
				deltaBytes += body.length;
			}
			encoder.acknowledge(crc32);
		}
		assert.ok(deltaBytes <= deltas * meanBytes, `${deltaBytes / deltas} bytes at ${step} s`);
	}
});
