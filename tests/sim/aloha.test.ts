import { aloha } from "../../tools/sim/aloha.js";
import { exponential, seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";

test("without capture, what arrives is what pure ALOHA predicts", () => {
	const { der, theory, sent } = aloha({ set: "SN3", nodes: 200, capture: false, hours: 5, seed: 1 });
	assert.close(sent, 3600, 200);
	assert.close(der ?? 0, theory, 0.03);
});

test("the same seed gives the same count on every engine", () => {
	const { sent, received } = aloha({ set: "SN1", nodes: 100, capture: true, hours: 2, seed: 1 });
	assert.deepEqual([sent, received], [765, 584]);
});

test("pauses have the mean that is asked for, and e to the minus one of them are longer", () => {
	const random = seededRandom(1);
	const pauses = Array.from({ length: 5000 }, () => exponential(random, 1000));
	assert.close(pauses.reduce((sum, pause) => sum + pause) / 5000, 1000, 40);
	assert.close(pauses.filter((pause) => pause > 1000).length / 5000, Math.exp(-1), 0.02);
});

test("where no frame was sent, there is no share of them", () => {
	assert.equal(aloha({ set: "SN1", nodes: 1, capture: true, hours: 0.01, seed: 1 }).der, undefined);
});
