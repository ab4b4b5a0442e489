import type { RadioFault } from "./radio-state.js";

/** What went wrong with the radio, and what to look at, as a sentence. The driver has seen to it already. */
export function describeFault(fault: RadioFault): string {
	switch (fault.kind) {
		case "no chip":
			return "no SX1276 answers: check its wiring and supply";
		case "foreign chip":
			return `a chip answers that is no SX1276 (version ${hex(fault.version)})`;
		case "bus failure":
			return `the SPI bus fails (${fault.reason})`;
		case "unsteady bus":
			return `register ${hex(fault.register)} can't be read or written reliably: check the SPI wiring`;
		case "lost configuration":
			return `register ${hex(fault.register)} lost its value (${hex(fault.actual)} for ${hex(fault.expected)})`;
		case "odd register":
			return `register ${hex(fault.register)} reads ${hex(fault.actual)} for ${hex(fault.expected)}, each time: going on with that`;
		case "transmit timeout":
			return "a transmission did not end";
		case "scan timeout":
			return "a channel scan did not end";
		case "receive timeout":
			return "a reception did not end";
		case "stuck receiver":
			return "the receiver stopped, or was stuck in a frame without end";
	}
}

function hex(value: number): string {
	return `0x${value.toString(16).padStart(2, "0")}`;
}
