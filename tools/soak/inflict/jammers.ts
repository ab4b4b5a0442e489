/** Jammers beside a board: where they are, and what they are tuned to. */
import { SYNC_WORD } from "../../../src/link/station.js";
import { DEFAULT_FREQUENCY_HZ } from "../../../src/lora/regions.js";

/** Between a jammer and the board that it is next to, and the other: it hears that, and is not heard there. */
export const JAMMER_NEAR_DB = 60;
export const JAMMER_FAR_DB = 128;
/** 255 bytes at SF12 take 276 symbols, at SF7 390. */
export const LONGEST_FRAME_SYMBOLS = 400;
/** All of it lies within the channel of every rung. */
export const NARROWEST_CHANNEL = Object.freeze({ frequencyHz: DEFAULT_FREQUENCY_HZ, bandwidthHz: 125_000 });
/** What a jammer at one spreading factor listens for, but for the rung's own. */
export const TUNING = Object.freeze({
	frequencyHz: DEFAULT_FREQUENCY_HZ,
	syncWord: SYNC_WORD,
	invertedIq: false,
	implicitHeader: false,
	lowDataRateOptimize: false,
});
