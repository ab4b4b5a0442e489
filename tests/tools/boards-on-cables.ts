/** Boards on USB cables, for tests: pseudo-terminals to the boards' own console, and the commands that talk to it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { Console } from "../../src/device/console.js";
import { Settings } from "../../src/device/settings.js";
import type { KeyValue } from "../../src/io.js";
import { receiverLines } from "../../src/receiver/status-lines.js";
import type { Role } from "../../src/role.js";
import { transmitterLines } from "../../src/transmitter/status-lines.js";
import { config } from "../../tools/commands/config.js";
import { doctor } from "../../tools/commands/doctor.js";
import { pair } from "../../tools/commands/pair.js";
import { UserError } from "../../tools/commands/user-error.js";
import { RealClock } from "../../tools/host/real-clock.js";
import { runProcess, succeeded } from "../../tools/process.js";
import { ROOT } from "../../tools/test/suite.js";
import { UsbCable } from "../device/usb-cable.js";
import { Scenario } from "../end-to-end/scenario.js";
import { test } from "../harness/index.js";

export const PROGRAM = ["--import", "tsx", "tools/p1-lora.ts"];
export const WIFI_PASSWORD = "correct horse battery";

const COMMANDS = { pair, config, doctor };

/** As a program of its own. */
export function runProgram(args: string[], env: Record<string, string>) {
	return runProcess(process.execPath, [...PROGRAM, ...args], {
		cwd: ROOT,
		timeout: 60_000,
		env: { ...process.env, ...env },
	});
}

/** In this process: the same, and sooner. */
export async function run([name, ...args]: string[], env: Record<string, string> = {}) {
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

export const lack = await missing();
if (lack !== undefined) console.log(`skip  boards over pseudo-terminals: ${lack}`);

/** Both boards of a scenario, unpaired, each with its console on a cable of its own. */
export class Cables {
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
				// The board answers first, and restarts soon after: a test may be over by then.
				if (this.#cables.length === 0) return;
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
		for (const cable of this.#cables.splice(0)) cable.unplug();
	}
}

export function testCables(name: string, body: (cables: Cables, folder: string) => Promise<void>): void {
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
