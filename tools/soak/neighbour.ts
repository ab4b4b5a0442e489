/** Another pair of the same product on the same channel, with a key and a meter of its own. */
import { PAIR_KEY_BYTES, pair } from "../../src/link/pairing.js";
import { Receiver } from "../../src/receiver/receiver.js";
import { Transmitter } from "../../src/transmitter/transmitter.js";
import { P1Line } from "../sim/p1-line.js";
import { type Power, poweredTCP } from "../sim/power.js";
import { seededRandom } from "../sim/random.js";
import type { Bench } from "./bench.js";
import { SoakBroker } from "./broker.js";
import { SoakMeter } from "./meter.js";
import { BOARDS, Victim } from "./victim.js";

const INTERVAL_SECONDS = 10;

export class Neighbour {
	readonly #boards: readonly Victim[];
	readonly #bench: Bench;

	constructor(bench: Bench, seed: number) {
		this.#bench = bench;
		const { clock, air, meeting } = bench;
		const line = new P1Line(clock);
		const broker = new SoakBroker(clock);
		const random = seededRandom(seed, "neighbour");
		const ignore = () => {};
		const transmitter = new Victim({
			...{ name: "neighbour transmitter", clock, air, registers: false },
			boot: ({ power, ...parts }) => {
				power.whenCut(() => line.unplug());
				new Transmitter({ ...parts, ...meeting, random, serial: { io: line.Serial, receive: 0 }, log: ignore });
			},
		});
		const receiver = new Victim({
			...{ name: "neighbour receiver", clock, air, registers: false },
			boot: ({ power, ...parts }) => {
				const network = { clock: parts.clock, socket: { io: poweredTCP(broker.io, power) } };
				new Receiver({ ...parts, ...meeting, random, network, broker: { host: "192.0.2.2", port: 1883 }, log: ignore });
			},
		});
		this.#boards = [transmitter, receiver];
		const key = Uint8Array.from({ length: PAIR_KEY_BYTES }, () => Math.floor(random() * 256));
		for (const board of this.#boards) pair(board.flash.open("link", { on: true } as Power), key);
		line.connect(new SoakMeter({ kind: "nl-1ph-10s", intervalSeconds: INTERVAL_SECONDS, random, onSent: ignore }));
	}

	comeHome(lossDb: number): void {
		for (const board of BOARDS)
			for (const own of ["neighbour transmitter", "neighbour receiver"])
				this.#bench.air.setPathLoss(own, board, lossDb);
		for (const board of this.#boards) board.powerOn();
	}

	leave(): void {
		for (const board of this.#boards) board.cutPower();
	}
}
