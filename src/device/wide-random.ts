/**
 * Random numbers in [0, 1) of 32 bits. The SDK's `Math.random` has 31 on an ESP32 (SDK 8.2.3, xs/platforms/esp/xsHost.h,
 * `c_rand`; xs/sources/xsMath.c, `fx_Math_random`): each whole number of 32 bits that is made of one draw is odd, or even.
 */
const HALF = 0x1_0000;

/** Each of two draws of `random` gives half of the bits. */
export function wideRandom(random: () => number): () => number {
	return () => {
		const high = Math.floor(random() * HALF);
		return (high * HALF + Math.floor(random() * HALF)) / (HALF * HALF);
	};
}
