/** Registers, predicted from the power that they count; the quarter-hour's demand, from the registers. */
import { BIT, NUMBER, NUMBER_SLOTS } from "./contexts.js";
import { FieldRole } from "./layout.js";
import type { ModelState } from "./model-state.js";

const SECONDS_PER_HOUR = 3600;
const QUARTER = 900;
/** In quarters of a register's last digit: how far the power's change leaves an increment open. */
const UNCERTAINTIES = Uint16Array.of(1, 4, 16);

/** Sums of other quantities' registers, as 10 * C + E; a total of tariffs is not told here. */
const SUMS = Uint8Array.of(30, 40, 150);
const FIRST_PARTS = Uint8Array.of(50, 70, 10);
const SECOND_PARTS = Uint8Array.of(60, 80, 20);

/** The energy registers, active and reactive. */
export function codeRegisters(state: ModelState): void {
	const { was, now, isKey } = state;
	const tariffField = state.field(FieldRole.tariff);
	if (tariffField >= 0) state.put(tariffField, was[tariffField], NUMBER.count);
	const tariff = tariffField < 0 ? -1 : now[tariffField];
	const { registers } = state.layout;
	for (let index = 0; index < registers.length; index++) {
		const register = registers[index];
		const field = state.field(FieldRole.register + register);
		const parts = increment(state, register);
		if (isKey) state.put(field, parts === undefined ? 0 : parts, NUMBER.registerKey);
		else if (parts !== undefined) state.put(field, was[field] + parts, NUMBER.registerSum);
		else if (register % 10 !== 0 && tariff >= 0 && register % 10 !== tariff) {
			state.put(field, was[field], NUMBER.registerIdle);
		} else codeCounting(state, field, Math.floor(register / 10));
	}
}

/** What the parts of a sum have grown by; in a key frame, their sum. Undefined for a register that is no sum. */
function increment(state: ModelState, register: number): number | undefined {
	if (register % 10 !== 0) return undefined;
	let grown = 0;
	let parts = 0;
	for (let tariff = 1; tariff < 10; tariff++) {
		const field = state.field(FieldRole.register + register + tariff);
		if (field < 0) continue;
		grown += state.now[field] - state.was[field];
		parts++;
	}
	if (parts > 0) return grown;
	const sum = SUMS.indexOf(register);
	if (sum < 0) return undefined;
	const first = state.field(FieldRole.register + FIRST_PARTS[sum]);
	const second = state.field(FieldRole.register + SECOND_PARTS[sum]);
	if (first < 0 && second < 0) return undefined;
	return grownBy(state, first) + grownBy(state, second);
}

function grownBy({ now, was }: ModelState, field: number): number {
	return field < 0 ? 0 : now[field] - was[field];
}

/** Energy in Wh since the reference, from the mean of a power (1-0:C.7.0) then and now. */
function energyOf(state: ModelState, quantity: number): number {
	const field = state.field(FieldRole.power + quantity);
	if (field < 0) return 0;
	const mean = state.amount(state.was[field] + state.now[field], field) / 2;
	return (mean * Math.max(0, state.elapsed)) / SECONDS_PER_HOUR;
}

/** A register that the power of its quantity makes grow. */
function codeCounting(state: ModelState, field: number, quantity: number): void {
	const { was, now, elapsed, age } = state;
	const energy = energyOf(state, quantity);
	const power = state.field(FieldRole.power + quantity);
	if (energy === 0) {
		state.put(field, was[field], NUMBER.registerIdle + (power < 0 ? 0 : NUMBER_SLOTS));
		return;
	}
	const quarters = Math.floor(state.inUnits(4 * energy, field));
	const swing = state.amount(Math.abs(now[power] - was[power]), power) * elapsed;
	const open = state.inUnits((2 * swing) / SECONDS_PER_HOUR, field);
	let uncertainty = 0;
	while (uncertainty < UNCERTAINTIES.length && open > UNCERTAINTIES[uncertainty]) uncertainty++;
	const coarseAge = age < 3 ? 0 : age === 3 ? 1 : 2;
	const context = NUMBER.register + NUMBER_SLOTS * (3 * (4 * uncertainty + (quarters % 4)) + coarseAge);
	state.put(field, was[field] + Math.floor(quarters / 4), context);
}

/**
 * The demand of the running quarter of an hour (1-0:1.4.0, 2.4.0): some meters tell the mean so far, others the energy
 * so far over a whole quarter.
 */
export function codeDemand(state: ModelState): void {
	const { coder, was, now, isKey, time, timeWas } = state;
	for (let quantity = 1; quantity < 16; quantity++) {
		const field = state.field(FieldRole.demand + quantity);
		if (field < 0) continue;
		const power = state.field(FieldRole.power + quantity);
		const wattsNow = power < 0 ? 0 : state.amount(now[power], power);
		if (isKey || time < 0 || timeWas < 0) {
			state.put(field, isKey ? Math.round(state.inUnits(wattsNow, field)) : was[field], NUMBER.demandKey);
			continue;
		}
		const into = time % QUARTER;
		const intoWas = timeWas % QUARTER;
		const isFresh = Math.floor(time / QUARTER) !== Math.floor(timeWas / QUARTER);
		const energy = boundedEnergy(state, quantity) * SECONDS_PER_HOUR;
		const demandWas = state.amount(was[field], field);
		const wattsWas = power < 0 ? 0 : state.amount(was[power], power);
		const expectedOf = (isMean: boolean): number => {
			if (isFresh) return isMean ? wattsNow : (wattsNow * into) / QUARTER;
			if (isMean) return into > 0 ? (demandWas * intoWas + energy) / into : demandWas;
			return demandWas + energy / QUARTER;
		};
		const mean = Math.floor(state.inUnits(expectedOf(true), field));
		const rising = Math.floor(state.inUnits(expectedOf(false), field));
		// A mean is near the power, early in a quarter; what rises is far below it.
		const nearMean = Math.abs(demandWas - wattsWas) <= Math.abs(demandWas - (wattsWas * intoWas) / QUARTER);
		const likely = intoWas > 600 ? 1 : nearMean ? 0 : 2;
		const isMeanBetter = Math.abs(now[field] - mean) <= Math.abs(now[field] - rising);
		const isMean = mean === rising || coder.bit(BIT.demandStyle + likely, isMeanBetter ? 0 : 1) === 0;
		const coarseAge = state.age < 3 ? 0 : state.age === 3 ? 1 : 2;
		const part = into < 60 ? 0 : into < 240 ? 1 : into < 600 ? 2 : 3;
		const context = isFresh
			? NUMBER.demandFresh + (isMean ? 0 : NUMBER_SLOTS)
			: NUMBER.demand + NUMBER_SLOTS * (4 * coarseAge + part);
		state.put(field, isMean ? mean : rising, context);
	}
}

/** The energy since the reference, by the power, kept within what the registers allow: they round down. */
function boundedEnergy(state: ModelState, quantity: number): number {
	const { was, now } = state;
	const energy = energyOf(state, quantity);
	let grown = 0;
	let registers = 0;
	let unit = 0;
	for (let tariff = 1; tariff <= 10 && (tariff < 10 || registers === 0); tariff++) {
		const field = state.field(FieldRole.register + 10 * quantity + (tariff % 10));
		if (field < 0) continue;
		registers++;
		grown += state.amount(now[field] - was[field], field);
		unit = state.amount(1, field);
	}
	if (registers === 0) return energy;
	return Math.max(grown - unit, Math.min(grown + unit, energy));
}
