/** The test of the tests: for each promise something is broken on purpose, and the soak must say so. */
import { cipherOracle } from "../../tools/soak/cipher-oracle.js";
import { FAULT_KINDS } from "../../tools/soak/faults.js";
import { runSoak, type SoakOptions, soakTwice } from "../../tools/soak/run.js";
import { Tally } from "../../tools/soak/tally.js";
import type { Invariant } from "../../tools/soak/violations.js";
import { assert, test } from "../harness/index.js";

/** An hour of a meter that speaks every ten seconds. */
const SHORT: SoakOptions = {
	seed: 1,
	hours: 1,
	meter: "nl-1ph-10s",
	intervalSeconds: 10,
	registers: false,
	drills: false,
};

function broken(options: Partial<SoakOptions>): Set<Invariant> {
	const { violations } = runSoak({ ...SHORT, oracle: cipherOracle, ...options });
	return new Set(violations.map(({ invariant }) => invariant));
}

test("an hour in peace breaks nothing", () => {
	const run = runSoak({ ...SHORT, kinds: [], oracle: cipherOracle });
	assert.deepEqual(run.violations, []);
	assert.ok(run.telegrams > 340, `${run.telegrams}`);
	assert.ok(run.states > 340, `${run.states}`);
});

test("I1: flash that loses its last writes with the power makes nonces come twice", () => {
	const sabotage: SoakOptions["sabotage"] = ({ boards }) => {
		boards.transmitter.flash.cachedWrites = 4;
	};
	assert.ok(broken({ kinds: ["power cut", "cut at a write"], intensity: 60, sabotage }).has("I1"));
	assert.equal(broken({ kinds: ["power cut", "cut at a write"], intensity: 60 }).size, 0);
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
		boards.transmitter.ppm = 30_000_000;
		air.setPathLoss("transmitter", "receiver", 200);
	};
	assert.ok(broken({ kinds: [], intervalSeconds: 30, sabotage }).has("I4"));
});

test("I5: a digit that is wrong in what is published is seen", () => {
	const sabotage: SoakOptions["sabotage"] = ({ broker }) => {
		const { onMessage } = broker;
		broker.onMessage = (message) =>
			onMessage?.({ ...message, payload: message.payload.replace(/("power_delivered":\d+\.)\d/, "$19") });
	};
	assert.ok(broken({ kinds: [], sabotage }).has("I5"));
});

test("I7: a program that throws is seen", () => {
	const sabotage: SoakOptions["sabotage"] = ({ boards }) => {
		boards.receiver.place.onPacket = () => {
			throw new Error("a bug");
		};
	};
	assert.ok(broken({ kinds: [], sabotage }).has("I7"));
});

test("I8: a broker that does no last wills tells that who is gone is there", () => {
	const sabotage: SoakOptions["sabotage"] = ({ broker }) => {
		broker.forgetsWills = true;
	};
	assert.ok(broken({ kinds: ["power cut"], intensity: 120, sabotage }).has("I8"));
});

test("I9: a board that keeps something of every packet is changed by forgeries", () => {
	const sabotage: SoakOptions["sabotage"] = ({ boards: { receiver } }) => {
		const watch = receiver.place.onPacket;
		receiver.place.onPacket = (packet, deliver) =>
			watch(packet, () => {
				deliver();
				receiver.flash.writes++;
			});
	};
	assert.ok(broken({ kinds: ["random forgery"], intensity: 40, sabotage }).has("I9"));
});

test("I10: a world that is not the same twice is seen", () => {
	let runs = 0;
	const sabotage: SoakOptions["sabotage"] = ({ boards }) => {
		boards.transmitter.ppm = 150 * runs++;
	};
	const { violations } = soakTwice({ ...SHORT, kinds: [], sabotage });
	assert.deepEqual(
		violations.map(({ invariant }) => invariant),
		["I10"],
	);
	assert.deepEqual(soakTwice({ ...SHORT, kinds: [] }).violations, []);
});

test("I11: kinds of faults that never happened are told", () => {
	const tally = new Tally(FAULT_KINDS);
	tally.add({ ...runSoak({ ...SHORT, kinds: ["power cut"], intensity: 20 }), cpuMs: 1 });
	const { hits, neverHit } = tally.report;
	assert.ok((hits["power cut"] ?? 0) > 0);
	assert.equal(neverHit.length, FAULT_KINDS.length - 1);
});
