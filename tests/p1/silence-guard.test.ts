import { SilenceGuard } from "../../src/p1/silence-guard.js";
import { assert, test } from "../harness/index.js";

test("a line that falls silent is opened anew after a minute, then ever more seldom, down to each 16 minutes", () => {
	const guard = new SilenceGuard(0);
	guard.heard(5000);
	const waited: number[] = [];
	for (let now = 5000; waited.length < 8; now = guard.dueAt) {
		if (now > 5000) guard.opened(now);
		waited.push((guard.dueAt - now) / 60_000);
	}
	assert.deepEqual(waited, [1, 2, 4, 8, 16, 16, 16, 16]);
});

test("what is heard ends the silence, tells of it once, and brings the first patience back", () => {
	const guard = new SilenceGuard(0);
	assert.equal(guard.heard(1000), undefined);
	assert.equal(guard.opened(61_000), 1);
	assert.equal(guard.opened(181_000), 2);
	assert.deepEqual(guard.heard(200_000), { openings: 2, silence: 199_000 });
	assert.equal(guard.heard(201_000), undefined);
	assert.equal(guard.dueAt, 261_000);
});
