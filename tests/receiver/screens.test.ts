import { networkScreen } from "../../src/receiver/screens.js";
import { assert, test } from "../harness/index.js";

const LOST = { broker: { phase: "waiting", fault: { kind: "timeout" }, retryAt: 0 } } as never;

function shown(wifi: Parameters<typeof networkScreen>[1]): string {
	return JSON.stringify(networkScreen(LOST, wifi, "My Home", "homeassistant.local"));
}

test("a broker is blamed where there is Wi-Fi, and not where that is what is missing", () => {
	assert.match(shown({ phase: "online", address: "192.168.178.123" }), /The broker does not/);
	const offline = shown({ phase: "waiting", failures: 3 });
	assert.match(offline, /needs Wi-Fi.*homeassistant\.local/);
	assert.ok(!offline.includes("does not"));
});
