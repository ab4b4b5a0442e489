/** What the replays of an app say, in numbers that do not depend on the machine. */
import type { RecordedEvent } from "./recorder.js";
import type { EventCost, Memory, Replayed } from "./replay.js";

/** What an app costs. Memory is on top of the engine and the modules, which are in flash on a board. */
export interface AppSummary {
	/** Read from the meter, or rebuilt. */
	telegrams: number;
	steps: number;
	/** All that was allocated, garbage included. */
	allocated: Memory;
	/** Of the engine and the modules. */
	loaded: Memory;
	/** What was kept after power-on, and at the end. */
	afterPowerOn: Memory;
	atEnd: Memory;
	/** The most that was alive at once in the part of the run that was looked at so closely. */
	livePeak: Memory;
	stackPeak: number;
	/** Of the processor's own stack, in bytes. */
	nativePeak: number;
	/** How it went in the board's memory. */
	onBoard: { collections: number; most: number } | { full: string; atSeconds: number };
	kinds: KindSummary[];
	bursts: Burst[];
}

/** All the times that the app ran because of one kind of event. */
export interface KindSummary {
	kind: RecordedEvent["kind"];
	times: number;
	steps: number;
	median: number;
	largest: number;
}

/** Something that the app did without a return to the event loop; `times` counts the like of it, the largest is given. */
export interface Burst {
	atSeconds: number;
	kind: RecordedEvent["kind"];
	what: string;
	steps: number;
	allocated: Memory;
	/** In the board's memory. */
	collections: number | undefined;
	times: number;
}

const BURSTS = 6;
const NOTHING: Memory = Object.freeze({ chunkBytes: 0, slots: 0 });

export interface Runs {
	telegrams: number;
	recorded: readonly RecordedEvent[];
	roomy: Replayed;
	fixed: Replayed;
	collecting: Replayed;
}

/** Throws an Error when a run is not whole. */
export function summarize({ telegrams, recorded, roomy, fixed, collecting }: Runs): AppSummary {
	if (roomy.full !== undefined || collecting.full !== undefined) {
		throw new Error(`The program needs more memory than was thought possible: ${roomy.full ?? collecting.full}.`);
	}
	return {
		telegrams,
		steps: sum(roomy.events, ({ steps }) => steps),
		allocated: {
			chunkBytes: sum(roomy.events, ({ memory }) => memory.chunkBytes),
			slots: sum(roomy.events, ({ memory }) => memory.slots),
		},
		loaded: roomy.loaded,
		afterPowerOn: pick(roomy.kept[0]),
		atEnd: pick(roomy.kept.at(-1)),
		livePeak: {
			chunkBytes: most(collecting.events, ({ memory }) => memory.chunkBytes),
			slots: most(collecting.events, ({ memory }) => memory.slots),
		},
		stackPeak: roomy.stackPeak ?? 0,
		// A collection of garbage goes deep, wherever it comes.
		nativePeak: Math.max(roomy.nativePeak ?? 0, collecting.nativePeak ?? 0),
		onBoard:
			fixed.full === undefined
				? {
						collections: sum(fixed.events, ({ collections }) => collections),
						most: most(fixed.events, ({ collections }) => collections),
					}
				: { full: fixed.full, atSeconds: (recorded[fixed.events.length]?.at ?? 0) / 1000 },
		kinds: kindsOf(recorded, roomy.events),
		bursts: burstsOf(recorded, roomy.events, fixed.events),
	};
}

function kindsOf(recorded: readonly RecordedEvent[], costs: readonly EventCost[]): KindSummary[] {
	const byKind = new Map<RecordedEvent["kind"], number[]>();
	for (const [index, { kind }] of recorded.entries()) {
		const known = byKind.get(kind) ?? [];
		byKind.set(kind, known);
		known.push(costs[index].steps);
	}
	return [...byKind].map(([kind, steps]) => {
		steps.sort((a, b) => a - b);
		const median = steps[steps.length >> 1];
		return { kind, times: steps.length, steps: sum(steps, (each) => each), median, largest: steps[steps.length - 1] };
	});
}

/** The largest, each of its own sort: what reads the same but for its numbers is the like. */
function burstsOf(
	recorded: readonly RecordedEvent[],
	costs: readonly EventCost[],
	fixed: readonly EventCost[],
): Burst[] {
	const bursts = new Map<string, Burst>();
	for (const [index, { at, kind, notes }] of recorded.entries()) {
		const { steps, memory } = costs[index];
		const what = notes.join("; ");
		const sort = `${kind} ${what.replace(/[-\d.]+/g, "#")}`;
		const known = bursts.get(sort);
		const times = (known?.times ?? 0) + 1;
		const collections = fixed[index]?.collections;
		const larger = known === undefined || steps > known.steps;
		bursts.set(
			sort,
			larger ? { atSeconds: at / 1000, kind, what, steps, allocated: memory, collections, times } : { ...known, times },
		);
	}
	return [...bursts.values()].sort((a, b) => b.steps - a.steps).slice(0, BURSTS);
}

function pick(memory: Memory | undefined): Memory {
	return memory === undefined ? NOTHING : { chunkBytes: memory.chunkBytes, slots: memory.slots };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
	return items.reduce((total, item) => total + value(item), 0);
}

function most<T>(items: readonly T[], value: (item: T) => number): number {
	return items.reduce((greatest, item) => Math.max(greatest, value(item)), 0);
}
