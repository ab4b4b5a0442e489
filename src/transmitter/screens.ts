/** What the transmitter's display shows, page by page. */
import type { Milliseconds } from "../clock.js";
import { headline, line, paragraph, type Screen } from "../display/screen.js";
import { ago, airtime, percent, placeWord, titleOf, troubleScreen } from "../display/status-screens.js";
import { phaseWord } from "../negotiation/report.js";
import type { ReaderFault } from "../p1/reader.js";
import type { Transmitter } from "./transmitter.js";

/** What is wrong with telegrams, as far as a row has room. */
const FAULTS: Readonly<Record<ReaderFault, string>> = Object.freeze({
	"bad-crc": "check is wrong",
	"no-crc": "check is missing",
	"bad-parity": "wrong parity",
	"too-long": "too long",
	truncated: "cut off",
	"no-end": "without an end",
	"no-key": "key not set",
	"bad-tag": "key is wrong",
	"replayed-counter": "not newer",
	"bad-frame": "not readable",
	"cut-frame": "cut off",
});

export function linkScreen(status: Transmitter["status"]): Screen {
	const { link, place, airtimeUsedUs, airtimeLimitUs } = status;
	const trouble = troubleScreen("meter", status);
	if (trouble !== undefined) return trouble;
	const rows = [titleOf("meter", 1), ...headline(phaseWord(link?.phase))];
	if (place !== undefined) rows.push(line("rung", placeWord(place)));
	if (link !== undefined && "snrDb" in link) rows.push(line("SNR", `${link.snrDb.toFixed(1)} dB`));
	if (link?.phase === "running") rows.push(line("lost", percent(link.losses.ratio * 100)));
	if (link?.phase === "discovering") rows.push(line("attempt", String(link.attempt)));
	rows.push(line("airtime", airtime(airtimeUsedUs, airtimeLimitUs)));
	return rows;
}

export function meterScreen(status: Transmitter["status"], now: Milliseconds): Screen {
	const { telegrams, telegramAt, silentAfter, damaged, faults, reopenings } = status;
	const rows = [
		titleOf("meter", 2),
		...headline(telegramAt === undefined ? "no meter" : now - telegramAt < silentAfter ? "heard" : "silent"),
		line("telegram", ago(telegramAt, now)),
		line("telegrams", String(telegrams)),
		line("damaged", String(damaged)),
	];
	if (reopenings > 0) rows.push(line("port reopened", String(reopenings)));
	for (const [kind, count] of Object.entries<number>(faults)) {
		if (count > 0) rows.push(line(FAULTS[kind as ReaderFault], String(count))); // the reader counts by these
	}
	if (telegrams === 0 && damaged === 0) rows.push(...paragraph("is its P1 port on, and the cable in?", 2));
	return rows;
}
