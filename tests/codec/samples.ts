import { crc16 } from "../../src/p1/crc16.js";
import type { Random } from "../crypto/random.js";
import { assert } from "../harness/index.js";

/** The bytes of a text, one per character. */
export function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Fails where two byte strings differ. Quicker than a deep comparison: these tests compare hundreds of telegrams. */
export function assertSameBytes(actual: Uint8Array | undefined, expected: Uint8Array, message: string): void {
	assert.equal(actual?.length, expected.length, `${message}, length`);
	for (let i = 0; i < expected.length; i++)
		if (actual?.[i] !== expected[i]) assert.equal(actual?.[i], expected[i], `${message}, byte ${i}`);
}

/** A telegram of these lines, with its CRC. */
export function telegramOf(lines: readonly string[]): Uint8Array {
	const content = bytesOf(`${lines.join("\r\n")}\r\n!`);
	const crc = crc16(content).toString(16).toUpperCase().padStart(4, "0");
	return Uint8Array.from([...content, ...bytesOf(`${crc}\r\n`)]);
}

/** A Dutch meter with three phases and gas, `second` seconds into a quiet night; other numbers are drawn. */
export function dutchTelegram(second: number, random: Random): Uint8Array {
	return telegramOf(dutchLines(second, random));
}

/** The same meter with as many texts that no dictionary knows: each makes the template some eight bytes longer. */
export function withTexts(count: number): (second: number, random: Random) => Uint8Array {
	const texts = Array.from({ length: count }, (_, line) => `0-0:96.13.${line + 10}(text number ${line * line})`);
	return (second, random) => telegramOf([...dutchLines(second, random), ...texts]);
}

/** Its template takes some 300 bytes. */
export const wordyTelegram = withTexts(24);

function dutchLines(second: number, random: Random): string[] {
	const two = (value: number) => String(value).padStart(2, "0");
	const time = `190324${two(3 + Math.floor(second / 3600))}${two(Math.floor(second / 60) % 60)}${two(second % 60)}`;
	const watts = [random.below(900), random.below(90), 300 + random.below(20)];
	const kilowatts = (value: number) => `${two(Math.floor(value / 1000))}.${String(value % 1000).padStart(3, "0")}`;
	return [
		"/ISK5\\2M550T-1012",
		"",
		"1-3:0.2.8(50)",
		`0-0:1.0.0(${time}W)`,
		"0-0:96.1.1(4530303434303037303131323233343435)",
		`1-0:1.8.1(003432.${String(827 + Math.floor(second / 12)).padStart(3, "0")}*kWh)`,
		"1-0:1.8.2(003224.632*kWh)",
		"1-0:2.8.1(000000.000*kWh)",
		"0-0:96.14.0(0001)",
		`1-0:1.7.0(${kilowatts(watts[0] + watts[1] + watts[2])}*kW)`,
		"1-0:2.7.0(00.000*kW)",
		"0-0:96.7.21(00005)",
		"1-0:99.97.0(1)(0-0:96.7.19)(180417201458S)(0000000236*s)",
		"0-0:96.13.0()",
		`1-0:32.7.0(23${random.below(10)}.${random.below(10)}*V)`,
		`1-0:31.7.0(00${random.below(4)}*A)`,
		`1-0:21.7.0(${kilowatts(watts[0])}*kW)`,
		`1-0:41.7.0(${kilowatts(watts[1])}*kW)`,
		`1-0:61.7.0(${kilowatts(watts[2])}*kW)`,
		"0-1:24.1.0(003)",
		`0-1:24.2.1(190324030000W)(01234.${String(500 + Math.floor(second / 300)).padStart(3, "0")}*m3)`,
	];
}

/** Telegrams, each with something that breaks a codec made for the one before. */
export const SAMPLES: Readonly<Record<string, Uint8Array>> = Object.freeze({
	"Belgium: a peak list, dates before values, empty groups": telegramOf([
		"/FLU5\\253769484_A",
		"",
		"0-0:96.1.4(50217)",
		"0-0:1.0.0(230817171430S)",
		"1-0:1.4.0(02.351*kW)",
		"1-0:1.6.0(230802094500S)(05.040*kW)",
		"0-0:98.1.0(2)(1-0:1.6.0)(1-0:1.6.0)(230701000000S)(230625184500S)(06.871*kW)(230801000000S)(230720110000S)(04.329*kW)",
		"1-0:31.7.0(002.35*A)",
		"0-0:17.0.0(999.9*kW)",
		"1-0:31.4.0(999*A)",
		"0-0:96.13.0()",
		"0-1:24.1.0(003)",
		"0-1:96.1.1(37464C4F32313139303333373333)",
		"0-1:24.2.3(230817171004S)(00112.384*m3)",
	]),
	"Hungary: 1,024 bytes of 0xFF in a text": telegramOf([
		"/AUX59903218166",
		"",
		"0-0:1.0.0(230817171430S)",
		"0-0:42.0.0(AUX1483320610452)",
		"0-0:96.50.68(ON)",
		"1-0:13.7.0(0.336)",
		"1-0:14.7.0(49.99*Hz)",
		`0-0:96.13.0(${"\xff".repeat(1024)})`,
	]),
	"Germany: 15 digits, 7 of them decimals, and no CRC": bytesOf(
		"/ESY5Q3DB1024 V3.04\r\n\r\n1-0:1.8.0*255(99999999.9999999*kWh)\r\n1-0:21.7.0*255(-000210.92*W)\r\n" +
			"0-0:96.1.255*255(1ESY6133514312)\r\n!\r\n",
	),
	"DSMR 2.2: a gas reading on a line of its own, and no CRC": bytesOf(
		"/KMP5 KA6U001660297912\r\n\r\n0-0:96.1.1(204B413655303031363630323937393132)\r\n1-0:1.8.1(00185.000*kWh)\r\n" +
			"0-1:24.3.0(110403140000)(000008)(60)(1)(0-1:24.2.1)(m3)\r\n(00437.631)\r\n0-1:24.4.0(1)\r\n!\r\n",
	),
	"Iskra: doubled parentheses, dates with dashes, a point without decimals": telegramOf([
		"/ISK5\\2MIE5E-200",
		"",
		"0-0:97.97.0((ER11))",
		"7-0:23.1.0*255(01238.740*m3)(19-01-01 00:00:00)",
		"1-0:1.7.0(12.*kW)(.5)(1.2.3)(1:2)(12A)(12-3)(12 )(12",
		"1-0:2.7.0(00.000kW)",
	]),
	"a CRC that is not this telegram's": bytesOf("/ABC5\r\n\r\n1-0:1.7.0(00.123*kW)\r\n!0000\r\n"),
	"a CRC in lower case": bytesOf("/ABC5\r\n\r\n1-0:1.7.0(00.123*kW)\r\n!abcd\r\n"),
	"control characters and bytes from 0x80 up": bytesOf(
		`/ABC5\r\n\r\n0-0:96.13.0(${Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join("")})\r\n!\r\n`,
	),
	"300 fields": telegramOf(["/ABC5", `1-0:1.7.0${Array.from({ length: 300 }, (_, i) => `(${i + 700})`).join("")}`]),
	"as long as a telegram may be": bytesOf(`/${"\xfe\xff".repeat(2047)}!`),
	"one character": bytesOf("/"),
});
