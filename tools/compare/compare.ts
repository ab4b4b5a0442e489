/** This product and the project that it follows, side by side in one simulated air, from one seed. */

import { LADDER } from "../../src/negotiation/ladder.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { TelegramPool } from "../building/telegram-pool.js";
import { comparePath, PATHS, type PathRow } from "./paths.js";
import { compareRung, type RungRow } from "./rungs.js";

export interface Comparison {
	seed: number;
	/** Of a telegram, by the meter's phases: its bytes, and the values in it. */
	telegrams: Record<1 | 3, { bytes: number; values: number }>;
	rungs: RungRow[];
	paths: PathRow[];
}

const METERS = Object.freeze({ 1: "be-1ph", 3: "be-3ph" });

export function compare(seed: number, progress: (message: string) => void): Comparison {
	const pools = { 1: new TelegramPool(METERS[1], seed), 3: new TelegramPool(METERS[3], seed) };
	const described = (phases: 1 | 3) => {
		const telegram = pools[phases].at(0);
		return { bytes: telegram.length, values: parseTelegram(telegram).values.size };
	};
	const rungs: RungRow[] = [];
	for (const phases of [1, 3] as const) {
		for (const rung of LADDER.keys()) {
			progress(`rung ${rung}, phases ${phases}...`);
			rungs.push(compareRung(rung, phases, seed, pools[phases]));
		}
	}
	const paths = PATHS.map((pathLossDb) => {
		progress(`a path of ${pathLossDb} dB...`);
		return comparePath(pathLossDb, seed, pools[3]);
	});
	return { seed, telegrams: { 1: described(1), 3: described(3) }, rungs, paths };
}
