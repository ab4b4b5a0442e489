/** For each promise of the link something is broken on purpose, and the soak must say so. */
import { ChannelPlan } from "../../src/negotiation/channel-plan.js";
import type { NonceLedger } from "../../tools/soak/invariants/nonces.js";
import { runSoak, type SoakOptions } from "../../tools/soak/run.js";
import { type Meeting, meetingName, shapeOf } from "../../tools/soak/shape.js";
import { BOARDS } from "../../tools/soak/victim.js";
import { assert, test } from "../harness/index.js";
import { broken, SHORT } from "./sabotage.js";

/** On 869.525 MHz, on 868.3 MHz, and in EU433. */
const MEETINGS: readonly Meeting[] = [1, 10, 13].map((seed) => shapeOf(seed).meeting);

test("half an hour in peace breaks nothing, wherever the boards meet", () => {
	for (const meeting of MEETINGS) {
		const run = runSoak({ ...SHORT, kinds: [], meeting });
		assert.deepEqual(run.violations, []);
		assert.deepEqual(run.meeting, meeting);
		assert.ok(run.telegrams > 170, `${run.telegrams}`);
		assert.ok(run.states > 170, `${run.states}`);
	}
});

test("of ten seeds eight meet on 869.525 MHz, one on 868.3 and one in EU433", () => {
	const counts: Record<string, number> = {};
	for (let seed = 0; seed < 1000; seed++) {
		const name = meetingName(shapeOf(seed).meeting);
		counts[name] = (counts[name] ?? 0) + 1;
	}
	assert.deepEqual(Object.keys(counts).sort(), MEETINGS.map(meetingName).sort());
	assert.ok(Math.abs(counts[meetingName(MEETINGS[0])] - 800) < 40, JSON.stringify(counts));
	for (const meeting of MEETINGS.slice(1))
		assert.ok(Math.abs(counts[meetingName(meeting)] - 100) < 30, JSON.stringify(counts));
});

test("I1: flash that loses its last writes, and salts that are always the same, make nonces come twice", () => {
	const options = { kinds: ["power cut", "both cut"], intensity: 120 } as const;
	const forgetful: SoakOptions["sabotage"] = ({ boards }) => {
		for (const { flash } of Object.values(boards)) flash.cachedWrites = 40;
	};
	const both: SoakOptions["sabotage"] = (bench) => {
		forgetful(bench);
		bench.chance.transmitter = () => 0.5;
		bench.chance.receiver = () => 0.5;
	};
	assert.ok(broken({ ...options, sabotage: both }).has("I1"));
	// Either alone keeps them apart.
	assert.ok(!broken({ ...options, sabotage: forgetful }).has("I1"));
	assert.equal(broken(options).size, 0);
});

test("I1: a chip that sends its buffer when standby arrives as transmission has sealed nothing; a program that does has", () => {
	const STANDBY = 0x81;
	const TRANSMIT = 0x83;
	const PAUSE = 10_000;
	let sent = 0;
	let ledger: NonceLedger | undefined;
	const garbles: SoakOptions["sabotage"] = ({ air, boards, clock, nonces }) => {
		ledger = nonces;
		air.observe(({ kind, from }) => {
			if (kind === "started" && BOARDS.some((name) => name === from)) sent++;
		});
		const { chip } = boards.transmitter;
		assert.ok(chip);
		let garbledAt = clock.now();
		chip.faults.tamper = (byte, what) => {
			if (what !== "written" || byte !== STANDBY || clock.now() < garbledAt + PAUSE) return byte;
			garbledAt = clock.now();
			return TRANSMIT;
		};
	};
	assert.equal(broken({ kinds: [], registers: true, sabotage: garbles }).size, 0);
	const sealed = ledger?.frames ?? 0;
	assert.ok(sealed > 300 && sent > sealed + 100, `${sealed} of ${sent}`);
	const echoing: SoakOptions["sabotage"] = ({ air, boards }) =>
		air.observe(({ kind, from, emission }) => {
			if (kind === "ended" && from === "receiver") boards.transmitter.place.antenna?.radiate(emission);
		});
	assert.ok(broken({ kinds: [], hours: 0.1, sabotage: echoing }).has("I1"));
});

