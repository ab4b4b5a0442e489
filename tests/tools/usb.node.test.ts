/** Commands for boards on USB cables, run as programs, over pseudo-terminals to the boards' own console. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { Console } from "../../src/device/console.js";
import { readPairingText } from "../../src/device/pairing-text.js";
import { Settings } from "../../src/device/settings.js";
import { StartRecord } from "../../src/device/start-record.js";
import type { DuplexSerialClass, KeyValue } from "../../src/io.js";
import { readPairing } from "../../src/link/pairing.js";
import { receiverLines } from "../../src/receiver/status-lines.js";
import type { Role } from "../../src/role.js";
import { transmitterLines } from "../../src/transmitter/status-lines.js";
import { settingsTable } from "../../tools/commands/board-settings.js";
import { config } from "../../tools/commands/config.js";
import { diagnose, doctor } from "../../tools/commands/doctor.js";
import { pair } from "../../tools/commands/pair.js";
import { UserError } from "../../tools/commands/user-error.js";
import { monitor } from "../../tools/flash/monitor.js";
import { BoardConsole } from "../../tools/host/board-console.js";
import { RealClock } from "../../tools/host/real-clock.js";
import { serialReason } from "../../tools/host/serial-port.js";
import { runProcess, succeeded } from "../../tools/process.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { Flash } from "../../tools/sim/flash.js";
import { ROOT } from "../../tools/test/suite.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { UsbCable } from "../device/usb-cable.js";
import { Scenario } from "../end-to-end/scenario.js";
import { assert, test } from "../harness/index.js";

const PROGRAM = ["--import", "tsx", "tools/p1-lora.ts"];
const WIFI_PASSWORD = "correct horse battery";

const COMMANDS = { pair, config, doctor };

/** As a program of its own. */
function runProgram(args: string[], env: Record<string, string>) {
	return runProcess(process.execPath, [...PROGRAM, ...args], {
		cwd: ROOT,
		timeout: 60_000,
		env: { ...process.env, ...env },
	});
}

/** In this process: the same, and sooner. */
async function run([name, ...args]: string[], env: Record<string, string> = {}) {
	Object.assign(process.env, env);
	const out = new PassThrough();
	let stdout = "";
	out.setEncoding("utf8").on("data", (text: string) => {
		stdout += text;
	});
	let stderr = "";
	const command = COMMANDS[name as keyof typeof COMMANDS]; // of the tests below
	const code = await command(args, out).catch((error: Error) => {
		if (!(error instanceof UserError)) throw error;
		stderr = error.message;
		return 1;
	});
	for (const variable of Object.keys(env)) delete process.env[variable];
	await new Promise((resolve) => out.end(resolve));
	return { code, stdout, stderr };
}

/** What the tests need and a computer may lack; undefined where all is there. */
async function missing(): Promise<string | undefined> {
	if (!succeeded(await runProcess("socat", ["-V"], { timeout: 10_000 }))) return "socat is not installed";
	const found = await import("serialport").then(
		() => true,
		() => false,
	);
	return found ? undefined : "the package serialport does not run here";
}

const lack = await missing();
if (lack !== undefined) console.log(`skip  boards over pseudo-terminals: ${lack}`);

/** Both boards of a scenario, unpaired, each with its console on a cable of its own. */
class Cables {
	readonly scenario = new Scenario({ paired: false });
	readonly #cables: UsbCable[] = [];
	readonly ports = { transmitter: "", receiver: "" };
	readonly restarts: Role[] = [];
	receiverTakesNothing = false;

	static async plugIn(): Promise<Cables> {
		const cables = new Cables();
		for (const role of ["transmitter", "receiver"] as const) cables.#serve(role, await UsbCable.plugIn());
		return cables;
	}

	board(role: Role) {
		const { transmitterBoard, receiverBoard } = this.scenario.world;
		return role === "transmitter" ? transmitterBoard : receiverBoard;
	}

	settings(role: Role): Settings {
		return new Settings(this.board(role).flash.open("settings"), role, {});
	}

	#serve(role: Role, cable: UsbCable): void {
		this.#cables.push(cable);
		this.ports[role] = cable.port;
		const board = this.board(role);
		const { world, clock } = this.scenario;
		const console = new Console({
			clock: new RealClock(),
			serial: { io: cable.Serial, receive: 3, transmit: 1, port: 0 },
			role,
			settings: this.settings(role),
			link: this.#spoilt(role, board.flash.open("link")),
			status: () => {
				const { transmitter, receiver } = world;
				const now = clock.now();
				if (role === "transmitter") return transmitter === undefined ? [] : transmitterLines(transmitter.status, now);
				return receiver === undefined ? [] : receiverLines(receiver.status, { phase: "unset" }, now);
			},
			restart: () => {
				this.restarts.push(role);
				board.cutPower();
				board.powerOn();
			},
		});
		console.log("noise of a board that has just started");
	}

	/** Flash at the end of its life, where the test says so. */
	#spoilt(role: Role, link: KeyValue): KeyValue {
		return {
			...link,
			write: (key, value) => {
				if (role === "receiver" && this.receiverTakesNothing) throw new Error("the flash is worn out");
				link.write(key, value);
			},
		};
	}

	unplug(): void {
		this.scenario.world.close();
		for (const cable of this.#cables) cable.unplug();
	}
}

