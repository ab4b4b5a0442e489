/**
 * What the parts of the model share while one telegram is coded: its reference, and what is known of the new one so
 * far.
 */
import { AGES, codeNumber, KEY_AGE } from "./contexts.js";
import type { Layout } from "./layout.js";
import type { BitCoder } from "./range-coder.js";

/** A prediction beyond this is dropped: the difference from it would not be an exact integer. */
const MOST_PREDICTED = 2e15;

/** Seconds since the reference, at most, by age; whatever is older has the next. */
const AGE_LIMITS = Uint16Array.of(1, 5, 20, 90, 400);
/** Assumed between two telegrams of a meter without a clock: such meters send every ten seconds. */
const USUAL_SECONDS = 10;

export class ModelState {
	readonly coder: BitCoder;
	readonly layout: Layout;
	/** The reference's values; zeros in a key frame. */
	readonly was: Float64Array;
	/** The new telegram's: known to an encoder all at once, to a decoder one after the other. */
	readonly now: Float64Array;
	readonly isKey: boolean;
	/** Seconds of the meter's clock (`secondsOf`), -1 where it has none. */
	time = -1;
	timeWas = -1;
	/** Seconds from the reference. */
	elapsed = USUAL_SECONDS;
	age: number;

	constructor(coder: BitCoder, layout: Layout, was: Float64Array | undefined, now: Float64Array) {
		this.coder = coder;
		this.layout = layout;
		this.isKey = was === undefined;
		this.was = was ?? new Float64Array(now.length);
		this.now = now;
		this.age = this.isKey ? KEY_AGE : ageOf(USUAL_SECONDS);
	}

	/** Codes a field as its difference from what is expected of it. */
	put(field: number, expected: number, context: number): void {
		const base = expected <= MOST_PREDICTED && expected >= -MOST_PREDICTED ? expected : 0;
		this.now[field] = base + codeNumber(this.coder, context, this.now[field] - base);
	}

	/** The field of a role, or -1. */
	field(role: number): number {
		return this.layout.roles[role];
	}

	/** Both telegrams' times are known. */
	setTimes(time: number, timeWas: number): void {
		this.time = time;
		this.timeWas = timeWas;
		if (this.isKey || time < 0 || timeWas < 0) return;
		this.elapsed = time - timeWas;
		this.age = ageOf(this.elapsed);
	}

	/** A number of W, V, A or Wh in the units of a field, not rounded. */
	inUnits(amount: number, field: number): number {
		const scale = this.layout.scales[field];
		return scale >= 0 ? amount * TENS[scale] : amount / TENS[-scale];
	}

	/** A field's value in W, V, A or Wh. */
	amount(value: number, field: number): number {
		const scale = this.layout.scales[field];
		return scale >= 0 ? value / TENS[scale] : value * TENS[-scale];
	}
}

const TENS = Uint32Array.of(1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000);

function ageOf(seconds: number): number {
	if (seconds < 0) return AGES - 2;
	let age = 0;
	while (age < AGE_LIMITS.length && seconds > AGE_LIMITS[age]) age++;
	return age;
}
