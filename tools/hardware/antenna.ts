/** How long the wire of an antenna is. */

const LIGHT_SPEED = 299_792_458;

/** A rod of copper some millimetres thick is in tune when it is a little shorter than the wave in the air. */
const SHORTENING = 0.95;

/** In whole millimetres. */
export function quarterWaveMm(frequencyHz: number): number {
	return Math.round((LIGHT_SPEED / frequencyHz / 4) * 1000 * SHORTENING);
}
