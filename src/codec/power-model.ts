/** Powers, voltages and currents: each phase from what it was, sums from their parts, currents from both. */
import { BIT, NUMBER, NUMBER_SLOTS } from "./contexts.js";
import type { FrameModel } from "./frame-model.js";
import { FieldKind, Role } from "./layout.js";

/** From one phase's codes to the next one's. */
const PHASE_STEP = 20;
const PHASES = 3;
const IMPORT = 1;
const EXPORT = 2;
const PHASE_IMPORT = 21;
const PHASE_CURRENT = 31;
const PHASE_VOLTAGE = 32;

/** In W: what a power of so much varies by differs from class to class. */
const POWER_CLASSES = Uint16Array.of(0, 30, 200, 1000);
const REACTIVE_CLASSES = Uint16Array.of(0, 100);
/** In units of a sum's last digit. */
const SUM_ERRORS = Uint16Array.of(0, 2, 8);
const SUM_CHANGES = Uint16Array.of(0, 20);
/** Changes of a current, in quarters of its last digit. */
const CURRENT_CHANGES = Uint16Array.of(0, 1, 4, 16);

/** A change of power by so many W shows in the voltage. */
const DISTURBING = 200;
/** A quarter of an ohm between a house and its transformer: 1 kW takes 1 V. */
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

function powerContext(frame: FrameModel, was: number, field: number): number {
	const magnitude = classOf(POWER_CLASSES, frame.amount(Math.abs(was), field));
	return NUMBER.power + NUMBER_SLOTS * (5 * frame.age + magnitude);
}

/** Import and export of one phase, of which one is zero nearly always: a single number with a sign. */
function codePair(
	frame: FrameModel,
	importField: number,
	exportField: number,
	expected: number,
	context: number,
): void {
	const { coder, was, now } = frame;
	if (importField >= 0 && exportField >= 0) {
		const wasBoth = was[importField] !== 0 && was[exportField] !== 0 ? 1 : 0;
		const sum = now[importField] - now[exportField];
		// By the sum alone both can be told: one of them is zero, and the other one not below it.
		const isOne = now[importField] === Math.max(0, sum) && now[exportField] === Math.max(0, -sum);
		const isBoth = isOne ? 0 : 1;
		if (coder.bit(BIT.exclusive + wasBoth, isBoth) === 0) {
			const field = importField;
			const exported = now[exportField];
			now[field] -= exported;
			frame.put(field, expected, context);
			const power = now[field];
			now[importField] = power > 0 ? power : 0;
			now[exportField] = power < 0 ? -power : 0;
			return;
		}
	}
	if (importField >= 0) frame.put(importField, was[importField], powerContext(frame, was[importField], importField));
	if (exportField >= 0) frame.put(exportField, was[exportField], powerContext(frame, was[exportField], exportField));
}

/** The active powers of the phases. */
export function codePhasePowers(frame: FrameModel): void {
	const { was, now } = frame;
	let change = 0;
	let isExporting = false;
	for (let phase = 0; phase < PHASES; phase++) {
		const importField = frame.field(Role.power + PHASE_IMPORT + PHASE_STEP * phase);
		const exportField = frame.field(Role.power + PHASE_IMPORT + 1 + PHASE_STEP * phase);
		if (importField < 0 && exportField < 0) continue;
		const power = net(was, importField, exportField);
		// An inverter with three phases feeds all alike: what the sun did to one it did to the next.
		const isAlong = isExporting && power < 0;
		const field = importField < 0 ? exportField : importField;
		const context = isAlong ? NUMBER.powerAlong + NUMBER_SLOTS * frame.age : powerContext(frame, power, field);
		codePair(frame, importField, exportField, isAlong ? power + change : power, context);
		change = net(now, importField, exportField) - power;
		isExporting = power < 0;
	}
}

/** Import and export of all phases: their sum, off by what it was off before. */
export function codeTotalPower(frame: FrameModel): void {
	const { was, now, isKey } = frame;
	const importField = frame.field(Role.power + IMPORT);
	const exportField = frame.field(Role.power + EXPORT);
	if (importField < 0 && exportField < 0) return;
	let sum = 0;
	let sumWas = 0;
	let phases = 0;
	for (let phase = 0; phase < PHASES; phase++) {
		const phaseImport = frame.field(Role.power + PHASE_IMPORT + PHASE_STEP * phase);
		const phaseExport = frame.field(Role.power + PHASE_IMPORT + 1 + PHASE_STEP * phase);
		if (phaseImport < 0 && phaseExport < 0) continue;
		phases++;
		sum += net(now, phaseImport, phaseExport);
		sumWas += net(was, phaseImport, phaseExport);
	}
	const power = net(was, importField, exportField);
	const field = importField < 0 ? exportField : importField;
	if (phases === 0) {
		codePair(frame, importField, exportField, power, powerContext(frame, power, field));
		return;
	}
	if (isKey) {
		codePair(frame, importField, exportField, sum, NUMBER.totalKey);
		return;
	}
	const error = classOf(SUM_ERRORS, Math.abs(power - sumWas));
	const changed = classOf(SUM_CHANGES, Math.abs(sum - sumWas));
	codePair(frame, importField, exportField, sum, NUMBER.total + NUMBER_SLOTS * (3 * error + changed));
}

