import { pairingText, readPairingText } from "../../src/device/pairing-text.js";
import { counting } from "../crypto/hex.js";
import { assert, test } from "../harness/index.js";

const KEY = counting(32);
const TEXT = pairingText(KEY);
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function reasonOf(text: string): string {
	const read = readPairingText(text);
	return read.ok ? "ok" : read.reason;
}

test("a key comes back from its text", () => {
	assert.match(TEXT, /^p1l1:[0-9A-HJKMNP-TV-Z]{56}$/);
	assert.equal(TEXT, "p1l1:000G40R40M30E209185GR38E1W8124GK2GAHC5RR34D1P70X3RFGJ4K7");
	assert.deepEqual(readPairingText(TEXT), { ok: true, key: KEY });
	const high = KEY.map((byte) => 255 - byte);
	assert.deepEqual(readPairingText(pairingText(high)), { ok: true, key: high });
});

test("small letters, and letters that look like digits, are read as they are meant", () => {
	const typed = TEXT.replaceAll("0", "O").replaceAll("1", "l").replace("pll", "p1l").replace("pl", "p1");
	assert.deepEqual(readPairingText(typed.replace(/^p1ll/, "p1l1")), { ok: true, key: KEY });
	assert.deepEqual(readPairingText(TEXT.toLowerCase()), { ok: true, key: KEY });
});

test("each single wrong character is noticed, and no reason repeats the text", () => {
	for (let i = 5; i < TEXT.length; i++) {
		for (const character of ALPHABET) {
			if (character === TEXT[i]) continue;
			const reason = reasonOf(TEXT.slice(0, i) + character + TEXT.slice(i + 1));
			assert.match(reason, /check is wrong/);
			assert.ok(!reason.includes(TEXT.slice(5, 13)));
		}
	}
});

test("two characters that changed places are noticed", () => {
	for (let i = 5; i + 1 < TEXT.length; i++) {
		const swapped = TEXT.slice(0, i) + TEXT[i + 1] + TEXT[i] + TEXT.slice(i + 2);
		if (swapped !== TEXT) assert.match(reasonOf(swapped), /check is wrong/);
	}
});

test("a text that is no pairing text is refused in words", () => {
	assert.match(reasonOf(""), /begins with p1l1:/);
	assert.match(reasonOf("p1l2:"), /begins with p1l1:/);
	assert.match(reasonOf(TEXT.slice(0, -1)), /56 characters, not 55/);
	assert.match(reasonOf(`${TEXT}0`), /56 characters, not 57/);
	assert.match(reasonOf(`${TEXT.slice(0, 20)}U${TEXT.slice(21)}`), /character 16 .* is no letter or digit/);
	assert.match(reasonOf(`${TEXT.slice(0, 20)}é${TEXT.slice(21)}`), /character 16/);
	assert.match(reasonOf(pairingText(new Uint8Array(32))), /nothing but zeros/);
});
