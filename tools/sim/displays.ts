/** The boards' displays: their pages as in the two `main.ts`, on a simulated OLED. */
import type { Clock } from "../../src/clock.js";
import type { WiFiState } from "../../src/device/wifi.js";
import { Display, type ScreenSource } from "../../src/display/display.js";
import { type BoardFacts, boardScreen, type Place } from "../../src/display/status-screens.js";
import type { Receiver } from "../../src/receiver/receiver.js";
import { networkScreen, powerScreen } from "../../src/receiver/screens.js";
import { linkScreen, meterScreen } from "../../src/transmitter/screens.js";
import type { Transmitter } from "../../src/transmitter/transmitter.js";
import { VERSION } from "../../src/version.js";
import { SimulatedOLED } from "./oled.js";

/** The TTGO T3's, as in boards/ttgo-t3-v1.6.1. */
const WIRING = Object.freeze({ data: 21, clock: 22, address: 0x3c, hz: 400_000 });

export interface Pages {
	screens: readonly ScreenSource[];
	isQuiet(): boolean;
}

/** The dots, and who draws them; its `press` is the board's button. */
export interface MountedDisplay {
	oled: SimulatedOLED;
	display: Display;
}

export function mountDisplay(clock: Clock, pages: Pages): MountedDisplay {
	const oled = new SimulatedOLED();
	return { oled, display: new Display({ clock, wiring: { i2c: { io: oled.I2C, ...WIRING } }, ...pages }) };
}

export function transmitterPages(program: Transmitter, clock: Clock): Pages {
	return {
		screens: [
			() => linkScreen(program.status),
			() => meterScreen(program.status, clock.now()),
			() => boardPage("meter", program.status.fingerprint, clock),
		],
		isQuiet: () => program.isQuiet,
	};
}

/** `wifi` is undefined where the board is on a cable. */
export interface NetworkFacts {
	wifi: WiFiState | undefined;
	name: string;
	host: string;
}

export function receiverPages(program: Receiver, clock: Clock, network: () => NetworkFacts): Pages {
	return {
		screens: [
			() => powerScreen(program.status, clock.now()),
			() => {
				const { wifi = { phase: "unset" }, name, host } = network();
				return networkScreen(program.status, wifi, name, host);
			},
			() => boardPage("home", program.status.fingerprint, clock),
		],
		isQuiet: () => true,
	};
}

function boardPage(place: Place, fingerprint: string | undefined, clock: Clock) {
	const facts: BoardFacts = {
		version: VERSION,
		fingerprint,
		uptime: clock.now(),
		lastStart: "Power-On",
		lastError: undefined,
	};
	return boardScreen(place, facts);
}
