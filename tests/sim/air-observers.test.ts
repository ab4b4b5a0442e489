import { assert, test } from "../harness/index.js";
import { world } from "./scripted-modem.js";

test("an observer that throws when a frame begins does not take it from its receivers", () => {
	const { clock, air, modems, send } = world();
	modems.b.listen();
	const stop = air.observe(({ kind }) => {
		if (kind === "started") throw new Error("an observer's");
	});
	assert.throws(() => send("a"), /^an observer's$/);
	stop();
	clock.advance(100);
	assert.deepEqual(modems.b.told, ["preamble 5.1", "header 20.7", "frame 56.6"]);
});

test("the report of a frame that was cut off says when it fell silent, and comes when it would have ended", () => {
	const { clock, air, ports, send } = world();
	const ended: [at: number, endsAt: number][] = [];
	air.observe((event) => {
		if (event.kind === "ended") ended.push([Math.round(event.at), Math.round(event.endsAt)]);
	});
	send("a");
	clock.advance(10);
	ports.a.cease();
	clock.advance(100);
	send("a");
	clock.advance(100);
	assert.deepEqual(ended, [
		[57, 10],
		[167, 167],
	]);
});
