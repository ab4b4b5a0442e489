import type { Milliseconds } from "../clock.js";

export type RadioFault =
	/** RegVersion reads 0x00 or 0xff: nothing answers. Wiring, or the supply. */
	| { kind: "no chip"; version: number }
	/** Something answers, but it is no SX1276, 77, 78 or 79. */
	| { kind: "foreign chip"; version: number }
	/** The chip did not end a transmission. It has been reset. */
	| { kind: "transmit timeout" }
	/** A register does not hold what was written: a brown-out, or a garbled transfer. The chip has been reset. */
	| { kind: "lost configuration"; register: number; expected: number; actual: number };

export type RadioState =
	/** Being reset and configured: after construction, or for the fault in `cause`. */
	| { mode: "resetting"; attempt: number; cause: RadioFault | undefined }
	| { mode: "standby" }
	| { mode: "receiving" }
	/** At `deadline`, one and a half times the time on air, the chip is taken for stuck. */
	| { mode: "transmitting"; since: Milliseconds; deadline: Milliseconds }
	/** The chip does not come up; tried again, at most 5 s apart. */
	| { mode: "failed"; attempt: number; fault: RadioFault }
	| { mode: "closed" };

export interface RadioCounters {
	transmitted: number;
	/** Good packets; dropped ones count below. */
	received: number;
	/** The payload's CRC did not match. */
	crcErrors: number;
	/** Without a payload CRC, or without a payload: a damaged header, or a stranger's. */
	strangers: number;
	/** Interrupts that never came; the flags were found by polling. */
	missedEdges: number;
	/** Times the chip had stopped receiving by itself. */
	rearms: number;
	/** Resets after a fault. */
	recoveries: number;
}
