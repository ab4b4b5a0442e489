/** Where a frame is sent: channel and rung in one byte, which is bound into every frame and stands in the link commands. */
import { isRung, type Rung } from "./ladder.js";

/** `channel << 3 | rung`: on a region's first channel it is the rung. */
export type Profile = number;

const RUNG_BITS = 3;

export function profileOf(channel: number, rung: Rung): Profile {
	return (channel << RUNG_BITS) | rung;
}

export function rungOf(profile: Profile): Rung {
	return profile & ((1 << RUNG_BITS) - 1);
}

/** Index into the region's channels. */
export function channelOf(profile: Profile): number {
	return profile >> RUNG_BITS;
}

/** A byte that may be one; whether there is such a channel is the plan's to say. */
export function isProfile(value: number): value is Profile {
	return Number.isInteger(value) && value >= 0 && value <= 0xff && isRung(rungOf(value));
}
