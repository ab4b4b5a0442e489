import { wideRandom } from "../../src/device/wide-random.js";
import { FrameType } from "../../src/link/frame.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";
import { boot, PAIR_KEY, PROFILE, pairedStorage } from "../link/channels.js";

/** 2^31 - 1: what the SDK divides 31 random bits by. */
const SDK_DIVISOR = 0x7fff_ffff;

test("each of a salt's 32 bits is now set and now not, of a generator of 31 bits as the ESP32's", () => {
	const source = seededRandom(1, "an ESP32");
	const random = wideRandom(() => Math.floor(source() * SDK_DIVISOR) / SDK_DIVISOR);
	let everSet = 0;
	let everClear = 0;
	for (let start = 0; start < 64; start++) {
		const hello = boot("transmitter", pairedStorage(), PAIR_KEY, random).seal(
			FrameType.hello,
			new Uint8Array(2),
			PROFILE,
		);
		const salt = new DataView(hello?.frame.buffer ?? new ArrayBuffer(9)).getUint32(1);
		everSet |= salt;
		everClear |= ~salt;
	}
	assert.equal(everSet >>> 0, 0xffff_ffff);
	assert.equal(everClear >>> 0, 0xffff_ffff);
});

test("it is never 1, nor below 0", () => {
	for (const least of [0, (SDK_DIVISOR - 1) / SDK_DIVISOR]) {
		const number = wideRandom(() => least)();
		assert.ok(number >= 0 && number < 1);
	}
});
