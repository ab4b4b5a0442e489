/** The virtual bench: a meter, both boards with their programs as they are, and the air between them. */
import type { Clock } from "../../src/clock.js";
import type { RegisterSnapshot } from "../../src/history/register-snapshot.js";
import type { HomeSettings } from "../../src/home/home.js";
import { PAIR_KEY_BYTES, pair } from "../../src/link/pairing.js";
import type { Reading } from "../../src/p1/reading.js";
import type { Broker, Network } from "../../src/receiver/publisher.js";
import { Receiver } from "../../src/receiver/receiver.js";
import { Transmitter } from "../../src/transmitter/transmitter.js";
import { Air } from "./air.js";
import { SimulatedBoard } from "./board.js";
import { P1Line } from "./p1-line.js";
import { PoweredClock, poweredListener, poweredTCP } from "./power.js";
import { seededRandom } from "./random.js";

const P1_RECEIVE_PIN = 34;

export interface WorldOptions {
	clock: Clock;
	/** The same seed gives the same run. */
	seed: number;
	pathLossDb: number;
	network: Network;
	broker: Broker;
	/** What may be read of the receiver, where the network takes connections. */
	home?: HomeSettings;
	/** A line of one of the boards' logs. */
	log: (board: "transmitter" | "receiver", line: string, detail?: boolean) => void;
	onPublished?: (reading: Reading) => void;
	onTelegram?: (telegram: Uint8Array) => void;
	onHistory?: (snapshots: readonly RegisterSnapshot[]) => void;
	/** Of a meter that encrypts. */
	p1Key?: string | undefined;
	/** Whose law the boards keep; `EU868` when left out. */
	region?: string | undefined;
	/** False leaves the boards without a key. */
	paired?: boolean;
}

/** Slow fading as people and doors move: a few dB within half a minute. */
const FADING = Object.freeze({ deviationDb: 1.5, coherence: 30_000 });

export class World {
	readonly air: Air;
	readonly line: P1Line;
	readonly transmitterBoard: SimulatedBoard;
	readonly receiverBoard: SimulatedBoard;
	/** The programs running now; a board without power has none. */
	transmitter: Transmitter | undefined;
	receiver: Receiver | undefined;

	constructor(options: WorldOptions) {
		const { clock, seed, pathLossDb, network, broker, log } = options;
		// As of a chip: it goes on across restarts, and draws nothing twice.
		const transmitterRandom = seededRandom(seed, "transmitter");
		const receiverRandom = seededRandom(seed, "receiver");
		const { serving } = network;
		this.air = new Air({ clock, seed, pathLossDb, fading: FADING });
		this.line = new P1Line(clock);
		this.transmitterBoard = new SimulatedBoard("transmitter", clock, this.air, ({ power, ...parts }) => {
			const line = this.line;
			power.whenCut(() => line.unplug());
			this.transmitter = new Transmitter({
				...parts,
				random: transmitterRandom,
				region: options.region,
				serial: { io: line.Serial, receive: P1_RECEIVE_PIN, port: 1 },
				p1Key: options.p1Key,
				log: (line, detail) => log("transmitter", line, detail),
			});
		});
		this.receiverBoard = new SimulatedBoard("receiver", clock, this.air, ({ power, ...parts }) => {
			this.receiver = new Receiver({
				...parts,
				random: receiverRandom,
				region: options.region,
				network: {
					...network,
					clock: new PoweredClock(network.clock, power),
					socket: { io: poweredTCP(network.socket.io, power) },
					...(serving && {
						serving: {
							listener: { io: poweredListener(serving.listener.io, power) },
							accepted: { io: poweredTCP(serving.accepted.io, power) },
						},
					}),
				},
				broker: {
					...broker,
					...(broker.socket && { socket: { io: poweredTCP(broker.socket.io, power) } }),
				},
				...(options.home && { home: options.home }),
				log: (line, detail) => log("receiver", line, detail),
				onPublished: (reading) => options.onPublished?.(reading),
				onTelegram: (telegram) => options.onTelegram?.(telegram),
				onHistory: (snapshots) => options.onHistory?.(snapshots),
			});
		});
		if (options.paired !== false) this.#pair(seed);
	}

	/** Power to both boards. */
	powerOn(): void {
		this.receiverBoard.powerOn();
		this.transmitterBoard.powerOn();
	}

	/** Says goodbye on the receiver's behalf and takes the power away. */
	close(): void {
		this.line.disconnect();
		this.receiver?.close();
		this.transmitterBoard.cutPower();
		this.receiverBoard.cutPower();
	}

	/** What a person does with a USB cable: the same random key for both boards. */
	#pair(seed: number): void {
		const random = seededRandom(seed, "pair key");
		const key = Uint8Array.from({ length: PAIR_KEY_BYTES }, () => Math.floor(random() * 256));
		for (const board of [this.transmitterBoard, this.receiverBoard]) {
			pair(board.flash.open("link"), key);
		}
	}
}
