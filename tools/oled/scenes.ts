/** Every page that the boards' displays can show, with what there would be to tell. */

import type { Screen } from "../../src/display/screen.js";
import { type BoardFacts, boardScreen } from "../../src/display/status-screens.js";
import { readPairing } from "../../src/link/pairing.js";
import { DEFAULT_FREQUENCY_HZ } from "../../src/lora/regions.js";
import { RENDEZVOUS, TOP_RUNG } from "../../src/negotiation/ladder.js";
import { LossWindow } from "../../src/negotiation/loss-window.js";
import { PowerControl } from "../../src/negotiation/power.js";
import type { Reading } from "../../src/p1/reading.js";
import { Values } from "../../src/p1/values.js";
import type { Receiver } from "../../src/receiver/receiver.js";
import { networkScreen, powerScreen } from "../../src/receiver/screens.js";
import { linkScreen, meterScreen } from "../../src/transmitter/screens.js";
import type { Transmitter } from "../../src/transmitter/transmitter.js";
import { Flash } from "../sim/flash.js";

const NOW = 300_000;
const NOT_PAIRED = pairingProblem();

function pairingProblem(): string {
	const read = readPairing(new Flash().open("link"));
	return read.ok ? "" : read.reason;
}

export const METER_SIDE: Transmitter["status"] = {
	obstacle: undefined,
	fingerprint: "1a2b3c4d",
	radio: { mode: "receiving" },
	radioFault: undefined,
	link: { phase: "idle" },
	place: undefined,
	telegrams: 0,
	telegramAt: undefined,
	silentAfter: 180_000,
	damaged: 0,
	faults: {},
	reopenings: 0,
	refused: {},
	airtimeUsedUs: 12_400_000,
	airtimeLimitUs: 360_000_000,
};

export const HOME_SIDE: Receiver["status"] = {
	obstacle: undefined,
	fingerprint: "1a2b3c4d",
	radio: { mode: "receiving" },
	radioFault: undefined,
	link: { phase: "searching", profile: RENDEZVOUS, until: undefined, heard: false },
	place: { rung: RENDEZVOUS },
	quality: undefined,
	lossPercent: undefined,
	isFresh: false,
	reading: undefined,
	telegram: undefined,
	telegramAt: undefined,
	broker: { phase: "ready", since: 0, heardAt: 0 },
	telegrams: 0,
	rungWanted: "automatic",
	refused: {},
	airtimeUsedUs: 2_000_000,
	airtimeLimitUs: 360_000_000,
};

const BOARD: BoardFacts = {
	version: "0.1.0",
	fingerprint: "1a2b3c4d",
	uptime: 273_600_000,
	lastStart: "Power-On",
	lastError: undefined,
};

const FAILED = { mode: "failed", attempt: 3, fault: { kind: "no chip", version: 0 } } as const;

function lossy(): LossWindow {
	const losses = new LossWindow();
	for (let count = 0; count < 32; count++) losses.record(count % 16 === 0);
	return losses;
}

const RUNNING: Transmitter["status"]["link"] = {
	phase: "running",
	profile: TOP_RUNG,
	losses: lossy(),
	answeredAt: 0,
	raiseAt: 0,
	snrDb: 8.5,
	meanSnrDb: 8.5,
	power: new PowerControl(),
};

function reading(name: string, value: number): Reading {
	const quantity = { kind: "quantity", value, scale: 3, unit: "kW" } as const;
	return {
		meter: { header: "ISK5", version: "50", equipmentId: undefined, mbus: [] },
		values: new Values([[name, quantity]]),
		unknown: [],
	};
}

export const HEARD: Receiver["status"] = {
	...HOME_SIDE,
	place: { rung: TOP_RUNG },
	link: { phase: "settled", profile: TOP_RUNG, until: 0 },
	quality: { rung: TOP_RUNG, frequencyHz: DEFAULT_FREQUENCY_HZ, rssiDbm: -97, snrDb: 8.5 },
	lossPercent: 3.1,
	isFresh: true,
	telegramAt: 296_000,
	reading: reading("power_delivered", 1234),
};

const ONLINE = { phase: "online", address: "192.168.178.123" } as const;

export const SCENES: Readonly<Record<string, () => Screen>> = Object.freeze({
	"meter-not-paired": () => linkScreen({ ...METER_SIDE, obstacle: NOT_PAIRED }),
	"meter-no-radio": () => linkScreen({ ...METER_SIDE, radio: FAILED }),
	"meter-waiting": () => linkScreen(METER_SIDE),
	"meter-searching": () =>
		linkScreen({
			...METER_SIDE,
			link: { phase: "discovering", profile: 0, attempt: 3, resume: undefined, isPostponed: false },
			place: { rung: RENDEZVOUS },
		}),
	"meter-climbing": () =>
		linkScreen({
			...METER_SIDE,
			place: { rung: 4 },
			link: { phase: "probing", profile: 4, confirmed: 1, failed: 0, lastGood: 3, snrDb: -2.25 },
		}),
	"meter-running": () => linkScreen({ ...METER_SIDE, link: RUNNING, place: { rung: TOP_RUNG } }),
	"meter-heard": () =>
		meterScreen({ ...METER_SIDE, telegrams: 8640, telegramAt: 296_000, damaged: 2, faults: { "bad-crc": 2 } }, NOW),
	"meter-silent": () => meterScreen({ ...METER_SIDE, telegrams: 8640, telegramAt: 0, reopenings: 2 }, NOW),
	"meter-no-meter": () => meterScreen(METER_SIDE, NOW),
	"meter-board": () => boardScreen("meter", BOARD),
	"home-power": () => powerScreen(HEARD, NOW),
	"home-giving-back": () => powerScreen({ ...HEARD, reading: reading("power_returned", 2345) }, NOW),
	"home-silent": () => powerScreen({ ...HEARD, isFresh: false, telegramAt: 0 }, NOW),
	"home-searching": () => powerScreen(HOME_SIDE, NOW),
	"home-online": () => networkScreen(HEARD, ONLINE, "My Home", "homeassistant.local"),
	"home-no-wifi": () => networkScreen({ ...HEARD, broker: undefined }, { phase: "unset" }, "", "homeassistant.local"),
	"home-broker-refuses": () =>
		networkScreen(
			{
				...HEARD,
				broker: {
					phase: "waiting",
					fault: { kind: "refused", code: 4, reason: "user name or password is wrong" },
					retryAt: 0,
				},
			},
			ONLINE,
			"My Home",
			"192.168.178.2",
		),
	"home-board": () =>
		boardScreen("home", { ...BOARD, lastStart: "Task WDT", lastError: "the radio did not come back in 10 min" }),
});
