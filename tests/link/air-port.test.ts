import { AirPort } from "../../src/link/air-port.js";
import { DutyLedger } from "../../src/lora/duty-ledger.js";
import { TOP_RUNG } from "../../src/negotiation/ladder.js";
import { frameTime } from "../../src/negotiation/timing.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";
import { planOf } from "../negotiation/plans.js";
import { FakeAir, FakeRadio } from "./fake-radio.js";

const FRAME = new Uint8Array(20).fill(1);
const HOUR = 3_600_000;

/** A port on a radio alone, in a sub-band of 1 %. */
function bench() {
	const clock = new VirtualClock();
	const air = new FakeAir(clock);
	const radio = new FakeRadio(air);
	const storage = new FaultyStorage();
	const plan = planOf(0.01);
	const { subBand } = plan.at(0);
	const ledger = new DutyLedger({ clock, storage, subBand });
	const port = new AirPort({ clock, radio, plan, ledgers: new Map([[subBand.name, ledger]]) });
	radio.events = { onTransmitted: () => port.transmitted(), onBusy: () => port.busy() };
	return { clock, air, radio, storage, ledger, port };
}

/** Notes what became of each frame. */
function outcomes() {
	const list: boolean[] = [];
	return { list, done: (sent: boolean) => list.push(sent) };
}

test("a port listens at the rendezvous until it is tuned elsewhere", () => {
	const { port, radio } = bench();
	assert.equal(port.rung, 0);
	port.tune(0);
	assert.deepEqual(radio.calls, ["configure SF12/125", "receive"]);
	port.tune(TOP_RUNG);
	assert.deepEqual(radio.calls.slice(2), ["configure SF7/250", "receive"]);
	port.tune(TOP_RUNG);
	assert.deepEqual(radio.calls.slice(4), ["receive"], "the same rung needs no configuration");
});

test("a frame goes out, is charged for, and then the port listens again", () => {
	const { clock, port, radio, ledger, air } = bench();
	const { list, done } = outcomes();
	port.tune(3);
	port.send(FRAME, { done });
	assert.ok(port.sending);
	assert.deepEqual(list, [], "never from within");
	clock.advance(1000);
	assert.deepEqual(list, [true]);
	assert.equal(port.sending, false);
	assert.equal(radio.state.mode, "receiving");
	assert.equal(ledger.usedUs, Math.round(frameTime(3, FRAME.length) * 1000));
	assert.deepEqual(air.sent[0].frame, FRAME);
});

test("a peer that a garbled register has at any strength stops nothing", () => {
	const { clock, port } = bench();
	const { list, done } = outcomes();
	port.tune(TOP_RUNG);
	for (const rssiDbm of [-100, -60, 19, 21, 98]) {
		port.heard(rssiDbm);
		port.send(FRAME, { done, politely: () => 0.5 });
		clock.advance(60_000);
	}
	assert.deepEqual(list, [true, true, true, true, true]);
});

test("nothing goes out that the ledger forbids", () => {
	const { clock, port, air, ledger } = bench();
	const { list, done } = outcomes();
	port.tune(0);
	const airtime = frameTime(0, FRAME.length);
	const affordable = Math.floor(ledger.limitUs / 1000 / airtime);
	for (let frame = 0; frame < affordable + 5; frame++) {
		port.send(FRAME, { done });
		clock.advance(airtime + 1);
	}
	assert.equal(air.sent.length, affordable);
	assert.deepEqual(list, [...new Array(affordable).fill(true), ...new Array(5).fill(false)]);
	assert.ok(port.allowedAt(FRAME.length) > clock.now());
	clock.runUntil(port.allowedAt(FRAME.length));
	port.send(FRAME, { done });
	clock.advance(airtime + 1);
	assert.equal(list.at(-1), true);
});

test("frames are spread wider when little of the hour's airtime is left, until the hour has passed", () => {
	const { clock, port, ledger } = bench();
	port.tune(0);
	const unhurried = port.sustainableInterval(FRAME.length);
	ledger.charge(Math.round(0.9 * ledger.limitUs));
	const sparing = port.sustainableInterval(FRAME.length);
	assert.close(sparing / unhurried, 10, 0.5);
	ledger.charge(ledger.limitUs - ledger.usedUs);
	assert.equal(port.sustainableInterval(FRAME.length), Number.POSITIVE_INFINITY);
	clock.advance(HOUR + 3 * 60_000);
	assert.equal(port.sustainableInterval(FRAME.length), unhurried);
});

test("a frame that storage does not take the charge of does not go out, and nothing else is the matter", () => {
	const { clock, port, storage, air } = bench();
	const { list, done } = outcomes();
	port.tune(0);
	storage.fault = () => "throw before";
	port.send(FRAME, { done });
	clock.advance(10_000);
	assert.deepEqual(list, [false]);
	assert.equal(air.sent.length, 0);
	storage.fault = () => undefined;
	port.send(FRAME, { done });
	clock.advance(10_000);
	assert.deepEqual(list, [false, true]);
});

test("a second frame does not go out while one is on the air", () => {
	const { clock, port, air, ledger } = bench();
	const { list, done } = outcomes();
	port.tune(0);
	port.send(FRAME, { done });
	const charged = ledger.usedUs;
	port.send(FRAME, { done: () => list.push(false) });
	clock.advance(10_000);
	assert.deepEqual(list, [false, true]);
	assert.equal(air.sent.length, 1);
	assert.equal(ledger.usedUs, charged);
});

