import { pairingText } from "../../src/device/pairing-text.js";
import { SETTINGS } from "../../src/device/settings-table.js";
import { readTaggedLine, tagLine } from "../../src/device/tagged-line.js";
import { COUNTERS, readPairing } from "../../src/link/pairing.js";
import { VERSION } from "../../src/version.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { counting } from "../crypto/hex.js";
import { assert, test } from "../harness/index.js";
import { ConsoleBench } from "./console-bench.js";

const KEY = counting(32);
const TEXT = pairingText(KEY);
const FINGERPRINT = /^ok ([0-9a-f]{8}) is the fingerprint/;

test("a command is answered, whichever line end it has, and nothing is echoed", () => {
	for (const end of ["\r", "\n", "\r\n"]) {
		assert.deepEqual(new ConsoleBench("transmitter").say(`version${end}`), [`ok p1-lora transmitter ${VERSION}`]);
	}
});

test("help lists every command and the board's own settings in lines that a terminal holds", () => {
	const lines = new ConsoleBench("receiver").say("help\n");
	for (const word of ["pair TEXT", "unpair", "restart", "log on|off", "wifiName", "mqttPassword"]) {
		assert.ok(
			lines.some((line) => line.includes(word)),
			word,
		);
	}
	assert.ok(!lines.some((line) => line.includes("p1Key")));
	assert.equal(lines.at(-1), "ok ");
});

test("what is no command is told so, and the line goes on", () => {
	const bench = new ConsoleBench("receiver");
	for (const nonsense of ["fly", "constructor", "{", "\ufeffversion"]) {
		assert.deepEqual(bench.say(`${nonsense}\n`), ["no there is no such command; help lists them"]);
	}
	assert.match(bench.say("version\n")[0], /^ok /);
});

test("a setting is stored, shown, and gone with its value", () => {
	const bench = new ConsoleBench("receiver");
	assert.deepEqual(bench.say("set wifiName My  Home \n"), ["ok wifiName is stored; in force after: restart"]);
	assert.equal(bench.settings.text("wifiName"), "My  Home ");
	assert.deepEqual(bench.say("get mqttPort\n"), ["= mqttPort 1883", "ok "]);
	bench.say("set wifiName\n");
	assert.deepEqual(bench.say("get wifiName\n"), ["= wifiName", "ok "]);
	// As a phone's keyboard leaves it: nobody would see why the network is not joined.
	bench.say("set wifiName My Home \n");
	assert.deepEqual(bench.say("get wifiName\n"), ['= wifiName "My Home "', "ok "]);
	bench.say("set wifiName\n");
	assert.match(bench.say("set mqttPort 0\n")[0], /^no mqttPort must be a whole number from 1 to 65535$/);
});

test("no secret is ever shown again", () => {
	for (const role of ["transmitter", "receiver"] as const) {
		const bench = new ConsoleBench(role);
		const secret = "0123456789ABCDEF0123456789ABCDEF";
		let printed = "";
		for (const { key, secret: isSecret, only } of SETTINGS) {
			if (!isSecret || (only !== undefined && only !== role)) continue;
			printed += bench.say(`set ${key} ${secret}\n`).join("\n");
			assert.ok(bench.say(`get ${key}\n`)[0].endsWith("(set, and not shown)"));
		}
		printed += bench.say(`pair ${TEXT}\n`).join("\n");
		for (const command of ["get", "status", "help", "version", "pair x", `set p1Key${secret} x`]) {
			printed += bench.say(`${command}\n`).join("\n");
		}
		assert.ok(!printed.replace(`p1Key${secret}`, "").includes(secret));
		assert.ok(!printed.includes(TEXT.slice(5, 20)));
	}
});

test("a board that is paired tells the key's fingerprint, and the same key again keeps its counters", () => {
	const bench = new ConsoleBench("receiver");
	const [first] = bench.say(`pair ${TEXT}\n`);
	const fingerprint = FINGERPRINT.exec(first)?.[1];
	assert.ok(fingerprint !== undefined, first);
	assert.deepEqual(readPairing(bench.flash.open("link")), { ok: true, key: KEY });
	bench.flash.open("link").write(COUNTERS.sent, Uint8Array.of(0, 0, 1, 0, 255, 255, 254, 255).buffer);
	const { writes } = bench.flash;
	assert.deepEqual(bench.say(`pair ${TEXT.toLowerCase()}\n`), [first]);
	assert.equal(bench.flash.writes, writes);
	assert.ok(bench.say("status\n").includes(`= pairing: paired, fingerprint ${fingerprint}`));
	const other = bench.say(`pair ${pairingText(KEY.map((byte) => byte ^ 1))}\n`)[0];
	assert.ok(FINGERPRINT.test(other) && other !== first);
	bench.say("unpair\n");
	assert.ok(bench.say("status\n").some((line) => /= pairing: not paired/.test(line)));
});

