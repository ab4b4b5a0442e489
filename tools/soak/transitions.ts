/** I11: which of the negotiation's transitions have happened, on either side. */
import { ReceiverNegotiation } from "../../src/negotiation/receiver.js";
import type { NegotiationReport } from "../../src/negotiation/report.js";
import { TransmitterNegotiation } from "../../src/negotiation/transmitter.js";

/** From which phase to which others each side may go. */
const TRANSITIONS: Readonly<Record<string, readonly string[]>> = Object.freeze({
	"transmitter idle": ["discovering"],
	"transmitter discovering": ["probing", "committing", "running"],
	"transmitter probing": ["proposing", "committing", "returning", "discovering"],
	"transmitter proposing": ["probing"],
	"transmitter returning": ["proposing", "committing", "discovering"],
	"transmitter committing": ["running", "discovering"],
	"transmitter running": ["proposing", "resyncing", "discovering"],
	"transmitter resyncing": ["discovering"],
	"receiver searching": ["trial", "settled"],
	"receiver trial": ["settled", "searching"],
	"receiver settled": ["trial", "searching"],
});

/** Both run on another channel than before. */
const MOVED = "transmitter moved";

export const ALL_TRANSITIONS: readonly string[] = Object.freeze([
	...Object.entries(TRANSITIONS).flatMap(([from, phases]) => phases.map((to) => `${from} > ${to}`)),
	MOVED,
]);

interface Machine {
	readonly state: { phase: string };
	step(event: never, now: number): readonly { kind: string; report?: NegotiationReport }[];
}

/** Counts what `run` brings about. The programs make their negotiations themselves: what all of them have is watched. */
export function countTransitions<T>(run: () => T): { result: T; counts: Map<string, number> } {
	const counts = new Map<string, number>();
	const unwatch = [
		watch("transmitter", TransmitterNegotiation.prototype, counts),
		watch("receiver", ReceiverNegotiation.prototype, counts),
	];
	try {
		return { result: run(), counts };
	} finally {
		for (const end of unwatch) end();
	}
}

function watch(side: string, machine: Machine, counts: Map<string, number>): () => void {
	const { step } = machine;
	machine.step = function (this: Machine, event: never, now: number) {
		const before = this.state.phase;
		const actions = step.call(this, event, now);
		const { phase } = this.state;
		const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
		if (phase !== before) count(`${side} ${before} > ${phase}`);
		if (actions.some(({ report }) => report?.kind === "moved")) count(MOVED);
		return actions;
	};
	return () => {
		machine.step = step;
	};
}
