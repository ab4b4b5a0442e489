import { decodeUtf8, encodeUtf8 } from "../src/utf8.js";
import { assert, test } from "./harness/index.js";

test("a text comes back from its bytes, whatever its characters", () => {
	for (const text of ["", "plain", "Zuhause é", "日本", "🏠 home", "\u0000\u007f\u0080\u07ff\u0800\uffff\u{10ffff}"]) {
		assert.equal(decodeUtf8(encodeUtf8(text)), text);
	}
	assert.deepEqual([...encodeUtf8("é🏠")], [0xc3, 0xa9, 0xf0, 0x9f, 0x8f, 0xa0]);
});

test("half a surrogate pair is sent as the replacement character", () => {
	assert.deepEqual([...encodeUtf8("\ud800!")], [0xef, 0xbf, 0xbd, 0x21]);
});

test("what is no UTF-8 is told from what is", () => {
	const wrong = [
		[0x80],
		[0xff],
		[0xc3],
		[0xc3, 0x28],
		[0xc0, 0x80],
		[0xe0, 0x80, 0x80],
		[0xed, 0xa0, 0x80],
		[0xf0, 0x80, 0x80, 0x80],
		[0xf4, 0x90, 0x80, 0x80],
		[0xf5, 0x80, 0x80, 0x80],
	];
	for (const bytes of wrong) assert.equal(decodeUtf8(Uint8Array.from(bytes)), undefined, String(bytes));
});
