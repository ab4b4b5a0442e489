import type { Milliseconds } from "../clock.js";

export type RadioFault =
	/** RegVersion reads 0x00 or 0xff: nothing answers. Wiring, or the supply. */
	| { kind: "no chip"; version: number }
	/** Something answers, but it is no SX1276, 77, 78 or 79. */
	| { kind: "foreign chip"; version: number }
	/** The SPI class threw an error. */
	| { kind: "bus failure"; reason: string }
	/** A register reads differently each time, or does not take what is written. */
	| { kind: "unsteady bus"; register: number }
	/** A register does not hold what was written: a brown-out, or a garbled transfer. */
	| { kind: "lost configuration"; register: number; expected: number; actual: number }
	/** A register reads otherwise than written, the same each time. It is borne: what it is for may not work. */
	| { kind: "odd register"; register: number; expected: number; actual: number }
	/** The chip did not end a transmission, a scan or a single reception. */
	| { kind: "transmit timeout" | "scan timeout" | "receive timeout" }
	/** It stops receiving by itself, or claims to be in a frame for longer than any lasts, again and again. */
	| { kind: "stuck receiver" };

export type RadioState =
	/** Being reset and configured: after construction, or for the fault in `cause`. */
	| { mode: "resetting"; attempt: number; cause: RadioFault | undefined }
	| { mode: "standby" }
	/** `until` is when a single reception is over at the latest; undefined where there is no end. */
	| { mode: "receiving"; until: Milliseconds | undefined }
	/** Looking whether there is a preamble on the channel. At `until` the chip is taken for stuck. */
	| { mode: "scanning"; until: Milliseconds }
	/** Receiving, until the channel is found free for a transmission; at the `look`th look, counted from 1. */
	| { mode: "listening before talk"; look: number }
	/** At `until`, one and a half times the time on air and a little, the chip is taken for stuck. */
	| { mode: "transmitting"; since: Milliseconds; until: Milliseconds }
	/** The chip does not come up; tried again, at most 2 s apart. */
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
	/** Read differently the second time: given up rather than believed. */
	misread: number;
	/** Looks that found the channel busy. */
	busyLooks: number;
	/** Interrupts that never came; the flags were found by polling. */
	missedEdges: number;
	/** Times the chip had stopped receiving by itself, or had got stuck in a frame. */
	rearms: number;
	/** Resets after a fault. */
	recoveries: number;
}

export function newCounters(): RadioCounters {
	return {
		transmitted: 0,
		received: 0,
		crcErrors: 0,
		strangers: 0,
		misread: 0,
		busyLooks: 0,
		missedEdges: 0,
		rearms: 0,
		recoveries: 0,
	};
}
