/** Everything that a display can have to say, made by the programs themselves of each thing that can be amiss. */

import type { Screen } from "../../src/display/screen.js";
import { COUNTERS, PAIR_KEY_BYTES, pair } from "../../src/link/pairing.js";
import { openStation } from "../../src/link/station.js";
import type { RadioFault } from "../../src/lora/radio-state.js";
import type { MQTTFault } from "../../src/mqtt/fault.js";
import { refusal } from "../../src/mqtt/fault.js";
import { P1Reader } from "../../src/p1/reader.js";
import { networkScreen, powerScreen } from "../../src/receiver/screens.js";
import { linkScreen, meterScreen } from "../../src/transmitter/screens.js";
import { RealClock } from "../host/real-clock.js";
import { Flash } from "../sim/flash.js";
import { HEARD, HOME_SIDE, METER_SIDE, SCENES } from "./scenes.js";

const RADIO_FAULTS: readonly RadioFault[] = [
	{ kind: "no chip", version: 0 },
	{ kind: "foreign chip", version: 0x22 },
	{ kind: "bus failure", reason: "in use" },
	{ kind: "unsteady bus", register: 0x1d },
	{ kind: "lost configuration", register: 0x1d, expected: 0x72, actual: 0 },
	{ kind: "odd register", register: 0x1d, expected: 0x72, actual: 0x70 },
	{ kind: "transmit timeout" },
	{ kind: "scan timeout" },
	{ kind: "receive timeout" },
	{ kind: "stuck receiver" },
];

const BROKER_FAULTS: readonly MQTTFault[] = [
	{ kind: "unresolved", host: "homeassistant.local" },
	{ kind: "unreachable" },
	...[1, 2, 3, 4, 5, 6].map((code) => refusal(code)),
	{ kind: "timeout" },
	{ kind: "silent" },
	{ kind: "lost" },
	{ kind: "malformed", detail: "an unreadable packet" },
	{ kind: "congested" },
	{ kind: "exception", message: "out of memory" },
];

/** Each way in which a telegram can be damaged. */
const READER_FAULTS = { ...new P1Reader({ onTelegram: () => {} }).faults };

/** Why a board may refuse to send. */
export function obstacles(): string[] {
	const flash = (change: (link: ReturnType<Flash["open"]>) => void) => {
		const link = new Flash().open("link");
		pair(link, new Uint8Array(PAIR_KEY_BYTES).fill(7));
		change(link);
		return link;
	};
	const damaged = [
		new Flash().open("link"),
		flash((link) => link.write("key", new ArrayBuffer(3))),
		flash((link) => link.delete(COUNTERS.sent)),
		flash((link) => link.write(COUNTERS.accepted, new ArrayBuffer(3))),
		flash((link) => {
			link.read = () => {
				throw new Error("flash");
			};
		}),
	];
	const settings = [
		...["XX1", "US915", "AU915", "AS923", "IN865", "KR920", "CN470"].map((region) => ({ region })),
		{ frequencyHz: 868_000_000 },
		{ region: "EU433", powerDbm: 17, antennaGainDbi: 2 },
	];
	return [...damaged.map((link) => reasonOf(link, {})), ...settings.map((wanted) => reasonOf(damaged[0], wanted))];
}

/** None of it gets so far that there would have to be a radio. */
function reasonOf(link: ReturnType<Flash["open"]>, wanted: object): string {
	const none = undefined as never;
	const opened = openStation({
		role: "transmitter",
		clock: new RealClock(),
		random: () => 0,
		radio: none,
		storage: () => link,
		onReceive: none,
		onFault: none,
		...wanted,
	});
	return opened.ok ? "" : opened.reason;
}

/** A screen for each thing that can be amiss, and each page of the pictures. */
export function displayScreens(): Screen[] {
	const offline = { phase: "waiting", failures: 3 } as const;
	return [
		...Object.values(SCENES).map((scene) => scene()),
		...obstacles().flatMap((obstacle) => [
			linkScreen({ ...METER_SIDE, obstacle }),
			powerScreen({ ...HOME_SIDE, obstacle }, 0),
		]),
		...RADIO_FAULTS.map((fault) => {
			const radio = { mode: "failed", attempt: 3, fault } as const;
			return linkScreen({ ...METER_SIDE, radio });
		}),
		meterScreen({ ...METER_SIDE, telegrams: 3, telegramAt: 0 }, 3_600_000),
		...Object.keys(READER_FAULTS).map((kind) => meterScreen({ ...METER_SIDE, damaged: 3, faults: { [kind]: 3 } }, 0)),
		networkScreen(HEARD, offline, "My Home", "homeassistant.local"),
		...BROKER_FAULTS.map((fault) =>
			networkScreen(
				{ ...HEARD, broker: { phase: "waiting", fault, retryAt: 0 } },
				{ phase: "online", address: "192.168.178.123" },
				"My Home",
				"homeassistant.local",
			),
		),
	];
}
