/** Real telegrams through the codec and the reader on the boards' engine, where they are at hand. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runOnXS } from "../../tools/test/xs-file.js";
import { xsEngine } from "../../tools/xs/engine.js";
import { assert } from "../harness/index.js";

const CORPUS = process.env.P1_CORPUS ?? fileURLToPath(new URL("../../../shared/corpus", import.meta.url));
const TELEGRAMS = join(CORPUS, "telegrams");
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const options = existsSync(TELEGRAMS) ? {} : { skip: "there is no corpus beside the project" };

test(
	"all real telegrams come back byte for byte on the boards' engine, and are read there without a fault",
	options,
	async () => {
		const files = readdirSync(TELEGRAMS).sort();
		const telegrams = files.map((file) => [file, readFileSync(join(TELEGRAMS, file)).toString("latin1")]);
		// Within the project, for its imports.
		const folder = mkdtempSync(join(ROOT, "node_modules/.corpus-"));
		try {
			const file = join(folder, "corpus.test.ts");
			writeFileSync(
				file,
				`import { TelegramDecoder } from "../../src/codec/decoder.js";
import { TelegramEncoder } from "../../src/codec/encoder.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { assert, test } from "../../tests/harness/index.js";
const TELEGRAMS = ${JSON.stringify(telegrams)};
for (const [name, text] of TELEGRAMS) {
	test(name, () => {
		const telegram = Uint8Array.from(text, (character) => character.charCodeAt(0));
		const encoder = new TelegramEncoder();
		const decoder = new TelegramDecoder();
		for (let frame = 1; frame <= 3; frame++) {
			if (frame === 2) encoder.needKey();
			const { body, kind } = encoder.encode(telegram, frame);
			const decoded = decoder.decode(body, frame);
			if (!decoded.ok) throw new Error(kind + ": " + decoded.reason);
			assert.deepEqual(decoded.telegram, telegram, kind);
			assert.ok(encoder.acknowledge(decoded.crc32, frame));
		}
		parseTelegram(telegram);
	});
}
`,
			);
			const { passed, failures } = await runOnXS(file, await xsEngine(), 110_000);
			assert.deepEqual(failures, []);
			assert.equal(passed, files.length);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	},
);
