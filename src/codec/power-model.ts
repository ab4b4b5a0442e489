/**
 * Powers, voltages and currents: each phase predicted from its last value, sums from their parts, currents from power
 * and voltage.
 */
import { BIT, NUMBER, NUMBER_SLOTS } from "./contexts.js";
import { FieldKind, FieldRole } from "./layout.js";
import type { ModelState } from "./model-state.js";

/** From one phase's codes to the next one's. */
const PHASE_STEP = 20;
const PHASES = 3;
const IMPORT = 1;
const EXPORT = 2;
const PHASE_IMPORT = 21;
const PHASE_CURRENT = 31;
const PHASE_VOLTAGE = 32;

/** In W. How much a power varies depends on how large it is: each class has probabilities of its own. */
const POWER_CLASSES = Uint16Array.of(0, 30, 200, 1000);
const REACTIVE_CLASSES = Uint16Array.of(0, 100);
/** In units of a sum's last digit. */
const SUM_ERRORS = Uint16Array.of(0, 2, 8);
const SUM_CHANGES = Uint16Array.of(0, 20);
/** Changes of a current, in quarters of its last digit. */
const CURRENT_CHANGES = Uint16Array.of(0, 1, 4, 16);

/** A change of power by more than this many W shows in the voltage. */
const DISTURBING = 200;
/** With a quarter of an ohm between house and transformer, 1 kW at 230 V lowers the voltage by 1 V. */
const MILLIVOLTS_PER_WATT = 1;

/** The first class whose limit `amount` does not exceed. */
function classOf(limits: Uint16Array, amount: number): number {
	let index = 0;
	while (index < limits.length && amount > limits[index]) index++;
	return index;
}

function net(values: Float64Array, importField: number, exportField: number): number {
	return (importField < 0 ? 0 : values[importField]) - (exportField < 0 ? 0 : values[exportField]);
}

function powerContext(state: ModelState, was: number, field: number): number {
	const magnitude = classOf(POWER_CLASSES, state.amount(Math.abs(was), field));
	return NUMBER.power + NUMBER_SLOTS * (5 * state.age + magnitude);
}

/** Import and export of one phase, of which one is zero nearly always: a single number with a sign. */
function codePair(
	state: ModelState,
	importField: number,
	exportField: number,
	expected: number,
	context: number,
): void {
	const { coder, was, now } = state;
	if (importField >= 0 && exportField >= 0) {
		const wasBoth = was[importField] !== 0 && was[exportField] !== 0 ? 1 : 0;
		const sum = now[importField] - now[exportField];
		// Both follow from their difference alone: one of them is zero, and the other one not negative.
		const isOne = now[importField] === Math.max(0, sum) && now[exportField] === Math.max(0, -sum);
		const isBoth = isOne ? 0 : 1;
		if (coder.bit(BIT.exclusive + wasBoth, isBoth) === 0) {
			const field = importField;
			const exported = now[exportField];
			now[field] -= exported;
			state.put(field, expected, context);
			const power = now[field];
			now[importField] = power > 0 ? power : 0;
			now[exportField] = power < 0 ? -power : 0;
			return;
		}
	}
	if (importField >= 0) state.put(importField, was[importField], powerContext(state, was[importField], importField));
	if (exportField >= 0) state.put(exportField, was[exportField], powerContext(state, was[exportField], exportField));
}

/** The active powers of the phases. */
export function codePhasePowers(state: ModelState): void {
	const { was, now } = state;
	let change = 0;
	let isExporting = false;
	for (let phase = 0; phase < PHASES; phase++) {
		const importField = state.field(FieldRole.power + PHASE_IMPORT + PHASE_STEP * phase);
		const exportField = state.field(FieldRole.power + PHASE_IMPORT + 1 + PHASE_STEP * phase);
		if (importField < 0 && exportField < 0) continue;
		const power = net(was, importField, exportField);
		// An inverter with three phases feeds them all alike: one phase's change predicts the next one's.
		const isAlong = isExporting && power < 0;
		const field = importField < 0 ? exportField : importField;
		const context = isAlong ? NUMBER.powerAlong + NUMBER_SLOTS * state.age : powerContext(state, power, field);
		codePair(state, importField, exportField, isAlong ? power + change : power, context);
		change = net(now, importField, exportField) - power;
		isExporting = power < 0;
	}
}

/** Import and export of all phases: their sum, off by what it was off before. */
export function codeTotalPower(state: ModelState): void {
	const { was, now, isKey } = state;
	const importField = state.field(FieldRole.power + IMPORT);
	const exportField = state.field(FieldRole.power + EXPORT);
	if (importField < 0 && exportField < 0) return;
	let sum = 0;
	let sumWas = 0;
	let phases = 0;
	for (let phase = 0; phase < PHASES; phase++) {
		const phaseImport = state.field(FieldRole.power + PHASE_IMPORT + PHASE_STEP * phase);
		const phaseExport = state.field(FieldRole.power + PHASE_IMPORT + 1 + PHASE_STEP * phase);
		if (phaseImport < 0 && phaseExport < 0) continue;
		phases++;
		sum += net(now, phaseImport, phaseExport);
		sumWas += net(was, phaseImport, phaseExport);
	}
	const power = net(was, importField, exportField);
	const field = importField < 0 ? exportField : importField;
	if (phases === 0) {
		codePair(state, importField, exportField, power, powerContext(state, power, field));
		return;
	}
	if (isKey) {
		codePair(state, importField, exportField, sum, NUMBER.totalKey);
		return;
	}
	const error = classOf(SUM_ERRORS, Math.abs(power - sumWas));
	const changed = classOf(SUM_CHANGES, Math.abs(sum - sumWas));
	codePair(state, importField, exportField, sum, NUMBER.total + NUMBER_SLOTS * (3 * error + changed));
}

