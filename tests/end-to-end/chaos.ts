/** A link that everything befalls, and what must hold of it: at every moment, and once it is left in peace. */
import type { Milliseconds } from "../../src/clock.js";
import { statePayload } from "../../src/homeassistant/state.js";
import { TOP_RUNG } from "../../src/negotiation/ladder.js";
import { rungOf } from "../../src/negotiation/profile.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { assert } from "../harness/index.js";
import { AirWatch } from "./air-watch.js";
import { FaultInjector, type PlannedFault, planFaults } from "./faults.js";
import { Scenario } from "./scenario.js";

const SECOND: Milliseconds = 1000;
const MINUTE: Milliseconds = 60 * SECOND;

/** 10 % of an hour. */
const LAWFUL: Milliseconds = 6 * MINUTE;

/**
 * Until telegrams flow again when nothing is wrong any more. The worst is a receiver that waits on a rung which the
 * transmitter has left: 4.3 minutes on the slowest ones (`settledPatience`). Then comes a discovery at the lawful
 * pace, 20 s, and a climb of at most one and a half minutes with its probes, a return from a rung that did not work, and
 * the template. The rest is reserve.
 */
const RELINK: Milliseconds = 10 * MINUTE;

/** A board that has spent its hour's airtime may be silent until the last of it is an hour (and two minutes) old. */
const LEDGER: Milliseconds = 62 * MINUTE;

/**
 * Until the link is where a strong signal may bring it. Ten minutes on a rung that the faults have driven it to earn a
 * try; sixteen exchanges there must be spotless, and take another ten where the duty cycle makes them rare.
 */
const CLIMB: Milliseconds = 30 * MINUTE;

/** Of the limit: whoever has used less at the end of the faults can't run out while the two find each other. */
const AMPLE = 0.8;

export interface ChaosOptions {
	seed: number;
	/** How long things go wrong, and how many do. */
	seconds: number;
	faults: number;
	model?: string;
}

export interface ChaosRun {
	plan: PlannedFault[];
	lines: string[];
}

/** Runs one seed and asserts everything; a failure names the seed. */
export function runChaos({ seed, seconds, faults, model = "nl-1ph-10s" }: ChaosOptions): ChaosRun {
	const scenario = new Scenario({ seed, pathLossDb: 120, model });
	const watch = new AirWatch(scenario.world.air);
	const plan = planFaults(seed, faults, seconds);
	const injector = new FaultInjector(scenario, seed, plan);
	scenario.seconds(seconds);

	injector.heal();
	const spent = isAirtimeLeft(scenario) ? 0 : LEDGER;
	const limit = RELINK + spent;
	assert.ok(scenario.telegrams(3, limit / SECOND), `seed ${seed}: no telegrams within ${limit / MINUTE} minutes`);
	assert.ok(reachesTheTop(scenario, CLIMB + spent), `seed ${seed}: not on SF7/250 within ${CLIMB / MINUTE} minutes`);
	assert.ok(catchesUp(scenario), `seed ${seed}: the meter's latest telegram does not come`);

	assert.deepEqual(watch.offences, [], `seed ${seed}`);
	assert.ok(watch.busiestHour <= LAWFUL + 0.001, `seed ${seed}: ${watch.busiestHour} ms within an hour`);
	assertFaithful(scenario, seed);
	assertLastIsPublished(scenario, seed);
	return { plan, lines: scenario.lines };
}

function isAirtimeLeft({ world: { transmitter, receiver } }: Scenario): boolean {
	return [transmitter, receiver].every((board) => {
		const { airtimeUsedUs = 1, airtimeLimitUs = 1 } = board?.status ?? {};
		return airtimeUsedUs < AMPLE * airtimeLimitUs;
	});
}

function reachesTheTop({ clock, world }: Scenario, limit: Milliseconds): boolean {
	const isBelow = () => {
		const [own, peer] = [world.transmitter?.status.link, world.receiver?.status.link];
		if (own?.phase !== "running" || peer?.phase !== "settled") return true;
		// On whatever channel: what a jammer drove them from they try again later.
		return own.profile !== peer.profile || rungOf(own.profile) !== TOP_RUNG;
	};
	return clock.runWhile(isBelow, clock.now() + limit);
}

/** Until the receiver has what the meter said last, and has told it; a spent ledger may hold that back. */
function catchesUp(scenario: Scenario): boolean {
	const { clock, sent, rebuilt } = scenario;
	const isBehind = () => text(rebuilt[rebuilt.length - 1]) !== text(sent[sent.length - 1]);
	const caughtUp = clock.runWhile(isBehind, clock.now() + LEDGER + RELINK);
	clock.advance(1);
	return caughtUp;
}

/** What came out was sent by the meter, byte for byte, in its order, and nothing twice. */
function assertFaithful({ sent, rebuilt }: Scenario, seed: number): void {
	const order = new Map(sent.map((telegram, index) => [text(telegram), index]));
	let last = -1;
	for (const telegram of rebuilt) {
		const index = order.get(text(telegram));
		assert.ok(index !== undefined, `seed ${seed}: a telegram that the meter did not send`);
		assert.ok(index > last, `seed ${seed}: telegram ${index} after telegram ${last}`);
		last = index;
	}
}

/** The broker holds what the meter said last, and that the link is there. */
function assertLastIsPublished(scenario: Scenario, seed: number): void {
	const reading = parseTelegram(scenario.sent[scenario.sent.length - 1]);
	assert.equal(scenario.latest("/state"), statePayload(reading), `seed ${seed}`);
	assert.equal(scenario.latest("/link"), "online", `seed ${seed}`);
	assert.equal(scenario.latest("/availability"), "online", `seed ${seed}`);
}

function text(telegram: Uint8Array): string {
	return String.fromCharCode(...telegram);
}
