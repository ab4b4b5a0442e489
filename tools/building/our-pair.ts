/** A pair of this product: station, sealed channel, sessions and codec as on the boards. */

import type { Milliseconds } from "../../src/clock.js";
import { PAIR_KEY_BYTES, pair } from "../../src/link/pairing.js";
import { ReceiverSession } from "../../src/link/receiver-session.js";
import { openStation, type StationOptions } from "../../src/link/station.js";
import { TransmitterSession } from "../../src/link/transmitter-session.js";
import type { Rung } from "../../src/negotiation/ladder.js";
import { rungOf } from "../../src/negotiation/profile.js";
import type { Role } from "../../src/role.js";
import type { BoardParts } from "../sim/board.js";
import { seededRandom } from "../sim/random.js";
import { PacketBoard } from "./board.js";
import { nodeName, type Pair, type PairOptions, ROLES } from "./pair.js";

/** Pairs of one seed begin so far apart in the pool. */
const POOL_STRIDE = 37;

export class OurPair implements Pair {
	readonly #options: PairOptions;
	readonly #boards: Readonly<Record<Role, PacketBoard>>;
	#transmitter: TransmitterSession | undefined;
	/** When the meter sent what, from `#first` in the pool. */
	readonly #offeredAt: Milliseconds[] = [];
	readonly #first: number;

	constructor(options: PairOptions) {
		this.#options = options;
		const { clock, air, index, positions, seed } = options;
		this.#first = index * POOL_STRIDE;
		const board = (role: Role, boot: (parts: BoardParts, boots: number) => void) =>
			new PacketBoard({ name: nodeName(role, index), clock, air, position: positions?.[role], boot });
		this.#boards = {
			transmitter: board("transmitter", (parts, boots) => this.#startTransmitter(parts, boots)),
			receiver: board("receiver", (parts, boots) => this.#startReceiver(parts, boots)),
		};
		const random = seededRandom(seed, `pair key ${index}`);
		const key = Uint8Array.from({ length: PAIR_KEY_BYTES }, () => Math.floor(random() * 256));
		for (const role of ROLES) pair(this.#boards[role].flash.open("link"), key);
		this.setPathLoss(options.pathLossDb);
	}

	get settled(): Rung | undefined {
		const state = this.#transmitter?.negotiation;
		return state?.phase === "running" ? rungOf(state.profile) : undefined;
	}

	meter(): void {
		const { clock, pool } = this.#options;
		const telegram = pool.at(this.#first + this.#offeredAt.length);
		this.#offeredAt.push(clock.now());
		this.#transmitter?.offer(telegram);
	}

	powerOn(role: Role): void {
		this.#boards[role].powerOn();
	}

	cutPower(role: Role): void {
		this.#boards[role].cutPower();
		if (role === "transmitter") this.#transmitter = undefined;
	}

	setPathLoss(lossDb: number): void {
		const { air, index } = this.#options;
		air.setPathLoss(nodeName("transmitter", index), nodeName("receiver", index), lossDb);
	}

	#startTransmitter(parts: BoardParts, boots: number): void {
		const random = this.#random("transmitter", boots);
		const session: TransmitterSession = new TransmitterSession({
			...this.#station("transmitter", parts, random, (packet) => session.received(packet)),
			random,
			onEvent: () => {},
		});
		this.#transmitter = session;
	}

	#startReceiver(parts: BoardParts, boots: number): void {
		const random = this.#random("receiver", boots);
		const session: ReceiverSession = new ReceiverSession({
			...this.#station("receiver", parts, random, (packet) => session.received(packet)),
			onTelegram: (telegram, _, partial) => {
				if (!partial) this.#received(telegram);
			},
			onSnapshots: () => true,
			onEvent: () => {},
		});
		session.start();
	}

	#received(telegram: Uint8Array): void {
		const { pool, onValues, onGarbage } = this.#options;
		const index = pool.indexOf(telegram);
		const offeredAt = index === undefined ? undefined : this.#offeredAt[index - this.#first];
		if (offeredAt === undefined) onGarbage?.();
		else onValues(offeredAt);
	}

	#random(role: Role, boots: number): () => number {
		return seededRandom(this.#options.seed, `${nodeName(role, this.#options.index)} ${boots}`);
	}

	/** What both sessions are given of their stations. */
	#station(role: Role, parts: BoardParts, random: () => number, onReceive: StationOptions["onReceive"]) {
		const { clock, radio, storage } = parts;
		const opened = openStation({ role, clock, radio, storage, random, onReceive, onFault: () => {} });
		if (!opened.ok) throw new Error(opened.reason);
		const { port, channel, plan, lastGood, remember } = opened.station;
		return { clock, port, channel, plan, lastGood, onRemember: remember };
	}
}
