/**
 * A corpus of real telegrams, too large to keep here: a folder with `index.tsv` (columns `file`, `has_crc`, `crc_ok`,
 * `kind`, among others) and the files it names. Where there is none, the fixtures stand in.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type FramingFault, TelegramFramer } from "../../src/p1/framer.js";
import { isUnread, parseTelegram } from "../../src/p1/parse.js";
import { FIXTURES } from "../fixtures/p1/all.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";

interface Recording {
	file: string;
	bytes: Uint8Array;
	crc: "ok" | "none" | "bad";
}

/** Beside the project, where P1_CORPUS does not say otherwise. */
function corpusFolder(): string | undefined {
	if (process.env.P1_CORPUS !== undefined) return process.env.P1_CORPUS;
	const beside = join("..", "shared", "corpus");
	return existsSync(join(beside, "index.tsv")) ? beside : undefined;
}

function recordings(folder: string): Recording[] {
	const [head, ...rows] = readFileSync(join(folder, "index.tsv"), "utf8").trimEnd().split("\n");
	const columns = head.split("\t");
	return rows.map((row) => {
		const cells = row.split("\t");
		const cell = (column: string): string => cells[columns.indexOf(column)];
		const crc = cell("has_crc") === "n" ? "none" : cell("crc_ok") === "y" ? "ok" : "bad";
		return { file: cell("file"), bytes: readFileSync(join(folder, cell("file"))), crc };
	});
}

/** What the framer makes of one recording: its CRC's state, or the fault. */
function frame(bytes: Uint8Array): { outcomes: string[]; telegrams: Uint8Array[] } {
	const outcomes: string[] = [];
	const telegrams: Uint8Array[] = [];
	const framer = new TelegramFramer({
		onTelegram: (telegram) => {
			outcomes.push(telegram.crc);
			telegrams.push(telegram.bytes);
		},
		onError: (fault: FramingFault) => outcomes.push(fault.kind === "bad-crc" ? "bad" : fault.kind),
	});
	framer.write(bytes);
	framer.reset();
	return { outcomes, telegrams };
}

const folder = corpusFolder();
const corpus = folder
	? recordings(folder)
	: FIXTURES.map(({ name, telegram, crc }): Recording => ({ file: name, bytes: bytesOf(telegram), crc }));

test(`each of ${corpus.length} recorded telegrams is framed, and its CRC is what the index says`, () => {
	for (const { file, bytes, crc } of corpus) assert.deepEqual(frame(bytes).outcomes, [crc], file);
});

test("each recorded telegram that is delivered measures something, and nothing of it is lost", () => {
	for (const { file, bytes } of corpus) {
		for (const telegram of frame(bytes).telegrams) {
			const { values, unknown } = parseTelegram(telegram);
			const measured = ["power_delivered", "energy_delivered_tariff1", "energy_delivered_total", "thermal_delivered"];
			assert.ok(
				measured.some((name) => values.has(name)),
				file,
			);
			for (const name of values.names) assert.match(name, /^[a-z0-9]+(_[a-z0-9]+)*$/, file);
			assert.ok(!/undefined|NaN/.test([...values.names, ...unknown].join()), file);
		}
	}
});

test("no line of a recorded telegram is unknown, but a device's that does not say what it measures, and an error's", () => {
	for (const { file, bytes } of corpus) {
		for (const telegram of frame(bytes).telegrams) {
			parseTelegram(telegram, (line, reason) => {
				const explained = !isUnread(reason) || reason === "no-device-type" || line.includes("((ER");
				assert.ok(explained, `${file}: ${line} is ${reason}`);
			});
		}
	}
});

test("a recorded telegram that is damaged is read as far as it goes", () => {
	for (const { file, bytes, crc } of corpus) {
		if (crc === "bad") assert.ok(parseTelegram(bytes).values.size >= 4, file);
	}
});

test("a recorded telegram of electricity, of DSMR 4, DSMR 5 or e-MUCS, tells its power and its version", () => {
	for (const { file, bytes, crc } of corpus) {
		for (const telegram of crc === "ok" ? frame(bytes).telegrams : []) {
			const { meter, values } = parseTelegram(telegram);
			// A heat meter alone has no power to tell.
			const isElectricity = String.fromCharCode(...bytes).includes("1-0:1.7.0(");
			if (meter.version !== undefined && isElectricity) assert.ok(values.has("power_delivered"), file);
		}
	}
});

if (folder) {
	test("a recorded series is 200 telegrams without a fault, and time goes forward in it", () => {
		const { outcomes, telegrams } = frame(readFileSync(join(folder, "series-isk5-3ph-1s.txt")));
		assert.equal(outcomes.length, 200);
		assert.ok(outcomes.every((outcome) => outcome === "ok"));
		let before = "";
		for (const telegram of telegrams) {
			const { values, unknown } = parseTelegram(telegram);
			const time = values.get("timestamp");
			assert.ok(time?.kind === "time" && time.local > before);
			before = time.local;
			assert.deepEqual(unknown, []);
		}
	});
}
