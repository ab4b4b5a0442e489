/** What the two sides do, told to a person: one line for each step that matters. */
import { type Rung, rungName } from "./ladder.js";

export type NegotiationReport =
	| { kind: "searching"; rung: Rung; attempt: number }
	| { kind: "met"; rung: Rung }
	| { kind: "testing"; rung: Rung }
	| { kind: "proven"; rung: Rung; snrDb: number }
	| { kind: "switching"; from: Rung; to: Rung }
	| { kind: "fell back"; from: Rung; to: Rung }
	| { kind: "settled"; rung: Rung }
	| { kind: "lossy"; rung: Rung; lost: number }
	| { kind: "listening"; rung: Rung }
	| { kind: "lost"; rung: Rung };

/** An attempt that nobody answers has causes that a person can look for. */
const ADVISE_FROM = 20;
const ADVICE = ": is it switched on, in reach, and paired with the same key, the same fingerprint?";

type Describe = { [K in NegotiationReport["kind"]]: (report: Extract<NegotiationReport, { kind: K }>) => string };

const SENTENCES: Describe = Object.freeze<Describe>({
	searching: ({ rung, attempt }) =>
		`looking for the other board on ${rungName(rung)}, attempt ${attempt}${attempt < ADVISE_FROM ? "" : ADVICE}`,
	met: ({ rung }) => `met the other board on ${rungName(rung)}`,
	testing: ({ rung }) => `testing ${rungName(rung)} with virtual telegrams`,
	proven: ({ rung, snrDb }) => `${rungName(rung)} works, SNR ${snrDb.toFixed(1)} dB`,
	switching: ({ from, to }) => `switching from ${rungName(from)} to ${rungName(to)}`,
	"fell back": ({ from, to }) => `${rungName(from)} did not work, back to ${rungName(to)}`,
	settled: ({ rung }) => `settled on ${rungName(rung)}`,
	lossy: ({ rung, lost }) => `losses too high on ${rungName(rung)} (${lost} of the latest frames), a new sync`,
	listening: ({ rung }) => `listening for the other board on ${rungName(rung)}`,
	lost: ({ rung }) => `the other board fell silent on ${rungName(rung)}`,
});

/** The report as a sentence. */
export function describe(report: NegotiationReport): string {
	// The table's key is the report's own kind, which TypeScript cannot relate across the union.
	const sentence = SENTENCES[report.kind] as (report: NegotiationReport) => string;
	return sentence(report);
}
