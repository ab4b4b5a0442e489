/** What the board's LED says, by the number and length of its flashes: the boards have one of one colour. */
import type { Milliseconds } from "../clock.js";
import type { LinkStatus } from "../link/link-status.js";
import { NOT_PAIRED } from "../link/pairing.js";
import { phaseWord } from "../negotiation/report.js";

/** So many flashes, then a pause, and over again. */
export interface LEDPattern {
	flashes: number;
	lit: Milliseconds;
	/** Between two flashes. */
	dark: Milliseconds;
	/** After the last one. */
	pause: Milliseconds;
}

export type LEDCode =
	| "not paired"
	| "stopped"
	| "no radio"
	| "no meter"
	| "no Wi-Fi"
	| "no broker"
	| "searching"
	| "climbing"
	| "telegram"
	| "running";

/** What has to be mended first stands first. Flashes that a person can count, two to six, are of one code only. */
export const LED_CODES: Readonly<Record<LEDCode, Readonly<LEDPattern>>> = Object.freeze({
	"not paired": flashing(1, 1000, 0, 1000),
	stopped: flashing(10, 100, 100, 100),
	"no radio": flashing(10, 100, 100, 100),
	"no meter": counted(2),
	"no Wi-Fi": counted(3),
	"no broker": counted(4),
	searching: counted(5),
	climbing: counted(6),
	telegram: flashing(1, 50, 0, 950),
	// Dark, and looked at as often as a telegram's flash takes.
	running: flashing(0, 50, 0, 1000),
});

function counted(flashes: number): Readonly<LEDPattern> {
	return flashing(flashes, 150, 250, 1500);
}

function flashing(flashes: number, lit: Milliseconds, dark: Milliseconds, pause: Milliseconds): Readonly<LEDPattern> {
	return Object.freeze({ flashes, lit, dark, pause });
}

/** How long a pattern takes until it begins again. */
export function patternLength({ flashes, lit, dark, pause }: LEDPattern): Milliseconds {
	return Math.max(0, flashes * (lit + dark) - dark) + pause;
}

/** Whether the LED is lit, `at` after the pattern's begin. */
export function isLit({ flashes, lit, dark }: LEDPattern, at: Milliseconds): boolean {
	return at < flashes * (lit + dark) && at % (lit + dark) < lit;
}

/** How long it stays as it is, `at` after the pattern's begin; to the pattern's end at most. */
export function untilChange(pattern: LEDPattern, at: Milliseconds): Milliseconds {
	const { flashes, lit, dark } = pattern;
	const begun = Math.floor(at / (lit + dark));
	if (begun >= flashes) return patternLength(pattern) - at;
	if (isLit(pattern, at)) return begun * (lit + dark) + lit - at;
	return begun + 1 < flashes ? (begun + 1) * (lit + dark) - at : patternLength(pattern) - at;
}

/** What keeps the board from doing anything, where there is something. */
export function troubleCode({ obstacle, radio }: Pick<LinkStatus, "obstacle" | "radio">): LEDCode | undefined {
	if (obstacle !== undefined) return obstacle === NOT_PAIRED ? "not paired" : "stopped";
	return radio?.mode === "failed" ? "no radio" : undefined;
}

/** A link that waits for its first frame is one that searches. */
export function linkCode(link: LinkStatus["link"]): LEDCode {
	const word = phaseWord(link?.phase);
	return word === "waiting" ? "searching" : word;
}