/** Voltages: the phases of a feeder go up and down together, and down under a load. */
export function codeVoltages(frame: FrameModel): void {
	const { was, now, age, isKey } = frame;
	let changeBefore = 0;
	let direction = 0;
	for (let phase = 0; phase < PHASES; phase++) {
		const field = frame.field(Role.power + PHASE_VOLTAGE + PHASE_STEP * phase);
		if (field < 0) continue;
		const load = powerChange(frame, phase);
		const drop = Math.round(frame.inUnits((load * MILLIVOLTS_PER_WATT) / 1000, field));
		const isDisturbed = load > DISTURBING || load < -DISTURBING;
		const expected = isKey ? keyVoltage(frame, field, changeBefore) : was[field] - drop + Math.trunc(changeBefore / 2);
		const context =
			isDisturbed && !isKey
				? NUMBER.voltageDisturbed + NUMBER_SLOTS * age
				: NUMBER.voltage + NUMBER_SLOTS * (4 * age + direction);
		frame.put(field, expected, context);
		changeBefore = isKey ? now[field] : now[field] - was[field] + drop;
		direction = isKey ? 1 : changeBefore === 0 ? 1 : changeBefore > 0 ? 2 : 3;
	}
}

const NOMINAL_VOLTS = 230;

function keyVoltage(frame: FrameModel, field: number, before: number): number {
	return before > 0 ? before : Math.round(frame.inUnits(NOMINAL_VOLTS, field));
}

/** By how many W a phase's power, or where there is but one the total, has changed. */
function powerChange(frame: FrameModel, phase: number): number {
	const first = Role.power + PHASE_IMPORT + PHASE_STEP * phase;
	const importField = frame.field(first);
	const exportField = frame.field(first + 1);
	if (importField < 0 && exportField < 0) return 0;
	const change = net(frame.now, importField, exportField) - net(frame.was, importField, exportField);
	return frame.amount(change, importField < 0 ? exportField : importField);
}

/** Currents: of the power and the voltage of now, and of as much reactive power as there was. */
export function codeCurrents(frame: FrameModel): void {
	const { was, now, isKey, age } = frame;
	for (let phase = 0; phase < PHASES; phase++) {
		const field = frame.field(Role.power + PHASE_CURRENT + PHASE_STEP * phase);
		if (field < 0) continue;
		const first = Role.power + PHASE_IMPORT + PHASE_STEP * phase;
		const importField = frame.field(first);
		const exportField = frame.field(first + 1);
		const voltage = frame.field(Role.power + PHASE_VOLTAGE + PHASE_STEP * phase);
		if (importField < 0 && exportField < 0) {
			frame.put(field, was[field], NUMBER.currentAlone + NUMBER_SLOTS * age);
			continue;
		}
		const power = importField < 0 ? exportField : importField;
		const watts = wattsOf(frame, now, importField, exportField, power);
		if (isKey) {
			frame.put(field, Math.floor(frame.inUnits(watts / volts(frame, now, voltage), field)), NUMBER.currentKey);
			continue;
		}
		const wattsWas = wattsOf(frame, was, importField, exportField, power);
		// A meter rounds down: on average, half a digit was lost.
		const apparentWas = Math.round(frame.amount(was[field] + 0.5, field) * volts(frame, was, voltage));
		const reactive = Math.max(0, apparentWas * apparentWas - wattsWas * wattsWas);
		const apparent = squareRoot(watts * watts + reactive);
		const expected = frame.inUnits(apparent / volts(frame, now, voltage), field);
		const size = classOf(CURRENT_CHANGES, Math.floor(Math.abs(expected - was[field] - 0.5) * 4));
		const isSame = watts === wattsWas ? 1 : 0;
		frame.put(field, Math.floor(expected), NUMBER.current + NUMBER_SLOTS * (2 * size + isSame));
	}
}

function wattsOf(
	frame: FrameModel,
	values: Float64Array,
	importField: number,
	exportField: number,
	power: number,
): number {
	return Math.round(Math.abs(frame.amount(net(values, importField, exportField), power)));
}

/** The root of a whole number, rounded down: whatever an engine's root rounds to. */
function squareRoot(square: number): number {
	if (!(square < 2 ** 50)) return 0;
	let root = Math.floor(Math.sqrt(square));
	while (root * root > square) root--;
	while ((root + 1) * (root + 1) <= square) root++;
	return root;
}

function volts(frame: FrameModel, values: Float64Array, field: number): number {
	const amount = field < 0 ? NOMINAL_VOLTS : frame.amount(values[field], field);
	return amount > 0 ? amount : NOMINAL_VOLTS;
}

/** Reactive powers, power factors and the frequency: as they were. */
export function codeOtherPowers(frame: FrameModel): void {
	const { was, age, layout } = frame;
	const { kinds } = layout;
	for (let field = 0; field < kinds.length; field++) {
		if (kinds[field] === FieldKind.reactive) {
			const magnitude = classOf(REACTIVE_CLASSES, frame.amount(Math.abs(was[field]), field));
			frame.put(field, was[field], NUMBER.reactive + NUMBER_SLOTS * (3 * age + magnitude));
		} else if (kinds[field] === FieldKind.factor) frame.put(field, was[field], NUMBER.factor + NUMBER_SLOTS * age);
		else if (kinds[field] === FieldKind.frequency) {
			const expected = frame.isKey ? Math.round(frame.inUnits(50, field)) : was[field];
			frame.put(field, expected, NUMBER.frequency + NUMBER_SLOTS * age);
		}
	}
}
