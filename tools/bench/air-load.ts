/** Pairs of radios on one air, each of which sends as often as the law and the meter allow, and is answered. */
import type { Clock, Milliseconds } from "../../src/clock.js";
import { timeOnAir } from "../../src/lora/airtime.js";
import type { Modulation } from "../../src/lora/modulation.js";
import type { ReceivedPacket } from "../../src/lora/received-packet.js";
import { DEFAULT_FREQUENCY_HZ } from "../../src/lora/regions.js";
import { SX127x } from "../../src/lora/sx127x.js";
import { Air } from "../sim/air.js";
import { VirtualClock } from "../sim/clock.js";
import { PacketRadio } from "../sim/packet-radio.js";
import { boardIO } from "../sim/pins.js";
import { BUILT_UP, type Position } from "../sim/propagation.js";
import { seededRandom } from "../sim/random.js";
import { SX1276 } from "../sim/sx1276.js";

/** At register level a driver talks to a chip over SPI and DIO0; at packet level there is neither. */
export type Level = "registers" | "packets";

/** What of a radio is used here. */
interface LoadRadio {
	receive(): void;
	transmit(frame: Uint8Array): void;
}

interface RadioEvents {
	onReady?(): void;
	onReceive(packet: ReceivedPacket): void;
	onTransmitted(): void;
}

export interface AirLoad {
	readonly clock: VirtualClock;
	/** Frames that were sent and received by now. */
	readonly frames: { sent: number; received: number };
}

const MODULATION: Modulation = Object.freeze({
	spreadingFactor: 7,
	bandwidthHz: 250_000,
	codingRate: 5,
	preambleSymbols: 8,
});
/** Of every radio. */
const RADIO = Object.freeze({
	frequencyHz: DEFAULT_FREQUENCY_HZ,
	powerDbm: 14,
	syncWord: 0x12,
	modulation: MODULATION,
});
const FRAME_BYTES = 40;
const ANSWER_BYTES = 20;
/** Sub-band P's share, and what a meter says in a second. */
const DUTY_CYCLE = 0.1;
const TELEGRAM_EVERY: Milliseconds = 1000;
const ANSWER_AFTER: Milliseconds = 50;
/** A pair to a hectare: a frame reaches some fifteen nodes, of which half can follow it. */
const METRES_APART = 100;
const PAIR_METRES = 25;

/** `nodes` radios, in pairs on a square grid. Only what they send is begun; the caller lets time pass. */
export function airLoad(level: Level, nodes: number, seed: number): AirLoad {
	const clock = new VirtualClock();
	const air = new Air({ clock, seed, propagation: BUILT_UP });
	const frames = { sent: 0, received: 0 };
	air.observe(({ kind }) => {
		if (kind === "started") frames.sent++;
	});
	const pairs = Math.ceil(nodes / 2);
	const side = Math.ceil(Math.sqrt(pairs));
	for (let index = 0; index < pairs; index++) {
		const position = { x: METRES_APART * (index % side), y: METRES_APART * Math.floor(index / side) };
		startPair({ level, clock, air, frames, index, position, phase: seededRandom(seed, `phase ${index}`)() });
	}
	return { clock, frames };
}

interface PairOptions {
	level: Level;
	clock: VirtualClock;
	air: Air;
	frames: { received: number };
	index: number;
	position: Position;
	/** 0 to 1: when within the interval it begins. */
	phase: number;
}

function startPair({ level, clock, air, frames, index, position, phase }: PairOptions): void {
	const interval = Math.max(TELEGRAM_EVERY, timeOnAir(MODULATION, FRAME_BYTES) / 1000 / DUTY_CYCLE);
	const make = level === "packets" ? packetRadio : registerRadio;
	const sender = make(clock, air, `sender ${index}`, position, {
		onReceive: ({ payload }) => {
			if (isFrom(index, payload)) frames.received++;
		},
		onTransmitted: () => sender.receive(),
	});
	const nearby = { x: position.x + PAIR_METRES, y: position.y };
	const answerer = make(clock, air, `answerer ${index}`, nearby, {
		onReady: () => answerer.receive(),
		onReceive: ({ payload }) => {
			if (payload.length !== FRAME_BYTES || !isFrom(index, payload)) return;
			frames.received++;
			clock.after(ANSWER_AFTER, () => answerer.transmit(frameOf(index, ANSWER_BYTES)));
		},
		onTransmitted: () => answerer.receive(),
	});
	const send = () => {
		clock.after(interval, send);
		sender.transmit(frameOf(index, FRAME_BYTES));
	};
	// Not before the chips are up.
	clock.after(100 + phase * interval, send);
}

function frameOf(pair: number, length: number): Uint8Array {
	const frame = new Uint8Array(length);
	frame.set([pair >> 8, pair & 0xff]);
	return frame;
}

function isFrom(pair: number, payload: Uint8Array): boolean {
	return payload[0] === pair >> 8 && payload[1] === (pair & 0xff);
}

function packetRadio(clock: Clock, air: Air, name: string, position: Position, events: RadioEvents): LoadRadio {
	const radio = new PacketRadio({ clock, ...RADIO, ...events });
	radio.antenna = air.join(name, radio, { position });
	clock.after(0, () => events.onReady?.());
	return radio;
}

function registerRadio(clock: Clock, air: Air, name: string, position: Position, events: RadioEvents): LoadRadio {
	const chip = new SX1276({ clock });
	chip.antenna = air.join(name, chip, { position });
	const { SPI, Digital } = boardIO(clock, chip, { reset: 23, dio0: 26 });
	return new SX127x({
		spi: { io: SPI, clock: 5, in: 19, out: 27, select: 18, hz: 8_000_000 },
		reset: { io: Digital, pin: 23 },
		interrupt: { io: Digital, pin: 26 },
		clock,
		...RADIO,
		...events,
	});
}
