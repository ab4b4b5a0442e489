/** How much of a signal is lost on its way: distance, floors, what stands between, and the place's own ups and downs. */
import { roundedDb } from "./link-budget.js";

export interface Position {
	/** Metres. */
	x: number;
	y: number;
	/** 0 when left out; the basement is -1. */
	floor?: number;
}

export interface Propagation {
	/** At `referenceM`, in dB. */
	referenceLossDb: number;
	referenceM: number;
	/** A tenfold distance costs ten times this, in dB. */
	exponent: number;
	/** Standard deviation of what a pair of places is better or worse than the mean (log-normal shadowing), in dB. */
	shadowingDb?: number;
	/** Through one floor, through two and so on; each one beyond the table costs as much as its last did. */
	floorsDb?: readonly number[];
	/** Height of a floor in metres. */
	floorM?: number;
	/** What stands between two positions, walls say, in dB. */
	obstaclesDb?: (a: Position, b: Position) => number;
}

/** Measured in a built-up area (Bor, Roedig, Voigt, Alonso: Do LoRa Low-Power Wide-Area Networks Scale?, MSWiM 2016). */
export const BUILT_UP: Propagation = Object.freeze({ referenceLossDb: 127.41, referenceM: 40, exponent: 2.08 });

/**
 * Within a building at 868 MHz, of the form of ITU-R P.1238's site-general model: 20 log f[MHz] - 28 at 1 m, an office's
 * power loss coefficient of 33, floors of 9, 19 and 24 dB at 900 MHz, a home's shadowing of 8 dB. Check the values
 * against the recommendation before citing them.
 */
export const INDOOR: Propagation = Object.freeze({
	referenceLossDb: 30.77,
	referenceM: 1,
	exponent: 3.3,
	shadowingDb: 8,
	floorsDb: Object.freeze([9, 19, 24]),
	floorM: 3,
});

/** Between two positions, without shadowing, in dB. Nearer than 0.1 m counts as 0.1 m. */
export function pathLossDb(model: Propagation, a: Position, b: Position): number {
	const floors = Math.abs((a.floor ?? 0) - (b.floor ?? 0));
	const rise = floors * (model.floorM ?? 3);
	const distance = Math.max(0.1, Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2 + rise ** 2));
	return roundedDb(
		model.referenceLossDb +
			10 * model.exponent * Math.log10(distance / model.referenceM) +
			floorLossDb(model.floorsDb ?? [], floors) +
			(model.obstaclesDb?.(a, b) ?? 0),
	);
}

/** How far a signal gets that may lose `lossDb`, with nothing but distance in its way, in metres. */
export function reachM(model: Propagation, lossDb: number): number {
	return model.referenceM * 10 ** ((lossDb - model.referenceLossDb) / (10 * model.exponent));
}

function floorLossDb(table: readonly number[], floors: number): number {
	if (floors === 0 || table.length === 0) return 0;
	if (floors <= table.length) return table[floors - 1];
	const last = table[table.length - 1] - (table[table.length - 2] ?? 0);
	return table[table.length - 1] + (floors - table.length) * last;
}

/** How far a Rayleigh fade takes a signal's level, in dB: its power is distributed exponentially. `chance` is in [0, 1). */
export function rayleighDb(chance: number): number {
	return roundedDb(10 * Math.log10(Math.max(1e-6, -Math.log(1 - chance))));
}