test("I2: a receiver that hands on what it has already handed on is seen, and so is one that makes something up", () => {
	const again: SoakOptions["sabotage"] = ({ provenance }) => {
		const received = provenance.received.bind(provenance);
		let last: string | undefined;
		provenance.received = (telegram) => {
			received(telegram);
			if (last !== undefined && provenance.handedOn === 20) received(last);
			last = telegram;
		};
	};
	assert.deepEqual([...broken({ kinds: [], sabotage: again })], ["I2"]);
	const other: SoakOptions["sabotage"] = ({ provenance }) => {
		const received = provenance.received.bind(provenance);
		provenance.received = (telegram) => received(`${telegram.slice(0, 300)}?${telegram.slice(301)}`);
	};
	assert.ok(broken({ kinds: [], sabotage: other }).has("I2"));
});

test("I3: boards that stay apart are not back", () => {
	const sabotageHeal: SoakOptions["sabotage"] = ({ air }) => air.setPathLoss("transmitter", "receiver", 200);
	assert.ok(broken({ kinds: [], sabotageHeal }).has("I3"));
});

test("I3: boards that part while drills are held are not back, either", () => {
	const sabotageHeal: SoakOptions["sabotage"] = ({ air, clock }) =>
		clock.after(5 * 60_000, () => air.setPathLoss("transmitter", "receiver", 200));
	const day = { hours: 12, intervalSeconds: 60, kinds: [], drills: true };
	assert.ok(!broken(day).has("I3"));
	assert.ok(broken({ ...day, sabotageHeal }).has("I3"));
});

test("I6: a receiver that tells a quarter of an hour again is seen, and so is one that tells none", () => {
	const again: SoakOptions["sabotage"] = ({ quarters }) => {
		const received = quarters.received.bind(quarters);
		quarters.received = (telegram) => {
			received(telegram);
			received(telegram);
		};
	};
	assert.deepEqual([...broken({ kinds: [], sabotage: again })], ["I6"]);
	// Once more is right where flash has lost what was told, and twice more is not.
	const forgetful: (times: number) => SoakOptions["sabotage"] =
		(times) =>
		({ quarters, boards }) => {
			const received = quarters.received.bind(quarters);
			quarters.received = (telegram) => {
				received(telegram);
				boards.receiver.flash.lose("history", "told");
				for (let time = 0; time < times; time++) received(telegram);
			};
		};
	assert.deepEqual([...broken({ kinds: [], sabotage: forgetful(1) })], []);
	assert.deepEqual([...broken({ kinds: [], sabotage: forgetful(2) })], ["I6"]);
	const none: SoakOptions["sabotage"] = ({ quarters }) => {
		quarters.received = () => {};
		quarters.caughtUp = () => {};
	};
	assert.deepEqual([...broken({ hours: 1, kinds: [], sabotage: none })], ["I6"]);
	// Where 1 % is lawful they may wait for an hour more.
	const slow: SoakOptions = { ...SHORT, kinds: [], sabotage: none, meeting: MEETINGS[1] };
	assert.deepEqual([...broken({ ...slow, hours: 1 })], []);
	assert.deepEqual([...broken({ ...slow, hours: 2 })], ["I6"]);
});

test("I4: a board whose hours are short is on the air for too long", () => {
	const sabotage: SoakOptions["sabotage"] = ({ boards, air }) => {
		boards.transmitter.ppm = 4_000_000;
		air.setPathLoss("transmitter", "receiver", 200);
	};
	for (const meeting of MEETINGS) assert.ok(broken({ kinds: [], intervalSeconds: 30, meeting, sabotage }).has("I4"));
});

test("I4: a board that is louder than its channel allows is seen", () => {
	const { prototype } = ChannelPlan;
	const { at } = prototype;
	const louderBy = (db: number, meeting: Meeting) => {
		prototype.at = function (profile) {
			const channel = at.call(this, profile);
			return { ...channel, powerDbm: channel.powerDbm + db };
		};
		try {
			return [...broken({ kinds: [], hours: 0.1, meeting })];
		} finally {
			prototype.at = at;
		}
	};
	const [tenPercent, onePercent, other] = MEETINGS;
	assert.deepEqual(louderBy(1, onePercent), ["I4"]);
	assert.deepEqual(louderBy(1, other), ["I4"]);
	// 500 mW: 13 dB more than the 14 dBm that boards have by default.
	assert.deepEqual(louderBy(13, tenPercent), []);
	assert.deepEqual(louderBy(14, tenPercent), ["I4"]);
});
