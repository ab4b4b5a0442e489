/** An update over a real broker: the program that brings it, and the receiver's side of MQTT. */
import { Publisher } from "../../src/receiver/publisher.js";
import { ENVELOPE_BYTES } from "../../src/update/image-head.js";
import type { Updater } from "../../src/update/updater.js";
import { VERSION } from "../../src/version.js";
import { startBroker } from "../../tools/host/broker.js";
import { RealClock } from "../../tools/host/real-clock.js";
import { HostTCP, resolve } from "../../tools/host/tcp.js";
import { Courier } from "../../tools/update/courier.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";
import { observe } from "../mqtt/real-world.js";
import { type FileUpdater, withFileUpdater } from "./file-updater.js";

const HOST = "127.0.0.1";

function receiver(port: number, updater: Updater, deviceId = "0123abcd"): Publisher {
	return new Publisher({
		deviceId,
		network: { clock: new RealClock(), socket: { io: HostTCP }, resolve },
		broker: { host: HOST, port },
		updater,
		storage: new FaultyStorage(),
		random: Math.random,
		diagnostics: () => ({
			rssiDbm: undefined,
			snrDb: undefined,
			rung: undefined,
			frequencyMHz: undefined,
			lossPercent: undefined,
			ageSeconds: undefined,
			airtimePercent: undefined,
			upSeconds: 1,
			starts: undefined,
			startReason: undefined,
			wifiRssiDbm: undefined,
			rungWanted: "automatic",
		}),
		onPublished: () => {},
		log: () => {},
	});
}

interface Bench extends FileUpdater {
	port: number;
	/** What the program says. */
	lines: string[];
	bring: (file: Uint8Array, more?: { device?: string; wait?: boolean }) => Promise<void>;
	publisher: Publisher;
}

async function withBench(body: (bench: Bench) => Promise<void>): Promise<void> {
	await withFileUpdater(async (update) => {
		const broker = await startBroker({ port: 0, host: HOST });
		const publisher = receiver(broker.port, update.updater);
		const lines: string[] = [];
		const bring = (file: Uint8Array, more: { device?: string; wait?: boolean } = {}) =>
			new Courier({
				broker: { host: HOST, port: broker.port },
				file,
				device: more.device,
				wait: more.wait ?? false,
				print: (line) => lines.push(line),
			}).run();
		try {
			while (publisher.connection.phase !== "ready") await new Promise((done) => setTimeout(done, 20));
			await body({ ...update, port: broker.port, lines, bring, publisher });
		} finally {
			publisher.close();
			await broker.close();
		}
	}, VERSION);
}

/** The board has started the image, which has another version. */
async function restarted(port: number, brought: Promise<void>): Promise<void> {
	await withFileUpdater(async ({ updater }) => {
		const next = receiver(port, updater);
		await brought;
		next.close();
	}, "0.2.0");
}

test("an update is offered, installed piece by piece, proved, and runs: over a broker, to the end", async () => {
	await withBench(async ({ port, update, image, bring, lines, started, publisher }) => {
		const { file, image: whole } = update("0.2.0");
		const brought = bring(file);
		while (started.length === 0) await new Promise((done) => setTimeout(done, 50));
		assert.deepEqual(image(), whole);
		assert.deepEqual(started, ["0.2.0"]);
		publisher.close();
		await restarted(port, brought);
		assert.equal(lines[0], `Receiver 0123abcd runs ${VERSION}; 0.2.0 is offered.`);
		assert.equal(lines.at(-1), "Receiver 0123abcd runs 0.2.0.");
		assert.ok(lines.includes("50 %") && lines.includes("All of it is there, and the receiver starts it."));
	});
});

test("Home Assistant sees the offer, and its button is what installs it", async () => {
	await withBench(async ({ port, update, image, bring, lines, started, publisher }) => {
		const observer = await observe(port);
		const brought = bring(update("0.2.0").file, { wait: true });
		const states: string[] = [];
		for (;;) {
			const message = await observer.messages.next();
			if (!message.startsWith("p1-lora/0123abcd/update {")) continue;
			states.push(message.slice(message.indexOf("{"), message.lastIndexOf("}") + 1));
			if (JSON.parse(states.at(-1) ?? "").latest_version === "0.2.0") break;
		}
		assert.deepEqual(JSON.parse(states.at(-1) ?? ""), {
			installed_version: VERSION,
			latest_version: "0.2.0",
			in_progress: false,
			update_percentage: null,
		});
		await new Promise((done) => setTimeout(done, 5200));
		assert.equal(image(), undefined);
		assert.ok(lines.includes("Press Install in Home Assistant, and leave this running."));
		observer.client.publish("p1-lora/0123abcd/command/update", "install");
		while (started.length === 0) await new Promise((done) => setTimeout(done, 50));
		publisher.close();
		await restarted(port, brought);
		observer.client.end(true);
	});
});

test("what is forged, older or for another board is refused, in words that reach the person", async () => {
	await withBench(async ({ update, forged, bring, image }) => {
		for (const [file, reason] of [
			[forged(), "it is not signed with the key that this receiver trusts: nothing was changed"],
			[update("0.0.9").file, `0.0.9 is older than ${VERSION}, which runs: nothing was changed`],
		] as const) {
			await assert.rejects(bring(file), new RegExp(`^the receiver refuses it: ${reason}\\.$`));
		}
		assert.equal(image(), undefined);
		await assert.rejects(bring(update().file, { device: "ffffffff" }), /there is no receiver ffffffff on that broker/);
	});
});

test("pieces that nobody asked for, an offer left at the broker, and noise on the topics change nothing", async () => {
	await withBench(async ({ port, update, image, updater }) => {
		const { client } = await observe(port);
		const { file } = update();
		const say = (topic: string, payload: Uint8Array | string, retain = false) =>
			client.publish(`p1-lora/0123abcd/${topic}`, Buffer.from(payload), { retain });
		say("update/piece", Uint8Array.of(0, 0, 0, 0, 0xe9));
		say("update/piece", "");
		say("update/offer", "x");
		say("command/update", "install");
		await new Promise((done) => setTimeout(done, 200));
		assert.equal(updater.state.phase, "refused");
		say("update/offer", file.subarray(0, ENVELOPE_BYTES));
		while (updater.state.phase !== "offered") await new Promise((done) => setTimeout(done, 20));
		// Offered, and not wanted yet.
		say("update/piece", Uint8Array.of(0, 0, 0, 0, ...file.subarray(ENVELOPE_BYTES, 640)));
		await new Promise((done) => setTimeout(done, 200));
		assert.equal(updater.state.phase, "offered");
		assert.equal(image(), undefined);
		client.end(true);
	});
});
