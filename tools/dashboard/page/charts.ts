/** The lines over time: six small charts that share their axis, drawn by uPlot. */
import uPlot from "uplot";
import type { Bench, Sample } from "../events.js";
import { byId, colour, darkColours, html, setText } from "./dom.js";
import { amount, clockTime } from "./format.js";

/** As many points as the bench keeps. */
const POINTS = 900;
const HEIGHT = 132;

interface Line {
	of: Exclude<keyof Sample, "t">;
	/** The receiver's is the accent's; the transmitter's, or a limit, the quieter one. */
	look: "mine" | "other" | "limit";
}

interface Chart {
	title: string;
	about: string;
	lines: readonly Line[];
	/** What stands beside the title. */
	now(sample: Sample, bench: Bench): string;
	/** Fixed, or as the values are. */
	range?: (least: number, most: number) => [number, number];
	/** What an axis' number is called. */
	tick?: (value: number, bench: Bench) => string;
	ticks?: number[];
	isStepped?: boolean;
	axisWidth?: number;
}

const CHARTS: readonly Chart[] = [
	{
		title: "Rung",
		about:
			"How the boards talk: lower is slower and heard farther, higher is fast. They climb as far as the air lets them.",
		lines: [
			{ of: "transmitterRung", look: "other" },
			{ of: "receiverRung", look: "mine" },
		],
		now: ({ receiverRung }, { rungs }) => (receiverRung === null ? "\u2013" : rungs[receiverRung].name),
		range: () => [-0.3, 6.3],
		ticks: [0, 1, 2, 3, 4, 5, 6],
		tick: (value, { rungs }) => rungs[value]?.name ?? "",
		isStepped: true,
		axisWidth: 66,
	},
	{
		title: "Signal to noise",
		about:
			"How far telegrams stand out of the noise at the receiver, in decibels; below it, the least that the rung in use needs.",
		lines: [
			{ of: "limitDb", look: "limit" },
			{ of: "snrDb", look: "mine" },
		],
		now: ({ snrDb }) => amount(snrDb, "dB", 1),
		range: (least, most) => [Math.min(-22, least), Math.max(12, most)],
	},
	{
		title: "Strength",
		about: "How strong telegrams are at the receiver (RSSI), in decibels below a milliwatt.",
		lines: [{ of: "rssiDbm", look: "mine" }],
		now: ({ rssiDbm }) => amount(rssiDbm, "dBm"),
		range: (least, most) => [Math.min(-130, least), Math.max(-90, most)],
	},
	{
		title: "Lost frames",
		about:
			"In percent: missing in the receiver's count of the latest 64, and unanswered of the transmitter's latest 32.",
		lines: [
			{ of: "transmitterLoss", look: "other" },
			{ of: "receiverLoss", look: "mine" },
		],
		now: ({ receiverLoss, transmitterLoss }) => amount(receiverLoss ?? transmitterLoss, "%"),
		range: (_, most) => [0, Math.max(20, most)],
	},
	{
		title: "Airtime spent",
		about: "Of the hour's time on the air that the law allows each board, in percent. At 100 they would fall silent.",
		lines: [
			{ of: "receiverAirtime", look: "mine" },
			{ of: "transmitterAirtime", look: "other" },
		],
		now: ({ transmitterAirtime }) => amount(transmitterAirtime, "%", 1),
		range: (_, most) => [0, Math.max(10, most)],
	},
	{
		title: "Age of the newest reading",
		about:
			"How old what Home Assistant has is, in seconds: what a lost frame costs, since nothing stale is ever sent again.",
		lines: [{ of: "ageSeconds", look: "mine" }],
		now: ({ ageSeconds }) => amount(ageSeconds, "s", 1),
		range: (_, most) => [0, Math.max(10, most)],
	},
];

interface Drawn {
	chart: Chart;
	place: HTMLElement;
	now: HTMLElement;
	plot: uPlot | undefined;
}

