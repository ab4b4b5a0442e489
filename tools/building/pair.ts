/** Two boards and a meter, whichever way they talk: what is compared. */
import type { Milliseconds } from "../../src/clock.js";
import type { Rung } from "../../src/negotiation/ladder.js";
import type { Role } from "../../src/role.js";
import type { Air } from "../sim/air.js";
import type { VirtualClock } from "../sim/clock.js";
import type { Position } from "../sim/propagation.js";
import type { TelegramPool } from "./telegram-pool.js";

export const ROLES: readonly Role[] = Object.freeze(["transmitter", "receiver"]);

export interface PairOptions {
	clock: VirtualClock;
	air: Air;
	seed: number;
	/** Which pair of how many, from 0. */
	index: number;
	phases: 1 | 3;
	pool: TelegramPool;
	positions?: Readonly<Record<Role, Position>> | undefined;
	/** Between its two boards. */
	pathLossDb: number;
	/** The receiver holds values that the meter told at `offeredAt`, as it told them. */
	onValues: (offeredAt: Milliseconds) => void;
	/** What it took for values was damaged on the air. */
	onGarbage?: () => void;
}

export interface Pair {
	/** The meter sends a telegram, now. */
	meter(): void;
	powerOn(role: Role): void;
	cutPower(role: Role): void;
	/** Between its two boards, from now on. */
	setPathLoss(lossDb: number): void;
	/** The rung that telegrams flow on; undefined while the boards look for each other. */
	readonly settled: Rung | undefined;
}

export type PairClass = new (options: PairOptions) => Pair;

/** On the air. */
export function nodeName(role: Role, index: number): string {
	return `${role} ${index}`;
}
