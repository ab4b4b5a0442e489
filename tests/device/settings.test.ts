import { Settings } from "../../src/device/settings.js";
import { MOST_SLOT_BYTES, writeSlots } from "../../src/device/settings-slots.js";
import { describeForm, fits, SETTINGS, settingsOf } from "../../src/device/settings-table.js";
import type { KeyValue } from "../../src/io.js";
import { crc32 } from "../../src/vendor/crc-32.js";
import { Flash } from "../../tools/sim/flash.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";

function open(storage: KeyValue, config = {}): Settings {
	return new Settings(storage, "receiver", config);
}

function reasonOf(settings: Settings, key: string, value: string): string {
	const result = settings.set(key, value);
	return result.ok ? "ok" : result.reason;
}

test("without anything set, the image's defaults count, and the table's below them", () => {
	const settings = open(new Flash().open("settings"), { mqttHost: "broker.lan", mqttUser: "", powerDbm: 10 });
	assert.equal(settings.text("mqttHost"), "broker.lan");
	assert.equal(settings.optional("mqttUser"), undefined);
	assert.equal(settings.number("powerDbm"), 10);
	assert.equal(settings.number("mqttPort"), 1883);
	assert.equal(settings.optional("wifiName"), undefined);
	assert.equal(new Settings(new Flash().open("settings"), "transmitter", {}).number("p1Baud"), undefined);
});

test("a number may come as text, as it does from mcconfig's command line", () => {
	assert.equal(open(new Flash().open("settings"), { mqttPort: "8883" }).number("mqttPort"), 8883);
});

test("an image that was built with a setting that can't be is refused with its name and value", () => {
	for (const value of [0, 65_536, 1.5, "many"]) {
		assert.throws(
			() => open(new Flash().open("settings"), { mqttPort: value }),
			/config\.mqttPort is .*: a whole number/,
		);
	}
});

test("what is set outlasts a restart, and an empty value goes back to the default", () => {
	const storage = new Flash().open("settings");
	const settings = open(storage);
	assert.deepEqual(settings.set("wifiName", "🏠 \"home\" 'x'"), { ok: true });
	assert.deepEqual(settings.set("mqttPort", "8883"), { ok: true });
	assert.equal(open(storage).text("wifiName"), "🏠 \"home\" 'x'");
	settings.set("mqttPort", "");
	assert.equal(open(storage).number("mqttPort"), 1883);
	settings.clear();
	assert.equal(open(storage).optional("wifiName"), undefined);
});

test("what is stored already is not written again", () => {
	const flash = new Flash();
	const settings = open(flash.open("settings"));
	for (let i = 0; i < 100; i++) settings.set("wifiName", "home");
	settings.set("mqttUser", "");
	assert.equal(flash.writes, 1);
});

/** `[key, value]` that are refused, of the tables of bad input. */
const REFUSED: readonly [key: string, value: string, reason: RegExp][] = [
	["wifiName", "x".repeat(33), /wifiName must be a text of at most 32 bytes/],
	["wifiName", "🏠".repeat(9), /at most 32 bytes/],
	["wifiName", "a\rb", /must be/],
	["wifiName", "a\0b", /must be/],
	["wifiPassword", "short", /8 to 63 characters of an English keyboard, or 64 hexadecimal digits/],
	["wifiPassword", "x".repeat(64), /8 to 63/],
	["wifiPassword", "Schlüssel", /of an English keyboard/],
	["mqttHost", "mqtt://broker:1883", /a name or an address alone/],
	["mqttHost", "two words", /a name or an address alone/],
	["mqttPort", "0", /from 1 to 65535/],
	["mqttPort", "65536", /from 1 to 65535/],
	["mqttPort", "1e3", /from 1 to 65535/],
	["mqttPort", "+1", /from 1 to 65535/],
	["wifiAddress", "192.168.1.256", /four numbers up to 255/],
	["wifiAddress", "192.168.1.08", /four numbers up to 255/],
	["wifiGateway", "010.0.0.1", /four numbers up to 255/],
	["frequencyHz", "868000000", /869525000 or 868300000 or 434500000 or 433300000 Hz/],
	["powerDbm", "20", /from 2 to 17 dBm/],
	["p1Key", "00", /p1Key is a setting of the transmitter, and this is the receiver/],
	["__proto__", "x", /there is no setting __proto__/],
	["constructor", "x", /there is no setting/],
	["", "x", /there is no setting/],
];

