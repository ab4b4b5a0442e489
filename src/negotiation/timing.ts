/**
 * Every timer of the link, derived from the time on air of its rung. The rule behind the table: each side's patience
 * exceeds the other's longest silence, at every rung and frame size; tests/negotiation/timing.test.ts proves it.
 */
import type { Milliseconds } from "../clock.js";
import { timeOnAir } from "../lora/airtime.js";
import { symbolTime } from "../lora/modulation.js";
import { LADDER, modulationOf, type Rung } from "./ladder.js";

/** Sealed size of the control frames, in bytes (docs/protocol.md, Frames). */
export const HELLO_FRAME_BYTES = 23;
export const LINK_FRAME_BYTES = 13;
export const ACKNOWLEDGEMENT_FRAME_BYTES = 19;
/** A short probe: it asks whether somebody is there, and keeps a link alive while there is no telegram. */
export const SHORT_PROBE_FRAME_BYTES = 15;

/** The most that an SX1276 sends at once (datasheet 4.1.2.3). */
const LARGEST_FRAME_BYTES = 255;

/** No frame holds the air longer than this; longer bodies travel in fragments. */
const LONGEST_TIME_ON_AIR: Milliseconds = 4000;

/** The receiver holds its answer back for so long, in which the asker's radio goes from transmitting to receiving. */
export const ANSWER_DELAY: Milliseconds = 15;

/** A neighbour's exchange is not over while its answer is due: the channel must be free for longer than that takes. */
export const QUIET: Milliseconds = 20;
/** Looks for a free channel before a frame of the transmitter goes out all the same. */
export const LOOKS = 4;
/**
 * So many telegrams in a row are left out while others talk; the next goes out all the same: it may be noise that is
 * always there.
 */
export const LEFT_OUT = 3;
/** The longest pause after the first busy look: what a neighbour's frame takes, in symbols, but no longer than this. */
const BACKOFF_SYMBOLS = 60;
const LONGEST_BACKOFF: Milliseconds = 200;
/** One look: strength thrice over the quiet, then a scan of 2.25 symbols, and what the driver needs in between. */
const LOOK: Milliseconds = 20 + QUIET;
const SCAN_SYMBOLS = 2.25;

/** Decrypting, rebuilding a telegram and sealing the answer, on the slowest board and behind a redraw. */
const PROCESSING: Milliseconds = 400;

/** The duty cycle is a share of any hour. */
const HOUR: Milliseconds = 3_600_000;

/** Share of the legal airtime that steady traffic takes; the rest is for a new sync when it is needed. */
const STEADY_SHARE = 0.8;

/**
 * A running link is never silent longer than this, however crowded the air is, where the law allows it to speak so
 * often.
 */
export const KEEP_ALIVE: Milliseconds = 12_000;
/** After a loss the next word comes sooner: was it one frame, or is nobody there? */
const KEEP_ALIVE_AFTER_LOSS: Milliseconds = 3000;

/**
 * How many of the longest silences the receiver bears before it searches; and the transmitter, which is to notice
 * first.
 */
const INTERVALS_OF_PATIENCE = 5;
const INTERVALS_UNANSWERED = 4;

/** Attempts before an unanswered proposal or commit is given up: where half of all frames are lost, few fail. */
export const PROPOSE_ATTEMPTS = 4;
export const COMMIT_ATTEMPTS = 12;
/** Probes that must be confirmed before a rung counts as working; the rendezvous needs no proof, but its SNR measured. */
export const CONFIRMATIONS = 3;
export const CONFIRMATIONS_AT_RENDEZVOUS = 1;
/** So many probes that fail in a row end the try of a rung: more are borne where the SNR speaks for it. */
export const PROBE_FAILURES = Object.freeze({ weak: 4, strong: 8 });

export function frameTime(rung: Rung, bytes: number): Milliseconds {
	return timeOnAir(modulationOf(rung), bytes) / 1000;
}

