import fc from "fast-check";
import { TelegramFramer } from "../../src/p1/framer.js";
import { OBIS_TABLE } from "../../src/p1/obis-table.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { formatQuantity } from "../../src/p1/reading.js";
import { FIXTURES } from "../fixtures/p1/all.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";

/** Text that looks like a telegram's, so that the deeper paths are reached. */
const piece = fc.oneof(
	fc.constantFrom(...OBIS_TABLE.map(({ code }) => code)),
	fc.constantFrom("0-1:24.1.0", "0-2:24.1.0", "0-1:24.2.1", "0-1:24.3.0", "0-2:24.2.3", "0-1:96.1.0", "0-1:24.4.0"),
	fc.constantFrom("(", ")", "()", ")(", "*", "\r\n", "\n", "\0", "/", "!", "m3", "kW", "kWh", "-", ".", "00", "\xff"),
	fc.constantFrom("(003)", "(00845.206*m3)", "(230604124500S)", "(632525252525W)", "(00.374*kW)", "(4B38)"),
	fc.stringMatching(/^[0-9.*-]{0,20}$/),
);
const likeATelegram = fc.array(piece, { maxLength: 80 }).map((pieces) => bytesOf(`/ISK5\r\n${pieces.join("")}`));

function parsesToSomethingSane(bytes: Uint8Array): void {
	const reading = parseTelegram(bytes);
	for (const [name, value] of reading.values) {
		assert.match(name, /^[a-z0-9_]+$/);
		if (value.kind !== "quantity") continue;
		assert.ok(Number.isSafeInteger(value.value), name);
		assert.match(formatQuantity(value), /^-?\d+(\.\d+)?$/);
	}
}

test("any bytes are parsed without an exception and without an inexact number", () => {
	fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), parsesToSomethingSane), { numRuns: 300 });
	fc.assert(fc.property(likeATelegram, parsesToSomethingSane), { numRuns: 1000 });
});

test("a telegram with any bytes damaged is parsed without an exception", () => {
	const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 20 });
	fc.assert(
		fc.property(fc.constantFrom(...FIXTURES), damage, ({ telegram }, changes) => {
			const bytes = bytesOf(telegram);
			for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
			parsesToSomethingSane(bytes);
		}),
		{ numRuns: 300 },
	);
});

test("whatever comes in, every byte is accounted for, and a telegram among it is found", () => {
	const stream = fc.array(fc.oneof(fc.uint8Array({ maxLength: 50 }), likeATelegram), { maxLength: 8 });
	fc.assert(
		fc.property(stream, fc.constantFrom(...FIXTURES), (chunks, { telegram }) => {
			let accounted = 0;
			let last = "";
			const framer = new TelegramFramer({
				onTelegram: ({ bytes }) => {
					accounted += bytes.length;
					last = String.fromCharCode(...bytes);
				},
				onError: ({ length }) => {
					accounted += length;
				},
			});
			const all = [...chunks, bytesOf("\r\n"), bytesOf(telegram)];
			for (const chunk of all) framer.write(chunk);
			assert.equal(last, telegram);
			assert.equal(
				accounted + framer.skippedBytes,
				all.reduce((sum, { length }) => sum + length, 0),
			);
		}),
		{ numRuns: 300 },
	);
});
