/** Where the boards of a building's homes are. */
import type { Role } from "../../src/role.js";
import { INDOOR, type Position, pathLossDb } from "../sim/propagation.js";
import { normal, type Random, seededRandom } from "../sim/random.js";

/** A home is square; homes lie on both sides of a corridor. */
const HOME_M = 10;
const CORRIDOR_M = 2;
const CELLAR = -1;

export interface FloorPlan {
	floors: number;
	homesOnFloor: number;
	homes: readonly Home[];
}

export interface Home {
	positions: Readonly<Record<Role, Position>>;
	/** Between its two boards, shadowing included. */
	pathLossDb: number;
}

export interface FloorPlanOptions {
	homes: number;
	seed: number;
	/** Of so many homes of a hundred the meter hangs in the cellar, anywhere in it; of the others in the home. */
	cellarPercent: number;
}

/** Twice as many homes on a floor as there are floors; boards at random places in them. */
export function floorPlan({ homes, seed, cellarPercent }: FloorPlanOptions): FloorPlan {
	const floors = Math.max(1, Math.round(Math.sqrt(homes / 2)));
	const homesOnFloor = Math.ceil(homes / floors);
	const random = seededRandom(seed, "floor plan");
	const length = Math.ceil(homesOnFloor / 2) * HOME_M;
	const home = (index: number): Home => {
		const place = index % homesOnFloor;
		const floor = Math.floor(index / homesOnFloor);
		const inHome = () => ({
			x: (Math.floor(place / 2) + random()) * HOME_M,
			y: (place % 2) * (HOME_M + CORRIDOR_M) + random() * HOME_M,
			floor,
		});
		const receiver = inHome();
		const isInCellar = random() * 100 < cellarPercent;
		const transmitter = isInCellar ? anywhere(random, length) : inHome();
		const shadow = (INDOOR.shadowingDb ?? 0) * normal(random);
		return { positions: { transmitter, receiver }, pathLossDb: pathLossDb(INDOOR, transmitter, receiver) + shadow };
	};
	return { floors, homesOnFloor, homes: Array.from({ length: homes }, (_, index) => home(index)) };
}

function anywhere(random: Random, length: number): Position {
	return { x: random() * length, y: random() * (2 * HOME_M + CORRIDOR_M), floor: CELLAR };
}
