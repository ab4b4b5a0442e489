/** For each promise of the link something is broken on purpose, and the soak must say so. */
import { runSoak, type SoakOptions } from "../../tools/soak/run.js";
import { assert, test } from "../harness/index.js";
import { broken, SHORT } from "./sabotage.js";

test("half an hour in peace breaks nothing", () => {
	const run = runSoak({ ...SHORT, kinds: [] });
	assert.deepEqual(run.violations, []);
	assert.ok(run.telegrams > 170, `${run.telegrams}`);
	assert.ok(run.states > 170, `${run.states}`);
});

test("I1: flash that loses its last writes with the power makes nonces come twice", () => {
	const sabotage: SoakOptions["sabotage"] = ({ boards }) => {
		boards.transmitter.flash.cachedWrites = 4;
	};
	assert.ok(broken({ kinds: ["power cut", "cut at a write"], intensity: 120, sabotage }).has("I1"));
	assert.equal(broken({ kinds: ["power cut", "cut at a write"], intensity: 120 }).size, 0);
});

test("I2: a receiver that hands on what it has already handed on is seen, and so is one that makes something up", () => {
	const again: SoakOptions["sabotage"] = ({ provenance }) => {
		const received = provenance.received.bind(provenance);
		let last: Uint8Array | undefined;
		provenance.received = (telegram) => {
			received(telegram);
			if (last !== undefined && provenance.handedOn === 20) received(last);
			last = telegram;
		};
	};
	assert.deepEqual([...broken({ kinds: [], sabotage: again })], ["I2"]);
	const other: SoakOptions["sabotage"] = ({ provenance }) => {
		const received = provenance.received.bind(provenance);
		provenance.received = (telegram) => received(telegram.map((byte, index) => (index === 300 ? byte ^ 1 : byte)));
	};
	assert.ok(broken({ kinds: [], sabotage: other }).has("I2"));
});

test("I3: boards that stay apart are not back", () => {
	const sabotageHeal: SoakOptions["sabotage"] = ({ air }) => air.setPathLoss("transmitter", "receiver", 200);
	assert.ok(broken({ kinds: [], sabotageHeal }).has("I3"));
});

test("I4: a board whose hours are short is on the air for too long", () => {
	const sabotage: SoakOptions["sabotage"] = ({ boards, air }) => {
		boards.transmitter.ppm = 4_000_000;
		air.setPathLoss("transmitter", "receiver", 200);
	};
	assert.ok(broken({ kinds: [], intervalSeconds: 30, sabotage }).has("I4"));
});
