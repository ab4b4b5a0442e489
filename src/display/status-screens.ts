/**
 * The screens that both boards have: why nothing works, and which board it is; and words that their other screens
 * share.
 */
import type { Milliseconds } from "../clock.js";
import type { LinkStatus } from "../link/link-status.js";
import { describeFault } from "../lora/describe-fault.js";
import { rungName } from "../negotiation/ladder.js";
import { channelName, type LinkPlace } from "../negotiation/report.js";
import { HEADLINE_CHARACTERS, headline, line, paragraph, type Screen, title } from "./screen.js";

/** Three on each board. */
const SCREENS = 3;

/** Rows that a sentence below a headline has. */
const SENTENCE_ROWS = 5;

export type Place = "meter" | "home";

export function titleOf(place: Place, number: number): Screen[number] {
	return title(`P1-LoRa ${place}`, `${number}/${SCREENS}`);
}

/** What keeps the board from doing anything, where there is something. */
export function troubleScreen(
	place: Place,
	{ obstacle, radio }: Pick<LinkStatus, "obstacle" | "radio">,
): Screen | undefined {
	if (obstacle !== undefined) {
		const colon = obstacle.indexOf(": ");
		const isShort = colon >= 0 && colon <= HEADLINE_CHARACTERS;
		if (isShort) return screenOf(place, obstacle.slice(0, colon), obstacle.slice(colon + 2));
		return screenOf(place, "stopped", obstacle);
	}
	if (radio?.mode !== "failed") return undefined;
	return screenOf(place, "no radio", radio.fault === undefined ? "" : describeFault(radio.fault));
}

function screenOf(place: Place, what: string, sentence: string): Screen {
	return [titleOf(place, 1), ...headline(what), ...paragraph(fitting(sentence), SENTENCE_ROWS)];
}

/** Of a sentence that is too long what stands before its last colon: the console tells the rest. */
function fitting(sentence: string): string {
	const colon = sentence.lastIndexOf(": ");
	const isTooLong = paragraph(sentence, Number.POSITIVE_INFINITY).length > SENTENCE_ROWS;
	return isTooLong && colon > 0 ? sentence.slice(0, colon) : sentence;
}

export interface BoardFacts {
	version: string;
	fingerprint: string | undefined;
	/** Since the start. */
	uptime: Milliseconds;
	/** Why it started. */
	lastStart: string;
	/** The last error that ended the program, however long ago. */
	lastError: string | undefined;
}

export function boardScreen(place: Place, facts: BoardFacts): Screen {
	const { version, fingerprint, uptime, lastStart, lastError } = facts;
	return [
		titleOf(place, SCREENS),
		...headline(fingerprint ?? "not paired"),
		line("version", version),
		line("running for", duration(uptime)),
		line("start", lastStart),
		...paragraph(lastError ?? "no error on record", 2),
	];
}

/** Of the time since `at`. */
export function ago(at: Milliseconds | undefined, now: Milliseconds): string {
	return at === undefined ? "none" : `${duration(now - at)} ago`;
}

/** In its two largest units at most. */
function duration(time: Milliseconds): string {
	const seconds = Math.round(time / 1000);
	if (seconds < 120) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 120) return `${minutes} min`;
	const hours = Math.floor(minutes / 60);
	return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** The rung, and the channel where it is not the usual one. */
export function placeWord({ rung, frequencyHz }: LinkPlace): string {
	return frequencyHz === undefined ? rungName(rung) : `${rungName(rung)} ${channelName(frequencyHz)}`;
}

export function percent(value: number | undefined): string {
	return value === undefined ? "-" : `${Math.round(value)} %`;
}

/** Of this hour's airtime. */
export function airtime(usedUs: number, limitUs: number): string {
	return `${Math.round(usedUs / 1e6)} of ${Math.round(limitUs / 1e6)} s`;
}