/** The largest frame that this rung carries within the longest time on air. */
export function maxFrameBytes(rung: Rung): number {
	return MAX_FRAME_BYTES[rung];
}

/** Computed once, not for every frame. */
const MAX_FRAME_BYTES: readonly number[] = Object.freeze(
	LADDER.map((_, rung) => {
		let bytes = LARGEST_FRAME_BYTES;
		while (frameTime(rung, bytes) > LONGEST_TIME_ON_AIR) bytes--;
		return bytes;
	}),
);

/** From the end of a request to the moment when no answer will come any more. */
export function answerTimeout(rung: Rung): Milliseconds {
	return ANSWER_DELAY + PROCESSING + frameTime(rung, HELLO_FRAME_BYTES);
}

/** The longest pause after the first busy look; it doubles with each further one. */
export function backoff(rung: Rung): Milliseconds {
	return Math.min(LONGEST_BACKOFF, (BACKOFF_SYMBOLS * symbolTime(modulationOf(rung))) / 1000);
}

/** How long at most the transmitter looks for a free channel before it sends. */
export function politePatience(rung: Rung): Milliseconds {
	const look = LOOK + (SCAN_SYMBOLS * symbolTime(modulationOf(rung))) / 1000;
	return LOOKS * look + (2 ** (LOOKS - 1) - 1) * backoff(rung);
}

/** The search for a free channel, a request of this size, and its answer or the wait for it. */
export function exchangeTime(rung: Rung, requestBytes: number): Milliseconds {
	return politePatience(rung) + frameTime(rung, requestBytes) + answerTimeout(rung);
}

/** From the start of one frame to the start of the next, so that steady traffic stays within the duty cycle. */
export function lawfulInterval(rung: Rung, frameBytes: number, dutyCycle: number): Milliseconds {
	return Math.ceil(frameTime(rung, frameBytes) / (dutyCycle * STEADY_SHARE));
}

/** The longest that a running transmitter is silent: where no telegram is due by then it sends a short probe. */
export function longestSilence(rung: Rung, dutyCycle: number): Milliseconds {
	return Math.max(KEEP_ALIVE, lawfulInterval(rung, maxFrameBytes(rung), dutyCycle));
}

/** How long a settled receiver bears silence before it goes looking at the rendezvous. */
export function settledPatience(rung: Rung, dutyCycle: number): Milliseconds {
	return INTERVALS_OF_PATIENCE * longestSilence(rung, dutyCycle) + exchangeTime(rung, maxFrameBytes(rung));
}

/** How long a running transmitter goes on unanswered, however strong the link was. */
export function unansweredPatience(rung: Rung, dutyCycle: number): Milliseconds {
	return INTERVALS_UNANSWERED * longestSilence(rung, dutyCycle);
}

/** How long a running transmitter is silent after a loss. */
export function silenceAfterLoss(rung: Rung, dutyCycle: number): Milliseconds {
	return Math.max(KEEP_ALIVE_AFTER_LOSS, lawfulInterval(rung, SHORT_PROBE_FRAME_BYTES, dutyCycle));
}

/** Frames in a row without an answer after which a running transmitter says hello: the receiver may have restarted. */
export const UNANSWERED_BEFORE_HELLO = 2;

/**
 * How long a receiver that restarted listens on its last good rung: a transmitter that still runs says hello within it.
 */
export function revisitPatience(rung: Rung, dutyCycle: number): Milliseconds {
	const frames = UNANSWERED_BEFORE_HELLO + 1;
	return frames * longestSilence(rung, dutyCycle) + (frames + 1) * exchangeTime(rung, maxFrameBytes(rung));
}

/** How long a receiver waits at least after a hello: for what follows its answer, or for the hello again. */
export function helloPatience(rung: Rung): Milliseconds {
	return 4 * exchangeTime(rung, maxFrameBytes(rung));
}

