import { LADDER, rungName } from "../../src/negotiation/ladder.js";
import { WishedRung } from "../../src/receiver/wished-rung.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";

test("a wanted rung is kept over restarts, and automatic again leaves nothing behind", () => {
	const storage = new FaultyStorage();
	assert.equal(new WishedRung(storage).name, "automatic");
	LADDER.forEach((_, rung) => {
		new WishedRung(storage).name = rungName(rung);
		const kept = new WishedRung(storage);
		assert.deepEqual([kept.rung, kept.name], [rung, rungName(rung)]);
	});
	new WishedRung(storage).name = "automatic";
	assert.deepEqual([new WishedRung(storage).rung, storage.read("wish")], [undefined, undefined]);
});

test("what is no rung in storage is no wish", () => {
	const storage = new FaultyStorage();
	for (const bytes of [[], [7], [255]]) {
		storage.write("wish", Uint8Array.from(bytes).buffer);
		assert.equal(new WishedRung(storage).rung, undefined);
	}
});
