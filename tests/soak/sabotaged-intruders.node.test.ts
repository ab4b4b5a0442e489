/** I9: programs that are changed by what their peer did not send, or sent before, and the soak must say so. */
import { AirPort } from "../../src/link/air-port.js";
import { type Opened, SecureChannel } from "../../src/link/channel.js";
import { FrameType } from "../../src/link/frame.js";
import { ReceiverSession } from "../../src/link/receiver-session.js";
import { TransmitterSession } from "../../src/link/transmitter-session.js";
import type { ReceivedPacket } from "../../src/lora/received-packet.js";
import { DeafModem } from "../../tools/sim/traffic.js";
import { emit } from "../../tools/soak/attacker.js";
import type { Bench } from "../../tools/soak/bench.js";
import type { SoakOptions } from "../../tools/soak/run.js";
import { shapeOf } from "../../tools/soak/shape.js";
import { BOARDS, type BoardName } from "../../tools/soak/victim.js";
import type { Invariant } from "../../tools/soak/violations.js";
import { assert, test } from "../harness/index.js";
import { broken } from "./sabotage.js";

/** Either board's. */
interface Session {
	readonly refused: Readonly<Record<string, number>>;
	received(packet: ReceivedPacket): void;
}

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

const typeOf = (frame: Uint8Array) => (frame[0] >> 3) & 7;

/** What does not hold where a channel opens link words and probes again that it has opened before. */
function brokenByCopies(kinds: SoakOptions["kinds"]): Set<Invariant> {
	const { prototype } = SecureChannel;
	const { open } = prototype;
	const once = new WeakMap<SecureChannel, Map<string, Opened>>();
	prototype.open = function (frame, profile) {
		const opened = open.call(this, frame, profile);
		const type = typeOf(frame);
		if (type !== FrameType.link && type !== FrameType.probe) return opened;
		const before = once.get(this) ?? new Map<string, Opened>();
		once.set(this, before);
		const content = frame.join();
		if (opened.ok) before.set(content, opened);
		return before.get(content) ?? opened;
	};
	try {
		return broken({ kinds, intensity: 80 });
	} finally {
		prototype.open = open;
	}
}

test("I9: a link word or a probe that is taken twice is seen, though nothing comes of it", () => {
	assert.deepEqual([...brokenByCopies([])], []);
	assert.deepEqual([...brokenByCopies(["duplicates"])], ["I9"]);
});

/** The boards part after a while, and somebody plays the transmitter's hellos to the receiver without a pause. */
function besiege({ air, clock, boards, recorded }: Bench): void {
	const antenna = air.join("recorder", new DeafModem(), { demodulators: 0 });
	air.setPathLoss("recorder", "receiver", 90);
	clock.after(60_000, () => air.setPathLoss("transmitter", "receiver", 200));
	let turn = 0;
	const play = () => {
		const hellos = recorded.filter(({ from, emission }) => {
			return from === "transmitter" && typeOf(emission.payload) === FrameType.hello && clock.now() > 60_000;
		});
		const hello = hellos[turn++ % Math.max(1, hellos.length)]?.emission;
		const tuning = boards.receiver.place.listening?.tuning;
		const emission = hello && tuning && emit(hello, hello.payload, tuning);
		if (emission !== undefined) antenna.radiate(emission);
		clock.after((emission?.durationUs ?? 0) / 1000 + 500, play);
	};
	play();
}

const SIEGE: Partial<SoakOptions> = { kinds: [], meeting: shapeOf(10).meeting, sabotage: besiege, hours: 1 };

test("I9: an old hello that has the receiver wait for longer is seen", () => {
	const { prototype } = ReceiverSession;
	const { received } = prototype;
	prototype.received = function (packet) {
		const before = this.refused["stale hello"];
		received.call(this, packet);
		const { negotiation } = this;
		if (this.refused["stale hello"] !== before) negotiation.until = (negotiation.until ?? 0) + 1;
	};
	try {
		assert.ok(broken(SIEGE).has("I9"));
	} finally {
		prototype.received = received;
	}
});

test("I9: answers to old hellos that leave the link too little airtime are seen", () => {
	assert.ok(!broken(SIEGE).has("I9"));
	const { prototype } = AirPort;
	const lawful = Object.getOwnPropertyDescriptor(prototype, "dutyCycle") as PropertyDescriptor;
	Object.defineProperty(prototype, "dutyCycle", { ...lawful, get: () => 1 });
	try {
		assert.ok(broken(SIEGE).has("I9"));
	} finally {
		Object.defineProperty(prototype, "dutyCycle", lawful);
	}
});
