import { wantedLines } from "../../src/codec/wanted-lines.js";
import { test } from "../harness/index.js";
import { assertSameBytes, bytesOf, telegramOf } from "./samples.js";

test("identity, time, registers, power, gas and water stay, with a CRC of their own", () => {
	const kept = [
		"/FLU5\\253769484_A",
		"",
		"0-0:96.1.1(3153414733313031303231363035)",
		"0-0:1.0.0(260512080001S)",
		"1-0:1.8.1(001534.211*kWh)",
		"1-0:2.8.2(000210.557*kWh)",
		"1-0:1.7.0(00.374*kW)",
		"0-1:24.1.0(003)",
		"0-1:24.2.3(260512075500S)(00872.340*m3)",
		"0-2:24.2.1(260512074500S)(00213.918*m3)",
	];
	const others = [
		"0-0:96.1.4(50217)",
		"0-0:96.14.0(0001)",
		"1-0:21.7.0(00.374*kW)",
		"1-0:1.7.01(1)",
		"0-1:96.1.1(3746)",
	];
	const all = kept.flatMap((line, index) => (index < 2 ? [line] : [line, others[index % 5]]));
	assertSameBytes(wantedLines(telegramOf(all)), telegramOf(kept), "kept");
});

test("a reading on a line of its own stays with its time, and a telegram without a CRC gets none", () => {
	const telegram = bytesOf("/KMP5\r\n\r\n0-1:24.3.0(110403140000)(00)\r\n(00437.631)\r\n0-1:24.4.0(1)\r\n(2)\r\n!\r\n");
	const kept = bytesOf("/KMP5\r\n\r\n0-1:24.3.0(110403140000)(00)\r\n(00437.631)\r\n!\r\n");
	assertSameBytes(wantedLines(telegram), kept, "kept");
	assertSameBytes(wantedLines(bytesOf("no telegram")), bytesOf("no telegram"), "anything");
});
