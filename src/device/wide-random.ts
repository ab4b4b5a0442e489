/**
 * Random numbers in [0, 1) of 32 bits. The SDK's `Math.random` has 31 on an ESP32 (SDK 8.2.3, xs/platforms/esp/xsHost.h,
 * `c_rand`; xs/sources/xsMath.c, `fx_Math_random`): only half of all 32-bit integers could come of one draw.
 */
const HALF = 0x1_0000;

/** Two draws of `random` give half of the bits each. */
export function wideRandom(random: () => number): () => number {
	return () => {
		const high = Math.floor(random() * HALF);
		return (high * HALF + Math.floor(random() * HALF)) / (HALF * HALF);
	};
}
