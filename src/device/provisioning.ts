/** Improv's service on the receiver: a browser gives it its Wi-Fi network, which is kept once the board has joined it. */
import { VERSION } from "../version.js";
import { Improv } from "./improv.js";
import type { Settings } from "./settings.js";
import type { WiFiStation } from "./wifi.js";

/** The program's name is that of the browser installer's manifest, which so knows it again. */
const PROGRAM = "P1-LoRa receiver";
const CHIP = "ESP32";

export function provisioning(wifi: WiFiStation, settings: Settings, httpPort: () => number | undefined): Improv {
	return new Improv({
		info: [PROGRAM, VERSION, CHIP],
		name: () => settings.text("name"),
		address: () => (wifi.state.phase === "online" ? wifi.state.address : undefined),
		httpPort,
		scan: (done) => wifi.scan(done),
		provision: (network, password, done) => {
			const changes = new Map([
				["wifiName", network],
				["wifiPassword", password],
			]);
			// A password that no network has is not tried: ESP-IDF refuses it, of which the SDK (8.2.3, wifi-esp32.c) takes no
			// notice, and what was set before would be joined and taken for this one.
			for (const [key, value] of changes) {
				if (settings.refusal(key, value) === undefined) continue;
				done("not joined");
				return;
			}
			wifi.try({ network, password: password || undefined }, (address) => {
				// In one write: a new name with an old password would be no network at the next start.
				done(address === undefined ? "not joined" : settings.setAll(changes).ok ? undefined : "not stored");
			});
		},
	});
}
