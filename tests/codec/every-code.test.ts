/** Whatever a line's code is, its value arrives: what the model takes it for only decides how many bytes it takes. */
import { TelegramDecoder } from "../../src/codec/decoder.js";
import { TelegramEncoder } from "../../src/codec/encoder.js";
import { Random } from "../crypto/random.js";
import { test } from "../harness/index.js";
import { assertSameBytes, telegramOf } from "./samples.js";

/** Lines of one quantity with all that may stand behind it, their values at random. */
function linesOf(medium: string, quantity: number, random: Random): string[] {
	const lines: string[] = [];
	for (const [d, es] of [
		[2, 4],
		[3, 4],
		[4, 2],
		[6, 2],
		[7, 2],
		[8, 10],
		[24, 2],
	]) {
		for (let e = 0; e < es; e++) {
			const unit = ["*kWh", "*kW", "*V", "*A", "*s", "", "*m3"][random.below(7)];
			lines.push(`${medium}${quantity}.${d}.${e}(${String(random.below(1_000_000)).padStart(6, "0")}.000${unit})`);
		}
	}
	return lines;
}

function telegram(medium: string, quantity: number, seconds: number, random: Random): Uint8Array {
	const time = `0-0:1.0.0(2605121200${String(seconds).padStart(2, "0")}S)`;
	return telegramOf(["/XYZ5\\A METER", "", time, "0-0:96.14.0(0001)", ...linesOf(medium, quantity, random)]);
}

/** As a template, as a key frame and as a delta. */
function roundTrip(medium: string, quantity: number): void {
	const encoder = new TelegramEncoder();
	const decoder = new TelegramDecoder();
	for (let frame = 1; frame <= 4; frame++) {
		// The units have to stay, the values not.
		const sent = telegram(medium, quantity, 10 * frame, new Random(1000 * quantity));
		for (let i = 0; i < sent.length; i++)
			if (sent[i - 1] === 0x28 && sent[i] >= 0x30 && sent[i] <= 0x39 && i > 60)
				sent[i] = 0x30 + ((sent[i] + frame) % 10);
		if (frame === 2) encoder.needKey();
		const encoded = encoder.encode(sent, frame);
		const decoded = decoder.decode(encoded.body, frame);
		if (!decoded.ok) throw new Error(`${medium}${quantity}, ${encoded.kind}: ${decoded.reason}`);
		assertSameBytes(decoded.telegram, sent, `${medium}${quantity}, ${encoded.kind}`);
		encoder.acknowledge(decoded.crc32, frame);
	}
}

for (const medium of ["1-0:", "1-1:", "0-0:", "0-1:", "7-0:"]) {
	test(`each value of a line ${medium}C.D.E arrives, whatever C, D and E`, () => {
		for (const quantity of [0, 1, 2, 3, 9, 10, 13, 14, 15, 16, 17, 20, 21, 24, 31, 33, 52, 72, 79, 80, 96, 98, 99])
			roundTrip(medium, quantity);
	});
}

/** Import and export of a phase or of all: one of them zero nearly always, but not with every meter. */
const PAIRS: [importKw: string, exportKw: string][] = [
	["00.005", "00.000"],
	["00.000", "00.005"],
	["-00.005", "00.000"],
	["00.000", "-00.005"],
	["-00.005", "-00.007"],
	["-00.005", "00.007"],
	["00.005", "-00.007"],
	["00.005", "00.007"],
	["-77.667", "00.000"],
];

test("powers of any sign arrive with it", () => {
	for (const [code, other] of [
		["1-0:1.7.0", "1-0:2.7.0"],
		["1-0:21.7.0", "1-0:22.7.0"],
	]) {
		for (const [importKw, exportKw] of PAIRS) {
			const encoder = new TelegramEncoder();
			const decoder = new TelegramDecoder();
			for (let frame = 1; frame <= 3; frame++) {
				if (frame === 2) encoder.needKey();
				const lines = ["/XYZ5\\A METER", "", `${code}(${importKw}*kW)`, `${other}(${exportKw}*kW)`];
				const sent = telegramOf(lines);
				const decoded = decoder.decode(encoder.encode(sent, frame).body, frame);
				if (!decoded.ok) throw new Error(`${importKw}, ${exportKw}: ${decoded.reason}`);
				assertSameBytes(decoded.telegram, sent, `${code} ${importKw}, ${exportKw}`);
				encoder.acknowledge(decoded.crc32, frame);
			}
		}
	}
});
