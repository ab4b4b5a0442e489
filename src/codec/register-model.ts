/** Registers, from the power that they count; the quarter-hour's demand, from the registers. */
import { BIT, NUMBER, NUMBER_SLOTS } from "./contexts.js";
import type { FrameModel } from "./frame-model.js";
import { Role } from "./layout.js";

const SECONDS_PER_HOUR = 3600;
const QUARTER = 900;
/** In quarters of a register's last digit: how far the power's change leaves an increment open. */
const UNCERTAINTIES = Uint16Array.of(1, 4, 16);

/** Sums of other quantities' registers, as 10 * C + E; a total of tariffs is not told here. */
const SUMS = Uint8Array.of(30, 40, 150);
const FIRST_PARTS = Uint8Array.of(50, 70, 10);
const SECOND_PARTS = Uint8Array.of(60, 80, 20);

/** The energy registers, active and reactive. */
export function codeRegisters(frame: FrameModel): void {
	const { was, now, isKey } = frame;
	const tariffField = frame.field(Role.tariff);
	if (tariffField >= 0) frame.put(tariffField, was[tariffField], NUMBER.count);
	const tariff = tariffField < 0 ? -1 : now[tariffField];
	const { registers } = frame.layout;
	for (let index = 0; index < registers.length; index++) {
		const register = registers[index];
		const field = frame.field(Role.register + register);
		const parts = increment(frame, register);
		if (isKey) frame.put(field, parts === undefined ? 0 : parts, NUMBER.registerKey);
		else if (parts !== undefined) frame.put(field, was[field] + parts, NUMBER.registerSum);
		else if (register % 10 !== 0 && tariff >= 0 && register % 10 !== tariff) {
			frame.put(field, was[field], NUMBER.registerIdle);
		} else codeCounting(frame, field, Math.floor(register / 10));
	}
}

/** What the parts of a sum have grown by; in a key frame, their sum. Undefined for a register that is no sum. */
function increment(frame: FrameModel, register: number): number | undefined {
	if (register % 10 !== 0) return undefined;
	let grown = 0;
	let parts = 0;
	for (let tariff = 1; tariff < 10; tariff++) {
		const field = frame.field(Role.register + register + tariff);
		if (field < 0) continue;
		grown += frame.now[field] - frame.was[field];
		parts++;
	}
	if (parts > 0) return grown;
	const sum = SUMS.indexOf(register);
	if (sum < 0) return undefined;
	const first = frame.field(Role.register + FIRST_PARTS[sum]);
	const second = frame.field(Role.register + SECOND_PARTS[sum]);
	if (first < 0 && second < 0) return undefined;
	return grownBy(frame, first) + grownBy(frame, second);
}

function grownBy({ now, was }: FrameModel, field: number): number {
	return field < 0 ? 0 : now[field] - was[field];
}

/** Energy in Wh that a power 1-0:C.7.0 makes from the reference on, as its mean of then and now has it. */
function energyOf(frame: FrameModel, quantity: number): number {
	const field = frame.field(Role.power + quantity);
	if (field < 0) return 0;
	const mean = frame.amount(frame.was[field] + frame.now[field], field) / 2;
	return (mean * Math.max(0, frame.elapsed)) / SECONDS_PER_HOUR;
}

/** A register that the power of its quantity makes grow. */
function codeCounting(frame: FrameModel, field: number, quantity: number): void {
	const { was, now, elapsed, age } = frame;
	const energy = energyOf(frame, quantity);
	const power = frame.field(Role.power + quantity);
	if (energy === 0) {
		frame.put(field, was[field], NUMBER.registerIdle + (power < 0 ? 0 : NUMBER_SLOTS));
		return;
	}
	const quarters = Math.floor(frame.inUnits(4 * energy, field));
	const swing = frame.amount(Math.abs(now[power] - was[power]), power) * elapsed;
	const open = frame.inUnits((2 * swing) / SECONDS_PER_HOUR, field);
	let uncertainty = 0;
	while (uncertainty < UNCERTAINTIES.length && open > UNCERTAINTIES[uncertainty]) uncertainty++;
	const coarseAge = age < 3 ? 0 : age === 3 ? 1 : 2;
	const context = NUMBER.register + NUMBER_SLOTS * (3 * (4 * uncertainty + (quarters % 4)) + coarseAge);
	frame.put(field, was[field] + Math.floor(quarters / 4), context);
}

/** The demand of the running quarter of an hour (1-0:1.4.0, 2.4.0): its mean so far, or what it is so far of the whole. */
export function codeDemand(frame: FrameModel): void {
	const { coder, was, now, isKey, time, timeWas } = frame;
	for (let quantity = 1; quantity < 16; quantity++) {
		const field = frame.field(Role.demand + quantity);
		if (field < 0) continue;
		const power = frame.field(Role.power + quantity);
		const wattsNow = power < 0 ? 0 : frame.amount(now[power], power);
		if (isKey || time < 0 || timeWas < 0) {
			frame.put(field, isKey ? Math.round(frame.inUnits(wattsNow, field)) : was[field], NUMBER.demandKey);
			continue;
		}
		const into = time % QUARTER;
		const intoWas = timeWas % QUARTER;
		const isFresh = Math.floor(time / QUARTER) !== Math.floor(timeWas / QUARTER);
		const energy = boundedEnergy(frame, quantity) * SECONDS_PER_HOUR;
		const demandWas = frame.amount(was[field], field);
		const wattsWas = power < 0 ? 0 : frame.amount(was[power], power);
		const expectedOf = (isMean: boolean): number => {
			if (isFresh) return isMean ? wattsNow : (wattsNow * into) / QUARTER;
			if (isMean) return into > 0 ? (demandWas * intoWas + energy) / into : demandWas;
			return demandWas + energy / QUARTER;
		};
		const mean = Math.floor(frame.inUnits(expectedOf(true), field));
		const rising = Math.floor(frame.inUnits(expectedOf(false), field));
		// A mean is near the power, early in a quarter; what rises is far below it.
		const nearMean = Math.abs(demandWas - wattsWas) <= Math.abs(demandWas - (wattsWas * intoWas) / QUARTER);
		const likely = intoWas > 600 ? 1 : nearMean ? 0 : 2;
		const isMeanBetter = Math.abs(now[field] - mean) <= Math.abs(now[field] - rising);
		const isMean = mean === rising || coder.bit(BIT.demandStyle + likely, isMeanBetter ? 0 : 1) === 0;
		const coarseAge = frame.age < 3 ? 0 : frame.age === 3 ? 1 : 2;
		const part = into < 60 ? 0 : into < 240 ? 1 : into < 600 ? 2 : 3;
		const context = isFresh
			? NUMBER.demandFresh + (isMean ? 0 : NUMBER_SLOTS)
			: NUMBER.demand + NUMBER_SLOTS * (4 * coarseAge + part);
		frame.put(field, isMean ? mean : rising, context);
	}
}

/** The energy since the reference, by the power, within what the registers say: they round down. */
function boundedEnergy(frame: FrameModel, quantity: number): number {
	const { was, now } = frame;
	const energy = energyOf(frame, quantity);
	let grown = 0;
	let registers = 0;
	let unit = 0;
	for (let tariff = 1; tariff <= 10 && (tariff < 10 || registers === 0); tariff++) {
		const field = frame.field(Role.register + 10 * quantity + (tariff % 10));
		if (field < 0) continue;
		registers++;
		grown += frame.amount(now[field] - was[field], field);
		unit = frame.amount(1, field);
	}
	if (registers === 0) return energy;
	return Math.max(grown - unit, Math.min(grown + unit, energy));
}