function testCables(name: string, body: (cables: Cables, folder: string) => Promise<void>): void {
	if (lack !== undefined) return;
	test(name, async () => {
		const cables = await Cables.plugIn();
		const folder = mkdtempSync(join(tmpdir(), "p1-lora-pair-"));
		try {
			await body(cables, folder);
		} finally {
			cables.unplug();
			rmSync(folder, { recursive: true });
		}
	});
}

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

testCables("a port that another program has open is told as such, and one port is not two boards", async (cables) => {
	const { transmitter, receiver } = cables.ports;
	const other = await BoardConsole.open(receiver);
	const { stderr } = await run(["doctor", receiver]);
	await other.close();
	assert.equal(
		stderr,
		`Cannot open the serial port ${receiver}: another program has it open, such as a serial monitor: close that one, and try again.`,
	);
	assert.match((await run(["pair", "--transmitter", transmitter, "--receiver", transmitter])).stderr, /is one board/);
});

test("what Windows says of a port is told in the same words", () => {
	assert.match(serialReason("Opening COM3: Access denied"), /^another program has it open/);
	assert.equal(serialReason("Opening COM3: File not found"), "there is no such port");
	assert.equal(
		serialReason("Error: Inappropriate ioctl for device setting custom baud rate of 13"),
		"it is no serial port",
	);
});

/** A receiver's console, and nothing else of the board. */
function serve(Serial: DuplexSerialClass): void {
	const flash = new Flash();
	new Console({
		clock: new RealClock(),
		serial: { io: Serial, receive: 3, transmit: 1, port: 0 },
		role: "receiver",
		settings: new Settings(flash.open("settings"), "receiver", {}),
		link: flash.open("link"),
		status: () => [],
		restart: () => {},
	});
}

if (lack === undefined)
	test("a board is listened to without the tools that make its image, and obeys what is typed", async () => {
		const cable = await UsbCable.plugIn();
		serve(cable.Serial);
		const [typed, shown] = [new PassThrough(), new PassThrough()];
		const ended = monitor(cable.port, typed, shown).catch((error: Error) => error.message);
		typed.write("name\nset name Küche\n");
		let text = "";
		for await (const chunk of shown.setEncoding("utf8")) {
			text += chunk;
			if (text.includes("restart\r\n")) break;
		}
		assert.equal(
			text,
			"no there is no such command; help lists them\r\nok name is stored; in force after: restart\r\n",
		);
		cable.unplug();
		assert.match(await ended, /^The port .* is gone \(.*\)\. Is the cable loose\?/);
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

if (lack === undefined)
	test("what sends back whatever it is sent is no board, and is not flooded with questions", async () => {
		const cable = await UsbCable.plugIn();
		let asked = 0;
		const echo = new cable.Serial({
			receive: 3,
			baud: 115_200,
			onReadable: () => {
				const bytes = new Uint8Array(echo.read() ?? new ArrayBuffer(0));
				asked += Buffer.from(bytes).toString().split("version").length - 1;
				echo.write(bytes);
			},
		});
		await assert.rejects(BoardConsole.open(cable.port, { startPatience: 1500 }), /^No P1-LoRa board answers/);
		cable.unplug();
		assert.ok(asked >= 1 && asked <= 2, `${asked}`);
	});

if (lack === undefined)
	test("an answer of which a line was damaged on its way is asked for again, and not taken for whole", async () => {
		const cable = await UsbCable.plugIn();
		let spoilt = 0;
		class Noisy extends cable.Serial {
			override write(bytes: Uint8Array): void {
				// Once within a line, and once, as it is asked for again, the very mark of one.
				const at = Buffer.from(bytes).indexOf(spoilt === 0 ? "mqttHost" : "#3 ");
				if (at >= 0 && spoilt < 2) {
					bytes[at] ^= 1;
					spoilt++;
				}
				super.write(bytes);
			}
		}
		serve(Noisy);
		const board = await BoardConsole.open(cable.port);
		try {
			const { lines } = await board.demand("get");
			assert.equal(spoilt, 2);
			for (const line of ["name P1-LoRa", "mqttHost homeassistant.local"])
				assert.ok(lines.includes(line), lines.join("\n"));
		} finally {
			await board.close();
			cable.unplug();
		}
	});

test("ports without a board, or none at all, are told in one sentence", async () => {
	assert.match((await run(["pair"])).stderr, /^Say where the boards are/);
	assert.match((await run(["pair", "--receiver", "x"])).stderr, /add --key-file FILE/);
	assert.match((await run(["doctor"])).stderr, /^Give the board's port/);
	assert.match(
		(await run(["pair", "--receiver", "x", "--transmitter", "y", "--mqtt-port", "0"])).stderr,
		/--mqtt-port is "0": give a whole number/,
	);
	assert.ok(!existsSync("/dev/p1-lora-none"));
	assert.match(
		(await run(["doctor", "/dev/p1-lora-none"])).stderr,
		/(Cannot open the serial port|needs the package serialport)/,
	);
});

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

test("the manual lists the settings as the boards have them", () => {
	assert.ok(readFileSync(join(ROOT, "docs/pairing.md"), "utf8").includes(settingsTable()), settingsTable());
});
