/** `p1-lora config`, with boards on USB cables. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { settingsTable } from "../../tools/commands/board-settings.js";
import { ROOT } from "../../tools/test/suite.js";
import { assert, test } from "../harness/index.js";

import { lack, PROGRAM, run, testCables, WIFI_PASSWORD } from "./boards-on-cables.js";

testCables("p1-lora config shows and changes settings, and asks for secrets elsewhere", async (cables) => {
	const { receiver } = cables.ports;
	const changed = await run(["config", receiver, "name", "Attic – 🏠", "--restart"]);
	assert.match(changed.stdout, /^name is stored\.\nThe receiver starts anew\.\n$/);
	assert.equal(cables.settings("receiver").text("name"), "Attic – 🏠");
	const shown = await run(["config", receiver]);
	assert.match(shown.stdout, /^name Attic – 🏠$/m);
	const refused = await run(["config", receiver, "wifiPassword", "visible to all"]);
	assert.match(refused.stderr, /wifiPassword is a secret, and not given on the command line/);
	const secret = await run(["config", receiver, "wifiPassword", "--set"], { P1_LORA_WIFI_PASSWORD: WIFI_PASSWORD });
	assert.ok(secret.code === 0 && !secret.stdout.includes(WIFI_PASSWORD));
	assert.equal(cables.settings("receiver").text("wifiPassword"), WIFI_PASSWORD);
	assert.match((await run(["config", receiver, "wifiPassword"])).stdout, /^wifiPassword \(set, and not shown\)$/m);
	assert.match((await run(["config", receiver, "p1Key"])).stderr, /p1Key is a setting of the transmitter/);
	const unpaired = await run(["doctor", receiver]);
	assert.ok(unpaired.code === 1);
	assert.match(unpaired.stdout, /Pair the boards: p1-lora pair/);
});

testCables("a value that begins with a dash is one: a number as it stands, a text behind --", async (cables) => {
	const { receiver } = cables.ports;
	assert.equal((await run(["config", receiver, "antennaGainDbi", "-3", "--restart"])).stderr, "");
	assert.equal(cables.settings("receiver").text("antennaGainDbi"), "-3");
	assert.match(
		(await run(["config", receiver, "name", "-attic-"])).stderr,
		/begins with a dash goes to the end, behind --/,
	);
	assert.equal((await run(["config", receiver, "--", "name", "-attic-"])).stderr, "");
	assert.equal(cables.settings("receiver").text("name"), "-attic-");
});

if (lack === undefined)
	test("a question that a person breaks off is told as such, and not as a terminal that is not there", async () => {
		const command = `EXEC:${process.execPath} ${PROGRAM.join(" ")} config /dev/none wifiPassword --set`;
		const socat = spawn("socat", ["-", `${command},pty,setsid,ctty,stderr`], { cwd: ROOT });
		let shown = "";
		for await (const chunk of socat.stdout.setEncoding("utf8")) {
			shown += chunk;
			// Ctrl-C, once the keys are listened to.
			if (shown === "wifiPassword: ") setTimeout(() => socat.stdin.write("\x03"), 500);
		}
		assert.match(shown, /^wifiPassword: \s+p1-lora config: Stopped; nothing was changed\.\s+$/);
	});

test("the manual lists the settings as the boards have them", () => {
	assert.ok(readFileSync(join(ROOT, "docs/pairing.md"), "utf8").includes(settingsTable()), settingsTable());
});
