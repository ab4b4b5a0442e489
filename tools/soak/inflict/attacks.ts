/** What somebody in the street sends to the boards. */
import type { Emission, Tuning } from "../../sim/on-air.js";
import type { Random } from "../../sim/random.js";
import { emit, mutate } from "../attacker.js";
import type { Bench, Recorded } from "../bench.js";
import type { Fault } from "../faults.js";
import type { Injector } from "../injector.js";
import { type BoardName, isBoard } from "../victim.js";
import type { Inflict } from "./inflict.js";

/** A copy of a frame comes so long after it, and past what answers it at once. */
const DUPLICATE_AFTER = 400;

export const ATTACKS = Object.freeze({
	replay: (injector, fault) => {
		const peer = fault.board === "transmitter" ? "receiver" : "transmitter";
		attack(injector, fault, (random) => {
			const { emission } = anyOf(injector.bench.recorded, peer, random) ?? {};
			return emission && emit(emission, emission.payload, aim(injector.bench, fault.board, random, emission));
		});
	},
	duplicates: (injector, fault) => {
		const listener = ({ from, emission }: { from: string; emission: Emission }) => {
			if (!isBoard(from)) return;
			injector.hit(fault.kind);
			injector.later(DUPLICATE_AFTER, () => injector.attacker.send(() => emission));
		};
		injector.listeners.add(listener);
		injector.until(fault.lasts, () => injector.listeners.delete(listener));
	},
	reflection: (injector, fault) =>
		attack(injector, fault, (random) => {
			const { emission } = anyOf(injector.bench.recorded, fault.board, random) ?? {};
			return emission && emit(emission, emission.payload, aim(injector.bench, fault.board, random, emission));
		}),
	"random forgery": (injector, fault) =>
		attack(injector, fault, (random) => {
			const { emission } = anyOf(injector.bench.recorded, undefined, random) ?? {};
			if (emission === undefined) return undefined;
			const payload = Uint8Array.from({ length: 1 + Math.floor(random() * 60) }, () => Math.floor(random() * 256));
			// Half of them look like the pair's own.
			if (random() < 0.5) payload[0] = (emission.payload[0] & 0xc7) | (Math.floor(random() * 8) << 3);
			return emit(emission, payload, aim(injector.bench, fault.board, random, emission));
		}),
	"mutated forgery": (injector, fault) => {
		const peer = fault.board === "transmitter" ? "receiver" : "transmitter";
		attack(injector, fault, (random) => {
			const { emission } = anyOf(injector.bench.recorded, peer, random) ?? {};
			return (
				emission && emit(emission, mutate(emission.payload, random), aim(injector.bench, fault.board, random, emission))
			);
		});
	},
} satisfies Partial<Inflict>);

function attack(
	injector: Injector,
	fault: Fault & { count: number },
	frame: (random: Random) => Emission | undefined,
): void {
	const random = injector.random(fault);
	for (let index = 0; index < fault.count; index++)
		injector.attacker.send(() => {
			const emission = frame(random);
			if (emission !== undefined) injector.hit(fault.kind);
			return emission;
		});
}

function aim(bench: Bench, board: BoardName, random: Random, emission: Emission): Tuning {
	const { chip, place: radio } = bench.boards[board];
	const listening = (chip ?? radio).listening?.tuning;
	return listening !== undefined && random() < 0.8 ? listening : emission;
}

function anyOf(recorded: readonly Recorded[], from: BoardName | undefined, random: Random): Recorded | undefined {
	// From a place at random on: that is fair enough, and cheap.
	const start = Math.floor(random() * recorded.length);
	for (let step = 0; step < Math.min(50, recorded.length); step++) {
		const found = recorded[(start + step) % recorded.length];
		if (from === undefined || found.from === from) return found;
	}
	return undefined;
}