test("a port that is tuned while a frame goes out finishes it first", () => {
	const { clock, port, radio, air } = bench();
	const { list, done } = outcomes();
	port.tune(0);
	port.send(FRAME, { done });
	port.tune(5);
	port.tune(TOP_RUNG);
	assert.equal(port.rung, TOP_RUNG);
	assert.equal(radio.calls.at(-1), "transmit 20");
	clock.advance(10_000);
	assert.deepEqual(list, [true]);
	assert.equal(air.sent[0].modulation.spreadingFactor, 12);
	assert.deepEqual(radio.calls.slice(-2), ["configure SF7/250", "receive"]);
});

test("a fault ends a transmission, and the port listens again", () => {
	const { clock, port, radio } = bench();
	const { list, done } = outcomes();
	port.tune(0);
	radio.stuck = true;
	port.send(FRAME, { done });
	clock.advance(10_000);
	assert.deepEqual(list, []);
	radio.state = { mode: "standby" };
	port.faulted();
	assert.deepEqual(list, [false]);
	assert.equal(port.sending, false);
	assert.equal(radio.state.mode, "receiving");
});

test("a fault while listening only makes the port listen again", () => {
	const { port, radio } = bench();
	port.tune(0);
	port.faulted();
	assert.equal(radio.calls.at(-1), "receive");
	assert.equal(port.sending, false);
});

test("while the radio is down nothing goes out and nothing is charged, and it is told what to listen to", () => {
	const { clock, port, radio, ledger } = bench();
	const { list, done } = outcomes();
	for (const mode of ["resetting", "failed", "closed"]) {
		radio.state = { mode };
		port.send(FRAME, { done });
		clock.advance(1);
	}
	assert.deepEqual(list, [false, false, false]);
	assert.equal(ledger.usedUs, 0);
	radio.state = { mode: "resetting" };
	port.tune(4);
	assert.deepEqual(radio.calls, ["configure SF9/250", "receive"]);
});

test("a port whose radio was closed is asked in vain, and throws nothing", () => {
	const { clock, port, radio } = bench();
	const { list, done } = outcomes();
	radio.state = { mode: "closed" };
	port.tune(3);
	port.send(FRAME, { done });
	clock.advance(1);
	assert.deepEqual(list, [false]);
	assert.deepEqual(radio.calls, []);
});

test("what is done when a frame is out may send the next one", () => {
	const { clock, port, air } = bench();
	port.tune(TOP_RUNG);
	let left = 3;
	const again = () => {
		if (left-- > 0) port.send(FRAME, { done: again });
	};
	again();
	clock.advance(1000);
	assert.equal(air.sent.length, 3);
});

test("a polite frame waits for a free channel, and goes out all the same when none is found; it is paid for once", () => {
	for (const isBusy of [false, true]) {
		const { clock, port, radio, ledger } = bench();
		const { list, done } = outcomes();
		port.tune(TOP_RUNG);
		radio.isBusy = isBusy;
		port.send(FRAME, { done, politely: () => 0.5 });
		assert.ok(port.sending);
		clock.advance(1000);
		assert.deepEqual(list, [true]);
		const sent = radio.calls.filter((call) => call.startsWith("transmit") || call.startsWith("look"));
		assert.deepEqual(sent, ["look for a free channel", "transmit 20"]);
		assert.equal(ledger.usedUs, Math.round(frameTime(TOP_RUNG, FRAME.length) * 1000));
		assert.equal(radio.state.mode, "receiving");
	}
});

test("a radio that fails while a polite frame waits is asked for nothing more", () => {
	const { clock, port, radio, air } = bench();
	const { list, done } = outcomes();
	port.tune(TOP_RUNG);
	radio.isBusy = true;
	port.send(FRAME, { done, politely: () => 0.5 });
	radio.state = { mode: "resetting" };
	clock.advance(1000);
	assert.deepEqual(list, [false]);
	assert.equal(air.sent.length, 0);
});

test("a frame that yields does not go out when the channel stays busy", () => {
	const { clock, port, radio, air } = bench();
	const { list, done } = outcomes();
	port.tune(TOP_RUNG);
	radio.isBusy = true;
	port.send(FRAME, { done, politely: () => 0.5, yields: true });
	clock.advance(1000);
	assert.deepEqual(list, [false]);
	assert.equal(air.sent.length, 0);
	assert.equal(radio.state.mode, "receiving");
	radio.isBusy = false;
	port.send(FRAME, { done, politely: () => 0.5, yields: true });
	clock.advance(1000);
	assert.deepEqual(list, [false, true]);
});

test("reduced power holds from the next frame on, never below 2 dBm, and needs no rung to change", () => {
	const { clock, port, radio } = bench();
	const { done } = outcomes();
	port.tune(TOP_RUNG);
	port.reducePower(6);
	assert.equal(radio.powerDbm, 8);
	port.send(FRAME, { done });
	port.reducePower(0);
	assert.equal(radio.powerDbm, 8, "not in the middle of a frame");
	clock.advance(1000);
	assert.equal(radio.powerDbm, 14);
	port.reducePower(30);
	assert.equal(radio.powerDbm, 2);
});
