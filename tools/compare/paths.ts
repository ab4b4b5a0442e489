/** The same path for both, each as it is: how they meet, what they carry, and how they come back. */
import { LADDER, rungName } from "../../src/negotiation/ladder.js";
import type { TelegramPool } from "../building/telegram-pool.js";
import { ORIGINAL_POWER_DBM } from "../original/station.js";
import { type Compared, Link } from "./link.js";
import { marginDb, OUR_POWER_DBM, pathLossFor } from "./rungs.js";

/** Undefined: not within the hour. Times in seconds. */
export interface Lived {
	firstValues: number | undefined;
	/** When it first settled, and where. */
	settled: number | undefined;
	rung: string | undefined;
	/** Of what arrives, above that rung's limit, in dB. */
	marginDb: number | undefined;
	published: number;
	ageMean: number;
	ageP95: number;
	garbage: number;
	rebootTransmitter: number | undefined;
	rebootReceiver: number | undefined;
	/** From the end of five minutes of noise. */
	jammed: number | undefined;
	/** Of 10 dB more. */
	farther: number | undefined;
}

export interface PathRow {
	pathLossDb: number;
	ours: Lived;
	original: Lived;
}

const POWER_DBM: Readonly<Record<Compared, number>> = { ours: OUR_POWER_DBM, original: ORIGINAL_POWER_DBM };
const HOUR = 3600;
const MEETING_SECONDS = 900;
const JAM_SECONDS = 300;
const FARTHER_DB = 10;

/** A good path, those on which this product settles on each rung, and the end of its reach. */
export const PATHS: readonly number[] = Object.freeze(
	[...LADDER.keys()]
		.map((rung) => pathLossFor(rung))
		.concat(110, 149, 151, 153)
		.sort((a, b) => a - b),
);

export function comparePath(pathLossDb: number, seed: number, pool: TelegramPool): PathRow {
	const lived = (scheme: Compared) => live(scheme, pathLossDb, seed, pool);
	return { pathLossDb, ours: lived("ours"), original: lived("original") };
}

function live(scheme: Compared, pathLossDb: number, seed: number, pool: TelegramPool): Lived {
	const link = new Link({ scheme, phases: 3, pathLossDb, seed, pool });
	let settled: number | undefined;
	const first = link.runUntil(() => {
		if (link.settled !== undefined) settled ??= link.clock.now() / 1000;
		return link.hasValues;
	}, HOUR);
	if (first !== undefined) link.runUntil(() => link.clock.now() / 1000 >= MEETING_SECONDS, MEETING_SECONDS);
	const { published, age } = link.measure(HOUR);
	const rung = link.settled;
	const again = (fault: () => void) => {
		if (first === undefined) return undefined;
		fault();
		return link.recover(HOUR);
	};
	const lived = {
		...{ firstValues: first, settled, published },
		rung: rung === undefined ? undefined : rungName(rung),
		marginDb: rung === undefined ? undefined : marginDb(rung, POWER_DBM[scheme], pathLossDb),
		...{ ageMean: age.mean / 1000, ageP95: age.percentile(0.95) / 1000, garbage: link.garbage },
		rebootTransmitter: again(() => link.reboot("transmitter")),
		rebootReceiver: again(() => link.reboot("receiver")),
		jammed: again(() => link.jam(JAM_SECONDS)),
		farther: again(() => link.setPathLoss(pathLossDb + FARTHER_DB)),
	};
	return lived;
}
