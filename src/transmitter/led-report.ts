import type { Milliseconds } from "../clock.js";
import type { LEDReport } from "../display/led.js";
import { type LEDCode, linkCode, troubleCode } from "../display/led-codes.js";
import type { Transmitter } from "./transmitter.js";

/** For the transmitter's LED, which flashes with each telegram of the meter. */
export function transmitterReport(status: Transmitter["status"], now: Milliseconds): LEDReport {
	return { code: codeOf(status, now), telegrams: status.telegrams };
}

/** Of several faults the one that has to be mended first. */
function codeOf(status: Transmitter["status"], now: Milliseconds): LEDCode {
	const trouble = troubleCode(status);
	if (trouble !== undefined) return trouble;
	const { telegramAt, silentAfter, link } = status;
	return telegramAt === undefined || now - telegramAt >= silentAfter ? "no meter" : linkCode(link);
}
