/** Improv's service on the receiver: a browser gives it its Wi-Fi network, which is kept once the board has joined it. */
import { VERSION } from "../version.js";
import { Improv } from "./improv.js";
import type { Settings } from "./settings.js";
import type { WiFiStation } from "./wifi.js";

/** The program's name is that of the browser installer's manifest, which so knows it again. */
const PROGRAM = "P1-LoRa receiver";
const CHIP = "ESP32";

export function provisioning(wifi: WiFiStation, settings: Settings): Improv {
	return new Improv({
		info: [PROGRAM, VERSION, CHIP],
		name: () => settings.text("name"),
		address: () => (wifi.state.phase === "online" ? wifi.state.address : undefined),
		scan: (done) => wifi.scan(done),
		provision: (network, password, done) => {
			wifi.try({ network, password: password || undefined }, (address) => {
				const kept = () => settings.set("wifiName", network).ok && settings.set("wifiPassword", password).ok;
				done(address === undefined ? "not joined" : kept() ? undefined : "not stored");
			});
		},
	});
}
