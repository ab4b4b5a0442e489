/** Buildings beside one another: as a table, and as plots over the number of pairs. */
import { linePlot, type Series } from "../document/plot.js";
import { table } from "../document/table.js";
import type { Scheme } from "./building.js";
import type { BuildingReport, Spread } from "./report.js";

const NAMES: Readonly<Record<Scheme, string>> = { ours: "ours", original: "theirs", aloha: "ALOHA" };
const COLOURS: Readonly<Record<Scheme, string>> = { ours: "#0b6e4f", original: "#c8553d", aloha: "#5b5f97" };
/** Columns that say what a line is about. */
const TITLES = 2;

const HEAD: readonly string[] = [
	"pairs",
	"",
	"within the goal",
	"delivered, median / worst",
	"fairness",
	"mean age, median / worst",
	"99 % of the time not older than: all, median / worst",
	"older than 60 s, median / worst",
	"of the law, at most",
];

export function buildingTable(reports: readonly BuildingReport[]): string {
	return table([HEAD, ...reports.map(row)], TITLES);
}

/** By file name. */
export function buildingPlots(reports: readonly BuildingReport[]): Record<string, string> {
	const sizes = [...new Set(reports.map(({ options }) => options.pairs))];
	const schemes = [...new Set(reports.map(({ options }) => options.scheme))];
	const plotted = (scheme: Scheme, what: string, value: (report: BuildingReport) => number | null): Series => ({
		name: `${NAMES[scheme]}${what}`,
		colour: COLOURS[scheme],
		values: sizes.map((size) => {
			const report = reports.find(({ options }) => options.pairs === size && options.scheme === scheme);
			return (report && value(report)) ?? undefined;
		}),
	});
	const places = { across: "pairs under one roof", places: sizes.map(String) };
	return {
		"pairs-within-goal.svg": linePlot({
			title: "Pairs with values older than a minute for at most 1 % of the time",
			...{ ...places, upwards: "of a hundred" },
			series: schemes.map((scheme) =>
				plotted(scheme, "", ({ pairsWithinGoal, options }) => (100 * pairsWithinGoal) / options.pairs),
			),
		}),
		"age-by-pairs.svg": linePlot({
			title: "What 99 % of the time no value is older than",
			...{ ...places, upwards: "seconds" },
			series: schemes.flatMap((scheme) => [
				plotted(scheme, ", all pairs", (report) => report.p99AgeOfAllSeconds),
				{ ...plotted(scheme, ", the worst pair", ({ p99AgeSeconds }) => p99AgeSeconds.worst), dashed: true },
			]),
		}),
	};
}

function row(report: BuildingReport): string[] {
	const { options, pairsWithinGoal, delivered, fairness, meanAgeSeconds, p99AgeSeconds, old, lawUsed } = report;
	return [
		...[String(options.pairs), NAMES[options.scheme], String(pairsWithinGoal), both(delivered, percent)],
		...[fairness.toFixed(2), both(meanAgeSeconds, seconds)],
		`${seconds(report.p99AgeOfAllSeconds)}, ${both(p99AgeSeconds, seconds)}`,
		...[both(old, percent), percent(lawUsed)],
	];
}

function both({ median, worst }: Spread, show: (value: number | null) => string): string {
	return `${show(median)} / ${show(worst)}`;
}

function percent(share: number | null): string {
	if (share === null) return "-";
	const value = 100 * share;
	return `${value > 0 && value < 10 ? value.toFixed(1) : value.toFixed(0)} %`;
}

function seconds(value: number | null): string {
	return value === null ? "never" : `${value.toFixed(1)} s`;
}
