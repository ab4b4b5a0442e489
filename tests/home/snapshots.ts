/** A receiver at one moment, for tests of what it tells. */
import type { ReceiverReport } from "../../src/home/receiver-report.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { bytesOf } from "../fixtures/p1/fixture.js";

export function snapshotOf(telegram: string | undefined, more: Partial<ReceiverReport> = {}): ReceiverReport {
	const bytes = telegram === undefined ? undefined : bytesOf(telegram);
	return {
		deviceId: "103789fa",
		upSeconds: 93_784,
		isFresh: bytes !== undefined,
		link: { rssiDbm: -101.4, snrDb: 7.25, rung: "SF7/250", frequencyMHz: 869.525, lossPercent: 12.5, ageSeconds: 3 },
		phase: "settled",
		rungWanted: "automatic",
		telegrams: 4711,
		refused: { replayed: 2 },
		airtimeUsedUs: 12_345_678,
		airtimeLimitUs: 360_000_000,
		broker: { host: "homeassistant.local", state: { phase: "ready", since: 0, heardAt: 0 } },
		wifi: { name: "Zo\u00eb's <Wi-Fi>", address: "192.168.1.7", rssiDbm: -61 },
		reading: bytes && parseTelegram(bytes),
		telegram: bytes,
		...more,
	};
}

/** A document that is made piece by piece, as a whole. */
export function textOf(pieces: (index: number) => string | undefined): string {
	let text = "";
	for (let index = 0; index < 1000; index++) {
		const piece = pieces(index);
		if (piece === undefined) return text;
		text += piece;
	}
	throw new Error("no end");
}
