/** What the two state machines do, told to a person: one line for each step that matters. */
import type { ChannelPlan } from "./channel-plan.js";
import { type Rung, rungName } from "./ladder.js";
import { channelOf, type Profile, rungOf } from "./profile.js";

/** A rung, and the channel's frequency where it is not the one that the boards meet on. */
export interface LinkPlace {
	rung: Rung;
	frequencyHz?: number;
}

export type NegotiationReport =
	| ({ kind: "searching"; attempt: number } & LinkPlace)
	| ({ kind: "met" } & LinkPlace)
	| ({ kind: "testing" } & LinkPlace)
	| ({ kind: "proven"; snrDb: number } & LinkPlace)
	| { kind: "switching"; from: Rung; to: Rung }
	| { kind: "fell back"; from: Rung; to: Rung }
	| ({ kind: "settled" } & LinkPlace)
	| ({ kind: "lossy"; lost: number } & LinkPlace)
	| ({ kind: "listening" } & LinkPlace)
	| ({ kind: "lost" } & LinkPlace)
	/** One board has asked the other to another channel; and that was in vain. */
	| { kind: "moving"; fromHz: number; toHz: number }
	| { kind: "moved back"; fromHz: number; toHz: number }
	/** Both run on another channel than before. */
	| { kind: "moved"; fromHz: number; toHz: number; isBusy: boolean };

/** That both are to go from one place to another. */
export function switching(plan: ChannelPlan, from: Profile, to: Profile): NegotiationReport {
	if (channelOf(from) === channelOf(to)) return { kind: "switching", from: rungOf(from), to: rungOf(to) };
	return { kind: "moving", fromHz: plan.at(from).frequencyHz, toHz: plan.at(to).frequencyHz };
}

/** That it did not work at `from`: back to where it did. */
export function fellBack(plan: ChannelPlan, from: Profile, to: Profile): NegotiationReport {
	if (channelOf(from) === channelOf(to)) return { kind: "fell back", from: rungOf(from), to: rungOf(to) };
	return { kind: "moved back", fromHz: plan.at(from).frequencyHz, toHz: plan.at(to).frequencyHz };
}

/** That both run on another channel than before. */
export function moved(plan: ChannelPlan, from: Profile, to: Profile, isBusy: boolean): NegotiationReport {
	return { kind: "moved", fromHz: plan.at(from).frequencyHz, toHz: plan.at(to).frequencyHz, isBusy };
}

/** `867.2 MHz`: how a person reads a channel. */
export function channelName(frequencyHz: number): string {
	return `${frequencyHz / 1e6} MHz`;
}

/** `SF7/250`, or `SF7/250 at 867.2 MHz` where that is not the channel that the boards meet on. */
export function placeName({ rung, frequencyHz }: LinkPlace): string {
	return frequencyHz === undefined ? rungName(rung) : `${rungName(rung)} at ${channelName(frequencyHz)}`;
}

/** An attempt that nobody answers has causes that a person can look for. */
const ADVISE_FROM = 20;
const ADVICE = ": is it switched on, in reach, and paired with the same key, the same fingerprint?";

type Describe = { [K in NegotiationReport["kind"]]: (report: Extract<NegotiationReport, { kind: K }>) => string };

const SENTENCES: Describe = Object.freeze<Describe>({
	searching: ({ attempt, ...place }) =>
		`looking for the other board on ${placeName(place)}, attempt ${attempt}${attempt < ADVISE_FROM ? "" : ADVICE}`,
	met: (place) => `met the other board on ${placeName(place)}`,
	testing: (place) => `testing ${placeName(place)} with virtual telegrams`,
	proven: ({ snrDb, ...place }) => `${placeName(place)} works, SNR ${snrDb.toFixed(1)} dB`,
	switching: ({ from, to }) => `switching from ${rungName(from)} to ${rungName(to)}`,
	"fell back": ({ from, to }) => `${rungName(from)} did not work, back to ${rungName(to)}`,
	settled: (place) => `settled on ${placeName(place)}`,
	lossy: ({ lost, ...place }) => `losses too high on ${placeName(place)} (${lost} of the latest frames), a new sync`,
	listening: (place) => `listening for the other board on ${placeName(place)}`,
	lost: (place) => `the other board fell silent on ${placeName(place)}`,
	moving: ({ fromHz, toHz }) => `trying ${channelName(toHz)} in place of ${channelName(fromHz)}`,
	"moved back": ({ fromHz, toHz }) => `${channelName(fromHz)} did not work, back to ${channelName(toHz)}`,
	moved: ({ fromHz, toHz, isBusy }) =>
		isBusy ? `moved to ${channelName(toHz)}: ${channelName(fromHz)} is busy` : `moved to ${channelName(toHz)}`,
});

/** The report as a sentence. */
export function describeReport(report: NegotiationReport): string {
	// The table's key is the report's own kind, which TypeScript cannot relate across the union.
	const sentence = SENTENCES[report.kind] as (report: NegotiationReport) => string;
	return sentence(report);
}

export type PhaseWord = "waiting" | "searching" | "climbing" | "running";

/** What the two programs' phases are to a person. */
const PHASES: Readonly<Record<string, PhaseWord>> = Object.freeze({
	idle: "waiting",
	discovering: "searching",
	searching: "searching",
	resyncing: "searching",
	probing: "climbing",
	proposing: "climbing",
	returning: "climbing",
	committing: "climbing",
	trial: "climbing",
	running: "running",
	settled: "running",
});

export function phaseWord(phase: string | undefined): PhaseWord {
	return PHASES[phase ?? "idle"] ?? "waiting";
}
