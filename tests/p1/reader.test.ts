import { hasEvenParity } from "../../src/p1/parity.js";
import { P1Reader, type ReaderFault } from "../../src/p1/reader.js";
import { withEvenParity } from "../../tools/sim/uart.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { nlDsmr22 } from "../fixtures/p1/nl-dsmr22-1ph-gas.js";
import { nlDsmr30 } from "../fixtures/p1/nl-dsmr30-1ph-gas.js";
import { assert, test } from "../harness/index.js";

function sevenBits() {
	const telegrams: Uint8Array[] = [];
	const faults: ReaderFault[] = [];
	const reader = new P1Reader({
		onTelegram: ({ bytes }) => telegrams.push(bytes),
		onError: ({ kind }) => faults.push(kind),
	});
	reader.bits = 7;
	return { telegrams, faults, reader };
}

test("a byte's parity is even when its ones are", () => {
	for (let byte = 0; byte < 256; byte++) {
		const ones = byte.toString(2).replaceAll("0", "").length;
		assert.equal(hasEvenParity(byte), ones % 2 === 0, `${byte}`);
	}
});

test("on a line of seven bits a telegram is delivered without its parity bits", () => {
	for (const { telegram } of [nlDsmr22, nlDsmr30]) {
		for (const chunkBytes of [1, 7, 120, 1000]) {
			const { telegrams, faults, reader } = sevenBits();
			const sent = withEvenParity(bytesOf(telegram));
			for (let at = 0; at < sent.length; at += chunkBytes) reader.write(sent.slice(at, at + chunkBytes));
			assert.deepEqual(telegrams, [bytesOf(telegram)]);
			assert.deepEqual(faults, []);
			assert.equal(reader.parityErrors, 0);
		}
	}
});

test("a single bit that flips on a line of seven bits costs its telegram, never the next one", () => {
	const sent = withEvenParity(bytesOf(nlDsmr30.telegram));
	for (let bit = 0; bit < sent.length * 8; bit += 3) {
		const { telegrams, faults, reader } = sevenBits();
		const damaged = sent.slice();
		damaged[bit >> 3] ^= 1 << (bit & 7);
		reader.write(damaged);
		reader.silence();
		assert.equal(reader.parityErrors, 1, `bit ${bit}`);
		// All but the line end's last byte belongs to the telegram before it is delivered.
		if (bit >> 3 < sent.length - 1) assert.equal(telegrams.length, 0, `bit ${bit}`);
		assert.ok(faults.length <= 1, `bit ${bit}`);
		const before = telegrams.length;
		reader.write(sent.slice());
		assert.equal(telegrams.length, before + 1, `bit ${bit}`);
		assert.deepEqual(telegrams[before], bytesOf(nlDsmr30.telegram));
	}
});

test("a parity error is a fault of its own, counted", () => {
	const { faults, reader } = sevenBits();
	const sent = withEvenParity(bytesOf(nlDsmr30.telegram));
	sent[200] ^= 0x80;
	sent[201] ^= 0x80;
	reader.write(sent);
	assert.deepEqual(faults, ["bad-parity"]);
	assert.equal(reader.faults["bad-parity"], 1);
	assert.equal(reader.parityErrors, 2);
});

test("parity errors between telegrams damage none", () => {
	const { telegrams, reader } = sevenBits();
	reader.write(Uint8Array.of(0x80, 0x01, 0x0a));
	reader.write(withEvenParity(bytesOf(nlDsmr30.telegram)));
	assert.equal(telegrams.length, 1);
});

test("a change of the line's bits gives up what had begun", () => {
	const { telegrams, faults, reader } = sevenBits();
	const sent = withEvenParity(bytesOf(nlDsmr30.telegram));
	reader.write(sent.slice(0, 100));
	reader.bits = 8;
	assert.deepEqual(faults, ["truncated"]);
	reader.write(bytesOf(nlDsmr30.telegram));
	assert.equal(telegrams.length, 1);
});
