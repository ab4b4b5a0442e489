/** The receiver's Improv service, with the client that browsers use: npm's improv-wifi-serial-sdk, as it is. */
import { ImprovSerial } from "improv-wifi-serial-sdk/dist/serial.js";
import { improvFrame } from "../../src/device/line-reader.js";
import { provisioning } from "../../src/device/provisioning.js";
import { Settings } from "../../src/device/settings.js";
import { WiFiStation } from "../../src/device/wifi.js";
import { VERSION } from "../../src/version.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";
import { ConsoleBench } from "./console-bench.js";
import { ADDRESS, CONNECTED, OFF, ScriptedWiFi } from "./scripted-wifi.js";

const SILENT = { log() {}, error() {}, debug() {} };

class Setup {
	readonly wifiClock = new VirtualClock();
	readonly storage = new FaultyStorage();
	readonly settings = new Settings(this.storage, "receiver", {});
	httpPort: number | undefined = 80;
	readonly bench: ConsoleBench;
	readonly client: ImprovSerial;
	wifi: ScriptedWiFi | undefined;
	#seen = 0;

	constructor() {
		const setup = this;
		class WiFi extends ScriptedWiFi {
			constructor(options: { onChanged(property: "connection" | "address"): void }) {
				super(setup.wifiClock, options.onChanged);
				setup.wifi = this;
			}
		}
		const wifi = new WiFiStation({
			io: WiFi,
			clock: this.wifiClock,
			random: () => 0,
			credentials: undefined,
			onOnline: () => {},
			onOffline: () => {},
		});
		this.bench = new ConsoleBench("receiver", { improv: provisioning(wifi, this.settings, () => this.httpPort) });
		let give: (bytes: Uint8Array) => void = () => {};
		const readable = new ReadableStream<Uint8Array>({
			start: (controller) => {
				give = (bytes) => controller.enqueue(bytes);
			},
		});
		const writable = new WritableStream<Uint8Array>({
			write: (bytes) => {
				// Log lines come between: the client has to bear them, and so has the board.
				this.bench.console.log("radio: listening");
				this.bench.type(bytes);
				this.pass(give);
			},
		});
		this.pass = (to = give) => {
			this.bench.clock.advance(1000);
			const fresh = this.bench.output.slice(this.#seen);
			this.#seen = this.bench.output.length;
			if (fresh.length > 0) to(fresh);
		};
		// The client takes a browser's SerialPort, of which it uses these two.
		this.client = new ImprovSerial({ readable, writable } as never, SILENT);
	}

	/** Hands on what the board has sent. */
	pass: (to?: (bytes: Uint8Array) => void) => void;

	/** The next turn of the event loop: the client has read what there is. */
	static turn(): Promise<void> {
		return new Promise((resolve) => setTimeout(resolve, 20));
	}
}

test("the client finds the board, and what it is", async () => {
	const { client } = new Setup();
	const info = await client.initialize();
	assert.deepEqual(
		[info?.firmware, info?.version, info?.chipFamily, info?.name],
		["P1-LoRa receiver", VERSION, "ESP32", "P1-LoRa"],
	);
	assert.equal(client.state, 2);
	assert.equal(client.nextUrl, undefined);
	await client.close();
});

test("a name of any length comes through", async () => {
	const setup = new Setup();
	await setup.client.initialize();
	for (let length = 1; length <= 32; length++) {
		const name = "x".repeat(length);
		setup.settings.set("name", name);
		assert.equal(await setup.client.getDeviceName(), name);
	}
	await setup.client.close();
});

test("networks in reach are listed, and none where the radio can't tell", async () => {
	const setup = new Setup();
	await setup.client.initialize();
	assert.deepEqual(await setup.client.scan(), []);
	const { wifi } = setup;
	assert.ok(wifi !== undefined);
	wifi.networks = [
		{ SSID: "zuhause", RSSI: -70, security: "wpa2_psk" },
		{ SSID: "Café 🏠", RSSI: -60, security: "none" },
	];
	const scanned = setup.client.scan();
	await Setup.turn();
	setup.wifiClock.advance(2000);
	setup.pass();
	assert.deepEqual(await scanned, [
		{ name: "Café 🏠", rssi: -60, secured: false },
		{ name: "zuhause", rssi: -70, secured: true },
	]);
	await setup.client.close();
});

test("a network that takes the board in is kept, and the client is told the board's page", async () => {
	const setup = new Setup();
	await setup.client.initialize();
	const states: number[] = [];
	setup.client.addEventListener("state-changed", () => states.push(setup.client.state ?? 0));
	const provisioned = setup.client.provision("Café 🏠", "p4ss w0rd");
	await Setup.turn();
	setup.wifiClock.advance(1000);
	assert.deepEqual(setup.wifi?.attempts.at(-1), { at: 1000, SSID: "Café 🏠", password: "p4ss w0rd" });
	assert.equal(setup.settings.optional("wifiName"), undefined);
	setup.wifi?.become(CONNECTED);
	setup.pass();
	await provisioned;
	assert.deepEqual(states, [3, 4]);
	assert.equal(setup.client.nextUrl, `http://${ADDRESS}/`);
	assert.equal(setup.settings.text("wifiName"), "Café 🏠");
	assert.equal(setup.settings.text("wifiPassword"), "p4ss w0rd");
	for (const [port, url] of [
		[80, `http://${ADDRESS}/`],
		[8080, `http://${ADDRESS}:8080/`],
		// Not paired, it has no page, and no link leads to nowhere.
		[undefined, undefined],
	] as const) {
		setup.httpPort = port;
		await setup.client.requestCurrentState();
		assert.equal(setup.client.nextUrl, url);
	}
	await setup.client.close();
});

test("a network that turns the board away is told, and nothing is kept", async () => {
	const setup = new Setup();
	await setup.client.initialize();
	const provisioned = setup.client.provision("home", "wrong password");
	await Setup.turn();
	setup.wifiClock.advance(1000);
	setup.wifi?.become(OFF);
	setup.pass();
	const failure = await provisioned.then(
		() => "joined",
		(reason: unknown) => reason,
	);
	assert.equal(failure, "UNABLE_TO_CONNECT");
	assert.equal(setup.settings.optional("wifiName"), undefined);
	await Setup.turn();
	assert.equal(setup.client.state, 2);
	await setup.client.close();
});

test("a password that no network has is refused before anything is tried, and nothing is kept", async () => {
	const setup = new Setup();
	await setup.client.initialize();
	for (const [network, password] of [
		["home", "1234567"],
		["home", "x".repeat(65)],
		["n".repeat(33), "12345678"],
	]) {
		const failure = setup.client.provision(network, password).then(
			() => "joined",
			(reason: unknown) => reason,
		);
		await Setup.turn();
		setup.wifiClock.advance(1000);
		if (setup.wifi?.connection !== OFF) setup.wifi?.become(CONNECTED);
		setup.pass();
		assert.equal(await failure, "UNABLE_TO_CONNECT");
	}
	assert.deepEqual(setup.wifi?.attempts, []);
	assert.equal(setup.settings.optional("wifiName"), undefined);
	await setup.client.close();
});

test("a network's name and its password are kept in one write, or neither of them", async () => {
	const setup = new Setup();
	await setup.client.initialize();
	// The supply fails with the second write.
	setup.storage.fault = (write) => (write === 2 ? "cut before" : undefined);
	const provisioned = setup.client.provision("home", "p4ss w0rd");
	await Setup.turn();
	setup.wifiClock.advance(1000);
	setup.wifi?.become(CONNECTED);
	setup.pass();
	await provisioned;
	setup.storage.isOff = false;
	const kept = new Settings(setup.storage, "receiver", {});
	assert.deepEqual([kept.text("wifiName"), kept.text("wifiPassword")], ["home", "p4ss w0rd"]);
	await setup.client.close();
});

test("calls that there are not, and host names, are refused as the protocol has it", async () => {
	const setup = new Setup();
	await setup.client.initialize();
	for (const call of [
		setup.client.getHostname(),
		setup.client.setDeviceName("x"),
		setup.client.requestNetworkState(),
	]) {
		const failure = await call.then(
			() => "answered",
			(reason: unknown) => reason,
		);
		assert.equal(failure, "UNKNOWN_RPC_COMMAND");
	}
	await setup.client.close();
});

test("damaged frames, cut ones and impossible lengths change nothing, and console and client go on", async () => {
	const setup = new Setup();
	const whole = improvFrame(3, Uint8Array.of(1, 12, 4, 0x68, 0x6f, 0x6d, 0x65, 6, 1, 2, 3, 4, 5, 6));
	for (let cut = 0; cut < whole.length; cut++) {
		const damaged = whole.slice();
		damaged[cut] ^= 0x20;
		setup.bench.say(damaged);
		setup.bench.clock.advance(2000);
		setup.bench.say(whole.slice(0, cut));
		setup.bench.clock.advance(2000);
		setup.bench.say("\n");
	}
	for (const data of [[], [1], [1, 200], [1, 2, 9, 9], [1, 3, 0, 0, 0]]) {
		setup.bench.say(improvFrame(3, Uint8Array.from(data)));
	}
	setup.bench.say(improvFrame(3, new Uint8Array(255)));
	setup.bench.clock.advance(2000);
	setup.bench.say("\n");
	assert.deepEqual(setup.wifi?.attempts, []);
	assert.match(setup.bench.say("version\n").at(-1) ?? "", /^ok p1-lora receiver/);
	setup.bench.output = new Uint8Array(0);
	assert.equal((await setup.client.initialize())?.version, VERSION);
	await setup.client.close();
});
