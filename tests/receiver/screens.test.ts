import type { Receiver } from "../../src/receiver/receiver.js";
import { networkScreen, powerScreen } from "../../src/receiver/screens.js";
import { receiverLines } from "../../src/receiver/status-lines.js";
import { assert, test } from "../harness/index.js";

const LOST = { broker: { phase: "waiting", fault: { kind: "timeout" }, retryAt: 0 } } as never as Receiver["status"];

function shown(wifi: Parameters<typeof networkScreen>[1]): string {
	return JSON.stringify(networkScreen(LOST, wifi, "My Home", "homeassistant.local"));
}

test("a broker is blamed where there is Wi-Fi, and not where that is what is missing", () => {
	assert.match(shown({ phase: "online", address: "192.168.178.123" }), /The broker does not/);
	const offline = shown({ phase: "waiting", failures: 3 });
	assert.match(offline, /needs Wi-Fi.*homeassistant\.local/);
	assert.ok(!offline.includes("does not"));
	const told = (wifi: Parameters<typeof networkScreen>[1]) =>
		JSON.stringify(receiverLines({ ...LOST, telegrams: 0 } as Receiver["status"], wifi, 0));
	assert.match(told({ phase: "online", address: "192.168.178.123" }), /"broker","not connected: The broker does not/);
	assert.match(told({ phase: "waiting", failures: 3 }), /"broker","needs Wi-Fi"/);
});

test("a network that could not be joined is told as such while it is tried again, too", () => {
	const wifi = { phase: "joining", failures: 3 } as const;
	assert.match(shown(wifi), /failed 3 times/);
	const lines = receiverLines({ ...LOST, telegrams: 0 } as Receiver["status"], wifi, 0);
	assert.match(JSON.stringify(lines), /"wi-fi","could not join, 3 times in a row/);
	assert.match(shown({ phase: "joining", failures: 0 }), /joining/);
});

test("power is shown while it is what the meter says now, and never as of hours ago", () => {
	const quantity = { kind: "quantity", value: 1234, scale: 3, unit: "kW" } as const;
	const reading = { values: new Map([["power_delivered", quantity]]) };
	const large = (phase: string, isFresh: boolean, read?: unknown) => {
		const status = { link: { phase }, isFresh, reading: read, telegramAt: 0 } as never;
		return powerScreen(status, 60_000).find(({ style }) => style === "upper")?.text;
	};
	assert.equal(large("settled", true, reading), "1.234 kW");
	assert.equal(large("settled", false, reading), "silent");
	assert.equal(large("searching", false, reading), "searching");
	// Nothing has come since the start: it is not known whether the meter is silent.
	assert.equal(large("settled", false), "running");
});
