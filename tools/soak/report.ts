/** A soak's report as text. */
import { type Drill, TARGETS } from "./drills.js";
import { isOnlyUnlike, replayCommand, twiceCommand } from "./minimise.js";
import type { SoakOptions } from "./run.js";
import type { Report, Times } from "./tally.js";
import { INVARIANTS } from "./violations.js";

/** `options` are those of the campaign. */
export function soakReport(report: Report, options: Omit<SoakOptions, "seed"> = {}): string {
	const { days, seeds, cuts, frames, telegrams, states, strangers, repairs, registers, daysPerCpuSecond } = report;
	const lines = [
		`${number(days)} days in ${seeds} seeds (${registers} with registers), ${number(cuts)} power cuts, ` +
			`${daysPerCpuSecond.toFixed(2)} days a second of one processor.`,
		`Seeds by where their boards meet: ${Object.entries(report.meetings)
			.map(([name, count]) => `${name} ${count}`)
			.join("; ")}.`,
		`${number(frames)} frames sealed, ${number(telegrams)} telegrams handed on, ${number(states)} states published, ` +
			`${number(strangers)} foreign or forged packets reached a board, ${repairs} pairings anew.`,
		`Quarters of an hour told: ${number(report.quarters.live)} by a telegram, ${number(report.quarters.later)} later; ` +
			`${number(report.quarters.lost)} were lost with the transmitter's power.`,
		`Busiest hour of any board: ${(100 * report.busiestShare).toFixed(1)} % of what is lawful.`,
		"",
		"Faults that happened:",
		...Object.entries(report.hits).map(([kind, count]) => `  ${kind.padEnd(32)}${number(count).padStart(10)}`),
		...(report.neverHit.length > 0 ? [`  never: ${report.neverHit.join(", ")} (I11)`] : []),
		`Transitions of the negotiation made: ${number(Object.values(report.transitions).reduce((sum, count) => sum + count, 0))}` +
			(report.neverMade.length > 0 ? `; never: ${report.neverMade.join(", ")} (I11)` : ", each at least once"),
		"",
		"Back after                          times     mean      99 %   longest   wanted",
		...(report.healed === undefined ? [] : [row("all is healed", report.healed, "900 s at most")]),
		...(report.healedSlowly === undefined ? [] : [row("the same on 868.3 MHz", report.healedSlowly, "4500 s at most")]),
		...Object.entries(report.drills).map(([which, times]) => row(which, times, targetOf(which as Drill))),
		"",
		"Invariants:",
		...Object.entries(INVARIANTS).map(([id, about]) => {
			const broken = report.failures.filter(({ violations }) => violations.some(({ invariant }) => invariant === id));
			return `  ${id.padEnd(4)} ${broken.length === 0 ? "held " : "BROKEN"} ${about}`;
		}),
		...report.failures.flatMap((failure) => [
			"",
			`Seed ${failure.seed}:`,
			...failure.violations.map(({ invariant, at, what }) => `  ${invariant} at ${(at / 1000).toFixed(3)} s: ${what}`),
			isOnlyUnlike(failure)
				? `  again: ${twiceCommand({ ...options, seed: failure.seed })}`
				: `  again: ${replayCommand({ ...options, seed: failure.seed })}; with --shrink as few faults as need be`,
		]),
	];
	return lines.join("\n");
}

function targetOf(which: Drill): string {
	const { mean, p99 } = TARGETS[which];
	const wanted = [mean && `mean ${mean / 1000} s`, p99 && `99 % ${p99 / 1000} s`];
	return wanted.filter((words) => words !== undefined).join(", ");
}

function row(name: string, { count, meanSeconds, p99Seconds, longestSeconds }: Times, target: string): string {
	const columns = [meanSeconds, p99Seconds, longestSeconds].map((seconds) => `${seconds.toFixed(1)} s`.padStart(10));
	return `  ${name.padEnd(30)}${String(count).padStart(9)}${columns.join("")}   ${target}`;
}

function number(value: number): string {
	return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}
