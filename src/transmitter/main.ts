/** The image of the board at the meter: its parts, and how they are put together. */
import board from "embedded:provider/builtin";
import config from "mc/config";
import Time from "time";
import Timer from "timer";
import { DeviceClock } from "../device/device-clock.js";
import { numberSetting, textSetting } from "../device/settings.js";
import { openStorage } from "../device/storage.js";
import { Transmitter } from "./transmitter.js";

/** Called by the runtime: the modules' bodies, this one's too, have run when the image was linked. */
export default function start(): void {
	new Transmitter({
		clock: new DeviceClock(Timer, Time),
		random: Math.random,
		serial: { ...board.p1, baud: numberSetting(config, "p1Baud", 1200, 921_600) },
		p1Key: textSetting(config, "p1Key"),
		p1AuthKey: textSetting(config, "p1AuthKey"),
		radio: board.radio,
		storage: openStorage,
		region: textSetting(config, "region"),
		frequencyHz: numberSetting(config, "frequencyHz", 137_000_000, 1_020_000_000),
		powerDbm: numberSetting(config, "powerDbm", 2, 17),
		antennaGainDbi: numberSetting(config, "antennaGainDbi", -20, 20),
		log: (line, isDetail) => isDetail || trace(line, "\n"),
	});
}
