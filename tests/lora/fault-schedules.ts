/** Whatever goes wrong with a chip and when: soon after it is over the driver receives, and nothing it heard was wrong. */
import { describeFault } from "../../src/lora/describe-fault.js";
import type { RadioFault } from "../../src/lora/radio-state.js";
import type { SX127x } from "../../src/lora/sx127x.js";
import { type ChipFault, randomFaults, scheduleFaults } from "../../tools/sim/chip-faults.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";
import { radioBench } from "./radio-bench.js";

/** The faults begin after the radio is up, and are over after this. */
const CALM = 500;
const FAULTY = 3_000;
/** A driver is to receive again so long after the last fault has ended. */
const PATIENCE = 5_000;
const MOST_FAULTS = 4;

/** The healthy radio sends this often, the other one that often. */
const PEER_INTERVAL = 150;
const OWN_INTERVAL = 370;

/** Registers a test for each hundred schedules from `seed` on. */
export function testFaultSchedules(seed: number, count: number): void {
	for (let from = seed; from < seed + count; from += 100) {
		const to = Math.min(from + 100, seed + count);
		test(`a driver comes back from the faults of seeds ${from} to ${to - 1}, and hears nothing wrong`, () => {
			for (let one = from; one < to; one++) runSchedule(one);
		});
	}
}

/** A frame that can be told from any other, and from a damaged one. */
function frame(sender: number, count: number): Uint8Array {
	const size = 8 + ((count * 37) % 60);
	const random = seededRandom(count, `${sender}`);
	return Uint8Array.from({ length: size }, () => Math.floor(random() * 256));
}

function runSchedule(seed: number): void {
	const random = seededRandom(seed, "schedule");
	const faults = randomFaults(random, {
		count: 1 + Math.floor(random() * MOST_FAULTS),
		from: CALM,
		until: CALM + FAULTY,
	});
	const { clock, station } = radioBench(seed);
	const seen: RadioFault[] = [];
	/** As the link uses it: receives whenever it can, sends now and then, with and without looking first. */
	const own = station("own", {
		onReady: () => own.radio.receive(),
		onTransmitted: () => own.radio.receive(),
		onBusy: () => own.radio.receive(),
		onTimeout: () => own.radio.receive(),
		onScanned: () => own.radio.receive(),
		onFault: (fault) => {
			seen.push(fault);
			own.radio.receive();
		},
	});
	const peer = station("peer", { onTransmitted: () => peer.radio.receive() });
	const sent = { own: new Set<string>(), peer: new Set<string>() };

	function send(radio: SX127x, by: "own" | "peer", count: number): void {
		if (radio.state.mode !== "receiving" && radio.state.mode !== "standby") return;
		const payload = frame(by === "own" ? 1 : 2, count);
		sent[by].add(String(payload));
		if (by === "own" && count % 3 === 1) radio.scan();
		else if (by === "own" && count % 3 === 2) {
			radio.transmit(payload, { listenBeforeTalk: { thresholdDbm: -90, looks: 3, quiet: 0, backoff: 20, random } });
		} else radio.transmit(payload);
	}
	function every(interval: number, action: (count: number) => void, count = 0): void {
		clock.after(interval, () => {
			action(count);
			every(interval, action, count + 1);
		});
	}
	every(PEER_INTERVAL, (count) => send(peer.radio, "peer", count));
	every(OWN_INTERVAL, (count) => clock.now() < CALM + FAULTY && send(own.radio, "own", count));

	scheduleFaults(clock, own.chip, faults);
	const end = Math.max(...faults.map((fault) => ("until" in fault ? fault.until : fault.at)));
	clock.runUntil(end);
	// One that is to strike at a certain access may not have struck yet.
	const struck = clock.runWhile(() => own.chip.faults.brownOutAfter > 0, end + 60_000);
	assert.ok(struck, story(seed, faults, seen));
	const over = clock.now();
	const before = own.received.length;
	const again = clock.runWhile(() => own.received.length < before + 2, over + PATIENCE);
	assert.ok(again, `${own.radio.state.mode} after ${story(seed, faults, seen)}`);
	for (const { payload } of own.received)
		assert.ok(sent.peer.has(String(payload)), `a wrong frame was heard: ${story(seed, faults, seen)}`);
	for (const { payload } of peer.received)
		assert.ok(sent.own.has(String(payload)), `a wrong frame was sent: ${story(seed, faults, seen)}`);
	// A command to rest can be garbled into one to transmit, which nothing prevents; the reset that follows ends it.
	if (!faults.some(({ kind }) => kind === "bit flips"))
		assert.equal(own.chip.fskTransmissions, 0, story(seed, faults, seen));
	assert.equal(peer.radio.counters.recoveries, 0);
}

function story(seed: number, faults: readonly ChipFault[], seen: readonly RadioFault[]): string {
	return `seed ${seed}: ${JSON.stringify(faults)}; reported: ${seen.map(describeFault).join("; ") || "nothing"}`;
}
