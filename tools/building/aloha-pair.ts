/**
 * The simplest that could be: a frame with all values every so often, whoever else speaks, and no answer. It knows by magic
 * which rung its path allows, and never has to look for its receiver.
 */

import type { Milliseconds, Timer } from "../../src/clock.js";
import { DEFAULT_FREQUENCY_HZ } from "../../src/lora/regions.js";
import { LADDER, modulationOf, type Rung } from "../../src/negotiation/ladder.js";
import { lawfulInterval } from "../../src/negotiation/timing.js";
import type { Role } from "../../src/role.js";
import { noiseDbm } from "../sim/link-budget.js";
import { PacketRadio } from "../sim/packet-radio.js";
import { type Random, seededRandom } from "../sim/random.js";
import { nodeName, type Pair, type PairOptions, ROLES } from "./pair.js";

const SYNC_WORD = 0x53;
const POWER_DBM = 14;
const DUTY_CYCLE = 0.1;
/** Kept to the limit of the rung, for what neighbours add to the noise. */
const MARGIN_DB = 5;
/** Three chances in each minute, at random, or as often as the law allows where that is less. */
const LEAST_INTERVAL: Milliseconds = 20_000;
/** A frame with all values: nothing that was sent before may be built upon. Mean sealed bytes of a key frame. */
const FRAME_BYTES = Object.freeze({ 1: 76, 3: 81 });

export class AlohaPair implements Pair {
	readonly #options: PairOptions;
	readonly #rung: Rung;
	readonly #random: Random;
	readonly #radios: Partial<Record<Role, PacketRadio>> = {};
	readonly #offeredAt: Milliseconds[] = [];
	#timer: Timer | undefined;

	constructor(options: PairOptions) {
		this.#options = options;
		this.#rung = reachableRung(options.pathLossDb);
		this.#random = seededRandom(options.seed, nodeName("transmitter", options.index));
	}

	get settled(): Rung | undefined {
		return this.#rung;
	}

	meter(): void {
		this.#offeredAt.push(this.#options.clock.now());
	}

	powerOn(role: Role): void {
		const { clock, air, index, positions, pathLossDb } = this.#options;
		const radio = new PacketRadio({
			...{ clock, frequencyHz: DEFAULT_FREQUENCY_HZ, powerDbm: POWER_DBM, syncWord: SYNC_WORD },
			modulation: modulationOf(this.#rung),
			onReceive: ({ payload }) => this.#received(payload),
		});
		this.#radios[role] = radio;
		const position = positions?.[role];
		radio.antenna = air.join(nodeName(role, index), radio, {
			...(position === undefined ? {} : { position }),
			// What only sends need not be reached.
			demodulators: role === "receiver" ? 1 : 0,
		});
		const [transmitter, receiver] = ROLES.map((each) => nodeName(each, index));
		air.setPathLoss(transmitter, receiver, pathLossDb);
		if (role === "receiver") radio.receive();
		else this.#later();
	}

	cutPower(role: Role): void {
		if (role === "transmitter") this.#options.clock.cancel(this.#timer);
		this.#radios[role]?.close();
	}

	setPathLoss(): void {
		throw new Error("its rung is chosen once");
	}

	#later(): void {
		const { clock, phases } = this.#options;
		const mean = Math.max(LEAST_INTERVAL, lawfulInterval(this.#rung, FRAME_BYTES[phases], DUTY_CYCLE));
		this.#timer = clock.after(mean * (0.5 + this.#random()), () => {
			this.#send();
			this.#later();
		});
	}

	#send(): void {
		const { index, phases } = this.#options;
		if (this.#offeredAt.length === 0) return;
		const frame = new Uint8Array(FRAME_BYTES[phases]);
		const view = new DataView(frame.buffer);
		view.setUint32(0, index);
		view.setUint32(4, this.#offeredAt.length - 1);
		this.#radios.transmitter?.transmit(frame);
	}

	#received(frame: Uint8Array): void {
		const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
		if (view.getUint32(0) === this.#options.index) this.#options.onValues(this.#offeredAt[view.getUint32(4)]);
	}
}

/** The fastest with a margin; the slowest where none has one. */
export function reachableRung(pathLossDb: number): Rung {
	for (let rung = LADDER.length - 1; rung > 0; rung--) {
		const { bandwidthHz, requiredSnrDb } = LADDER[rung];
		if (POWER_DBM - pathLossDb - noiseDbm(bandwidthHz) - requiredSnrDb >= MARGIN_DB) return rung;
	}
	return 0;
}
