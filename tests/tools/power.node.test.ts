import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_ANTENNA_GAIN_DBI, erpDbm } from "../../src/lora/regions.js";
import { power } from "../../tools/commands/power.js";
import {
	boardStates,
	DEFAULT_POWER_DBM,
	hourlyMean,
	RADIO_TRANSMITTING,
	TRANSMIT_SHARE,
	verdicts,
} from "../../tools/power/budget.js";
import { alternativesTable, partsTable, portsTable, statesTable } from "../../tools/power/tables.js";
import { ROOT } from "../../tools/test/suite.js";
import { assert, test } from "../harness/index.js";
import { catchOutput } from "./caught-output.js";

test("the tables of docs/hardware.md are those that p1-lora power computes", () => {
	const page = readFileSync(join(ROOT, "docs/hardware.md"), "utf8");
	for (const table of [statesTable(), portsTable(), partsTable(), alternativesTable()])
		assert.ok(page.includes(`\n${table.join("\n")}\n`), table[0]);
});

test("a board that sends at 14 dBm, the default, stays within a DSMR 5 port with every part at its maximum", () => {
	assert.equal(DEFAULT_POWER_DBM, 14);
	assert.ok(erpDbm(DEFAULT_POWER_DBM, DEFAULT_ANTENNA_GAIN_DBI) <= 14);
	const states = boardStates();
	const found = verdicts(states).map(({ port, verdict }) => [port, verdict]);
	assert.deepEqual(found, [
		["DSMR 5", "always"],
		["DSMR 4", "no"],
	]);
	// The driver's own limit of 100 mA, and 5.8 mA beside the amplifier.
	assert.equal(RADIO_TRANSMITTING.mostUa, 105_800);
});

test("no state has both a lit display and a transmission, and the mean of an hour is at the lawful share of sending", () => {
	const states = boardStates();
	for (const { name, parts } of states) {
		const names = parts.map((part) => part.name);
		assert.ok(!(names.includes("display") && names.some((part) => part.includes("sending"))), name);
	}
	assert.equal(TRANSMIT_SHARE, 0.1);
	const [quiet, sending] = [states[0].typicalUa, states[states.length - 1].typicalUa];
	assert.equal(hourlyMean(states).typicalUa, Math.round(quiet * 0.9 + sending * 0.1));
});

test("p1-lora power prints the tables, and the same as data", () => {
	const caught = catchOutput();
	try {
		assert.equal(power([]), 0);
		assert.ok(caught.out.includes(statesTable().join("\n")));
		assert.equal(power(["--json"]), 0);
	} finally {
		caught.release();
	}
	const report = JSON.parse(caught.out.slice(caught.out.indexOf("{")));
	assert.equal(report.ports[0].limitUa, 250_000);
	assert.equal(report.states.length, 4);
});
