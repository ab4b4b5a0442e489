/** Gas, water, heat: read by the electricity meter every so often, and sent with the time of that reading. */
import { BIT, NUMBER, NUMBER_SLOTS } from "./contexts.js";
import { SEASON_TIME } from "./field-format.js";
import type { ModelState } from "./model-state.js";
import { codeStamp, isOwnSummer, timeOf, timeValue } from "./time-model.js";

/** How often such meters are read, in seconds: DSMR 5 and Belgium, Belgian water, DSMR 4; and others. */
const GRIDS = Uint32Array.of(300, 900, 3600, 60, 86_400);
const SHORTEST = 300;
/** What was read appears in the telegram within so many seconds. */
const LAG = 60;

/** A reading's time. Returns whether it is another than the reference's. */
export function codeReadingTime(state: ModelState, field: number): boolean {
	const { coder, was, now, time, isKey } = state;
	const hasSeason = state.layout.template.formats[field] === SEASON_TIME;
	const before = isKey ? -1 : timeOf(was[field], hasSeason);
	if (isKey || before < 0 || time < before) {
		codeStamp(state, field);
		return now[field] !== was[field];
	}
	const isChanged = now[field] !== was[field] ? 1 : 0;
	if (coder.bit(BIT.mbusChange + chanceOf(time - before, state.timeWas - before), isChanged) === 0) {
		now[field] = was[field];
		return false;
	}
	const late = time - before;
	const isSummer = isOwnSummer(state);
	let grid = 0;
	for (; grid < GRIDS.length; grid++) {
		const next = timeValue(before + GRIDS[grid] * Math.floor(late / GRIDS[grid]), hasSeason, isSummer);
		if (coder.bit(BIT.mbusGrid + grid, next === now[field] ? 1 : 0) === 1) {
			now[field] = next;
			return true;
		}
	}
	codeStamp(state, field);
	return true;
}

/** Which slot has the chance of a change: was a time passed at which meters are read? */
function chanceOf(late: number, lateWas: number): number {
	const passes = (grid: number) => Math.floor(late / grid) > Math.floor(lateWas / grid);
	if (!passes(SHORTEST)) return late >= SHORTEST && late % SHORTEST < LAG ? 5 : 0;
	if (lateWas < SHORTEST) return 1;
	if (passes(3600)) return 4;
	return passes(900) ? 3 : 2;
}

/** What was read: likely more than before where it was read anew. */
export function codeReading(state: ModelState, field: number, isNew: boolean): void {
	const context = state.isKey ? NUMBER.mbusKey : NUMBER.mbusValue + (isNew ? NUMBER_SLOTS : 0);
	state.put(field, state.was[field], context);
}
