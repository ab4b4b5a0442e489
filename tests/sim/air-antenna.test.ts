import { assert, test } from "../harness/index.js";
import { DURATION, TUNING, world } from "./scripted-modem.js";

test("a receiver hears its own noise when the channel is quiet, and adds up what is on the air", () => {
	const { clock, ports, send } = world();
	assert.close(ports.c.strengthDbm(TUNING), -116.03, 0.01);
	assert.close(ports.c.strengthDbm({ ...TUNING, bandwidthHz: 250_000 }), -113.02, 0.01);
	send("a");
	send("b");
	assert.close(ports.c.strengthDbm(TUNING), -86 + 3.01, 0.01);
	clock.advance(DURATION + 1);
	assert.close(ports.c.strengthDbm(TUNING), -116.03, 0.01);
});

test("whether a preamble was on the air is known for its own spreading factor, channel and time", () => {
	const { clock, ports, send } = world();
	send("a");
	clock.advance(1);
	assert.equal(ports.c.preambleSince(TUNING, 0), false);
	clock.advance(0.1);
	assert.equal(ports.c.preambleSince(TUNING, 0), true);
	for (const change of [{ spreadingFactor: 8 }, { bandwidthHz: 250_000 }, { frequencyHz: 868_300_000 }])
		assert.equal(ports.c.preambleSince({ ...TUNING, ...change }, 0), false);
	clock.advance(9);
	// It ended after 8.192 ms, and a symbol takes 1.024.
	assert.equal(ports.c.preambleSince(TUNING, 7.1), true);
	assert.equal(ports.c.preambleSince(TUNING, 7.3), false);
});

test("a preamble that noise drowns, or another frame, does not show", () => {
	for (const [powerDbm, shows] of [
		[14, true],
		[30, false],
	] as const) {
		const { clock, ports, send } = world();
		ports.b.makeNoise({ frequencyHz: TUNING.frequencyHz, bandwidthHz: 125_000, powerDbm });
		send("a");
		clock.advance(2);
		assert.equal(ports.c.preambleSince(TUNING, 0), shows);
	}
	const { clock, ports, send } = world({ nodes: { a: {}, b: {}, c: {} } });
	send("b", { powerDbm: 30 });
	clock.advance(20);
	send("a");
	clock.advance(2);
	assert.equal(ports.c.preambleSince(TUNING, 20), false);
});

for (const demodulators of [-1, 0.5, Number.NaN]) {
	test(`${demodulators} demodulators are refused`, () => {
		assert.throws(
			() => world({ nodes: { a: { demodulators } } }),
			/^demodulators is (-1|0\.5|NaN): a whole number from 0, or Infinity, is wanted$/,
		);
	});
}

test("who has no demodulator hears its own noise, and no preamble", () => {
	const { clock, ports, send } = world({ nodes: { a: {}, b: { demodulators: 0 } } });
	send("a");
	clock.advance(3);
	assert.close(ports.b.strengthDbm(TUNING), -116.03, 0.01);
	assert.equal(ports.b.preambleSince(TUNING, 0), false);
});
