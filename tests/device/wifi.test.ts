import type { WiFiInterface } from "../../src/device/wifi.js";
import { WiFiStation } from "../../src/device/wifi.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { assert, test } from "../harness/index.js";

const OFF = 200;
const CONNECTING = 300;
const ASSOCIATED = 400;
const CONNECTED = 500;
const ADDRESS = "192.0.2.7";

/** A radio that does what the test says. Like the board's, it does not call back when told to disconnect. */
class ScriptedWiFi implements WiFiInterface {
	connection = OFF;
	address: string | undefined;
	RSSI: number | undefined;
	/** When it was told to connect, and to what. */
	readonly attempts: { at: number; SSID: string; password?: string }[] = [];
	refuses = false;
	readonly #clock: VirtualClock;
	readonly #onChanged: (property: "connection" | "address") => void;

	constructor(clock: VirtualClock, onChanged: (property: "connection" | "address") => void) {
		this.#clock = clock;
		this.#onChanged = onChanged;
	}

	connect(options: { SSID: string; password?: string }): void {
		this.attempts.push({ at: this.#clock.now(), ...options });
		if (this.connection === CONNECTING || this.refuses) throw new Error("already connecting");
		this.connection = CONNECTING;
	}

	disconnect(): void {
		this.connection = OFF;
	}

	/** The access point takes the board in, or sends it away. */
	become(connection: number): void {
		this.connection = connection;
		this.address = connection === CONNECTED ? ADDRESS : undefined;
		this.RSSI = connection >= ASSOCIATED ? -60 : undefined;
		this.#onChanged("connection");
		if (connection === CONNECTED) this.#onChanged("address");
	}

	/** The network goes, and the message about it is lost. */
	vanish(): void {
		this.RSSI = undefined;
	}
}

function start(password?: string) {
	const clock = new VirtualClock();
	const events: string[] = [];
	const radios: ScriptedWiFi[] = [];
	class WiFi extends ScriptedWiFi {
		constructor(options: { onChanged(property: "connection" | "address"): void }) {
			super(clock, options.onChanged);
			radios.push(this);
		}
	}
	const station = new WiFiStation({
		io: WiFi,
		clock,
		random: () => 0,
		network: "home",
		password,
		onOnline: (address) => events.push(address),
		onOffline: () => events.push("offline"),
	});
	clock.advance(0);
	return { clock, events, station, wifi: radios[0] };
}

test("the board joins its network and says with which address", () => {
	const { events, station, wifi } = start("secret");
	assert.deepEqual(wifi.attempts, [{ at: 0, SSID: "home", password: "secret" }]);
	wifi.become(ASSOCIATED);
	assert.deepEqual(events, []);
	wifi.become(CONNECTED);
	assert.deepEqual(events, [ADDRESS]);
	assert.deepEqual(station.state, { phase: "online", address: ADDRESS });
});

test("an open network is joined without a password", () => {
	assert.deepEqual(start().wifi.attempts, [{ at: 0, SSID: "home" }]);
});

test("a network that turns the board away is tried again after 1, 2, 4 and up to 30 seconds", () => {
	const { clock, events, wifi } = start();
	for (let attempt = 0; attempt < 7; attempt++) {
		wifi.become(OFF);
		clock.runWhile(() => wifi.connection === OFF, Number.POSITIVE_INFINITY);
	}
	const times = wifi.attempts.map(({ at }) => at);
	assert.deepEqual(
		times.slice(1).map((at, index) => at - times[index]),
		[1000, 2000, 4000, 8000, 16_000, 30_000, 30_000],
	);
	assert.deepEqual(events, []);
});

test("a network that never answers is given up after 20 seconds, and tried again", () => {
	const { clock, station, wifi } = start();
	clock.advance(19_999);
	assert.equal(station.state.phase, "joining");
	clock.advance(1);
	assert.deepEqual(station.state, { phase: "waiting", failures: 1 });
	assert.equal(wifi.connection, OFF);
	clock.advance(1000);
	assert.equal(wifi.attempts.length, 2);
});

test("an address that never comes counts as a failure too", () => {
	const { clock, station, wifi } = start();
	wifi.become(ASSOCIATED);
	clock.advance(20_000);
	assert.equal(station.state.phase, "waiting");
});

test("a network that goes is told once and joined again within two seconds", () => {
	const { clock, events, wifi } = start();
	wifi.become(CONNECTED);
	clock.advance(3_600_000);
	wifi.become(OFF);
	assert.deepEqual(events, [ADDRESS, "offline"]);
	clock.advance(2000);
	assert.equal(wifi.attempts.length, 2);
	wifi.become(CONNECTED);
	assert.deepEqual(events, [ADDRESS, "offline", ADDRESS]);
});

test("a network that goes without a word is missed within ten seconds", () => {
	const { clock, events, wifi } = start();
	wifi.become(CONNECTED);
	clock.advance(60_000);
	wifi.vanish();
	clock.advance(10_000);
	assert.deepEqual(events, [ADDRESS, "offline"]);
});

test("an interface that refuses to connect is left alone and tried again", () => {
	const { clock, station, wifi } = start();
	wifi.become(OFF);
	wifi.refuses = true;
	clock.advance(1000);
	assert.deepEqual(station.state, { phase: "waiting", failures: 2 });
	wifi.refuses = false;
	clock.advance(2000);
	assert.equal(station.state.phase, "joining");
});

test("what the interface says while the board waits changes nothing", () => {
	const { events, station, wifi } = start();
	wifi.become(OFF);
	wifi.become(CONNECTED);
	assert.equal(station.state.phase, "waiting");
	assert.deepEqual(events, []);
});
