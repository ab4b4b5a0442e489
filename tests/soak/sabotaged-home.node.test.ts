/** For each promise about what comes out something is broken on purpose, and the soak must say so. */
import { FAULT_KINDS } from "../../tools/soak/faults.js";
import { runSoak, type SoakOptions, soakTwice } from "../../tools/soak/run.js";
import { Tally } from "../../tools/soak/tally.js";
import { assert, test } from "../harness/index.js";
import { broken, SHORT } from "./sabotage.js";

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
	assert.ok(broken({ kinds: ["power cut"], intensity: 240, sabotage }).has("I8"));
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
	assert.ok(broken({ kinds: ["random forgery"], intensity: 80, sabotage }).has("I9"));
});

test("I10: a world that is not the same twice is seen", () => {
	let runs = 0;
	const sabotage: SoakOptions["sabotage"] = ({ air }) => air.setPathLoss("transmitter", "receiver", 105 + runs++);
	const { violations } = soakTwice({ ...SHORT, kinds: [], sabotage });
	assert.deepEqual(
		violations.map(({ invariant }) => invariant),
		["I10"],
	);
	assert.deepEqual(soakTwice({ ...SHORT, kinds: [] }).violations, []);
});

test("I11: kinds of faults that never happened are told", () => {
	const tally = new Tally(FAULT_KINDS);
	tally.add({ ...runSoak({ ...SHORT, kinds: ["power cut"], intensity: 40 }), cpuMs: 1 });
	const { hits, neverHit } = tally.report;
	assert.ok((hits["power cut"] ?? 0) > 0);
	assert.equal(neverHit.length, FAULT_KINDS.length - 1);
});
