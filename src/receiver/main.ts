/** The image of the board at home: its parts, and how they are put together. */
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import WiFi from "embedded:network/interface/wifi";
import board from "embedded:provider/builtin";
import config from "mc/config";
import Time from "time";
import Timer from "timer";
import { DeviceClock } from "../device/device-clock.js";
import { resolve } from "../device/resolve.js";
import { numberSetting, textSetting } from "../device/settings.js";
import { openStorage } from "../device/storage.js";
import { WiFiStation } from "../device/wifi.js";
import { Receiver } from "./receiver.js";

/** IANA's for MQTT without TLS. */
const MQTT_PORT = 1883;

/** Called by the runtime: the modules' bodies, this one's too, have run when the image was linked. */
export default function start(): void {
	const clock = new DeviceClock(Timer, Time);
	const random = Math.random;
	const log = (line: string, isDetail?: boolean) => isDetail || trace(line, "\n");

	const network = textSetting(config, "wifiName");
	if (network === undefined) log("Wi-Fi: no wifiName is set, so nothing can be published");
	// First of all: it starts the network stack, without which a socket cannot even be tried.
	const wifi =
		network === undefined
			? undefined
			: new WiFiStation({
					io: WiFi,
					clock,
					random,
					network,
					password: textSetting(config, "wifiPassword"),
					onOnline: (address) => log(`Wi-Fi: on ${network} as ${address}`),
					onOffline: () => log(`Wi-Fi: ${network} is lost`),
				});

	new Receiver({
		clock,
		random,
		radio: board.radio,
		storage: openStorage,
		frequencyHz: numberSetting(config, "frequencyHz", 863_000_000, 870_000_000),
		powerDbm: numberSetting(config, "powerDbm", 2, 17),
		network: {
			clock,
			socket: { io: TCP },
			serving: { listener: { io: Listener }, accepted: { io: TCP } },
			resolve: (host, done) => (wifi?.state.phase === "online" ? resolve(host, done) : done(undefined)),
		},
		broker: {
			host: textSetting(config, "mqttHost") ?? "homeassistant.local",
			port: numberSetting(config, "mqttPort", 1, 65_535) ?? MQTT_PORT,
			user: textSetting(config, "mqttUser"),
			password: textSetting(config, "mqttPassword"),
		},
		home: {
			p1Port: numberSetting(config, "p1Port", 0, 65_535),
			httpPort: numberSetting(config, "httpPort", 0, 65_535),
			homeWizard: numberSetting(config, "homeWizard", 0, 1) === 1,
			pushUrl: textSetting(config, "pushUrl"),
			pushKey: textSetting(config, "pushKey"),
		},
		wifi: () => wifi?.report,
		log,
	});
}
