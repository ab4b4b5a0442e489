import { gatherRandomBytes, type NoiseSource } from "../../src/lora/random-bytes.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";
import { radioBench } from "./radio-bench.js";

function gather(source: NoiseSource, clock: VirtualClock, count: number): Uint8Array | undefined {
	const gathered: (Uint8Array | undefined)[] = [];
	gatherRandomBytes(source, clock, count, (bytes) => gathered.push(bytes));
	clock.advance(60_000);
	assert.equal(gathered.length, 1, "told once");
	return gathered[0];
}

test("random bytes come from a receiving radio, other ones each time", () => {
	const { clock, station } = radioBench();
	const { radio } = station("a");
	clock.advance(50);
	radio.receive();
	const first = gather(radio, clock, 32);
	const second = gather(radio, clock, 32);
	assert.equal(first?.length, 32);
	assert.notEqual(String(first), String(second));
	assert.equal(radio.state.mode, "receiving");
});

test("a source that gives more ones than zeros gives even bytes", () => {
	const random = seededRandom(5);
	const source = {
		get noiseBit() {
			return random() < 0.8 ? 1 : 0;
		},
	};
	let ones = 0;
	const clock = new VirtualClock();
	for (let i = 0; i < 40; i++)
		for (const byte of gather(source, clock, 64) ?? []) for (let bit = 0; bit < 8; bit++) ones += (byte >> bit) & 1;
	// 20,480 bits: three deviations are 215.
	assert.close(ones, 10_240, 215);
});

test("a source that is stuck, and a radio that does not receive, give none", () => {
	assert.equal(gather({ noiseBit: 1 }, new VirtualClock(), 4), undefined);
	const { clock, station } = radioBench();
	const { radio } = station("a");
	clock.advance(50);
	assert.equal(radio.noiseBit, undefined);
	assert.equal(radio.rssiDbm, undefined);
	assert.equal(gather(radio, clock, 4), undefined);
});

test("a count out of range is refused", () => {
	for (const count of [0, 65, 1.5])
		assert.throws(
			() => gatherRandomBytes({ noiseBit: 0 }, new VirtualClock(), count, () => {}),
			/count is [\d.]+: a whole/,
		);
});
