import type { WiFiState } from "../device/wifi.js";
import type { LEDReport } from "../display/led.js";
import { type LEDCode, linkCode, troubleCode } from "../display/led-codes.js";
import type { Receiver } from "./receiver.js";

/** For the receiver's LED, which flashes with each telegram that has come through the air. */
export function receiverReport(status: Receiver["status"], wifi: WiFiState): LEDReport {
	return { code: codeOf(status, wifi), telegrams: status.telegrams };
}

/** Of several faults the one that has to be mended first. */
function codeOf(status: Receiver["status"], wifi: WiFiState): LEDCode {
	const trouble = troubleCode(status);
	if (trouble !== undefined) return trouble;
	// The transmitter's LED shows the link, too; nobody else's shows the network.
	if (wifi.phase !== "online") return "no Wi-Fi";
	return status.broker?.phase === "waiting" ? "no broker" : linkCode(status.link);
}
