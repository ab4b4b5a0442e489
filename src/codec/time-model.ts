/** The times in a telegram: its own, by the meter's usual pace, and the others by their distance from it. */
import { secondsOf, timeDigits } from "./calendar.js";
import { BIT, codeNumber, NUMBER, NUMBER_SLOTS } from "./contexts.js";
import { SEASON_TIME } from "./field-format.js";
import type { FrameModel } from "./frame-model.js";
import { Role } from "./layout.js";

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

export function isSummerTime(value: number, hasSeason: boolean): boolean {
	return hasSeason && value % 2 === 1;
}

/**
 * The telegram's own time. `step` is the time from the reference's reference to the reference, 0 where there was none:
 * the likeliest to come again. Returns the step to remember of this telegram.
 */
export function codeOwnTime(frame: FrameModel, step: number): number {
	const { coder, was, now, isKey } = frame;
	const field = frame.field(Role.time);
	if (field < 0) return 0;
	const hasSeason = frame.layout.template.formats[field] === SEASON_TIME;
	const timeWas = isKey ? EPOCH : timeOf(was[field], hasSeason);
	const isSummer = isSummerTime(was[field], hasSeason);
	if (!isKey) {
		const usual = timeWas < 0 ? was[field] : timeValue(timeWas + step, hasSeason, isSummer);
		if (coder.bit(BIT.timeUsual + (step > 0 ? 1 : 0), usual === now[field] ? 1 : 0) === 1) {
			now[field] = usual;
			frame.setTimes(timeWas < 0 ? -1 : timeWas + step, timeWas);
			return step;
		}
	}
	codeTime(frame, field, timeWas < 0 ? EPOCH : timeWas + step, NUMBER.timeStep + (isKey ? NUMBER_SLOTS : 0), isSummer);
	const time = timeOf(now[field], hasSeason);
	frame.setTimes(time, isKey ? -1 : timeWas);
	return !isKey && time >= 0 && timeWas >= 0 ? Math.max(0, time - timeWas) : 0;
}

/** A time by its distance from an expected one; what is no time as its digits. */
function codeTime(frame: FrameModel, field: number, expected: number, context: number, wasSummer: boolean): void {
	const { coder, now } = frame;
	const hasSeason = frame.layout.template.formats[field] === SEASON_TIME;
	const time = timeOf(now[field], hasSeason);
	const key = frame.isKey ? 1 : 0;
	if (coder.bit(BIT.timeValid + key, time < 0 ? 1 : 0) === 1) {
		frame.put(field, frame.was[field], NUMBER.noTime);
		return;
	}
	let isSummer = isSummerTime(now[field], hasSeason);
	if (hasSeason) isSummer = coder.bit(BIT.summer + (wasSummer ? 1 : 0), isSummer ? 1 : 0) === 1;
	const seconds = expected + codeNumber(coder, context, time - expected);
	now[field] = timeValue(seconds, hasSeason, isSummer);
}

/**
 * Any other time: unchanged, or some time before another one, of the telegram itself where none is given; a quarter of an
 * hour's end more often than not.
 */
export function codeStamp(frame: FrameModel, field: number, time = frame.time): void {
	const { coder, was, now, isKey } = frame;
	const key = isKey ? 1 : 0;
	if (!isKey && coder.bit(BIT.stampChange + key, now[field] === was[field] ? 0 : 1) === 0) {
		now[field] = was[field];
		return;
	}
	const hasSeason = frame.layout.template.formats[field] === SEASON_TIME;
	const seconds = timeOf(now[field], hasSeason);
	const base = time >= 0 ? time : Math.max(EPOCH, isKey ? 0 : timeOf(was[field], hasSeason));
	if (coder.bit(BIT.timeValid + key, seconds < 0 ? 1 : 0) === 1) {
		frame.put(field, was[field], NUMBER.noTime);
		return;
	}
	const ownSummer = isOwnSummer(frame);
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
export function isOwnSummer({ now, layout }: FrameModel): boolean {
	const field = layout.roles[Role.time];
	return field >= 0 && isSummerTime(now[field], layout.template.formats[field] === SEASON_TIME);
}
