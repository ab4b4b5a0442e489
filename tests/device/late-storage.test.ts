/** Flash whose domains can't be opened: the board starts anyway, and says so on its console. */
import { lateStorage } from "../../src/device/late-storage.js";
import { pairingText } from "../../src/device/pairing-text.js";
import { Settings } from "../../src/device/settings.js";
import { StartRecord } from "../../src/device/start-record.js";
import type { KeyValue } from "../../src/io.js";
import { Trial } from "../../src/update/trial.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { Flash } from "../../tools/sim/flash.js";
import { ConsoleBench } from "../device/console-bench.js";
import { Scenario } from "../end-to-end/scenario.js";
import { assert, test } from "../harness/index.js";

const FULL = "ESP_ERR_NVS_NOT_ENOUGH_SPACE";

function unopenable(): KeyValue {
	return lateStorage(() => {
		throw new Error(FULL);
	});
}

test("what has no room in flash costs no start: health, settings and trial go on without it", () => {
	const clock = new VirtualClock();
	const record = new StartRecord(clock, unopenable(), "Panic");
	record.note("an error");
	assert.deepEqual([record.reason, record.delay, record.lastError], ["Panic", 0, undefined]);
	const settings = new Settings(unopenable(), "receiver", {});
	assert.match(settings.problem ?? "", /set them again/);
	assert.deepEqual(settings.set("wifiName", "home"), { ok: false, reason: "the board's storage did not take it" });
	const trial = new Trial({
		clock,
		storage: unopenable(),
		version: "1.0.0",
		isHealthy: () => true,
		keep: () => {},
		giveUp: () => {},
	});
	assert.equal(trial.report, undefined);
});

test("the console of such a board answers, and says why a key can't be kept", () => {
	const bench = new ConsoleBench("receiver", { link: unopenable() });
	assert.match(bench.say("status\n").join("\n"), /pairing: the key and its counters can't be read/);
	for (const command of [`pair ${pairingText(new Uint8Array(32).fill(7))}`, "unpair"])
		assert.equal(bench.say(`${command}\n`).at(-1), `no it failed: ${FULL}`);
	assert.match(bench.say("version\n").at(-1) ?? "", /^ok p1-lora receiver/);
});

test("both programs start, send nothing and say why", () => {
	const { world } = new Scenario();
	for (const board of [world.transmitterBoard, world.receiverBoard]) {
		board.cutPower();
		board.flash.open = unopenable;
		board.powerOn();
	}
	for (const program of [world.transmitter, world.receiver])
		assert.match(program?.status.obstacle ?? "", /^the key and its counters can't be read/);
	world.close();
});

test("a domain is opened once, with its first use, or as soon as that can be done", () => {
	const flash = new Flash();
	let tries = 0;
	const storage = lateStorage(() => {
		if (++tries < 3) throw new Error(FULL);
		return flash.open("link");
	});
	assert.equal(tries, 0);
	assert.throws(() => storage.read("key"), /SPACE/);
	assert.throws(() => storage.delete("key"), /SPACE/);
	storage.write("key", Uint8Array.of(1).buffer);
	assert.deepEqual(new Uint8Array(storage.read("key") ?? new ArrayBuffer(0)), Uint8Array.of(1));
	assert.equal(tries, 3);
});
