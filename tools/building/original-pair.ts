/** A pair of the older project. */

import type { Milliseconds } from "../../src/clock.js";
import type { Rung } from "../../src/negotiation/ladder.js";
import type { Role } from "../../src/role.js";
import { OriginalReceiver } from "../original/receiver.js";
import { OriginalTransmitter } from "../original/transmitter.js";
import { nodeName, type Pair, type PairOptions, ROLES } from "./pair.js";

export interface OriginalPairOptions extends PairOptions {
	/** The highest rung that it tries, where it is to stay below the last. */
	top?: number | undefined;
}

/** Numbers of networks are one byte. */
const NETWORKS = 256;
/** Telegrams that a pair's serial numbers tell apart: twelve days of seconds. */
const SERIALS = 2 ** 20;

export class OriginalPair implements Pair {
	readonly #options: OriginalPairOptions;
	#transmitter: OriginalTransmitter | undefined;
	#receiver: OriginalReceiver | undefined;
	readonly #offeredAt: Milliseconds[] = [];
	/** A board that starts anew has a new name on the air. */
	readonly #names: Record<Role, string>;
	readonly #boots = { transmitter: 0, receiver: 0 };
	#pathLossDb: number;

	constructor(options: OriginalPairOptions) {
		this.#options = options;
		this.#pathLossDb = options.pathLossDb;
		this.#names = {
			transmitter: nodeName("transmitter", options.index),
			receiver: nodeName("receiver", options.index),
		};
	}

	get settled(): Rung | undefined {
		const state = this.#transmitter?.state;
		return state?.phase === "running" ? state.rung : undefined;
	}

	meter(): void {
		const { clock, index } = this.#options;
		this.#transmitter?.offer(index * SERIALS + this.#offeredAt.length);
		this.#offeredAt.push(clock.now());
	}

	powerOn(role: Role): void {
		const { clock, air, index, phases, positions, top } = this.#options;
		const boots = this.#boots[role]++;
		const name = boots === 0 ? nodeName(role, index) : `${nodeName(role, index)} again ${boots}`;
		this.#names[role] = name;
		this.setPathLoss(this.#pathLossDb);
		const position = positions?.[role];
		const shared = { clock, air, name, network: index % NETWORKS, ...(position === undefined ? {} : { position }) };
		if (role === "transmitter") this.#transmitter = new OriginalTransmitter({ ...shared, phases, top });
		else {
			const onPublished = (serial: number, intact: boolean) => this.#published(serial, intact);
			this.#receiver = new OriginalReceiver({ ...shared, onPublished });
		}
	}

	cutPower(role: Role): void {
		if (role === "transmitter") {
			this.#transmitter?.close();
			this.#transmitter = undefined;
		} else {
			this.#receiver?.close();
			this.#receiver = undefined;
		}
	}

	setPathLoss(lossDb: number): void {
		this.#pathLossDb = lossDb;
		const [transmitter, receiver] = ROLES.map((role) => this.#names[role]);
		this.#options.air.setPathLoss(transmitter, receiver, lossDb);
	}

	#published(serial: number, intact: boolean): void {
		const { index, onValues, onGarbage } = this.#options;
		const isOwn = Math.floor(serial / SERIALS) === index;
		const offeredAt = isOwn ? this.#offeredAt[serial % SERIALS] : undefined;
		if (!intact || offeredAt === undefined) onGarbage?.();
		else onValues(offeredAt);
	}
}
