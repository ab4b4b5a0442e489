/** What is going on, in one sentence for a person: a table of what comes first. */
import { RENDEZVOUS, rungName } from "../../src/negotiation/ladder.js";
import { placeName } from "../../src/negotiation/report.js";
import type { BoardStatus, Settings, StatusEvent } from "./events.js";

export interface Facts {
	transmitter: StatusEvent["transmitter"];
	receiver: StatusEvent["receiver"];
	settings: Settings;
}

type Mood = StatusEvent["mood"];

interface Row {
	mood: Mood;
	when(facts: Facts): boolean;
	says(facts: Facts): string;
}

/** Telegrams that run come at least so often on the slowest rung, in milliseconds. */
const LATE = 45_000;

const ROWS: readonly Row[] = Object.freeze<Row[]>([
	{
		mood: "bad",
		when: ({ transmitter, receiver }) => !transmitter.powered && !receiver.powered,
		says: () => "Both boards are without power.",
	},
	{
		mood: "bad",
		when: ({ transmitter }) => !transmitter.powered,
		says: ({ receiver }) => `The transmitter has no power: nobody reads the meter.${newest(receiver)}`,
	},
	{
		mood: "bad",
		when: ({ receiver }) => !receiver.powered,
		says: () => "The receiver has no power: nobody answers the transmitter, which looks for it.",
	},
	{
		mood: "bad",
		when: ({ transmitter, receiver }) => (transmitter.trouble ?? receiver.trouble) !== undefined,
		says: ({ transmitter, receiver }) =>
			transmitter.trouble === undefined
				? `The receiver does nothing: ${receiver.trouble}.`
				: `The transmitter does nothing: ${transmitter.trouble}.`,
	},
	{
		mood: "bad",
		when: ({ settings }) => settings.line === "cut",
		says: ({ receiver }) => `The meter's cable is cut: the transmitter hears nothing.${newest(receiver)}`,
	},
	{
		mood: "busy",
		when: ({ transmitter, receiver }) =>
			transmitter.telegrams === 0 && receiver.telegrams === 0 && transmitter.phase === "waiting",
		says: () => "The transmitter waits for its first telegram from the meter.",
	},
	{
		mood: "bad",
		when: ({ settings, transmitter }) => settings.jammer === "drowning" && transmitter.phase !== "running",
		says: ({ receiver }) => `The jammer drowns the channel; the boards keep looking for each other.${newest(receiver)}`,
	},
	{
		mood: "busy",
		when: ({ transmitter }) => transmitter.phase === "searching",
		says: ({ transmitter, receiver }) =>
			(transmitter.rung ?? RENDEZVOUS) === RENDEZVOUS
				? `The boards look for each other on ${rungName(RENDEZVOUS)}, where LoRa is heard the farthest.${newest(receiver)}`
				: `The transmitter asks for the receiver on ${nameOf(transmitter)}.${newest(receiver)}`,
	},
	{
		mood: "busy",
		when: ({ transmitter }) => transmitter.phase === "climbing",
		says: ({ transmitter }) => `The boards have met, and try ${nameOf(transmitter)} with virtual telegrams.`,
	},
	{
		mood: "bad",
		when: ({ receiver }) => receiver.wifi !== "online",
		says: ({ transmitter }) =>
			`The radio link runs on ${nameOf(transmitter)}, but the receiver has no Wi-Fi: nothing reaches the broker.`,
	},
	{
		mood: "bad",
		when: ({ receiver }) => receiver.broker !== "ready",
		says: ({ transmitter }) =>
			`The radio link runs on ${nameOf(transmitter)}, but the receiver has no broker to tell: it tries again.`,
	},
	{
		mood: "bad",
		when: ({ receiver }) => (receiver.age ?? 0) > LATE,
		says: ({ receiver }) => `No telegram gets through at the moment.${newest(receiver)}`,
	},
	{
		mood: "good",
		when: () => true,
		says: ({ transmitter, receiver }) =>
			`Running on ${nameOf(transmitter)}${moved(transmitter)}: telegrams get home.${newest(receiver)}`,
	},
]);

export function headlineOf(facts: Facts): { headline: string; mood: Mood } {
	const row = ROWS.find(({ when }) => when(facts));
	// The last one is always so.
	if (row === undefined) throw new Error("no row");
	return { headline: row.says(facts), mood: row.mood };
}

function nameOf({ rung, frequencyHz }: BoardStatus): string {
	return rung === undefined ? "their rung" : placeName({ rung, frequencyHz });
}

/** Why the boards are on another channel than the one on which they met. */
function moved({ frequencyHz }: BoardStatus): string {
	return frequencyHz === undefined ? "" : ", away from a channel that others fill";
}

/** How old the newest telegram is. Rounded so that the sentence does not change with each look at it. */
function newest({ age }: StatusEvent["receiver"]): string {
	if (age === undefined) return "";
	const seconds = age / 1000;
	if (seconds < 3) return " The newest reading is fresh.";
	const shown = seconds < 20 ? "a few seconds" : seconds < 90 ? `${Math.floor(seconds / 10) * 10} s` : minutes(seconds);
	return ` The newest reading is ${shown} old.`;
}

function minutes(seconds: number): string {
	const whole = Math.floor(seconds / 60);
	return whole < 120 ? `${whole} min` : `${Math.floor(whole / 60)} h`;
}
