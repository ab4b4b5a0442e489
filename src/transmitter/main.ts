/** The image of the board at the meter: its parts, and how they are put together. */
import board from "embedded:provider/builtin";
import config from "mc/config";
import Time from "time";
import Timer from "timer";
import { DeviceClock } from "../device/device-clock.js";
import { Health } from "../device/health.js";
import { openConsole } from "../device/open-console.js";
import { openDisplay } from "../device/open-display.js";
import { polledSerial } from "../device/polled-serial.js";
import { Settings } from "../device/settings.js";
import { openStorage } from "../device/storage.js";
import { wideRandom } from "../device/wide-random.js";
import { LED } from "../display/led.js";
import { boardScreen } from "../display/status-screens.js";
import { VERSION } from "../version.js";
import { announcingRadio } from "./announcing-radio.js";
import { transmitterReport } from "./led-report.js";
import { linkScreen, meterScreen } from "./screens.js";
import { transmitterLines } from "./status-lines.js";
import { Transmitter } from "./transmitter.js";

/**
 * Called by the runtime at each start. The bodies of modules, this one's too, do not run then: they ran when the image
 * was linked.
 */
export default function start(): void {
	const clock = new DeviceClock(Timer, Time);
	const health = new Health(clock);
	const settings = new Settings(openStorage("settings"), "transmitter", config);
	const log = openConsole({
		clock,
		serial: board.usb,
		role: "transmitter",
		settings,
		link: openStorage("link"),
		status: () => [
			...health.lines,
			...(transmitter === undefined ? [] : transmitterLines(transmitter.status, clock.now())),
		],
		restart: () => health.restart(),
	});
	if (settings.problem !== undefined) log(settings.problem);
	let transmitter: Transmitter | undefined;
	const run = () => {
		const program = new Transmitter({
			clock,
			random: wideRandom(Math.random),
			serial: {
				...board.p1,
				io: polledSerial(clock, board.p1.io, settings.isOn("p1Inverted")),
				baud: settings.number("p1Baud"),
			},
			p1Key: settings.optional("p1Key"),
			p1AuthKey: settings.optional("p1AuthKey"),
			// The P1 port gives little current: the display goes dark while the radio transmits.
			radio: { ...board.radio, driver: announcingRadio(() => display?.yield()) },
			storage: openStorage,
			region: settings.optional("region"),
			frequencyHz: settings.number("frequencyHz"),
			powerDbm: settings.number("powerDbm"),
			antennaGainDbi: settings.number("antennaGainDbi"),
			log,
		});
		transmitter = program;
		const display = openDisplay({
			clock,
			board,
			screens: [
				() => linkScreen(program.status),
				() => meterScreen(program.status, clock.now()),
				() =>
					boardScreen("meter", {
						version: VERSION,
						fingerprint: program.status.fingerprint,
						...health.facts,
					}),
			],
			isQuiet: () => program.isQuiet,
		});
		if (board.led !== undefined && settings.isOn("led"))
			new LED(clock, board.led, () => transmitterReport(program.status, clock.now()));
	};
	health.start(log, run, () => transmitter?.status.radio?.mode);
}
