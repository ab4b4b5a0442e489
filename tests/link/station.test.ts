import type { KeyValue } from "../../src/io.js";
import { type OpenedStation, openStation, type Station, type StationOptions } from "../../src/link/station.js";
import { profileOf } from "../../src/negotiation/profile.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { boardIO } from "../../tools/sim/pins.js";
import { SX1276 } from "../../tools/sim/sx1276.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";
import { pairedStorage } from "./channels.js";

/** A board with this in its `link` domain; `duty` is another. */
function open(link: FaultyStorage, options: Partial<StationOptions> = {}) {
	const clock = new VirtualClock();
	const chip = new SX1276({ clock });
	const { SPI, Digital } = boardIO(clock, chip, { reset: 23, dio0: 26 });
	let opened = 0;
	class WatchedSPI extends SPI {
		constructor(...spiOptions: ConstructorParameters<typeof SPI>) {
			super(...spiOptions);
			opened++;
		}
	}
	const domains: Record<string, KeyValue> = { link, duty: new FaultyStorage() };
	const station: OpenedStation = openStation({
		role: "transmitter",
		clock,
		random: () => 0.5,
		radio: {
			spi: { io: WatchedSPI, clock: 5, in: 19, out: 27, select: 18, hz: 8_000_000 },
			reset: { io: Digital, pin: 23 },
			interrupt: { io: Digital, pin: 26 },
		},
		storage: (domain) => domains[domain],
		onReceive: () => {},
		onFault: () => {},
		...options,
	});
	return { clock, chip, station, radioTouched: () => opened > 0 };
}

/** The station of a board that is paired and well. */
function opened(link: FaultyStorage, options?: Partial<StationOptions>) {
	const { station } = open(link, options);
	if (!station.ok) throw new Error(station.reason);
	return station.station;
}

test("a board without a key says so, and leaves its radio alone", () => {
	const { station, radioTouched } = open(new FaultyStorage());
	assert.ok(!station.ok);
	assert.match(station.reason, /^not paired: this board has no key yet, so it sends nothing.*p1-lora pair$/);
	assert.equal(radioTouched(), false);
});

test("a board whose key or counters are damaged or lost says what to do, and leaves its radio alone", () => {
	const spoilt: [string, (link: FaultyStorage) => void][] = [
		["key is damaged", (link) => link.write("key", new ArrayBuffer(31))],
		["counters are lost", (link) => link.delete("sent")],
		["counters are lost", (link) => link.delete("accepted")],
		["counter sent is damaged", (link) => link.write("sent", new ArrayBuffer(8).slice(0, 7))],
		["counter accepted is damaged", (link) => link.write("accepted", new ArrayBuffer(8))],
	];
	for (const [what, spoil] of spoilt) {
		const link = pairedStorage();
		spoil(link);
		const { station, radioTouched } = open(link);
		assert.ok(!station.ok, what);
		assert.match(station.reason, new RegExp(`^RE-PAIR: .*${what}.*nothing is sent until both boards are paired again`));
		assert.equal(radioTouched(), false, what);
	}
});

