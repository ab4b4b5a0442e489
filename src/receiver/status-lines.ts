import type { Milliseconds } from "../clock.js";
import type { StatusLine } from "../device/console.js";
import { lastOne, linkLines } from "../device/status-lines.js";
import type { WiFiState } from "../device/wifi.js";
import type { MQTTState } from "../mqtt/contract.js";
import { describeFault } from "../mqtt/fault.js";
import { phaseWord } from "../negotiation/report.js";
import type { Receiver } from "./receiver.js";

/** How the receiver does, for a person. */
export function receiverLines(status: Receiver["status"], wifi: WiFiState, now: Milliseconds): StatusLine[] {
	const { obstacle, link, quality, telegrams, telegramAt, isFresh, broker } = status;
	const lines = linkLines(status);
	lines.push(["wi-fi", describeWiFi(wifi)]);
	if (obstacle !== undefined) return lines;
	if (quality !== undefined) {
		lines.push(["reception", `${Math.round(quality.rssiDbm)} dBm, SNR ${quality.snrDb.toFixed(1)} dB`]);
	}
	const isSilent = telegramAt !== undefined && !isFresh && phaseWord(link?.phase) === "running";
	lines.push(["meter", `${telegrams} telegrams${lastOne(telegramAt, now)}${isSilent ? ": it is silent" : ""}`]);
	// Without the network, what was last heard of the broker is no news.
	if (broker !== undefined) lines.push(["broker", wifi.phase === "online" ? describeBroker(broker) : "needs Wi-Fi"]);
	return lines;
}

function describeWiFi(state: WiFiState): string {
	switch (state.phase) {
		case "unset":
			return "no network is set";
		case "joining":
			return state.failures === 0 ? "joining" : `could not join, ${state.failures} times in a row; tries again now`;
		case "online":
			return `online as ${state.address}`;
		case "waiting":
			return state.failures === 0 ? "about to join" : `could not join, ${state.failures} times in a row`;
	}
}

function describeBroker(state: MQTTState): string {
	switch (state.phase) {
		case "ready":
			return "connected";
		case "waiting":
			return `not connected: ${describeFault(state.fault)}`;
		default:
			return state.phase;
	}
}