test("a value that can't be is refused in words, and changes nothing", () => {
	const flash = new Flash();
	const settings = open(flash.open("settings"));
	for (const [key, value, reason] of REFUSED) assert.match(reasonOf(settings, key, value), reason);
	assert.equal(flash.writes, 0);
});

test("a Wi-Fi password may be 63 characters, or the key itself", () => {
	const settings = open(new Flash().open("settings"));
	assert.equal(reasonOf(settings, "wifiPassword", "x".repeat(63)), "ok");
	assert.equal(reasonOf(settings, "wifiPassword", "Aa".repeat(32)), "ok");
});

test("every default fits its own setting, and every setting says what it is", () => {
	for (const { form, about, default: value } of SETTINGS) {
		if (value !== undefined) assert.ok(fits(form, value));
		assert.match(about, /^[a-z].*[^.]$/);
		assert.ok(describeForm(form).length > 0);
	}
});

test("all settings of a board at their longest fit into a slot, with room to spare", () => {
	for (const role of ["transmitter", "receiver"] as const) {
		let bytes = 12;
		for (const { key, form } of settingsOf(role)) {
			const most =
				form.kind === "text" || form.kind === "host"
					? form.most
					: form.kind === "hex"
						? form.digits
						: form.kind === "passphrase"
							? 64
							: form.kind === "address"
								? 15
								: 9;
			bytes += key.length + most + 2;
		}
		assert.ok(bytes <= MOST_SLOT_BYTES - 64, `${role}: ${bytes}`);
	}
});

/** Flash of which one write is torn: only its first bytes are there, or only they are new. */
class TornStorage implements KeyValue {
	readonly entries = new Map<string, Uint8Array>();
	/** Of the next write, so many bytes get through; undefined for all. */
	cutAt: number | undefined;
	/** The rest of what was there before stays behind the cut. */
	keepsRest = false;

	read(key: string): ArrayBuffer | undefined {
		return this.entries.get(key)?.slice().buffer as ArrayBuffer | undefined; // a slice has a buffer of its own
	}

	write(key: string, value: ArrayBuffer): void {
		const bytes = new Uint8Array(value.slice(0));
		if (this.cutAt === undefined) {
			this.entries.set(key, bytes);
			return;
		}
		const before = this.entries.get(key) ?? new Uint8Array(0);
		const torn = this.keepsRest && before.length > this.cutAt ? before.slice() : new Uint8Array(this.cutAt);
		torn.set(bytes.subarray(0, this.cutAt));
		this.entries.set(key, torn);
		throw new Error("no power");
	}

	delete(key: string): void {
		this.entries.delete(key);
	}
}

test("power that fails at any byte of any write leaves the old settings or the new ones", () => {
	const values = ["home", "a longer name", "x", "second home", "home"];
	for (let step = 0; step < values.length; step++) {
		for (const keepsRest of [false, true]) {
			for (let cutAt = 0; cutAt <= 60; cutAt++) {
				const storage = new TornStorage();
				for (const value of values.slice(0, step)) open(storage).set("wifiName", value);
				storage.cutAt = cutAt;
				storage.keepsRest = keepsRest;
				open(storage).set("wifiName", values[step]);
				storage.cutAt = undefined;
				const after = open(storage);
				const expected = [step === 0 ? undefined : values[step - 1], values[step]];
				assert.ok(expected.includes(after.optional("wifiName")), `${step} ${cutAt}: ${after.text("wifiName")}`);
				assert.equal(after.set("wifiName", "afterwards").ok, true);
				assert.equal(open(storage).text("wifiName"), "afterwards");
			}
		}
	}
});