test("a board that can't read its key or counters starts, says so, and sends nothing", () => {
	for (const name of ["key", "sent", "accepted"]) {
		const link = pairedStorage();
		link.unreadable.add(name);
		const { station, radioTouched } = open(link);
		assert.ok(!station.ok, name);
		assert.match(station.reason, /^the key and its counters can't be read .*so nothing is sent: take its power away/);
		assert.equal(radioTouched(), false, name);
	}
});

test("a board that can't read where the link ran meets the other board all the same; without its airtime, an hour is used up", () => {
	const link = pairedStorage();
	const kept = opened(link);
	kept.remember(profileOf(kept.plan.meeting, 3));
	link.unreadable.add("rung");
	assert.equal(opened(link).lastGood, undefined);
	const duty = new FaultyStorage();
	duty.unreadable.add("duty.P");
	const { port } = opened(link, { storage: (domain) => (domain === "link" ? link : duty) });
	assert.equal(port.ledger.usedUs, port.ledger.limitUs);
});

test("a frequency that is no channel is refused, with those that are", () => {
	for (const frequencyHz of [868_000_000, 869_525_001, 915_000_000, 0, Number.NaN]) {
		const { station, radioTouched } = open(pairedStorage(), { frequencyHz });
		assert.ok(!station.ok);
		assert.match(station.reason, /^frequencyHz is .*: 869525000 or 868300000 is wanted in EU868, so nothing is sent/);
		assert.equal(radioTouched(), false);
	}
});

test("a region whose law the ladder can't keep is refused with its reason, and so is one that is none", () => {
	const cases: [string, RegExp][] = [
		["US915", /^region US915 is not supported, so nothing is sent: .* 500 kHz .* 400 ms/],
		["AS923", /400 ms/],
		["IN865", /200 kHz/],
		["Mars", /^region is "Mars": EU868 or EU433 is wanted/],
	];
	for (const [region, reason] of cases) {
		const { station, radioTouched } = open(pairedStorage(), { region });
		assert.ok(!station.ok);
		assert.match(station.reason, reason);
		assert.equal(radioTouched(), false);
	}
});

test("more power than the law allows, with this antenna, is refused", () => {
	const cases: [Partial<StationOptions>, boolean][] = [
		[{}, true],
		[{ powerDbm: 17 }, true],
		[{ frequencyHz: 868_300_000 }, true],
		[{ frequencyHz: 868_300_000, powerDbm: 15 }, false],
		[{ frequencyHz: 868_300_000, powerDbm: 14, antennaGainDbi: 3 }, false],
		[{ frequencyHz: 868_300_000, powerDbm: 17, antennaGainDbi: -1 }, true],
		[{ powerDbm: 17, antennaGainDbi: 13 }, false],
		[{ region: "EU433" }, true],
		[{ region: "EU433", powerDbm: 14 }, false],
	];
	for (const [options, lawful] of cases) {
		const { station } = open(pairedStorage(), options);
		assert.equal(station.ok, lawful, JSON.stringify(options));
		if (!station.ok)
			assert.match(station.reason, /^powerDbm is too much: .* dBm ERP, (14|27|10) are lawful in sub-band/);
	}
});

test("a board in EU433 listens there", () => {
	const { clock, chip, station } = open(pairedStorage(), { region: "EU433" });
	assert.ok(station.ok);
	assert.equal(station.station.port.dutyCycle, 0.1);
	station.station.port.tune(0);
	clock.advance(200);
	assert.close(chip.listening?.tuning.frequencyHz ?? 0, 434_500_000, 62);
});

test("each channel has its sub-band's duty cycle", () => {
	assert.equal(opened(pairedStorage()).port.dutyCycle, 0.1);
	assert.equal(opened(pairedStorage(), { frequencyHz: 868_300_000 }).port.dutyCycle, 0.01);
});

test("each sub-band has an account of its own, which its channels share, and which outlasts a reboot", () => {
	const link = pairedStorage();
	const domains: Record<string, KeyValue> = { link, duty: new FaultyStorage() };
	const storage = (domain: string) => domains[domain];
	const { port, plan } = opened(link, { storage });
	const [p, m, l, otherL, q] = [0, 1, 2, 7, 8].map((channel) => port.ledgerOf(profileOf(channel, 6)));
	assert.equal(l, otherL);
	assert.equal(new Set([p, m, l, q]).size, 4);
	assert.deepEqual(
		[p, m, l, q].map(({ limitUs }) => limitUs),
		[360e6, 36e6, 36e6, 36e6],
	);
	assert.ok(p.charge(100_000_000 / 2) && l.charge(30_000_000));
	assert.deepEqual(
		plan.channels.map((_, channel) => port.ledgerOf(profileOf(channel, 0)).usedUs > 0),
		[...[true, false, true, true, true, true, true, true, false]],
	);
	assert.deepEqual(port.spareChannels, [0, 1, 8], "of band L most is spent");
	const after = opened(link, { storage }).port;
	assert.ok(after.ledgerOf(profileOf(4, 0)).usedUs >= 30_000_000);
	assert.equal(after.ledgerOf(profileOf(4, 0)).charge(6_000_001), false, "the same hour");
	assert.ok(after.ledgerOf(0).usedUs >= 50_000_000 && after.ledgerOf(8).usedUs === 0);
});

test("a board that knows nothing of the hour is silent where it meets on 1 %, whatever it knows of other sub-bands", () => {
	const used = ({ port, plan }: Station) =>
		plan.channels
			.map((_, channel) => port.ledgerOf(profileOf(channel, 0)))
			.map(({ usedUs, limitUs }) => usedUs / limitUs);
	const nothing = [0, 0, 0, 0, 0, 0, 0, 0, 0];
	const onlyM = [0, 1, 0, 0, 0, 0, 0, 0, 0];
	const link = pairedStorage();
	const duty = new FaultyStorage();
	const storage = (domain: string) => (domain === "duty" ? duty : link);
	const scarce = { storage, frequencyHz: 868_300_000 };
	assert.deepEqual(used(opened(link, { storage })), nothing);
	assert.ok(opened(link, { storage }).port.ledger.charge(1_000_000), "and leaves an account of sub-band P");
	assert.deepEqual(used(opened(link, scarce)).slice(1), onlyM.slice(1));
	duty.delete("duty.M");
	assert.deepEqual(used(opened(link, scarce)).slice(1), onlyM.slice(1), "that account alone was lost");
	assert.deepEqual(used(opened(pairedStorage(), { region: "EU433" })), [0, 0, 0, 0]);
});

test("on each channel a board is as loud as it was set to, or as the law allows there", () => {
	const powers = (options: Partial<StationOptions>) =>
		opened(pairedStorage(), options).plan.channels.map(({ powerDbm }) => powerDbm);
	assert.deepEqual(powers({}), [14, 14, 14, 14, 14, 14, 14, 14, 14]);
	assert.deepEqual(powers({ powerDbm: 17 }), [17, 14, 14, 14, 14, 14, 14, 14, 14]);
	assert.deepEqual(powers({ powerDbm: 17, antennaGainDbi: 6 }), [17, 10, 10, 10, 10, 10, 10, 10, 10]);
	assert.deepEqual(powers({ powerDbm: 8 }), [8, 8, 8, 8, 8, 8, 8, 8, 8]);
	assert.deepEqual(powers({ region: "EU433" }), [10, 10, 10, 10]);
	// Less than the radio's 2 dBm: nothing is sent there.
	const { plan } = opened(pairedStorage(), { powerDbm: 10, antennaGainDbi: 15 });
	assert.deepEqual(
		plan.channels.map((_, channel) => plan.knows(profileOf(channel, 6))),
		[...[true, false, false, false, false, false, false, false, false]],
	);
});

test("the byte bound into a frame names the channel and the rung: no two combinations share one", () => {
	const first = opened(pairedStorage());
	const second = opened(pairedStorage(), { frequencyHz: 868_300_000 });
	assert.deepEqual([first.plan.rendezvous, first.plan.home(undefined)], [0, 6]);
	assert.deepEqual([second.plan.rendezvous, second.plan.home(undefined)], [8, 14]);
});

test("a remembered rung outlasts a reboot, and one that is none is forgotten", () => {
	const link = pairedStorage();
	assert.equal(opened(link).lastGood, undefined);
	opened(link).remember(4);
	assert.equal(opened(link).lastGood, 4);
	for (const stored of [[7], [255], [], [7, 0], [0x4f, 0], [255, 255]]) {
		link.write("rung", Uint8Array.from(stored).buffer);
		assert.equal(opened(link).lastGood, undefined, `${stored}`);
	}
});

test("so does a channel; where the boards are set to meet on another one, only its rung", () => {
	const link = pairedStorage();
	const moved = profileOf(4, 5);
	opened(link).remember(moved);
	assert.equal(opened(link).lastGood, moved);
	assert.equal(opened(link, { frequencyHz: 868_300_000 }).lastGood, profileOf(1, 5));
	// An older program's byte is a rung where the boards meet.
	link.write("rung", Uint8Array.of(3).buffer);
	assert.equal(opened(link, { frequencyHz: 868_300_000 }).lastGood, profileOf(1, 3));
	// A channel that this program does not know any more.
	link.write("rung", Uint8Array.of(profileOf(31, 3), 0).buffer);
	assert.equal(opened(link).lastGood, 3);
});

test("flash that does not take the rung stops nothing", () => {
	const link = pairedStorage();
	const station = opened(link);
	link.fault = () => "throw before";
	station.remember(5);
	link.fault = () => undefined;
	assert.equal(opened(link).lastGood, undefined);
});

test("a station's radio comes up and listens where its port is tuned", () => {
	const { clock, chip, station } = open(pairedStorage());
	assert.ok(station.ok);
	station.station.port.tune(6);
	clock.advance(200);
	assert.equal(chip.listening?.tuning.spreadingFactor, 7);
	assert.equal(chip.listening?.tuning.bandwidthHz, 250_000);
	assert.close(chip.listening?.tuning.frequencyHz ?? 0, 869_525_000, 62);
	assert.equal(chip.listening?.tuning.syncWord, 0x51);
});
