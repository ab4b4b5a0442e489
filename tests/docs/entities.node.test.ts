/** What docs/mqtt.md calls Home Assistant's entities is what Home Assistant is told. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { applianceOf } from "../../src/homeassistant/appliances.js";
import { COMMANDS } from "../../src/homeassistant/commands.js";
import { DIAGNOSTIC_ENTITIES } from "../../src/homeassistant/diagnostics.js";
import { METER_ENTITIES } from "../../src/homeassistant/entities.js";
import { ROOT } from "../../tools/test/suite.js";
import { assert, test } from "../harness/index.js";

const MANUAL = readFileSync(join(ROOT, "docs/mqtt.md"), "utf8");

test("each entity of the receiver is explained, by the name that Home Assistant shows", () => {
	const labels = ["Link", ...DIAGNOSTIC_ENTITIES.filter(({ isControl }) => !isControl).map(({ label }) => label)];
	labels.push(...COMMANDS.map(({ entity }) => String(entity.name)));
	const [, table] = MANUAL.split("**The receiver's entities**");
	const [rows] = table.split("## Topics");
	for (const label of labels) assert.ok(rows.includes(`*${label}*`), label);
});

test("the names and ids for the energy dashboard are those of the entities, each enabled from the beginning", () => {
	const told = [...MANUAL.matchAll(/\*([^*|]+)\*[^|]*\| `sensor\.smart_meter_(\w+)`/g)];
	assert.equal(told.length, 5);
	for (const [, shown, name] of told) {
		const entity = METER_ENTITIES.find((one) => one.name === name);
		assert.ok(entity !== undefined && !entity.optional, name);
		assert.equal(shown, `${applianceOf(name).label} ${entity.label}`);
	}
});
