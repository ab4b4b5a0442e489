/** What `p1-lora doctor` advises. */
import { Settings } from "../../src/device/settings.js";
import { StartRecord } from "../../src/device/start-record.js";
import { diagnose } from "../../tools/commands/doctor.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { Flash } from "../../tools/sim/flash.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";

test("what is wrong with a board is told in the order in which it has to be mended", () => {
	const advice = diagnose([
		"last start: Brownout",
		"pairing: not paired: this board has no key yet",
		"link: not running: not paired: this board has no key yet",
		"wi-fi: could not join, 12 times in a row",
	]);
	assert.equal(advice.length, 3);
	assert.match(advice[0], /supply broke down/);
	assert.match(advice[1], /^Pair the boards/);
	assert.match(advice[2], /2\.4 GHz/);
	assert.deepEqual(
		diagnose(["pairing: paired, fingerprint 00112233", "radio: SX1276 found, receiving", "link: running on SF7/250"]),
		[],
	);
});

test("a board that an error has started anew is not well, whatever the error was", () => {
	const flash = new Flash();
	const boot = (reason: string) => new StartRecord(new VirtualClock(), flash.open("health"), reason);
	const advice = ({ reason, lastError }: StartRecord) =>
		diagnose([`last start: ${reason}`, `last error: ${lastError}`]);
	boot("Power-On").note("unhandled exception: x is not a function");
	assert.match(advice(boot("Software")).join(), /An error ended the program .* please report it/);
	assert.match(advice(boot("Software")).join(), /run out of memory/);
	boot("Power-On").note();
	assert.equal(diagnose([`last start: ${boot("Software").reason}`]).length, 0);
});

test("a board that may not speak for an hour is told to be left alone, before anything else is looked for", () => {
	const advice = (airtime: string) =>
		diagnose([
			"pairing: paired, fingerprint 00112233",
			"link: searching on SF7/250",
			`airtime: ${airtime} of this hour`,
		]);
	assert.match(advice("36000 of 36000 ms")[0], /counts as a spent hour.*Leave it powered/);
	for (const airtime of ["3600 of 36000 ms", "0 of 0 ms"])
		assert.match(advice(airtime).join(), /^The other board is not heard/);
});

test("settings that flash has lost are told, whether all of them were or some", () => {
	const storage = new FaultyStorage();
	for (const value of ["one", "two"]) new Settings(storage, "receiver", {}).set("wifiName", value);
	for (const slot of ["a", "b"]) {
		storage.unreadable.add(slot);
		const advice = diagnose([`settings: ${new Settings(storage, "receiver", {}).problem}`]);
		assert.equal(advice.length, 1);
		assert.match(advice[0], /^Settings may be lost: look at them with p1-lora config PORT/);
	}
});

test("of a board that does not send the reason's own remedy is told, and of a silent meter on which side to look", () => {
	const advice = (...lines: string[]) => diagnose(["pairing: paired, fingerprint 00112233", ...lines]);
	assert.match(advice("link: not running: RE-PAIR: the counters are lost; ...")[0], /pair the boards again/);
	const unreadable = "the key and its counters can't be read from the board's flash, so nothing is sent: ...";
	for (const lines of [
		[`pairing: ${unreadable}`, `link: not running: ${unreadable}`],
		[`pairing: ${unreadable}`, "link: running on SF7/250"],
		["pairing: paired, fingerprint 00112233", `link: not running: ${unreadable}`],
	]) {
		const all = diagnose(lines);
		assert.equal(all.length, 1);
		assert.match(all[0], /take its power away for ten seconds; if it stays, pair/);
	}
	assert.match(advice("link: not running: region US915 is not supported")[0], /config PORT KEY VALUE --restart/);
	assert.match(advice("link: searching on SF7/250")[0], /not heard.*before its meter has spoken/);
	assert.deepEqual(advice("meter: 9 telegrams, 0 damaged, the last one 5 s ago"), []);
	assert.match(
		advice("meter: 9 telegrams, 0 damaged, the last one 900 s ago: it is silent")[0],
		/cable in at both ends/,
	);
	assert.match(advice("meter: 9 telegrams, the last one 900 s ago: it is silent")[0], /hears nothing of its meter/);
});
