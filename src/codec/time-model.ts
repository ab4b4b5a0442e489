/** The times in a telegram: its own, predicted by the meter's usual pace, and the others, by their distance from it. */
import { secondsOf, timeDigits } from "./calendar.js";
import { BIT, codeNumber, NUMBER, NUMBER_SLOTS } from "./contexts.js";
import { SEASON_TIME } from "./field-format.js";
import { FieldRole } from "./layout.js";
import type { ModelState } from "./model-state.js";

/** 2026-01-01: a key frame's time is told by its distance from it. */
const EPOCH = secondsOf(260101000000, false);
const QUARTER = 900;

/** The seconds of a time's value; -1 where it is none. */
export function timeOf(value: number, hasSeason: boolean): number {
	return hasSeason ? secondsOf(Math.floor(value / 2), value % 2 === 1) : secondsOf(value, false);
}

export function timeValue(seconds: number, hasSeason: boolean, isSummer: boolean): number {
	const digits = timeDigits(seconds, hasSeason && isSummer);
	return digits < 0 ? -1 : hasSeason ? 2 * digits + (isSummer ? 1 : 0) : digits;
}

function isSummerTime(value: number, hasSeason: boolean): boolean {
	return hasSeason && value % 2 === 1;
}

/**
 * The telegram's own time. `step` is the time from the reference's reference to the reference, 0 where there was none:
 * the likeliest to come again. Returns the step to remember of this telegram.
 */
export function codeOwnTime(state: ModelState, step: number): number {
	const { coder, was, now, isKey } = state;
	const field = state.field(FieldRole.time);
	if (field < 0) return 0;
	const hasSeason = state.layout.template.formats[field] === SEASON_TIME;
	const timeWas = isKey ? EPOCH : timeOf(was[field], hasSeason);
	const isSummer = isSummerTime(was[field], hasSeason);
	if (!isKey) {
		const usual = timeWas < 0 ? was[field] : timeValue(timeWas + step, hasSeason, isSummer);
		if (coder.bit(BIT.timeUsual + (step > 0 ? 1 : 0), usual === now[field] ? 1 : 0) === 1) {
			now[field] = usual;
			state.setTimes(timeWas < 0 ? -1 : timeWas + step, timeWas);
			return step;
		}
	}
	codeTime(state, field, timeWas < 0 ? EPOCH : timeWas + step, NUMBER.timeStep + (isKey ? NUMBER_SLOTS : 0), isSummer);
	const time = timeOf(now[field], hasSeason);
	state.setTimes(time, isKey ? -1 : timeWas);
	return !isKey && time >= 0 && timeWas >= 0 ? Math.max(0, time - timeWas) : 0;
}

/** Codes a time by its distance from an expected one; digits that are no time, as a number. */
function codeTime(state: ModelState, field: number, expected: number, context: number, wasSummer: boolean): void {
	const { coder, now } = state;
	const hasSeason = state.layout.template.formats[field] === SEASON_TIME;
	const time = timeOf(now[field], hasSeason);
	const key = state.isKey ? 1 : 0;
	if (coder.bit(BIT.timeValid + key, time < 0 ? 1 : 0) === 1) {
		state.put(field, state.was[field], NUMBER.noTime);
		return;
	}
	let isSummer = isSummerTime(now[field], hasSeason);
	if (hasSeason) isSummer = coder.bit(BIT.summer + (wasSummer ? 1 : 0), isSummer ? 1 : 0) === 1;
	const seconds = expected + codeNumber(coder, context, time - expected);
	now[field] = timeValue(seconds, hasSeason, isSummer);
}

/**
 * Codes any other time: unchanged, or by how long it is before `time`, the telegram's own where none is given. More often
 * than not it is the end of a quarter of an hour.
 */
export function codeStamp(state: ModelState, field: number, time = state.time): void {
	const { coder, was, now, isKey } = state;
	const key = isKey ? 1 : 0;
	if (!isKey && coder.bit(BIT.stampChange + key, now[field] === was[field] ? 0 : 1) === 0) {
		now[field] = was[field];
		return;
	}
	const hasSeason = state.layout.template.formats[field] === SEASON_TIME;
	const seconds = timeOf(now[field], hasSeason);
	const base = time >= 0 ? time : Math.max(EPOCH, isKey ? 0 : timeOf(was[field], hasSeason));
	if (coder.bit(BIT.timeValid + key, seconds < 0 ? 1 : 0) === 1) {
		state.put(field, was[field], NUMBER.noTime);
		return;
	}
	const ownSummer = isOwnSummer(state);
	let isSummer = isSummerTime(now[field], hasSeason);
	if (hasSeason) isSummer = coder.bit(BIT.summer + (ownSummer ? 1 : 0), isSummer ? 1 : 0) === 1;
	const isQuarter = coder.bit(BIT.stampQuarter + key, seconds % QUARTER === 0 ? 1 : 0) === 1;
	const unit = isQuarter ? QUARTER : 1;
	const start = Math.floor(base / unit);
	const age = codeNumber(
		coder,
		NUMBER.stampAge + (isQuarter ? NUMBER_SLOTS : 0),
		isQuarter ? start - Math.floor(seconds / unit) : base - seconds,
	);
	now[field] = timeValue(isQuarter ? (start - age) * unit : base - age, hasSeason, isSummer);
}

/** Whether the telegram's own time, coded before, is one in summer. */
export function isOwnSummer({ now, layout }: ModelState): boolean {
	const field = layout.roles[FieldRole.time];
	return field >= 0 && isSummerTime(now[field], layout.template.formats[field] === SEASON_TIME);
}