test("a key that a board gave up, or whose counters were lost, or that can't be read, never comes back", () => {
	const other = pairingText(KEY.map((byte) => byte ^ 1));
	for (const giveUp of ["unpair", `pair ${other}`, "counters", "unreadable"]) {
		const link = new FaultyStorage();
		const bench = new ConsoleBench("receiver", { link });
		bench.say(`pair ${TEXT}\n`);
		if (giveUp === "counters") link.delete(COUNTERS.sent);
		else if (giveUp === "unreadable") link.unreadable.add("key");
		else bench.say(`${giveUp}\n`);
		assert.match(bench.say(`pair ${TEXT}\n`)[0], /^no this board had this key before, and gave it up/);
		assert.match(bench.say(`pair ${pairingText(KEY.map((byte) => byte ^ 2))}\n`)[0], FINGERPRINT);
	}
});

test("a board whose key can't be read any more says so, and is paired again", () => {
	const link = new FaultyStorage();
	const bench = new ConsoleBench("receiver", { link });
	bench.say(`pair ${TEXT}\n`);
	link.unreadable.add("key");
	assert.ok(bench.say("status\n").some((line) => /= pairing: the key and its counters can't be read/.test(line)));
	assert.match(bench.say(`pair ${pairingText(KEY.map((byte) => byte ^ 1))}\n`)[0], FINGERPRINT);
	assert.ok(readPairing(link).ok);
});

test("three wrong pairing texts in a row make the board wait ten seconds, even for the right one", () => {
	const bench = new ConsoleBench("receiver");
	const wrong = `${TEXT.slice(0, -1)}0`;
	for (let i = 0; i < 3; i++)
		assert.match(bench.say(`pair ${wrong}\n`)[0], /^no this is no pairing text: its check is wrong/);
	assert.match(bench.say(`pair ${TEXT}\n`)[0], /^no too many wrong pairing texts: wait \d+ s$/);
	assert.match(bench.say("version\n")[0], /^ok/);
	bench.clock.advance(10_000);
	assert.match(bench.say(`pair ${TEXT}\n`)[0], FINGERPRINT);
	for (let i = 0; i < 2; i++) bench.say(`pair ${wrong}\n`);
	assert.match(bench.say(`pair ${TEXT}\n`)[0], FINGERPRINT);
});

test("pairing texts that are cut, too long, or all zeros pair nothing", () => {
	for (const text of ["", "x", TEXT.slice(0, -5), `${TEXT}A`, pairingText(new Uint8Array(32))]) {
		const bench = new ConsoleBench("transmitter");
		assert.match(bench.say(`pair ${text}\n`)[0], /^no this is no pairing text/);
		assert.equal(bench.flash.writes, 0);
	}
});

test("a command of the other board is refused in words", () => {
	const bench = new ConsoleBench("transmitter");
	assert.deepEqual(bench.say("set wifiName home\n"), [
		"no wifiName is a setting of the receiver, and this is the transmitter",
	]);
	assert.deepEqual(bench.say("get wifiName\n"), [
		"no wifiName is a setting of the receiver, and this is the transmitter",
	]);
});

test("two lines pasted at once are both obeyed, in their order", () => {
	const bench = new ConsoleBench("receiver");
	const lines = bench.say("set wifiName home\r\nset mqttUser me\r\n");
	assert.deepEqual(
		lines.map((line) => line.split(" ")[1]),
		["wifiName", "mqttUser"],
	);
	assert.equal(bench.settings.text("mqttUser"), "me");
});

test("more lines at once than can be answered are lost, and that is told", () => {
	const bench = new ConsoleBench("receiver");
	const lines = bench.say("help\n".repeat(20));
	assert.ok(lines.includes("(a command was lost: they came too fast)"));
	assert.match(bench.say("version\n")[0], /^ok/);
});

const BAD_LINES: readonly [name: string, input: string | Uint8Array, answer: RegExp][] = [
	["arrow keys", "\x1b[A\x1b[Bversion\n", /^no .*control characters/],
	["a tab", "set\twifiName home\n", /^no .*control characters/],
	["no UTF-8", Uint8Array.of(0x67, 0xff, 0xfe, 0x0a), /^no it is no text/],
	["129 bytes", `${"x".repeat(129)}\n`, /^no a line has at most 128 bytes/],
	["10,000 bytes", `${"x".repeat(10_000)}\n`, /^no a line has at most 128 bytes/],
	["a damaged tagged line", "#7 0000 version\n", /^no the line was damaged/],
	["a tag without an end", "#\n", /^no the line was damaged/],
];

for (const [name, input, answer] of BAD_LINES) {
	test(`${name}: refused in one line, and the next line is heard`, () => {
		const bench = new ConsoleBench("receiver");
		const lines = bench.say(input);
		assert.equal(lines.length, 1);
		assert.match(lines[0], answer);
		assert.match(bench.say("version\n")[0], /^ok/);
	});
}

test("breaks and empty lines are nothing, and a slip can be taken back", () => {
	const bench = new ConsoleBench("receiver");
	assert.deepEqual(bench.say("\0\r\n\n\r\0"), []);
	assert.match(bench.say("\0\0version\n")[0], /^ok/);
	assert.match(bench.say("verx\b\x7frsion\n")[0], /^ok/);
	bench.say("set wifiName a🏠\bb\n");
	assert.equal(bench.settings.text("wifiName"), "ab");
});

test("a line that was begun and left is forgotten after a minute", () => {
	const bench = new ConsoleBench("receiver");
	bench.say("set wifi");
	bench.clock.advance(61_000);
	assert.match(bench.say("version\n")[0], /^ok/);
});

test("noise of any kind changes neither settings nor pairing, and the console lives on", () => {
	const bench = new ConsoleBench("receiver");
	let state = 12_345;
	for (let round = 0; round < 50; round++) {
		const noise = new Uint8Array(200);
		for (let i = 0; i < noise.length; i++) {
			state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
			noise[i] = state >>> 16;
		}
		bench.say(noise);
	}
	assert.equal(bench.flash.writes, 0);
	bench.say("\n");
	assert.match(bench.say("version\n")[0], /^ok/);
});

test("a tagged command has its tag and a CRC on each line of its answer, between whatever the log says", () => {
	const bench = new ConsoleBench("receiver");
	bench.type(`${tagLine("a7", "get mqttPort")}\n`);
	bench.console.log("telegram 1: #a7 0000 ok");
	bench.clock.advance(100);
	assert.deepEqual(
		bench.lines.map((line) => readTaggedLine(line)),
		[
			{ kind: "plain", text: "telegram 1: #a7 0000 ok" },
			{ kind: "tagged", id: "a7", text: "= mqttPort 1883" },
			{ kind: "tagged", id: "a7", text: "ok " },
		],
	);
});

test("each single damaged character of a tagged line is noticed", () => {
	const line = tagLine("7", "set wifiName home");
	for (let i = 0; i < line.length; i++) {
		const damaged = line.slice(0, i) + String.fromCharCode(line.charCodeAt(i) ^ 1) + line.slice(i + 1);
		assert.ok(readTaggedLine(damaged).kind !== "tagged", damaged);
	}
});

test("a log that is faster than the line loses lines, says how many, and delays no answer", () => {
	const bench = new ConsoleBench("receiver");
	for (let i = 0; i < 100; i++) bench.console.log(`line ${i} ${"x".repeat(100)}`);
	bench.type("version\n");
	bench.clock.advance(1000);
	const { lines } = bench;
	assert.ok(lines.findIndex((line) => line.startsWith("ok p1-lora")) <= 2, lines.join());
	const lost = lines.map((line) => /^\((\d+) more lines/.exec(line)?.[1]).find((count) => count !== undefined);
	assert.equal(lines.filter((line) => line.startsWith("line ")).length + Number(lost), 100);
});

test("the log can be made quiet, and a line of it remains one line", () => {
	const bench = new ConsoleBench("receiver");
	bench.console.log("one\r\ntwo");
	bench.clock.advance(100);
	assert.deepEqual(bench.lines, ["one two"]);
	bench.say("log off\n");
	bench.console.log("three");
	bench.say("log on\n");
	bench.console.log("four");
	bench.clock.advance(100);
	assert.deepEqual(bench.lines, ["ok the log is shown", "four"]);
	assert.match(bench.say("log maybe\n")[0], /^no /);
});

test("a restart is answered before it happens", () => {
	const bench = new ConsoleBench("receiver");
	bench.type("restart\n");
	bench.clock.advance(100);
	assert.deepEqual(bench.lines, ["ok starting anew"]);
	assert.equal(bench.restarts, 0);
	bench.clock.advance(1000);
	assert.equal(bench.restarts, 1);
});

test("a command that fails inside is told, and the board goes on", () => {
	const bench = new ConsoleBench("receiver", {
		status: () => {
			throw new Error("the flash is broken");
		},
	});
	assert.deepEqual(bench.say("status\n"), ["no it failed: the flash is broken"]);
});

test("settings can be forgotten, and the pairing stays", () => {
	const bench = new ConsoleBench("receiver");
	bench.say("set wifiName home\n");
	bench.say(`pair ${TEXT}\n`);
	assert.match(bench.say("defaults\n")[0], /^ok all settings are forgotten/);
	assert.equal(bench.settings.optional("wifiName"), undefined);
	assert.ok(readPairing(bench.flash.open("link")).ok);
});