/**
 * How long a receiver that switched to `to` waits there between two frames: the transmitter may still be repeating its
 * proposal at `from`, or its probes or its commit at `to`.
 */
export function trialPatience(from: Rung, to: Rung): Milliseconds {
	const proposing = PROPOSE_ATTEMPTS * exchangeTime(from, LINK_FRAME_BYTES);
	const probing = (PROBE_FAILURES.strong + 1) * exchangeTime(to, maxFrameBytes(to));
	const committing = (COMMIT_ATTEMPTS + 1) * exchangeTime(to, LINK_FRAME_BYTES);
	return Math.ceil(proposing + Math.max(probing, committing));
}

/** How long a transmitter that fell back from `to` says hello at `from`: longer than the receiver's trial lasts. */
export function returnPatience(from: Rung, to: Rung): Milliseconds {
	return trialPatience(from, to) + 4 * exchangeTime(from, maxFrameBytes(from));
}

/** The pause between two of those hellos: half of the time the air is left to others. */
export function returnPause(rung: Rung): Milliseconds {
	return exchangeTime(rung, HELLO_FRAME_BYTES);
}

/** Anybody can play old hellos back, for ever. The answers take this share of the lawful airtime at most. */
const STALE_SHARE = 0.1;
const LEAST_STALE_ANSWER_INTERVAL: Milliseconds = 30_000;

/** Somebody may have recorded many hellos that may be the newest. The answers take this share of an hour's airtime at most. */
const PROMPT_SHARE = 0.5;

/** The airtime that a receiver has for prompt answers to stale hellos, from its start on. */
export function promptAirtime(dutyCycle: number): Milliseconds {
	return PROMPT_SHARE * dutyCycle * HOUR;
}

/** The shortest time from one answer to a stale hello to the next. */
export function staleAnswerInterval(rung: Rung, dutyCycle: number): Milliseconds {
	const lawful = frameTime(rung, HELLO_FRAME_BYTES) / (dutyCycle * STALE_SHARE);
	return Math.max(LEAST_STALE_ANSWER_INTERVAL, Math.ceil(lawful));
}

/** The pause between two discoveries that the law allows for ever. */
export function discoveryInterval(rung: Rung, dutyCycle: number): Milliseconds {
	return lawfulInterval(rung, HELLO_FRAME_BYTES, dutyCycle);
}

/** A visit at home is long enough for so many discoveries there, and one at the rendezvous is so many times as long. */
const VISIT_DISCOVERIES = 2;
const RENDEZVOUS_SHARE = 4;

/** The pause between two discoveries in quick succession. */
const QUICK_PAUSE: Milliseconds = 1500;

/** By how much of itself, up or down, each pause between discoveries varies at random. */
export const PAUSE_SPREAD = 0.25;

/** The pause between two discoveries at first. */
export function quickPause(rung: Rung, dutyCycle: number): Milliseconds {
	return Math.min(QUICK_PAUSE, discoveryInterval(rung, dutyCycle));
}

/**
 * The share of an hour's airtime that discoveries in quick succession take at most: the rest is for what follows an
 * answer.
 */
const QUICK_SHARE = 0.1;

/** How many discoveries may be made in quick succession. */
export function quickDiscoveries(rung: Rung, dutyCycle: number): number {
	return Math.max(1, Math.floor((QUICK_SHARE * dutyCycle * HOUR) / frameTime(rung, HELLO_FRAME_BYTES)));
}

/** How long a receiver that searches listens at home. */
export function homeVisit(home: Rung, dutyCycle: number): Milliseconds {
	return VISIT_DISCOVERIES * (exchangeTime(home, HELLO_FRAME_BYTES) + (1 + PAUSE_SPREAD) * quickPause(home, dutyCycle));
}

/** How long it listens at the rendezvous then, where a hello takes longer. */
export function rendezvousVisit(home: Rung, dutyCycle: number): Milliseconds {
	return RENDEZVOUS_SHARE * homeVisit(home, dutyCycle);
}
