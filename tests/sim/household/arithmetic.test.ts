import { below, cosine, sine, spread, squareRoot, TURN, UNIT } from "../../../tools/sim/household/arithmetic.js";
import { seededRandom } from "../../../tools/sim/random.js";
import { assert, test } from "../../harness/index.js";

test("the sine is within 0.2 % of the true one all around, and a whole number", () => {
	for (let angle = -TURN; angle <= TURN; angle += 97) {
		const value = sine(angle);
		assert.ok(Number.isInteger(value));
		assert.close(value / UNIT, Math.sin((angle * 2 * Math.PI) / TURN), 0.002);
		assert.close(cosine(angle) / UNIT, Math.cos((angle * 2 * Math.PI) / TURN), 0.002);
	}
	assert.equal(sine(0), 0);
	assert.equal(sine(TURN / 4), UNIT);
});

test("a root is the greatest whole number whose square is not above", () => {
	for (const root of [0, 1, 2, 999, 46_340, 94_906_265, 33_554_431]) {
		const square = root * root;
		if (square >= 2 ** 50) continue;
		assert.equal(squareRoot(square), root);
		if (root > 1) assert.equal(squareRoot(square - 1), root - 1);
	}
});

test("chance is spread evenly below a bound, and around zero up to a width", () => {
	const random = seededRandom(1);
	const counts = new Array<number>(7).fill(0);
	for (let i = 0; i < 7000; i++) counts[below(random, 7)]++;
	for (const count of counts) assert.close(count, 1000, 120);
	let sum = 0;
	for (let i = 0; i < 7000; i++) {
		const value = spread(random, 50);
		assert.ok(Number.isInteger(value) && Math.abs(value) <= 50);
		sum += value;
	}
	assert.close(sum / 7000, 0, 1.5);
});
