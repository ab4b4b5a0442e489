/** Both apps in their world on Node, with all that passes between each and the world recorded. */
import type { Milliseconds } from "../../src/clock.js";
import { PAIR_KEY_BYTES, pair } from "../../src/link/pairing.js";
import { Air } from "../sim/air.js";
import { SimulatedBoard } from "../sim/board.js";
import { VirtualClock } from "../sim/clock.js";
import { GeneratedMeter, METER_MODELS } from "../sim/meters.js";
import { P1Line } from "../sim/p1-line.js";
import { seededRandom } from "../sim/random.js";
import { recordingNetwork } from "../sim/recording-broker.js";
import { bootReceiver, bootTransmitter, type Parts } from "./parts.js";
import { type RecordedEvent, Recorder } from "./recorder.js";

export interface RunOptions {
	seconds: number;
	/** A key of `METER_MODELS`. */
	meter: string;
	pathLossDb: number;
	seed: number;
	/** So long that nothing is told of single events. */
	isLong?: boolean;
}

/** What one app did, and the bytes to replay it with. */
export interface Recording {
	bytes: Uint8Array;
	/** None of a long run. */
	events: readonly RecordedEvent[];
	/** How many there were. */
	count: number;
	/** Telegrams that were read from the meter, or rebuilt. */
	telegrams: number;
}

export interface RecordedRun {
	transmitter: Recording;
	receiver: Recording;
	/** Messages that reached the broker. */
	published: number;
	/** When the first telegram was rebuilt. */
	firstTelegramAt: Milliseconds | undefined;
}

/** As in the virtual bench: slow fading by a few dB. */
const FADING = Object.freeze({ deviationDb: 1.5, coherence: 30_000 });
const STEP: Milliseconds = 60_000;

/** Runs the world on a virtual clock; `progress` is told of each simulated minute. The same options give the same. */
export function recordRun(options: RunOptions, progress: (seconds: number) => void): RecordedRun {
	const { seconds, meter, pathLossDb, seed, isLong = false } = options;
	const clock = new VirtualClock();
	const air = new Air({ clock, seed, pathLossDb, fading: FADING });
	const line = new P1Line(clock);
	const network = recordingNetwork(clock);
	let published = 0;
	network.onPublished = () => published++;
	let firstTelegramAt: Milliseconds | undefined;

	const random = seededRandom(seed, "pair key");
	const key = Uint8Array.from({ length: PAIR_KEY_BYTES }, () => Math.floor(random() * 256));

	function powerUp<App extends { status: { telegrams: number } }>(name: string, boot: (parts: Parts) => App) {
		let recorder: Recorder | undefined;
		let app: App | undefined;
		const board = new SimulatedBoard(name, clock, air, ({ clock, radio, storage }) => {
			const log = (text: string) => {
				if (text.startsWith("telegram 1:")) firstTelegramAt = clock.now();
			};
			const random = seededRandom(seed, name);
			const world = { clock, random, radio, serial: line.Serial, tcp: network.io, storage, log };
			recorder = new Recorder(world, !isLong);
			app = recorder.boot(boot);
		});
		pair(board.flash.open("link"), key);
		board.powerOn();
		return (): Recording => ({
			// Before the status is asked for: the app then looks at its clock.
			bytes: recorder?.bytes ?? new Uint8Array(0),
			events: recorder?.events ?? [],
			count: recorder?.count ?? 0,
			telegrams: app?.status.telegrams ?? 0,
		});
	}

	const receiver = powerUp("receiver", bootReceiver);
	const transmitter = powerUp("transmitter", bootTransmitter);
	line.connect(new GeneratedMeter(METER_MODELS[meter], seededRandom(seed, "meter")));
	for (let at = 0; at < seconds * 1000; at += STEP) {
		progress(at / 1000);
		clock.runUntil(Math.min(at + STEP, seconds * 1000));
	}
	return { transmitter: transmitter(), receiver: receiver(), published, firstTelegramAt };
}
