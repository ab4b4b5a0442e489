/** What the receiver's display shows, page by page. */
import type { Milliseconds } from "../clock.js";
import type { WiFiState } from "../device/wifi.js";
import { headline, line, paragraph, type Screen } from "../display/screen.js";
import { ago, percent, placeWord, titleOf, troubleScreen } from "../display/status-screens.js";
import type { MQTTState } from "../mqtt/contract.js";
import { describeFault } from "../mqtt/fault.js";
import { phaseWord } from "../negotiation/report.js";
import { formatQuantity, type Reading } from "../p1/reading.js";
import type { Receiver } from "./receiver.js";

export function powerScreen(status: Receiver["status"], now: Milliseconds): Screen {
	const { link, place, quality, telegramAt, lossPercent } = status;
	const trouble = troubleScreen("home", status);
	if (trouble !== undefined) return trouble;
	const rows = [
		titleOf("home", 1),
		...headline(homeWord(status)),
		line("link", phaseWord(link?.phase)),
		line("rung", place === undefined ? "-" : placeWord(place)),
	];
	if (quality !== undefined)
		rows.push(line("heard", `${Math.round(quality.rssiDbm)} dBm ${quality.snrDb.toFixed(1)} dB`));
	rows.push(line("telegram", ago(telegramAt, now)), line("lost", percent(lossPercent)));
	return rows;
}

/** Power is told while it is what the meter says now: after that, what is in the way of news. */
function homeWord({ link, isFresh, reading }: Receiver["status"]): string {
	const phase = phaseWord(link?.phase);
	if (isFresh) return powerNow(reading) ?? phase;
	return phase === "running" && reading !== undefined ? "silent" : phase;
}

/** What the house draws, or gives back with a minus. */
function powerNow(reading: Reading | undefined): string | undefined {
	const delivered = reading?.values.get("power_delivered");
	const returned = reading?.values.get("power_returned");
	if (returned?.kind === "quantity" && returned.value > 0) return `-${formatQuantity(returned)} ${returned.unit}`;
	if (delivered?.kind === "quantity") return `${formatQuantity(delivered)} ${delivered.unit}`;
	return undefined;
}

export function networkScreen(status: Receiver["status"], wifi: WiFiState, name: string, host: string): Screen {
	const isOnline = wifi.phase === "online";
	return [
		titleOf("home", 2),
		...headline(isOnline ? "online" : wifi.phase === "unset" ? "no Wi-Fi" : "offline"),
		line("Wi-Fi", name === "" ? "not set" : name),
		line("", isOnline ? wifi.address : wiFiTrouble(wifi)),
		// Without the network, what was last heard of the broker is no news.
		line("broker", isOnline ? brokerWord(status.broker) : "needs Wi-Fi"),
		...paragraph((isOnline ? brokerTrouble(status.broker) : undefined) ?? host, 2),
	];
}

function wiFiTrouble(wifi: WiFiState): string {
	if (wifi.phase === "unset") return "set wifiName";
	return "failures" in wifi && wifi.failures > 0 ? `failed ${wifi.failures} times` : "joining";
}

function brokerWord(state: MQTTState | undefined): string {
	if (state === undefined) return "not started";
	if (state.phase === "ready") return "connected";
	return state.phase === "waiting" ? "not connected" : state.phase;
}

function brokerTrouble(state: MQTTState | undefined): string | undefined {
	if (state?.phase !== "waiting") return undefined;
	const { fault } = state;
	// The row above says that it is the broker; there is room for two rows.
	if (fault.kind === "refused") return fault.reason;
	if (fault.kind === "unresolved") return `${fault.host} has no address`;
	if (fault.kind === "malformed") return "what comes from it is not MQTT";
	return describeFault(fault);
}
