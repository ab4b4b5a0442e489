/** `p1-lora pair`, with boards on USB cables. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPairingText } from "../../src/device/pairing-text.js";
import { readPairing } from "../../src/link/pairing.js";
import { succeeded } from "../../tools/process.js";
import { assert } from "../harness/index.js";

import { run, runProgram, testCables, WIFI_PASSWORD } from "./boards-on-cables.js";

testCables("p1-lora pair makes a pair of two new boards, which then carry telegrams", async (cables) => {
	const { transmitter, receiver } = cables.ports;
	const args = [
		"pair",
		"--transmitter",
		transmitter,
		"--receiver",
		receiver,
		"--wifi-name",
		"My Home",
		"--mqtt-host",
		"broker.lan",
	];
	const result = await runProgram(args, { P1_LORA_WIFI_PASSWORD: WIFI_PASSWORD });
	assert.equal(result.stderr, "");
	assert.ok(succeeded(result));
	assert.match(result.stdout, /Paired, fingerprint [0-9a-f]{8}\./);
	assert.ok(!result.stdout.includes(WIFI_PASSWORD) && !result.stdout.includes("p1l1:"));
	const settings = cables.settings("receiver");
	assert.deepEqual(
		[settings.text("wifiName"), settings.text("wifiPassword"), settings.text("mqttHost")],
		["My Home", WIFI_PASSWORD, "broker.lan"],
	);
	const keys = (["transmitter", "receiver"] as const).map((role) => readPairing(cables.board(role).flash.open("link")));
	assert.ok(keys[0].ok);
	assert.deepEqual(keys[0], keys[1]);
	await new Promise((resolve) => setTimeout(resolve, 700));
	assert.deepEqual([...cables.restarts].sort(), ["receiver", "transmitter"]);
	cables.scenario.clock.advance(120_000);
	assert.ok(cables.scenario.rebuilt.length > 50, String(cables.scenario.rebuilt.length));

	const again = await run(args.slice(0, 5));
	assert.match(again.stdout, /hold the same key already, fingerprint [0-9a-f]{8}: it stays/);
	await new Promise((resolve) => setTimeout(resolve, 700));
	cables.scenario.clock.advance(120_000);
	const doctored = await run(["doctor", transmitter]);
	assert.match(doctored.stdout, /pairing: paired, fingerprint/);
	assert.match(doctored.stdout, /Nothing is wrong\./);
	assert.ok(doctored.code === 0);
});

testCables("boards on two computers are paired one after the other, by a file", async (cables, folder) => {
	const file = join(folder, "key.txt");
	const { transmitter, receiver } = cables.ports;
	const first = await run(["pair", "--transmitter", transmitter, "--key-file", file]);
	assert.equal(first.stderr, "");
	assert.ok(readPairingText(readFileSync(file, "utf8").trim()).ok);
	assert.equal(statSync(file).mode & 0o777, 0o600);
	const second = await run(["pair", "--receiver", receiver, "--key-file", file, "--wifi-name", "open"]);
	assert.equal(second.stderr, "");
	const fingerprints = [first, second].map(({ stdout }) => /fingerprint ([0-9a-f]{8})/.exec(stdout)?.[1]);
	assert.equal(fingerprints[0], fingerprints[1]);
	writeFileSync(file, "p1l1:XXXX");
	assert.match(
		(await run(["pair", "--receiver", receiver, "--key-file", file])).stderr,
		/no pairing text in .*56 characters/,
	);
});

testCables(
	"without a terminal, a password that goes with another name is neither kept nor guessed",
	async (cables, folder) => {
		const { receiver } = cables.ports;
		const pairing = ["pair", "--receiver", receiver, "--key-file", join(folder, "key.txt")];
		const settings = () =>
			["wifiName", "wifiPassword"].map((key) => cables.settings("receiver").text(key as "wifiName"));
		const known = { P1_LORA_WIFI_PASSWORD: WIFI_PASSWORD };
		assert.equal((await run([...pairing, "--wifi-name", "My Home"], known)).stderr, "");
		assert.equal((await run([...pairing, "--wifi-name", "My Home"])).stderr, "");
		assert.match(
			(await run([...pairing, "--wifi-name", "Next door"])).stderr,
			/^The receiver's wifiPassword goes with another wifiName: give the new one as P1_LORA_WIFI_PASSWORD, empty/,
		);
		assert.deepEqual(settings(), ["My Home", WIFI_PASSWORD]);
		assert.equal((await run([...pairing, "--wifi-name", "Next door"], { P1_LORA_WIFI_PASSWORD: "" })).stderr, "");
		assert.deepEqual(settings(), ["Next door", ""]);
	},
);

testCables("ports that were exchanged are told before anything is changed", async (cables) => {
	const { transmitter, receiver } = cables.ports;
	const result = await run(["pair", "--transmitter", receiver, "--receiver", transmitter]);
	assert.match(result.stderr, /is the receiver, not the transmitter: exchange the two ports/);
	for (const role of ["transmitter", "receiver"] as const) assert.equal(cables.board(role).flash.writes, 0);
});

testCables("a pair of which one side failed is told, and mended by the same command", async (cables) => {
	const { transmitter, receiver } = cables.ports;
	const args = ["pair", "--transmitter", transmitter, "--receiver", receiver, "--new-key"];
	cables.receiverTakesNothing = true;
	const failed = await run(args);
	assert.match(
		failed.stderr,
		/^The receiver on .* says: it failed: the flash is worn out\. The transmitter has the new key/,
	);
	assert.match(failed.stderr, /the receiver has not: .* run the same command again/);
	assert.ok(!failed.stderr.includes("p1l1:"));
	cables.receiverTakesNothing = false;
	assert.match((await run(args)).stdout, /Paired, fingerprint/);
});
