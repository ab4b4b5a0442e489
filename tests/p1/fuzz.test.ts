import { fuzzP1 } from "../../tools/fuzz/p1.js";
import { FIXTURES } from "../fixtures/p1/all.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";

/** Another one finds other things: npm run fuzz -- p1 --count 1000000 --seed N. */
const SEED = 41;

test("damaged telegrams and noise make nothing throw, grow or pass for what the meter did not send", () => {
	const samples = FIXTURES.map(({ telegram, crc }) => ({ bytes: bytesOf(telegram), crc }));
	const { inputs, refused, collisions } = fuzzP1(samples, 400, SEED);
	assert.equal(inputs, 400);
	assert.equal(collisions, 0);
	assert.ok(refused["bad-crc"] > 100 && refused.truncated > 10);
});
