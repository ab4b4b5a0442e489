import { WiFiStation } from "../../src/device/wifi.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { assert, test } from "../harness/index.js";
import { ADDRESS, ASSOCIATED, CONNECTED, OFF, ScriptedWiFi } from "./scripted-wifi.js";

function start(password?: string, network = "home") {
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
		credentials: network === "none" ? undefined : { network, password },
		onOnline: (address) => events.push(address),
		onOffline: () => events.push("offline"),
		onRefused: () => events.push("refused"),
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

test("an address that changes while the board is on the network is told, also where the message about it is lost", () => {
	const { clock, events, station, wifi } = start();
	wifi.become(CONNECTED);
	wifi.address = "192.0.2.8";
	clock.advance(10_000);
	assert.deepEqual(events, [ADDRESS, "192.0.2.8"]);
	assert.deepEqual(station.state, { phase: "online", address: "192.0.2.8" });
	clock.advance(60_000);
	assert.deepEqual([events.length, wifi.attempts.length], [2, 1]);
});

test("an address of its own is told to the interface before the network is joined, and only then", () => {
	const clock = new VirtualClock();
	const fixed = { address: "192.168.1.7", mask: "255.255.255.0", gateway: "192.168.1.1" };
	let radio: ScriptedWiFi | undefined;
	class WiFi extends ScriptedWiFi {
		constructor(options: { onChanged(property: "connection" | "address"): void }) {
			super(clock, options.onChanged);
			radio = this;
		}
	}
	const credentials = { network: "home", password: undefined };
	const options = { io: WiFi, clock, random: () => 0, credentials, onOnline: () => {}, onOffline: () => {} };
	new WiFiStation({ ...options, fixed });
	assert.deepEqual([radio?.configured, radio?.attempts], [[{ static: fixed }], []]);
	assert.deepEqual(start().wifi.configured, []);
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
	// Told once, and not with each attempt of a night.
	assert.deepEqual(events, ["refused"]);
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

test("an address that the router has taken back is missed within ten seconds, and another one asked for", () => {
	const { clock, events, station, wifi } = start();
	wifi.become(CONNECTED);
	clock.advance(60_000);
	wifi.address = "fe80::1";
	clock.advance(12_000);
	assert.equal(wifi.attempts.length, 2);
	wifi.become(CONNECTED);
	assert.deepEqual(events, [ADDRESS, "offline", ADDRESS]);
	clock.advance(60_000);
	assert.equal(station.state.phase, "online");
});

test("an attempt tells how many before it have failed", () => {
	const { clock, station, wifi } = start();
	for (const failures of [0, 1, 2]) {
		assert.deepEqual(station.state, { phase: "joining", failures });
		wifi.become(OFF);
		clock.runWhile(() => wifi.connection === OFF, Number.POSITIVE_INFINITY);
	}
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
	assert.deepEqual(events, ["refused"]);
});

/** A board on its network that was just told of another one. */
function startLeaving() {
	const parts = start("secret");
	parts.wifi.become(CONNECTED);
	const answers: (string | undefined)[] = [];
	parts.station.try({ network: "other", password: "password" }, (address) => answers.push(address));
	return { ...parts, answers };
}

/** The same board, when it has left. */
function startTrial() {
	const parts = startLeaving();
	parts.clock.advance(1000);
	return parts;
}

test("another network is joined at once, and stayed on", () => {
	const { clock, wifi, answers, events } = startTrial();
	assert.equal(wifi.attempts.at(-1)?.SSID, "other");
	wifi.become(CONNECTED);
	assert.deepEqual(answers, [ADDRESS]);
	assert.deepEqual(events, [ADDRESS, "offline", ADDRESS]);
	wifi.become(OFF);
	clock.advance(2000);
	assert.equal(wifi.attempts.at(-1)?.SSID, "other");
});

test("a board that another network turns away goes back to its own", () => {
	const { clock, wifi, answers } = startTrial();
	wifi.become(OFF);
	assert.deepEqual(answers, [undefined]);
	clock.advance(2000);
	assert.deepEqual(wifi.attempts.at(-1), { at: clock.now() - 1000, SSID: "home", password: "secret" });
});

test("the old network's late goodbye is not taken for the new one's refusal", () => {
	const { station, wifi, answers } = startLeaving();
	wifi.become(OFF);
	assert.deepEqual(answers, []);
	assert.equal(station.state.phase, "waiting");
});

test("a board that knows no network waits to be told of one, and forgets it again where it cannot join", () => {
	const { clock, station, wifi } = start(undefined, "none");
	assert.deepEqual(wifi.attempts, []);
	assert.equal(station.state.phase, "unset");
	assert.equal(station.network, undefined);
	station.try({ network: "home", password: undefined }, () => {});
	assert.equal(station.network, "home");
	clock.advance(1000 + 20_000);
	assert.equal(wifi.attempts.length, 1);
	assert.equal(station.state.phase, "unset");
});

test("networks in reach are told once each, the strongest first, and those without a name not at all", () => {
	const { clock, station, wifi } = start();
	wifi.networks = [
		{ SSID: "far", RSSI: -80, security: "wpa2_psk" },
		{ SSID: "", RSSI: -40, security: "none" },
		{ SSID: "near", RSSI: -70, security: "none" },
		{ SSID: "near", RSSI: -50, security: "none" },
	];
	const found: unknown[] = [];
	station.scan((networks) => found.push(...networks));
	clock.advance(2000);
	assert.deepEqual(found, [
		{ name: "near", rssiDbm: -50, open: true },
		{ name: "far", rssiDbm: -80, open: false },
	]);
});

test("a radio that can't scan now has no networks to tell", () => {
	const { station } = start();
	let found: unknown;
	station.scan((networks) => {
		found = networks;
	});
	assert.deepEqual(found, []);
});
