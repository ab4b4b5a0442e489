import { crc16 } from "../../src/p1/crc16.js";
import { type FramingFault, MAX_TELEGRAM_BYTES, type Telegram, TelegramFramer } from "../../src/p1/framer.js";
import { FIXTURES } from "../fixtures/p1/all.js";
import { bytesOf, crlf, sealed } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";

interface Outcome {
	telegrams: Telegram[];
	faults: FramingFault[];
	framer: TelegramFramer;
}

function outcome(): Outcome {
	const telegrams: Telegram[] = [];
	const faults: FramingFault[] = [];
	const framer = new TelegramFramer({
		onTelegram: (telegram) => telegrams.push(telegram),
		onError: (fault) => faults.push(fault),
	});
	return { telegrams, faults, framer };
}

function frame(text: string, chunkBytes = text.length): Outcome {
	const result = outcome();
	const bytes = bytesOf(text);
	for (let at = 0; at < bytes.length; at += chunkBytes) result.framer.write(bytes.subarray(at, at + chunkBytes));
	return result;
}

function texts(telegrams: Telegram[]): string[] {
	return telegrams.map(({ bytes }) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

const SMALL = sealed(["/ISK5\\TEST", "", "1-0:1.7.0(00.374*kW)"]);
const NO_CRC = crlf(["/ISK5\\OLD", "", "1-0:1.7.0(0000.36*kW)", "!"]);

/** A sealed telegram whose CRC begins with a zero, and that CRC. */
function withLeadingZero(): { body: string; crc: number } {
	for (let watts = 0; ; watts++) {
		const body = `${crlf(["/ISK5\\TEST", "", `1-0:1.7.0(00.${String(watts).padStart(3, "0")}*kW)`])}!`;
		const crc = crc16(bytesOf(body));
		if (crc >= 0x00a0 && crc < 0x1000) return { body, crc };
	}
}

for (const { name, telegram, crc } of FIXTURES) {
	test(`the telegram of ${name} is delivered byte for byte`, () => {
		const { telegrams, faults, framer } = frame(telegram);
		assert.deepEqual(texts(telegrams), [telegram]);
		assert.equal(telegrams[0].crc, crc);
		assert.deepEqual(faults, []);
		assert.equal(framer.skippedBytes, 0);
	});
}

test("the size of the chunks that telegrams come in makes no difference", () => {
	const stream = `noise\r\n${SMALL}\0${NO_CRC}/cut off\r\n${FIXTURES.map(({ telegram }) => telegram).join("")}`;
	const whole = frame(stream);
	assert.equal(whole.telegrams.length, FIXTURES.length + 2);
	for (const chunkBytes of [1, 2, 3, 7, 64, 128, 1000]) {
		const cut = frame(stream, chunkBytes);
		assert.deepEqual(texts(cut.telegrams), texts(whole.telegrams));
		assert.deepEqual(cut.faults, whole.faults);
		assert.equal(cut.framer.skippedBytes, whole.framer.skippedBytes);
	}
});

test("noise between a slash and an exclamation mark is no telegram without CRC, and text is", () => {
	const noise = new Uint8Array([0x2f, 0xcd, 0xf7, 0x29, 0x0a, 0x9b, 0x13, 0x0a, 0x21, 0x0d, 0x0a]);
	const { telegrams, faults, framer } = outcome();
	framer.write(noise);
	assert.deepEqual(faults, [{ kind: "no-crc", length: noise.length }]);
	framer.write(bytesOf(NO_CRC));
	assert.deepEqual(texts(telegrams), [NO_CRC]);
});

test("a telegram is delivered with its last byte, not with the next telegram", () => {
	const { telegrams, framer } = outcome();
	const bytes = bytesOf(SMALL);
	framer.write(bytes.subarray(0, -1));
	assert.equal(telegrams.length, 0);
	framer.write(bytes.subarray(-1));
	assert.equal(telegrams.length, 1);
});

test("a delivered telegram stays as it is while the next one comes in", () => {
	const other = sealed(["/ISK5\\OTHER", "", "1-0:1.7.0(99.999*kW)"]);
	assert.deepEqual(texts(frame(SMALL + other).telegrams), [SMALL, other]);
});

test("a slash within a line does not begin a telegram", () => {
	const telegram = sealed(["/HLY5/D545-METER", "", "0-0:96.13.0(a/b)"]);
	assert.deepEqual(texts(frame(telegram).telegrams), [telegram]);
});

test("an exclamation mark within a line does not end a telegram", () => {
	const telegram = sealed(["/ISK5!", "", "0-0:96.13.0(hello!AB12)"]);
	assert.deepEqual(texts(frame(telegram).telegrams), [telegram]);
});

test("an identification of any form, and no empty line after it, will do", () => {
	const telegram = sealed(["/NWA-WARMTELINK", "1-3:0.2.8(50)"]);
	assert.deepEqual(texts(frame(telegram).telegrams), [telegram]);
});

test("bytes from 0x80 up are content", () => {
	const telegram = sealed(["/AUX5", "", `0-0:96.13.0(\x80\xe9${"\xff".repeat(1024)})`]);
	assert.deepEqual(texts(frame(telegram).telegrams), [telegram]);
});

test("a telegram without CRC is delivered as such", () => {
	assert.equal(frame(NO_CRC).telegrams[0].crc, "none");
});

test("of one meter that sends a CRC, a telegram without has lost it: ten in a row are another meter's", () => {
	const telegrams: Telegram[] = [];
	const faults: FramingFault[] = [];
	const framer = new TelegramFramer({
		oneMeter: true,
		onTelegram: (telegram) => telegrams.push(telegram),
		onError: (fault) => faults.push(fault),
	});
	const write = (text: string) => framer.write(bytesOf(text));
	const lost = SMALL.replace(/!\w+/, "!");
	write(NO_CRC + SMALL + lost + SMALL + lost.repeat(10));
	assert.deepEqual(texts(telegrams), [NO_CRC, SMALL, SMALL]);
	assert.equal(framer.faults["no-crc"], 11);
	assert.deepEqual(faults[0], { kind: "no-crc", length: lost.length });
	write(NO_CRC + NO_CRC + SMALL + lost);
	assert.deepEqual(texts(telegrams).slice(3), [NO_CRC, NO_CRC, SMALL]);
});

test("a line of which another meter may follow forgets that the last one sent a CRC", () => {
	const telegrams: Telegram[] = [];
	const framer = new TelegramFramer({ oneMeter: true, onTelegram: (telegram) => telegrams.push(telegram) });
	framer.write(bytesOf(SMALL));
	framer.forget();
	framer.write(bytesOf(NO_CRC));
	assert.deepEqual(texts(telegrams), [SMALL, NO_CRC]);
});

test("a last line without its line end costs neither its telegram nor the one that begins right behind it", () => {
	for (const telegram of [SMALL.slice(0, -2), NO_CRC.slice(0, -2)]) {
		const { telegrams, faults, framer } = frame(telegram + SMALL);
		assert.deepEqual(texts(telegrams), [telegram, SMALL]);
		assert.deepEqual(faults, []);
		assert.equal(framer.skippedBytes, 0);
	}
	// And where the line falls silent behind it, the CRC shows that it is whole.
	const { telegrams, faults, framer } = frame(SMALL.slice(0, -2));
	framer.reset();
	assert.deepEqual(texts(telegrams), [SMALL.slice(0, -2)]);
	assert.deepEqual(faults, []);
	for (const cut of [3, 4, 5, 6]) {
		const broken = frame(SMALL.slice(0, -cut));
		broken.framer.reset();
		assert.deepEqual(
			broken.faults.map(({ kind }) => kind),
			["truncated"],
		);
	}
	const wrong = `${SMALL.slice(0, -6)}0000`;
	const refused = frame(wrong + SMALL);
	assert.deepEqual(texts(refused.telegrams), [SMALL]);
	assert.equal(refused.faults[0].kind, "bad-crc");
	assert.equal(refused.faults[0].length, wrong.length);
});

const OPEN_END = NO_CRC.slice(0, -3);

/** Of a meter that never sends `!`: what becomes of these telegrams, each ended by the next one or by silence. */
function openEnds(telegrams: string[], bySilence: boolean, takesOpenEnds = true): Outcome {
	const result = outcome();
	result.framer.takesOpenEnds = takesOpenEnds;
	for (const telegram of telegrams) {
		result.framer.write(bytesOf(telegram));
		if (bySilence) result.framer.reset();
	}
	result.framer.reset();
	return result;
}

test("where bytes have a parity, telegrams that never have an end are taken when ten of them have ended alike", () => {
	for (const bySilence of [true, false]) {
		const { telegrams, faults } = openEnds(new Array(13).fill(OPEN_END), bySilence);
		assert.deepEqual(texts(telegrams), [OPEN_END, OPEN_END, OPEN_END]);
		assert.equal(telegrams[0].crc, "none");
		assert.equal(faults.length, 10);
		assert.deepEqual(faults[0], { kind: "no-end", length: OPEN_END.length });
	}
});

test("telegrams without an end that have ended elsewhere, or once had one, are cut off", () => {
	const longer = `${OPEN_END}1-0:2.7.0(0000.36*kW)\r\n`;
	for (const other of [longer, OPEN_END.slice(0, -5), NO_CRC, SMALL]) {
		const { telegrams } = openEnds([...new Array(10).fill(OPEN_END), other, OPEN_END], true);
		assert.ok(!texts(telegrams).includes(OPEN_END), JSON.stringify(other));
	}
	const { telegrams } = openEnds([...new Array(12).fill(OPEN_END), longer, OPEN_END.slice(0, -5)], true);
	assert.deepEqual(texts(telegrams), [OPEN_END, OPEN_END]);
});

test("where bytes have no parity, a telegram without an end is never taken", () => {
	const { telegrams, framer } = openEnds(new Array(100).fill(OPEN_END), true, false);
	assert.equal(telegrams.length, 0);
	assert.equal(framer.faults.truncated, 100);
});

test("a CRC may be in lower case and without its leading zeros", () => {
	const { body, crc } = withLeadingZero();
	const digits = crc.toString(16);
	assert.ok(digits.length < 4 && /[a-f]/.test(digits));
	for (const written of [digits, digits.toUpperCase(), digits.padStart(4, "0")]) {
		assert.equal(frame(crlf([body + written])).telegrams[0].crc, "ok");
	}
	assert.equal(frame(crlf([`${body}0${digits.padStart(4, "0")}`])).faults[0].kind, "bad-crc");
});

test("a telegram with a wrong CRC is counted and not delivered", () => {
	const wrong = SMALL.replace("00.374", "00.375");
	const { telegrams, faults, framer } = frame(wrong + SMALL);
	assert.deepEqual(texts(telegrams), [SMALL]);
	const body = wrong.slice(0, wrong.indexOf("!") + 1);
	const received = SMALL.slice(-6, -2);
	assert.deepEqual(faults, [
		{ kind: "bad-crc", computed: crc16(bytesOf(body)), received, length: wrong.length },
	] as FramingFault[]);
	assert.deepEqual(framer.faults, {
		"bad-crc": 1,
		"too-long": 0,
		truncated: 0,
		"no-end": 0,
		"bad-parity": 0,
		"no-crc": 0,
	});
});

for (const end of ["!G123", "!12345", "! 1234", "!\0"]) {
	test(`a last line of ${JSON.stringify(end)} is a wrong CRC`, () => {
		const { telegrams, faults } = frame(crlf(["/ISK5\\TEST", "", "1-0:1.7.0(00.374*kW)", end]) + SMALL);
		assert.deepEqual(texts(telegrams), [SMALL]);
		assert.deepEqual(
			faults.map(({ kind }) => kind),
			["bad-crc"],
		);
	});
}

test("no telegram with a single bit flipped is delivered as another", () => {
	const sent = sealed(["/ISK5\\TEST", "", "1-3:0.2.8(50)", "0-0:1.0.0(231026204015S)", "1-0:1.7.0(00.302*kW)"]);
	const bytes = bytesOf(sent);
	const content = sent.slice(0, sent.indexOf("!"));
	for (let bit = 0; bit < bytes.length * 8; bit++) {
		const { telegrams, framer } = outcome();
		bytes[bit >> 3] ^= 1 << (bit & 7);
		framer.write(bytes);
		framer.reset();
		bytes[bit >> 3] ^= 1 << (bit & 7);
		// What is left are a CRC digit in lower case and a line end whose LF is lost: the content is what was sent.
		if (bit >> 3 <= content.length) assert.equal(telegrams.length, 0, `bit ${bit}`);
		for (const telegram of texts(telegrams)) {
			assert.equal(telegram.slice(0, content.length), content, `bit ${bit}`);
		}
	}
});

test("a telegram that begins before the last one has ended is delivered, and that one counted as truncated", () => {
	const cut = SMALL.slice(0, SMALL.indexOf("!"));
	const { telegrams, faults } = frame(cut + SMALL);
	assert.deepEqual(texts(telegrams), [SMALL]);
	assert.deepEqual(faults, [{ kind: "truncated", length: cut.length }]);
});

test("a reader that starts in the middle of a telegram skips its rest", () => {
	const rest = SMALL.slice(20);
	const { telegrams, faults, framer } = frame(rest + SMALL);
	assert.deepEqual(texts(telegrams), [SMALL]);
	assert.deepEqual(faults, []);
	assert.equal(framer.skippedBytes, rest.length);
});

test("NULs and empty lines between telegrams are skipped", () => {
	const { telegrams, framer } = frame(`${SMALL}\0\0${SMALL}\r\n\0${SMALL}`);
	assert.deepEqual(texts(telegrams), [SMALL, SMALL, SMALL]);
	assert.equal(framer.skippedBytes, 5);
});

test("noise right before a telegram costs nothing of it", () => {
	for (const noise of ["\xff", "\xf8\x00", "\x7f", "\r", "\x01\xfe\xff"]) {
		const { telegrams, faults, framer } = frame(noise + SMALL + noise + SMALL, 1);
		assert.deepEqual(texts(telegrams), [SMALL, SMALL], JSON.stringify(noise));
		assert.deepEqual(faults, []);
		assert.equal(framer.skippedBytes, 2 * noise.length);
	}
});

test("a slash behind a text is no telegram's beginning, and within a telegram one behind bytes of any kind is none", () => {
	assert.equal(frame(`HLY5${SMALL}`).telegrams.length, 0);
	const telegram = sealed(["/AUX5", "", "0-0:96.13.0(\xff/\xff)", "\xff/AUX5"]);
	assert.deepEqual(texts(frame(telegram, 1).telegrams), [telegram]);
});

test("a NUL after a line end within a telegram does not hide the telegram's end", () => {
	const telegram = sealed(["/ISK5\\TEST", "\0", "\x001-0:1.7.0(00.374*kW)"]);
	assert.deepEqual(texts(frame(telegram).telegrams), [telegram]);
});

test("lines that end in LF alone are taken as they are", () => {
	const telegram = NO_CRC.replaceAll("\r\n", "\n");
	assert.deepEqual(texts(frame(telegram + telegram).telegrams), [telegram, telegram]);
});

test("where the last line ends in CR alone, the next byte or the line's silence shows it", () => {
	const telegram = SMALL.slice(0, -1);
	assert.deepEqual(texts(frame(telegram).telegrams), []);
	assert.deepEqual(texts(frame(telegram + SMALL).telegrams), [telegram, SMALL]);
	const { telegrams, faults, framer } = frame(telegram);
	framer.reset();
	assert.deepEqual(texts(telegrams), [telegram]);
	assert.deepEqual(faults, []);
});

test("a telegram of 4,096 bytes is delivered, and one of 4,097 is too long", () => {
	const room = MAX_TELEGRAM_BYTES - sealed(["/ISK5", "0-0:96.13.0()"]).length;
	const longest = sealed(["/ISK5", `0-0:96.13.0(${"3".repeat(room)})`]);
	assert.equal(longest.length, MAX_TELEGRAM_BYTES);
	assert.deepEqual(texts(frame(longest).telegrams), [longest]);

	const longer = sealed(["/ISK5", `0-0:96.13.0(${"3".repeat(room + 1)})`]);
	const { telegrams, faults, framer } = frame(longer + SMALL);
	assert.deepEqual(texts(telegrams), [SMALL]);
	assert.deepEqual(faults, [{ kind: "too-long", length: MAX_TELEGRAM_BYTES }]);
	assert.equal(framer.skippedBytes, 1);
});

test("after a telegram that never ends, the next one is delivered", () => {
	const endless = `/ISK5\r\n${"x".repeat(3 * MAX_TELEGRAM_BYTES)}\r\n`;
	const { telegrams, faults, framer } = frame(endless + SMALL);
	assert.deepEqual(texts(telegrams), [SMALL]);
	assert.deepEqual(faults, [{ kind: "too-long", length: MAX_TELEGRAM_BYTES }]);
	assert.equal(framer.skippedBytes, endless.length - MAX_TELEGRAM_BYTES);
});

test("when the line falls silent, a telegram that had begun is truncated and the next byte begins a line", () => {
	const { telegrams, faults, framer } = frame(SMALL.slice(0, 15));
	framer.reset();
	framer.write(bytesOf(SMALL));
	assert.deepEqual(texts(telegrams), [SMALL]);
	assert.deepEqual(faults, [{ kind: "truncated", length: 15 }]);
});

test("when the line falls silent between telegrams, nothing is counted", () => {
	const { faults, framer } = frame(SMALL);
	framer.reset();
	framer.reset();
	assert.deepEqual(faults, []);
});

test("every byte is delivered, part of a fault, or counted as skipped", () => {
	// A linear congruential generator, so that the bytes are the same on every run.
	let seed = 1;
	const pieces = [
		SMALL,
		NO_CRC,
		"/",
		"!",
		"\r\n",
		"\r",
		"\n",
		"\0",
		"noise",
		SMALL.slice(0, 30),
		SMALL.slice(30),
		"7F",
	];
	for (let round = 0; round < 50; round++) {
		let stream = "";
		for (let i = 0; i < 40; i++) {
			seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
			stream += pieces[(seed >> 16) % pieces.length];
		}
		const { telegrams, faults, framer } = frame(stream);
		framer.reset();
		let bytes = framer.skippedBytes;
		for (const telegram of telegrams) bytes += telegram.bytes.length;
		for (const fault of faults) bytes += fault.length;
		assert.equal(bytes, stream.length, JSON.stringify(stream));
	}
});