test("storage that loses a write, or throws, is told, and the setting stays what it was", () => {
	for (const fault of ["lost", "throw before"] as const) {
		const storage = new FaultyStorage();
		const settings = open(storage);
		settings.set("wifiName", "home");
		storage.fault = () => fault;
		assert.match(reasonOf(settings, "wifiName", "other"), /storage did not take it/);
		assert.equal(settings.text("wifiName"), "home");
		storage.fault = () => undefined;
		assert.equal(open(storage).text("wifiName"), "home");
	}
});

test("damaged settings are told, the defaults are used, and the next setting mends them", () => {
	const storage = new Flash().open("settings");
	storage.write("a", Uint8Array.of(1, 2, 3).buffer);
	const settings = open(storage);
	assert.match(settings.problem ?? "", /damaged, and the defaults are used/);
	settings.set("wifiName", "home");
	assert.equal(settings.problem, undefined);
	assert.equal(open(storage).problem, undefined);
});

test("settings that can't be read are told, what can be is used, and the next setting mends them", () => {
	const storage = new FaultyStorage();
	open(storage).set("wifiName", "old");
	open(storage).set("wifiName", "new");
	for (const [slots, expected, problem] of [
		[["b"], "old", /^some settings can't be read/],
		[["a", "b"], undefined, /damaged, and the defaults are used/],
	] as const) {
		for (const slot of slots) storage.unreadable.add(slot);
		const settings = open(storage);
		assert.equal(settings.optional("wifiName"), expected);
		assert.match(settings.problem ?? "", problem);
	}
	const settings = open(storage);
	assert.equal(reasonOf(settings, "wifiName", "again"), "ok");
	assert.equal(reasonOf(settings, "mqttUser", "me"), "ok");
	assert.equal(open(storage).problem, undefined);
	assert.equal(open(storage).text("wifiName"), "again");
});

test("where nothing was missing among settings that can't be read, setting one again as it is mends them", () => {
	const storage = new FaultyStorage();
	open(storage).set("wifiName", "old");
	open(storage).set("wifiName", "new");
	storage.unreadable.add("a");
	const settings = open(storage);
	assert.match(settings.problem ?? "", /^some settings can't be read/);
	assert.equal(reasonOf(settings, "wifiName", "new"), "ok");
	assert.equal(settings.problem, undefined);
	assert.equal(open(storage).problem, undefined);
	assert.equal(open(storage).text("wifiName"), "new");
});

test("the settings of a newer program are neither used nor written over, until a person forgets them", () => {
	const storage = new Flash().open("settings");
	open(storage).set("wifiName", "home");
	const future = Uint8Array.of(0x50, 0x31, 0x53, 2, 0, 0, 0, 9, 0xff, 0xfe, 0, 0, 0, 0);
	new DataView(future.buffer).setInt32(10, crc32(future.subarray(0, 10)));
	storage.write("b", future.buffer);
	const settings = open(storage);
	assert.match(settings.problem ?? "", /of a newer program \(form 2\)/);
	assert.equal(settings.optional("wifiName"), undefined);
	assert.match(reasonOf(settings, "wifiName", "other"), /of a newer program/);
	settings.setAll(new Map());
	assert.equal(storage.read("b")?.byteLength, future.length);
	settings.clear();
	assert.equal(reasonOf(settings, "wifiName", "other"), "ok");
});

test("keys of another program are kept, and go only where room is needed", () => {
	const storage = new Flash().open("settings");
	writeSlots(
		storage,
		new Map([
			["display", "dim"],
			["wifiName", "home"],
			["mqttPort", "99999"],
		]),
	);
	const settings = open(storage);
	assert.equal(settings.number("mqttPort"), 1883);
	settings.set("mqttUser", "me");
	const text = (name: string) => String.fromCharCode(...new Uint8Array(storage.read(name) ?? new ArrayBuffer(0)));
	assert.match(text("b"), /display\0dim\0/);
	writeSlots(
		storage,
		new Map([
			["display", "x".repeat(MOST_SLOT_BYTES - 100)],
			["wifiName", "home"],
		]),
	);
	const full = open(storage);
	assert.deepEqual(full.set("mqttPassword", "y".repeat(90)), { ok: true });
	assert.equal(open(storage).text("wifiName"), "home");
	assert.ok(!text("a").includes("display") || !text("b").includes("display"));
});
