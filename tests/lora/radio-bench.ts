/** Radios on simulated chips that share an air, for the tests of this room. */
import type { Modulation } from "../../src/lora/modulation.js";
import type { RadioFault } from "../../src/lora/radio-state.js";
import type { ReceivedPacket } from "../../src/lora/received-packet.js";
import { SX127x } from "../../src/lora/sx127x.js";
import type { SX127xOptions } from "../../src/lora/sx127x-options.js";
import { Air, type AirEvent } from "../../tools/sim/air.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { boardIO } from "../../tools/sim/pins.js";
import { type ChipFaults, SX1276 } from "../../tools/sim/sx1276.js";

export const SF7: Modulation = { spreadingFactor: 7, bandwidthHz: 250_000, codingRate: 5, preambleSymbols: 8 };

export interface Station {
	radio: SX127x;
	/** What it was constructed with. */
	options: SX127xOptions;
	chip: SX1276;
	received: ReceivedPacket[];
	faults: RadioFault[];
	ready: number;
	transmitted: number;
}

interface ChipOptions {
	crystalPpm?: number;
	faults?: Partial<ChipFaults>;
}

export interface RadioBench {
	clock: VirtualClock;
	air: Air;
	/** Every transmission's end. */
	ended: Extract<AirEvent, { kind: "ended" }>[];
	station(name: string, options?: Partial<SX127xOptions>, chipOptions?: ChipOptions): Station;
}

export function radioBench(seed = 1, pathLossDb = 100): RadioBench {
	const clock = new VirtualClock();
	const air = new Air({ clock, seed, pathLossDb });
	const ended: RadioBench["ended"] = [];
	air.observe((event) => {
		if (event.kind === "ended") ended.push(event);
	});
	return {
		clock,
		air,
		ended,
		station(name, options, { crystalPpm, faults: chipFaults } = {}) {
			const chip = new SX1276({ clock, crystalPpm });
			Object.assign(chip.faults, chipFaults);
			chip.antenna = air.join(name, chip);
			const { SPI, Digital } = boardIO(clock, chip, { reset: 23, dio0: 26 });
			const received: ReceivedPacket[] = [];
			const faults: RadioFault[] = [];
			const station = { chip, received, faults, ready: 0, transmitted: 0 };
			const radioOptions: SX127xOptions = {
				spi: { io: SPI, clock: 5, in: 19, out: 27, select: 18, hz: 8_000_000 },
				reset: { io: Digital, pin: 23 },
				interrupt: { io: Digital, pin: 26 },
				clock,
				frequencyHz: 869_525_000,
				powerDbm: 14,
				syncWord: 0x12,
				modulation: SF7,
				onReady: () => {
					station.ready++;
				},
				onReceive: (packet) => received.push(packet),
				onTransmitted: () => {
					station.transmitted++;
				},
				onFault: (fault) => faults.push(fault),
				...options,
			};
			return Object.assign(station, { radio: new SX127x(radioOptions), options: radioOptions });
		},
	};
}

/** Two radios, up: `b` receives. */
export function pair(seed?: number, pathLossDb?: number): RadioBench & { a: Station; b: Station } {
	const bench = radioBench(seed, pathLossDb);
	const a = bench.station("a");
	const b = bench.station("b");
	bench.clock.advance(50);
	b.radio.receive();
	return { ...bench, a, b };
}

export function bytes(length: number, salt = 0): Uint8Array {
	return Uint8Array.from({ length }, (_, index) => (index * 7 + salt) & 0xff);
}
