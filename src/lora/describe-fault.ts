import type { RadioFault } from "./radio-state.js";

/** What went wrong with the radio, and what to look at, as a sentence. */
export function describeFault(fault: RadioFault): string {
	switch (fault.kind) {
		case "no chip":
			return "no SX1276 answers: check its wiring and supply";
		case "foreign chip":
			return `a chip answers that is no SX1276 (version 0x${fault.version.toString(16)})`;
		case "transmit timeout":
			return "a transmission did not end; the chip was reset";
		case "lost configuration":
			return `register 0x${fault.register.toString(16)} lost its value; the chip was reset`;
	}
}
