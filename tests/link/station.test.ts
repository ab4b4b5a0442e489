import type { KeyValue } from "../../src/io.js";
import { type OpenedStation, openStation, type StationOptions } from "../../src/link/station.js";
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
		side: "transmitter",
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
		['"sent" in storage is damaged', (link) => link.write("sent", new ArrayBuffer(8).slice(0, 7))],
		['"accepted" in storage is damaged', (link) => link.write("accepted", new ArrayBuffer(8))],
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

test("a frequency that is no channel is refused, with those that are", () => {
	for (const frequencyHz of [868_000_000, 869_525_001, 915_000_000, 0, Number.NaN]) {
		assert.throws(() => open(pairedStorage(), { frequencyHz }), /frequencyHz is one of 869525000, 868300000, not/);
	}
});

test("each channel has its sub-band's duty cycle", () => {
	assert.equal(opened(pairedStorage()).subBand.dutyCycle, 0.1);
	assert.equal(opened(pairedStorage(), { frequencyHz: 868_300_000 }).subBand.dutyCycle, 0.01);
});

test("the byte bound into a frame names the channel and the rung: no two combinations share one", () => {
	const first = opened(pairedStorage());
	const second = opened(pairedStorage(), { frequencyHz: 868_300_000 });
	assert.deepEqual([0, 1, 6].map(first.profile), [0, 1, 6]);
	assert.deepEqual([0, 1, 6].map(second.profile), [8, 9, 14]);
});

test("a remembered rung outlasts a reboot, and one that is none is forgotten", () => {
	const link = pairedStorage();
	assert.equal(opened(link).lastGood, undefined);
	opened(link).remember(4);
	assert.equal(opened(link).lastGood, 4);
	for (const stored of [[7], [255], []]) {
		link.write("rung", Uint8Array.from(stored).buffer);
		assert.equal(opened(link).lastGood, undefined, `${stored}`);
	}
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
