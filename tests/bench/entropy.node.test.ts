import { entropyEstimate } from "../../tools/bench/entropy.js";
import { assert, test } from "../harness/index.js";

/** Ten seconds apart, with one reading each. */
function series(readings: readonly number[]): Uint8Array[] {
	return readings.map((reading, index) => {
		const time = new Date(Date.UTC(2026, 0, 1) + 10_000 * index).toISOString().slice(2, 19).replace(/\D/g, "");
		const lines = ["/X", "", `0-0:1.0.0(${time}W)`, `1-0:1.7.0(${(reading / 1000).toFixed(3)}*kW)`, "!ABCD", ""];
		return new TextEncoder().encode(lines.join("\r\n"));
	});
}

test("what changes in a way that is known takes next to nothing, a toss of a coin one bit", () => {
	const steady = entropyEstimate(series(Array.from({ length: 4000 }, () => 1234)), 1);
	assert.ok(steady.mean !== null && steady.mean < 0.02, `${steady.mean}`);
	let state = 1;
	const coin = () => {
		state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
		return state >>> 31;
	};
	let reading = 0;
	const tossed = Array.from({ length: 4000 }, () => {
		reading += coin();
		return reading;
	});
	const { mean } = entropyEstimate(series(tossed), 1);
	assert.ok(mean !== null && Math.abs(8 * mean - 1) < 0.15, `${mean}`);
});

test("a larger change takes its bits, and an older telegram more than a new one", () => {
	const leaps = series(Array.from({ length: 1000 }, (_, index) => (index * 7919) % 100_000));
	const { mean } = entropyEstimate(leaps, 1);
	assert.ok(mean !== null && mean > 1 && mean < 3, `${mean}`);
	const walk = series(Array.from({ length: 2000 }, (_, index) => Math.round(5000 + 900 * Math.sin(index / 30))));
	const [near, far] = [1, 30].map((back) => entropyEstimate(walk, back).mean ?? 0);
	assert.ok(far > near, `${near}, ${far}`);
});
