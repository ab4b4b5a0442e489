import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../tools/commands/user-error.js";
import { generatedSource, openSerial, replaySource } from "../../tools/host/sources.js";
import type { TelegramSource } from "../../tools/sim/p1-line.js";
import { beGasWater } from "../fixtures/p1/be-emucs-3ph-gas-water.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { nlDsmr42 } from "../fixtures/p1/nl-dsmr42-1ph-gas.js";
import { nlDsmr50 } from "../fixtures/p1/nl-dsmr50-3ph-gas.js";
import { assert, test } from "../harness/index.js";

/** Replays a file of these contents, one byte for each character. */
async function replay(contents: string): Promise<TelegramSource> {
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-"));
	try {
		const file = join(folder, "telegrams.txt");
		writeFileSync(file, bytesOf(contents));
		return await replaySource(file);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

async function refusal(promise: Promise<unknown>, sentence: RegExp): Promise<void> {
	const error = await assert.rejects(promise, sentence);
	assert.ok(error instanceof UserError);
	assert.ok(!error.message.includes("\n"));
}

test("a replayed file gives its telegrams byte for byte, in order, and the last one from then on", async () => {
	const source = await replay(`noise\r\n${nlDsmr50.telegram}${beGasWater.telegram}`);
	const [first, second, third] = [source.next(), source.next(), source.next()];
	assert.deepEqual(first, bytesOf(nlDsmr50.telegram));
	assert.deepEqual(second, bytesOf(beGasWater.telegram));
	assert.deepEqual(third, second);
});

test("a file stored with LF line ends is replayed as the meter sent it", async () => {
	const source = await replay(nlDsmr50.telegram.replaceAll("\r\n", "\n"));
	assert.deepEqual(source.next(), bytesOf(nlDsmr50.telegram));
});

test("meters of DSMR 5 and e-MUCS are replayed each second, those of DSMR 4 every ten", async () => {
	assert.equal((await replay(nlDsmr50.telegram)).intervalSeconds, 1);
	assert.equal((await replay(beGasWater.telegram)).intervalSeconds, 1);
	assert.equal((await replay(nlDsmr42.telegram)).intervalSeconds, 10);
});

test("a file without a whole telegram is refused in a sentence that says what is in it", async () => {
	await refusal(replay(""), /^There is no P1 telegram in .*telegrams\.txt\.$/);
	await refusal(replay("Hello\n"), /^There is no P1 telegram in /);
	const wrong = nlDsmr50.telegram.replace("!", "!!").replace("00.302", "00.303");
	const damaged = `${wrong}${nlDsmr42.telegram.slice(0, 200)}`;
	await refusal(
		replay(damaged),
		/^There is no whole P1 telegram in .* \(1 with a wrong CRC, 1 cut off\): .* tells more\.$/,
	);
});

test("a file that cannot be read is refused in a sentence", async () => {
	await refusal(replaySource(join(tmpdir(), "p1-lora-no-such-file")), /^Cannot read .*: there is no such file\.$/);
	await refusal(replaySource(tmpdir()), /^Cannot read .*: it is a directory\.$/);
});

test("a meter that there is not is refused with the names of those that there are", () => {
	for (const name of ["be-2ph", "", "constructor"]) {
		const error = assert.throws(() => generatedSource(name, 1), /^--meter is ".*": give one of be-3ph, .*nl-1ph/);
		assert.ok(error instanceof UserError);
	}
	assert.ok(generatedSource("nl-1ph", 1).next() !== undefined);
});

test("a serial port that there is not is refused in a sentence", async () => {
	// Where the optional package serialport is not installed, the sentence is about that.
	await refusal(
		openSerial("/dev/p1-lora-no-such-port"),
		/^(Cannot open the serial port \/dev\/p1-lora-no-such-port: .*|A serial port needs the package serialport.*)[.?]$/,
	);
});
