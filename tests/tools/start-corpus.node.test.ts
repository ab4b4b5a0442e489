/**
 * Real telegrams, by `p1-lora start --replay --once`, at a broker and a subscriber that are not ours. The recordings
 * are too large to keep here: a folder with `index.tsv` (columns `file`, `has_crc`, `crc_ok`, `version`, among others)
 * beside the project, or where P1_CORPUS says. The fixtures stand in where there is none.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FIXTURES } from "../fixtures/p1/all.js";
import { assert, test } from "../harness/index.js";
import { publishedTo, runStart, withBroker, written } from "./start-run.js";

/** What every such meter says, as it stands in a telegram: not by the parser that is being tested. */
const NAMES: Readonly<Record<string, string>> = {
	"1-0:1.8.0": "energy_delivered_total",
	"1-0:2.8.0": "energy_returned_total",
	"1-0:1.8.1": "energy_delivered_tariff1",
	"1-0:1.8.2": "energy_delivered_tariff2",
	"1-0:2.8.1": "energy_returned_tariff1",
	"1-0:2.8.2": "energy_returned_tariff2",
	"1-0:1.7.0": "power_delivered",
	"1-0:2.7.0": "power_returned",
	"1-0:32.7.0": "voltage_l1",
	"1-0:52.7.0": "voltage_l2",
	"1-0:31.7.0": "current_l1",
	"1-0:21.7.0": "power_delivered_l1",
	"1-0:22.7.0": "power_returned_l1",
};

/** The numbers of a telegram by name, with the digits of the meter, but for zeros in front. */
function numbersIn(telegram: string): [name: string, digits: string][] {
	return [...telegram.matchAll(/^(\d-\d:\d+\.\d+\.\d+)\(([\d.]+)\*?[kWhVA]+\)/gm)].flatMap(([, code, digits]) =>
		Object.hasOwn(NAMES, code) ? [[NAMES[code], digits.replace(/^0+(?=\d)/, "")]] : [],
	);
}

interface Recording {
	name: string;
	/** ISO 8859-1. */
	telegram: string;
	version: string;
}

/** The corpus's telegrams with a good CRC, or the fixtures. */
function recordings(): Recording[] {
	const folder = process.env.P1_CORPUS ?? join("..", "shared", "corpus");
	if (!existsSync(join(folder, "index.tsv"))) {
		const withCrc = FIXTURES.filter(({ crc }) => crc === "ok");
		return withCrc.map(({ name, telegram, meter }) => ({ name, telegram, version: meter.version ?? "" }));
	}
	const [head, ...rows] = readFileSync(join(folder, "index.tsv"), "utf8").trimEnd().split("\n");
	const columns = head.split("\t");
	return rows.flatMap((row) => {
		const cells = row.split("\t");
		const cell = (column: string): string => cells[columns.indexOf(column)];
		if (cell("crc_ok") !== "y" || cell("has_crc") !== "y") return [];
		const telegram = readFileSync(join(folder, cell("file")), "latin1");
		return [{ name: cell("file"), telegram, version: cell("version") }];
	});
}

/** Of electricity: a heat meter alone has no such numbers. */
const known = recordings().filter(
	({ version, telegram }) => /^4|^5|^eMUCS/.test(version) && telegram.includes("1-0:1.7.0("),
);

test(`each of ${known.length} real telegrams of DSMR 4, DSMR 5 and e-MUCS arrives with every digit`, async () => {
	assert.ok(known.length > 0);
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-telegrams-"));
	const file = join(folder, "telegram.txt");
	for (const { name, telegram } of known) {
		writeFileSync(file, telegram, "latin1");
		const { state, discovery } = await withBroker(async (port, mqtt) => {
			const run = await runStart(["--replay", file, "--once", "--path-loss", "110", ...mqtt]);
			assert.equal(run.error, "", name);
			return publishedTo(port);
		});
		const numbers = numbersIn(telegram);
		assert.ok(numbers.length >= 4, name);
		for (const [entity, digits] of numbers) {
			assert.equal(written(state, entity), digits, `${name}: ${entity}`);
			assert.ok(discovery.includes(entity), `${name}: ${entity}`);
		}
	}
	rmSync(folder, { recursive: true });
});
