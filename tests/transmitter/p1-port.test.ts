import { sealedFrame } from "../../src/p1/sealed-frames.js";
import { P1Port } from "../../src/transmitter/p1-port.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { P1Line } from "../../tools/sim/p1-line.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { luSmarty } from "../fixtures/p1/lu-smarty-3ph-gas.js";
import { assert, test } from "../harness/index.js";

/** A frame whose ciphertext is its plaintext. */
function frameOf(title: number, counter: number): Uint8Array {
	const iv = new Uint8Array(12).fill(title);
	new DataView(iv.buffer).setUint32(8, counter);
	return sealedFrame(iv, bytesOf(luSmarty.telegram), new Uint8Array(12));
}

test("two meters that encrypt, on one line, are told of once in a hundred times", () => {
	const clock = new VirtualClock();
	const line = new P1Line(clock);
	const lines: string[] = [];
	let telegrams = 0;
	const port = new P1Port({
		clock,
		serial: { io: line.Serial, receive: 34 },
		decipher: (_iv, ciphertext) => ciphertext,
		onTelegram: () => telegrams++,
		onFault: () => undefined,
		log: (text) => lines.push(text),
	});
	for (let count = 0; count < 250; count++) {
		line.receive(frameOf(count % 2, count));
		clock.advance(1000);
	}
	port.close();
	assert.equal(telegrams, 250);
	assert.deepEqual(
		lines,
		new Array(3).fill("the meter counts its encrypted telegrams anew: it was reset, or it is another meter"),
	);
});
