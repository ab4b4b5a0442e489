/** Other pairs of the same product on the same channel, each with a key, a meter and a household of its own. */
import type { Clock } from "../../src/clock.js";
import { PAIR_KEY_BYTES, pair } from "../../src/link/pairing.js";
import { Receiver } from "../../src/receiver/receiver.js";
import { Transmitter } from "../../src/transmitter/transmitter.js";
import { PacketBoard } from "../building/board.js";
import type { Air } from "../sim/air.js";
import { GeneratedMeter, METER_MODELS } from "../sim/meters.js";
import { P1Line } from "../sim/p1-line.js";
import { seededRandom } from "../sim/random.js";
import { recordingNetwork } from "../sim/recording-broker.js";

export const MOST_NEIGHBOURS = 8;

/** As in most homes of this kind, with a telegram each second. */
const METER = "be-1ph";
const OWN_LOSS_DB = 112;
/** The first one is next door; each further one so much farther away. */
const NEAREST_DB = 116;
const STEP_DB = 2;

export interface NeighboursOptions {
	clock: Clock;
	air: Air;
	seed: number;
	region: string;
	/** Those on the air that they are neighbours of. */
	boards: readonly string[];
}

export class Neighbours {
	readonly #options: NeighboursOptions;
	readonly #homes: Home[] = [];
	count = 0;

	constructor(options: NeighboursOptions) {
		this.#options = options;
	}

	/** Those who move out switch off; when they come back they know each other still. */
	set(count: number): void {
		this.count = count;
		for (let index = 0; index < count; index++) {
			this.#homes[index] ??= new Home(this.#options, index, this.#homes.length);
			this.#homes[index].moveIn();
		}
		for (const home of this.#homes.slice(count)) home.moveOut();
	}

	/** Which neighbour this is on the air; undefined for none. */
	static indexOf(name: string): number | undefined {
		const index = /^neighbour (\d+) /.exec(name)?.[1];
		return index === undefined ? undefined : Number(index);
	}
}

class Home {
	readonly #boards: readonly PacketBoard[];
	readonly #line: P1Line;
	readonly #meter: GeneratedMeter;
	#isHome = false;

	constructor({ clock, air, seed, region, boards }: NeighboursOptions, index: number, before: number) {
		const random = seededRandom(seed, `neighbour ${index}`);
		const line = new P1Line(clock);
		this.#line = line;
		this.#meter = new GeneratedMeter(METER_MODELS[METER], random);
		const names = [`neighbour ${index} transmitter`, `neighbour ${index} receiver`];
		const log = () => {};
		const transmitter = new PacketBoard({
			...{ name: names[0], clock, air },
			boot: ({ power, ...parts }) => {
				power.whenCut(() => line.unplug());
				new Transmitter({ ...parts, random, region, serial: { io: line.Serial, receive: 0 }, log });
			},
		});
		const receiver = new PacketBoard({
			...{ name: names[1], clock, air },
			boot: ({ power: _, ...parts }) => {
				const network = { clock: parts.clock, socket: recordingNetwork(parts.clock) };
				new Receiver({ ...parts, random, region, network, broker: { host: "192.0.2.1", port: 1883 }, log });
			},
		});
		this.#boards = [receiver, transmitter];
		const key = Uint8Array.from({ length: PAIR_KEY_BYTES }, () => Math.floor(random() * 256));
		for (const board of this.#boards) pair(board.flash.open("link"), key);
		air.setPathLoss(names[0], names[1], OWN_LOSS_DB);
		for (const own of names) {
			for (const board of boards) air.setPathLoss(own, board, NEAREST_DB + STEP_DB * index);
			for (let other = 0; other < before; other++)
				for (const side of ["transmitter", "receiver"])
					air.setPathLoss(own, `neighbour ${other} ${side}`, NEAREST_DB + STEP_DB * Math.abs(index - other));
		}
	}

	moveIn(): void {
		if (this.#isHome) return;
		this.#isHome = true;
		for (const board of this.#boards) board.powerOn();
		this.#line.connect(this.#meter);
	}

	moveOut(): void {
		if (!this.#isHome) return;
		this.#isHome = false;
		this.#line.disconnect();
		for (const board of this.#boards) board.cutPower();
	}
}
