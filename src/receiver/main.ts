/** The image of the board at home: its parts, and how they are put together. */
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import WiFi from "embedded:network/interface/wifi";
import board from "embedded:provider/builtin";
import config from "mc/config";
import Time from "time";
import Timer from "timer";
import { Guard } from "../admin/guard.js";
import { settingsRoutes } from "../admin/settings-routes.js";
import { updateRoutes } from "../admin/update-routes.js";
import { DeviceClock } from "../device/device-clock.js";
import { Health } from "../device/health.js";
import { Names } from "../device/names.js";
import { openConsole } from "../device/open-console.js";
import { openDisplay } from "../device/open-display.js";
import { openUpdater } from "../device/open-updater.js";
import { provisioning } from "../device/provisioning.js";
import { resolve } from "../device/resolve.js";
import { Settings } from "../device/settings.js";
import { chooseAddress } from "../device/static-address.js";
import { openStorage } from "../device/storage.js";
import { wideRandom } from "../device/wide-random.js";
import { WiFiStation } from "../device/wifi.js";
import { LED } from "../display/led.js";
import { boardScreen } from "../display/status-screens.js";
import { setNameServer } from "../esp32/name-server.js";
import { Responder } from "../mdns/responder.js";
import { VERSION } from "../version.js";
import { receiverReport } from "./led-report.js";
import { Receiver } from "./receiver.js";
import { networkScreen, powerScreen } from "./screens.js";
import { receiverLines } from "./status-lines.js";

/**
 * Called by the runtime at each start. The bodies of modules, this one's too, do not run then: they ran when the image
 * was linked.
 */
export default function start(): void {
	const clock = new DeviceClock(Timer, Time);
	const health = new Health(clock);
	const random = wideRandom(Math.random);
	const settings = new Settings(openStorage("settings"), "receiver", config);
	const network = settings.optional("wifiName");
	const choice = chooseAddress(
		settings.optional("wifiAddress"),
		settings.optional("wifiMask"),
		settings.optional("wifiGateway"),
	);
	// First of all, for it starts the network stack: without that no socket can be opened, not even to fail.
	const wifi = new WiFiStation({
		io: WiFi,
		clock,
		random,
		credentials: network === undefined ? undefined : { network, password: settings.optional("wifiPassword") },
		fixed: choice.kind === "fixed" ? choice.fixed : undefined,
		onOnline: (address) => {
			log(`Wi-Fi: online as ${address}`);
			// With a fixed address no router names a name server; nearly every router is one itself.
			if (choice.kind === "fixed") setNameServer(choice.fixed.gateway);
			names.online();
			announce();
		},
		onOffline: () => {
			log("Wi-Fi: the network is lost");
			announce();
		},
		onRefused: () =>
			log(
				"Wi-Fi: the network can't be joined: is it in reach, of 2.4 GHz, are wifiName and wifiPassword right, does the router give addresses? Trying on",
			),
	});
	const isOnline = () => wifi.state.phase === "online";
	const names = new Names(isOnline, resolve);
	const log = openConsole({
		clock,
		serial: board.usb,
		role: "receiver",
		settings,
		link: openStorage("link"),
		status: () => [
			...health.lines,
			["update", trial.report ?? "none lately"],
			...(receiver === undefined ? [] : receiverLines(receiver.status, wifi.state, clock.now())),
		],
		restart: () => health.restart(),
		improv: provisioning(
			wifi,
			settings,
			() => receiver?.announcement?.services.find(({ name }) => name === "http")?.port,
		),
	});
	if (settings.problem !== undefined) log(settings.problem);
	if (choice.kind === "wrong") log(`Wi-Fi: ${choice.reason}: the network's own address is used instead`);
	if (network === undefined)
		log("Wi-Fi: no network is set, so nothing can be published: set wifiName and wifiPassword");

	const { updater, trial } = openUpdater({
		clock,
		role: "receiver",
		config,
		isHealthy: () => receiver?.status.radio?.mode !== "failed" && /^(unset|online)$/.test(wifi.state.phase),
		restart: () => health.restart(),
	});
	if (trial.report !== undefined) log(trial.report);

	const guard = new Guard({ password: settings.optional("pagePassword"), clock, random });
	let receiver: Receiver | undefined;
	let responder: Responder | undefined;
	/** The receiver is found by name while it is on the network. */
	const announce = () => {
		responder?.close();
		responder = undefined;
		const { state } = wifi;
		const announcement = receiver?.announcement;
		if (state.phase === "online" && announcement !== undefined)
			responder = new Responder({ io: UDP, clock, announcement, address: state.address });
	};
	const run = () => {
		// As it is in force: the setting may be another one by now.
		const host = settings.text("mqttHost");
		const program = new Receiver({
			clock,
			random,
			radio: board.radio,
			storage: openStorage,
			region: settings.optional("region"),
			frequencyHz: settings.number("frequencyHz"),
			powerDbm: settings.number("powerDbm"),
			antennaGainDbi: settings.number("antennaGainDbi"),
			name: settings.text("name"),
			network: {
				clock,
				socket: { io: TCP },
				serving: { listener: { io: Listener }, accepted: { io: TCP } },
				resolve: (host, done) => names.find(host, done),
				isOnline,
			},
			broker: {
				host,
				port: Number(settings.text("mqttPort")),
				user: settings.optional("mqttUser"),
				password: settings.optional("mqttPassword"),
			},
			home: {
				p1Port: settings.number("p1Port"),
				httpPort: settings.number("httpPort"),
				homeWizard: settings.isOn("homeWizard"),
				pushUrl: settings.optional("pushUrl"),
				pushKey: settings.optional("pushKey"),
			},
			isFoundByName: true,
			extras: { values: settings.isOn("mqttValues"), telegram: settings.isOn("mqttTelegram") },
			moreRoutes: [
				...settingsRoutes({ guard, settings, role: "receiver", clock, restart: () => health.restart() }),
				...updateRoutes(guard, updater),
			],
			updater,
			wifi: () => wifi.report,
			restart: () => health.restart(),
			startReason: health.facts.lastStart,
			log,
		});
		receiver = program;
		announce();
		openDisplay({
			clock,
			board,
			screens: [
				() => powerScreen(program.status, clock.now()),
				() => networkScreen(program.status, wifi.state, wifi.network ?? "", host),
				() =>
					boardScreen("home", {
						version: VERSION,
						fingerprint: program.status.fingerprint,
						...health.facts,
					}),
			],
			isQuiet: () => true,
		});
		if (board.led !== undefined && settings.isOn("led"))
			new LED(clock, board.led, () => receiverReport(program.status, wifi.state));
	};
	health.start(log, run, () => receiver?.status.radio?.mode);
}
