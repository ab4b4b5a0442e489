/** For each promise about what comes out something is broken on purpose, and the soak must say so. */
import { Publisher } from "../../src/receiver/publisher.js";
import { FAULT_KINDS, type Fault } from "../../tools/soak/faults.js";
import { runSoak, type SoakOptions, soakTwice } from "../../tools/soak/run.js";
import { Tally } from "../../tools/soak/tally.js";
import type { Invariant } from "../../tools/soak/violations.js";
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

/** Of more than half an hour: two quarters are brought later. */
const OUTAGE: readonly Fault[] = [
	{ kind: "one-way loss", id: "outage", at: 600_000, board: "receiver", lasts: 2_400_000 },
];

/** When these were brought, and a quarter begins, which is then in memory only. */
const REFUSAL: Fault = { kind: "flash refuses", id: "refusal", at: 3_585_000, board: "receiver", lasts: 30_000 };

/** What does not hold where a receiver brings none of these to the broker. */
function brokenWithout(what: "live" | "later" | "nothing", plan = OUTAGE): Set<Invariant> {
	const { prototype } = Publisher;
	const { publish, publishHistory } = prototype;
	if (what === "later") prototype.publishHistory = () => true;
	else if (what === "live")
		prototype.publish = function (reading) {
			publish.call(this, reading, false);
		};
	try {
		return broken({ hours: 1.5, plan });
	} finally {
		Object.assign(prototype, { publish, publishHistory });
	}
}

test("I6: a receiver that takes quarters of an hour and never brings them to the broker is seen", () => {
	for (const what of ["live", "later"] as const) assert.deepEqual([...brokenWithout(what)], ["I6"], what);
});

test("I6: what flash refuses is in memory still, and is missed where it is not brought", () => {
	const plan = [...OUTAGE, REFUSAL];
	assert.deepEqual([...brokenWithout("nothing", plan)], []);
	assert.deepEqual([...brokenWithout("later", plan)], ["I6"]);
	// Where that memory goes, too, the quarter is told again, as the record that it was told went with it.
	const away: Fault = { kind: "broker down", id: "away", at: 3_500_000, lasts: 200_000 };
	const cut: Fault = { kind: "power cut", id: "cut", at: 3_600_000, board: "receiver", off: 1000 };
	assert.deepEqual([...brokenWithout("nothing", [...plan, away, cut])], []);
});

test("I7: a program that throws is seen", () => {
	const sabotage: SoakOptions["sabotage"] = ({ boards }) => {
		boards.receiver.onPacket = () => {
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

test("I8: a link that is there at the day's end, and of which the broker does not know, is seen", () => {
	const sabotage: SoakOptions["sabotage"] = ({ broker: { retained } }) => {
		const set = retained.set.bind(retained);
		retained.set = (topic, payload) => (topic.endsWith("/link") ? retained : set(topic, payload));
	};
	assert.deepEqual([...broken({ kinds: [], sabotage })], ["I8"]);
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
