/** For each promise about what comes out something is broken on purpose, and the soak must say so. */
import { ReceiverSession } from "../../src/link/receiver-session.js";
import { TransmitterSession } from "../../src/link/transmitter-session.js";
import type { ReceivedPacket } from "../../src/lora/received-packet.js";
import { Publisher } from "../../src/receiver/publisher.js";
import { FAULT_KINDS, type Fault } from "../../tools/soak/faults.js";
import { runSoak, type SoakOptions, soakTwice } from "../../tools/soak/run.js";
import { Tally } from "../../tools/soak/tally.js";
import { BOARDS, type BoardName } from "../../tools/soak/victim.js";
import type { Invariant } from "../../tools/soak/violations.js";
import { assert, test } from "../harness/index.js";
import { broken, SHORT } from "./sabotage.js";

/** Either board's. */
interface Session {
	readonly refused: Readonly<Record<string, number>>;
	received(packet: ReceivedPacket): void;
}

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

/** What does not hold where a receiver brings none of these to the broker. */
function brokenWithout(what: "live" | "later"): Set<Invariant> {
	const { prototype } = Publisher;
	const { publish, publishHistory } = prototype;
	if (what === "later") prototype.publishHistory = () => true;
	else
		prototype.publish = function (reading) {
			publish.call(this, reading, false);
		};
	try {
		return broken({ hours: 1.5, plan: OUTAGE });
	} finally {
		Object.assign(prototype, { publish, publishHistory });
	}
}

test("I6: a receiver that takes quarters of an hour and never brings them to the broker is seen", () => {
	for (const what of ["live", "later"] as const) assert.deepEqual([...brokenWithout(what)], ["I6"], what);
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

/** What does not hold where one board's program writes to flash for each frame that it refuses. */
function brokenByRefusals(board: BoardName, options: Partial<SoakOptions>): Set<Invariant> {
	const { prototype }: { prototype: Session } = board === "receiver" ? ReceiverSession : TransmitterSession;
	const { received } = prototype;
	let harm = () => {};
	prototype.received = function (packet) {
		const before = JSON.stringify(this.refused);
		received.call(this, packet);
		if (JSON.stringify(this.refused) !== before) harm();
	};
	const sabotage: SoakOptions["sabotage"] = ({ boards }) => {
		harm = () => boards[board].flash.writes++;
	};
	try {
		return broken({ ...options, intensity: 80, sabotage });
	} finally {
		prototype.received = received;
	}
}

test("I9: a program that keeps something of every frame it refuses is changed by forgeries and by old frames", () => {
	for (const board of BOARDS) {
		for (const kinds of [["random forgery"], ["mutated forgery"], ["duplicates", "replay"]] as const)
			assert.deepEqual([...brokenByRefusals(board, { kinds })], ["I9"], `${board}, ${kinds}`);
		const chips = { kinds: ["mutated forgery"], registers: true, hours: 0.2 } as const;
		assert.deepEqual([...brokenByRefusals(board, chips)], ["I9"], `${board} with registers`);
	}
});

test("I9: frames that are forged, copied, or old change neither board, with registers or without", () => {
	const kinds = ["random forgery", "mutated forgery", "duplicates", "replay", "reflection"] as const;
	assert.deepEqual([...broken({ kinds, intensity: 80 })], []);
	assert.deepEqual([...broken({ kinds, intensity: 80, registers: true, hours: 0.2 })], []);
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