/** Voltages: the phases of a feeder go up and down together, and down under a load. */
export function codeVoltages(state: ModelState): void {
	const { was, now, age, isKey } = state;
	let changeBefore = 0;
	let direction = 0;
	for (let phase = 0; phase < PHASES; phase++) {
		const field = state.field(FieldRole.power + PHASE_VOLTAGE + PHASE_STEP * phase);
		if (field < 0) continue;
		const load = powerChange(state, phase);
		const drop = Math.round(state.inUnits((load * MILLIVOLTS_PER_WATT) / 1000, field));
		const isDisturbed = load > DISTURBING || load < -DISTURBING;
		const expected = isKey ? keyVoltage(state, field, changeBefore) : was[field] - drop + Math.trunc(changeBefore / 2);
		const context =
			isDisturbed && !isKey
				? NUMBER.voltageDisturbed + NUMBER_SLOTS * age
				: NUMBER.voltage + NUMBER_SLOTS * (4 * age + direction);
		state.put(field, expected, context);
		changeBefore = isKey ? now[field] : now[field] - was[field] + drop;
		direction = isKey ? 1 : changeBefore === 0 ? 1 : changeBefore > 0 ? 2 : 3;
	}
}

const NOMINAL_VOLTS = 230;

function keyVoltage(state: ModelState, field: number, before: number): number {
	return before > 0 ? before : Math.round(state.inUnits(NOMINAL_VOLTS, field));
}

/** By how many W a phase's net power has changed; 0 where the telegram does not tell it. */
function powerChange(state: ModelState, phase: number): number {
	const first = FieldRole.power + PHASE_IMPORT + PHASE_STEP * phase;
	const importField = state.field(first);
	const exportField = state.field(first + 1);
	if (importField < 0 && exportField < 0) return 0;
	const change = net(state.now, importField, exportField) - net(state.was, importField, exportField);
	return state.amount(change, importField < 0 ? exportField : importField);
}

/** Currents: from power and voltage now, and as much reactive power as there was before. */
export function codeCurrents(state: ModelState): void {
	const { was, now, isKey, age } = state;
	for (let phase = 0; phase < PHASES; phase++) {
		const field = state.field(FieldRole.power + PHASE_CURRENT + PHASE_STEP * phase);
		if (field < 0) continue;
		const first = FieldRole.power + PHASE_IMPORT + PHASE_STEP * phase;
		const importField = state.field(first);
		const exportField = state.field(first + 1);
		const voltage = state.field(FieldRole.power + PHASE_VOLTAGE + PHASE_STEP * phase);
		if (importField < 0 && exportField < 0) {
			state.put(field, was[field], NUMBER.currentAlone + NUMBER_SLOTS * age);
			continue;
		}
		const power = importField < 0 ? exportField : importField;
		const watts = wattsOf(state, now, importField, exportField, power);
		if (isKey) {
			state.put(field, Math.floor(state.inUnits(watts / volts(state, now, voltage), field)), NUMBER.currentKey);
			continue;
		}
		const wattsWas = wattsOf(state, was, importField, exportField, power);
		// A meter rounds down: on average, half a digit was lost.
		const apparentWas = Math.round(state.amount(was[field] + 0.5, field) * volts(state, was, voltage));
		const reactive = Math.max(0, apparentWas * apparentWas - wattsWas * wattsWas);
		const apparent = squareRoot(watts * watts + reactive);
		const expected = state.inUnits(apparent / volts(state, now, voltage), field);
		const size = classOf(CURRENT_CHANGES, Math.floor(Math.abs(expected - was[field] - 0.5) * 4));
		const isSame = watts === wattsWas ? 1 : 0;
		state.put(field, Math.floor(expected), NUMBER.current + NUMBER_SLOTS * (2 * size + isSame));
	}
}

function wattsOf(
	state: ModelState,
	values: Float64Array,
	importField: number,
	exportField: number,
	power: number,
): number {
	return Math.round(Math.abs(state.amount(net(values, importField, exportField), power)));
}

/** The root of a whole number, rounded down: whatever an engine's root rounds to. */
function squareRoot(square: number): number {
	if (!(square < 2 ** 50)) return 0;
	let root = Math.floor(Math.sqrt(square));
	while (root * root > square) root--;
	while ((root + 1) * (root + 1) <= square) root++;
	return root;
}

function volts(state: ModelState, values: Float64Array, field: number): number {
	const amount = field < 0 ? NOMINAL_VOLTS : state.amount(values[field], field);
	return amount > 0 ? amount : NOMINAL_VOLTS;
}

/** Reactive powers, power factors and the frequency: predicted to stay as they were. */
export function codeOtherPowers(state: ModelState): void {
	const { was, age, layout } = state;
	const { kinds } = layout;
	for (let field = 0; field < kinds.length; field++) {
		if (kinds[field] === FieldKind.reactive) {
			const magnitude = classOf(REACTIVE_CLASSES, state.amount(Math.abs(was[field]), field));
			state.put(field, was[field], NUMBER.reactive + NUMBER_SLOTS * (3 * age + magnitude));
		} else if (kinds[field] === FieldKind.factor) state.put(field, was[field], NUMBER.factor + NUMBER_SLOTS * age);
		else if (kinds[field] === FieldKind.frequency) {
			const expected = state.isKey ? Math.round(state.inUnits(50, field)) : was[field];
			state.put(field, expected, NUMBER.frequency + NUMBER_SLOTS * age);
		}
	}
}
