/**
 * Real telegrams, by `p1-lora start --replay --once`, at a broker and a subscriber that are not ours. The recordings
 * are too large to keep here: a folder with `index.tsv` (columns `file`, `has_crc`, `crc_ok`, `version`, among others)
 * beside the project, or where P1_CORPUS says. The fixtures stand in where there is none: see start.node.test.ts.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

const folder = process.env.P1_CORPUS ?? join("..", "shared", "corpus");
const index = join(folder, "index.tsv");

if (existsSync(index)) {
	const [head, ...rows] = readFileSync(index, "utf8").trimEnd().split("\n");
	const columns = head.split("\t");
	const recordings = rows.flatMap((row) => {
		const cells = row.split("\t");
		const cell = (column: string): string => cells[columns.indexOf(column)];
		const isKnown = /^4|^5|^eMUCS/.test(cell("version"));
		return cell("crc_ok") === "y" && cell("has_crc") === "y" && isKnown ? [join(folder, cell("file"))] : [];
	});

	test(`each of ${recordings.length} real telegrams of DSMR 4, DSMR 5 and e-MUCS arrives with every digit`, async () => {
		assert.ok(recordings.length > 0);
		for (const file of recordings) {
			const { state, discovery } = await withBroker(async (port, mqtt) => {
				const run = await runStart(["--replay", file, "--once", "--path-loss", "110", ...mqtt]);
				assert.equal(run.error, "", file);
				return publishedTo(port);
			});
			const numbers = numbersIn(readFileSync(file, "latin1"));
			assert.ok(numbers.length >= 4, file);
			for (const [name, digits] of numbers) {
				assert.equal(written(state, name), digits, `${file}: ${name}`);
				assert.ok(discovery.includes(name), `${file}: ${name}`);
			}
		}
	});
}
