/** The benchmark's result as text. */
import { table } from "../document/table.js";
import type { Measurement } from "../xs/meter.js";
import type { BenchmarkResult } from "./benchmark.js";
import type { Memory } from "./replay.js";
import type { AppSummary, Burst, KindSummary } from "./summary.js";

const WHAT_WIDTH = 160;

/** The tables of `p1-lora bench`. */
export function benchmarkReport({
	options,
	board,
	published,
	firstTelegramAt,
	apps,
	operations,
}: BenchmarkResult): string {
	const { seconds, meter, pathLossDb, seed, bits } = options;
	const { transmitter, receiver } = apps;
	const first =
		firstTelegramAt === undefined ? "none came through" : `the first after ${(firstTelegramAt / 1000).toFixed(1)} s`;
	const row = (name: string, value: (app: AppSummary) => string, ofBoard = "") => [
		name,
		value(transmitter),
		value(receiver),
		ofBoard,
	];
	return [
		`${seconds} s with the meter ${meter} at ${pathLossDb} dB, seed ${seed}: ${transmitter.telegrams} telegrams read, ` +
			`${receiver.telegrams} carried (${first}), ${published} messages published. XS with ${bits} bits.`,
		"",
		table([
			["", "transmitter", "receiver", "the board has"],
			row("runs in the board's memory", ({ onBoard }) => ("full" in onBoard ? "NO" : "yes")),
			row("steps", ({ steps }) => count(steps)),
			row("  per telegram", ({ steps, telegrams }) => count(steps / telegrams)),
			row("  largest burst", ({ bursts }) => count(bursts[0]?.steps ?? 0)),
			row("allocated per telegram, bytes of chunks", ({ allocated, telegrams }) =>
				count(allocated.chunkBytes / telegrams),
			),
			row("  slots", ({ allocated, telegrams }) => count(allocated.slots / telegrams)),
			row("collections of garbage", ({ onBoard }) => ("full" in onBoard ? "-" : count(onBoard.collections))),
			row("  most in one burst", ({ onBoard }) => ("full" in onBoard ? "-" : count(onBoard.most))),
			row("alive at most, bytes of chunks", ({ livePeak }) => count(livePeak.chunkBytes), count(board.chunkBytes)),
			row("  slots", ({ livePeak }) => count(livePeak.slots), count(board.slots)),
			row("kept after power-on, bytes / slots", ({ afterPowerOn }) => both(afterPowerOn)),
			row("kept at the end, bytes / slots", ({ atEnd }) => both(atEnd)),
			row("stack at most, slots", ({ stackPeak }) => count(stackPeak), count(board.stackSlots)),
			row("processor's stack at most, bytes", ({ nativePeak }) => count(nativePeak), count(NATIVE_STACK_BYTES)),
			row("engine and modules, bytes / slots", ({ loaded }) => both(loaded), "in flash"),
		]),
		...Object.entries(apps).flatMap(([name, app]) => appReport(name, app)),
		"",
		operationTable(operations),
	].join("\n");
}

/** Of the task that XS runs in: SDK 8.2.3, build/devices/esp32/lib/main/main.c, kStack. */
const NATIVE_STACK_BYTES = 10 * 1024;

function appReport(name: string, { onBoard, kinds, bursts }: AppSummary): string[] {
	return [
		...("full" in onBoard
			? [
					"",
					`The ${name} does not run in the board's memory: ${onBoard.full}, ${onBoard.atSeconds.toFixed(1)} s after power-on.`,
				]
			: []),
		"",
		`The ${name}, by what makes it run:`,
		table([["why it runs", "times", "steps each", "half of them within", "at most"], ...kinds.map(kindRow)]),
		"",
		`The ${name}'s largest bursts, of each sort the largest:`,
		...bursts.map(burstLine),
	];
}

function kindRow({ kind, times, steps, median, largest }: KindSummary): string[] {
	return [kind, count(times), count(steps / times), count(median), count(largest)];
}

function burstLine({ atSeconds, kind, what, steps, allocated, collections, times }: Burst): string {
	const text = what === "" ? "nothing that shows outside" : what;
	return (
		`  ${count(steps).padStart(10)} steps, ${both(allocated)} allocated, ${collections ?? "?"} collections, ` +
		`at ${atSeconds.toFixed(2)} s${times > 1 ? `, ${count(times)} alike` : ""}\n` +
		`             ${kind}: ${text.length > WHAT_WIDTH ? `${text.slice(0, WHAT_WIDTH)}...` : text}`
	);
}

function operationTable(operations: readonly Measurement[]): string {
	return table([
		["operation", "steps", "allocated bytes / slots", "alive at most", "kept"],
		...operations.map((each) => [
			each.name,
			count(each.steps),
			both({ chunkBytes: each.allocatedChunkBytes, slots: each.allocatedSlots }),
			both({ chunkBytes: each.peakChunkBytes, slots: each.peakSlots }),
			both({ chunkBytes: each.keptChunkBytes, slots: each.keptSlots }),
		]),
	]);
}

function both({ chunkBytes, slots }: Memory): string {
	return `${count(chunkBytes)} / ${count(slots)}`;
}

/** A whole number with commas; `-` for what can't be told. */
function count(value: number): string {
	return Number.isFinite(value) ? Math.round(value).toLocaleString("en-US") : "-";
}