export class Charts {
	#bench: Bench | undefined;
	#samples: Sample[] = [];
	readonly #drawn: Drawn[];
	#isDue = false;

	constructor() {
		this.#drawn = CHARTS.map((chart) => {
			const place = html("div", { class: "plot", role: "img", "aria-label": `${chart.title} over time` });
			const now = html("output", { class: "figure now" });
			byId("charts").append(
				html("figure", {}, html("figcaption", {}, html("h3", {}, chart.title), now), place, html("p", {}, chart.about)),
			);
			return { chart, place, now, plot: undefined };
		});
		darkColours.addEventListener("change", () => this.#build());
		new ResizeObserver(() => this.#resize()).observe(byId("charts"));
	}

	begin(bench: Bench, samples: readonly Sample[]): void {
		this.#bench = bench;
		this.#samples = [...samples];
		this.#build();
	}

	add(sample: Sample): void {
		this.#samples.push(sample);
		if (this.#samples.length > POINTS) this.#samples.shift();
		if (this.#isDue) return;
		this.#isDue = true;
		requestAnimationFrame(() => this.#show());
	}

	#show(): void {
		this.#isDue = false;
		const last = this.#samples.at(-1);
		for (const { chart, plot, now } of this.#drawn) {
			plot?.setData(this.#columns(chart));
			if (last !== undefined && this.#bench !== undefined) setText(now, chart.now(last, this.#bench));
		}
	}

	#columns({ lines }: Chart): uPlot.AlignedData {
		return [this.#samples.map(({ t }) => t), ...lines.map(({ of }) => this.#samples.map((sample) => sample[of]))];
	}

	#resize(): void {
		for (const { place, plot } of this.#drawn) {
			if (plot !== undefined && plot.width !== place.clientWidth)
				plot.setSize({ width: place.clientWidth, height: HEIGHT });
		}
	}

	#build(): void {
		const bench = this.#bench;
		if (bench === undefined) return;
		for (const drawn of this.#drawn) {
			drawn.plot?.destroy();
			const { chart, place } = drawn;
			drawn.plot = new uPlot(optionsOf(chart, bench, place.clientWidth), this.#columns(chart), place);
		}
		this.#show();
	}
}

function optionsOf(chart: Chart, bench: Bench, width: number): uPlot.Options {
	const [soft, line] = [colour("soft"), colour("line")];
	const strokes: Readonly<Record<Line["look"], Partial<uPlot.Series>>> = {
		mine: { stroke: colour("accent"), width: 1.75 },
		other: { stroke: soft, width: 1.25 },
		limit: { stroke: soft, width: 1, dash: [4, 4] },
	};
	const axis = {
		stroke: soft,
		font: "11px system-ui, sans-serif",
		ticks: { show: false },
		grid: { stroke: line, width: 1 },
	};
	const { range, tick, ticks, isStepped, axisWidth } = chart;
	return {
		...{ width, height: HEIGHT },
		padding: [8, 18, 0, 0],
		legend: { show: false },
		cursor: { sync: { key: "bench" }, y: false, points: { size: 6 }, drag: { x: false, y: false } },
		scales: {
			x: { time: false },
			y: { range: (_, least, most) => range?.(least ?? 0, most ?? 0) ?? [least, most] },
		},
		axes: [
			{
				...axis,
				grid: { show: false },
				size: 24,
				space: 70,
				values: (_, values) => values.map((t) => clockTime(t * 1000)),
			},
			{
				...axis,
				size: axisWidth ?? 38,
				space: 28,
				...(ticks && { splits: () => ticks }),
				values: (_, values) => values.map((value) => tick?.(value, bench) ?? String(value).replace("-", "\u2212")),
			},
		],
		series: [
			{},
			...chart.lines.map(({ look }) => ({
				...strokes[look],
				points: { show: false },
				...((isStepped || look === "limit") && { paths: uPlot.paths.stepped?.({ align: 1 }) }),
			})),
		],
	};
}
