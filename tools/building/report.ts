/** What the tenants of a building get, as one object and as text. */
import { LADDER, rungName } from "../../src/negotiation/ladder.js";
import { reachableRung } from "./aloha-pair.js";
import type { BuildingOptions, BuildingRun, PairResult } from "./building.js";

/** Of the time a pair's newest values may be older than a minute. */
const GOAL_SHARE_OLD = 0.01;

export interface BuildingReport {
	options: Omit<BuildingOptions, "onProgress">;
	floors: number;
	homesOnFloor: number;
	/** By the rung's name: pairs whose path allows it alone, and pairs that used it last. */
	rungs: { rung: string; allowed: number; used: number }[];
	/** Pairs that never settled on a rung. */
	neverSettled: number;
	delivered: Spread;
	/** Share of the time with values older than 60 s. */
	old: Spread;
	meanAgeSeconds: Spread;
	/** That for 99 % of the time a pair's newest values are not older than. */
	p99AgeSeconds: Spread;
	/** The same, of all pairs' time together. */
	p99AgeOfAllSeconds: number | null;
	firstValuesSeconds: Spread;
	/** Pairs whose values are older than 60 s for at most 1 % of the time. */
	pairsWithinGoal: number;
	goalMet: boolean;
	/** Jain's index of what is delivered: 1 where all get the same, 1/n where one gets all. */
	fairness: number;
	garbage: number;
	/** Of what the law allows in any hour, by the busiest board. */
	lawUsed: number;
	fates: Record<string, number>;
	/** Frames by the channel's frequency in MHz. */
	channels: Record<string, number>;
}

/** Over the pairs; the worst is the highest, of what is delivered the lowest. Null where a pair has none. */
export interface Spread {
	median: number | null;
	worst: number | null;
}

export function reportOf(options: Omit<BuildingOptions, "onProgress">, run: BuildingRun): BuildingReport {
	const { pairs, fates, channels, floors, homesOnFloor } = run;
	const delivered = pairs.map((pair) => pair.delivered);
	const withinGoal = pairs.filter(({ olderThan60s }) => olderThan60s <= GOAL_SHARE_OLD).length;
	return {
		...{ options, floors, homesOnFloor, fates, channels },
		rungs: rungsOf(pairs),
		neverSettled: pairs.filter(({ rung }) => rung === undefined).length,
		delivered: spread(delivered, "lowest"),
		old: spread(pairs.map(({ olderThan60s }) => olderThan60s)),
		meanAgeSeconds: spread(pairs.map(({ meanAge }) => meanAge / 1000)),
		p99AgeSeconds: spread(pairs.map(({ ageP99 }) => ageP99 / 1000)),
		p99AgeOfAllSeconds: finite(run.ageP99 / 1000),
		firstValuesSeconds: spread(
			pairs.map(({ firstValuesAfter: after }) => (after === undefined ? Number.POSITIVE_INFINITY : after / 1000)),
		),
		pairsWithinGoal: withinGoal,
		goalMet: withinGoal === pairs.length,
		fairness: jain(delivered),
		garbage: pairs.reduce((sum, pair) => sum + pair.garbage, 0),
		lawUsed: round(Math.max(...pairs.map((pair) => pair.lawUsed))),
	};
}

function rungsOf(pairs: readonly PairResult[]): BuildingReport["rungs"] {
	return LADDER.map((_, rung) => ({
		rung: rungName(rung),
		allowed: pairs.filter(({ pathLossDb }) => reachableRung(pathLossDb) === rung).length,
		used: pairs.filter((pair) => pair.rung === rung).length,
	}));
}

function spread(values: readonly number[], worst: "highest" | "lowest" = "highest"): Spread {
	const sorted = [...values].sort((a, b) => a - b);
	const last = worst === "highest" ? sorted[sorted.length - 1] : sorted[0];
	return { median: finite(sorted[sorted.length >> 1]), worst: finite(last) };
}

function jain(values: readonly number[]): number {
	const sum = values.reduce((total, value) => total + value, 0);
	const squares = values.reduce((total, value) => total + value * value, 0);
	return squares === 0 ? 0 : round((sum * sum) / (values.length * squares));
}

function finite(value: number): number | null {
	return Number.isFinite(value) ? round(value) : null;
}

function round(value: number): number {
	return Math.round(value * 1e4) / 1e4;
}

export function buildingText(report: BuildingReport): string {
	const { options, rungs, fates, channels } = report;
	const percent = (share: number | null) => (share === null ? "-" : `${(100 * share).toFixed(1)} %`);
	const seconds = (value: number | null) => (value === null ? "never" : `${value.toFixed(1)} s`);
	const both = ({ median, worst }: Spread, show: (value: number | null) => string) =>
		`median ${show(median)}, worst pair ${show(worst)}`;
	return [
		`${options.pairs} pairs, scheme ${options.scheme}, ${report.floors} floors of ${report.homesOnFloor} homes, ` +
			`${options.cellarPercent} % of the meters in the cellar, seed ${options.seed}: ${options.hours} h after ${options.warmUpMinutes} min`,
		`telegrams delivered  ${both(report.delivered, percent)}, fairness ${report.fairness}`,
		`age of the values    ${both(report.meanAgeSeconds, seconds)}, mean over the time`,
		`99 % of the time     not older than: ${both(report.p99AgeSeconds, seconds)}, all together ${seconds(report.p99AgeOfAllSeconds)}`,
		`older than 60 s      ${both(report.old, percent)} of the time`,
		`goal                 ${report.pairsWithinGoal} of ${options.pairs} pairs at most 1 % of the time older than 60 s`,
		`first values after   ${both(report.firstValuesSeconds, seconds)}`,
		`rungs                ${rungs.map(({ rung, allowed, used }) => `${rung} ${used} (${allowed})`).join(", ")}; never ${report.neverSettled} (in brackets: by path alone)`,
		`law                  ${percent(report.lawUsed)} of what the busiest board may send in an hour`,
		`garbage taken        ${report.garbage}`,
		`frames               ${shares(fates, percent)}`,
		`channels in MHz      ${shares(channels, percent)} of the frames`,
	].join("\n");
}

/** Each with its share of all, the largest first. */
function shares(counts: Readonly<Record<string, number>>, show: (share: number) => string): string {
	const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
	return Object.entries(counts)
		.sort(([, a], [, b]) => b - a)
		.map(([name, count]) => `${name} ${show(count / all)}`)
		.join(", ");
}
