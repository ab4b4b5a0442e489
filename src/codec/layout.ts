/**
 * What the fields of a template mean to the model that predicts them: by the OBIS code of their line (IEC 62056-61),
 * their unit, and where they stand in it. What is unknown stays a number like others.
 */
import { crc32 } from "../vendor/crc-32.js";
import { BARE_TIME, DASHED_TIME, decimalsOf, digitsOf, SEASON_TIME } from "./field-format.js";
import { LineCode } from "./line-code.js";
import type { Template } from "./template.js";

/** Fields that the model looks up by what they are. An entry of `roles` is the field's index, or -1. */
const POWERS = 80;
const REGISTERS = 160;
const DEMANDS = 16;
export const FieldRole = Object.freeze({
	/** 1-0:C.7.0 stands at `power + C`: powers, and by phase voltages, currents, power factors; frequency. */
	power: 0,
	/** 1-0:C.8.E stands at `register + 10 * C + E`. */
	register: POWERS,
	/** 1-0:C.4.0 */
	demand: POWERS + REGISTERS,
	/** 0-0:1.0.0 */
	time: POWERS + REGISTERS + DEMANDS,
	/** 0-0:96.14.0 */
	tariff: POWERS + REGISTERS + DEMANDS + 1,
	count: POWERS + REGISTERS + DEMANDS + 2,
});

export const FieldKind = Object.freeze({
	/** Has a role. */
	known: 0,
	/** An M-Bus reading's time, and behind it its value. */
	mbusTime: 1,
	mbusValue: 2,
	/** Any other time. */
	time: 3,
	other: 4,
	/** Reactive and apparent power, and what else goes up and down like a power. */
	reactive: 5,
	/** A power factor. */
	factor: 6,
	frequency: 7,
	/** One of many readings in a row (7-0:23.1.0), of which each is near the one before, and the time of one. */
	listValue: 8,
	listTime: 9,
});

export interface Layout {
	readonly template: Template;
	/** The 16 bits by which a key frame names the template that it is to be read with. */
	readonly check: number;
	readonly roles: Int16Array;
	/** By field, a `FieldKind`. */
	readonly kinds: Uint8Array;
	/**
	 * By field, a power of ten: how many units of its last digit make one W, Wh, V or A. 3 for milliwatts, -1 for tens of
	 * watts.
	 */
	readonly scales: Int8Array;
	/** The registers that there are, as 10 * C + E: sums behind what they are made of. */
	readonly registers: Uint8Array;
}

const LINE_FEED = 0x0a;
const OPEN = 0x28;
const ASTERISK = 0x2a;
const LOWER_K = 0x6b;

/** Of the CRC-32 over literals, formats, the fields' places and the CRC's, two bytes each, the low one first. */
function checkOf({ literals, formats, fieldAt, crcAt }: Template): number {
	const places = new Uint8Array(2 * fieldAt.length + 2);
	for (let field = 0; field < fieldAt.length; field++) {
		places[2 * field] = fieldAt[field] & 0xff;
		places[2 * field + 1] = fieldAt[field] >> 8;
	}
	places[places.length - 2] = crcAt & 0xff;
	places[places.length - 1] = (crcAt >> 8) & 0xff;
	return crc32(places, crc32(formats, crc32(literals))) & 0xffff;
}

export function layoutOf(template: Template): Layout {
	const { literals, fieldAt, formats } = template;
	const count = fieldAt.length;
	const layout: Layout = {
		template,
		check: checkOf(template),
		roles: new Int16Array(FieldRole.count).fill(-1),
		kinds: new Uint8Array(count).fill(FieldKind.other),
		scales: new Int8Array(count),
		registers: NONE,
	};
	const code = new LineCode();
	let start = 0;
	for (let field = 0; field < count; field++) {
		const at = fieldAt[field];
		const feed = at === 0 ? -1 : literals.lastIndexOf(LINE_FEED, at - 1);
		if (feed + 1 > start) {
			start = feed + 1;
			// A line that begins with a parenthesis goes on with the one before.
			if (literals[start] !== OPEN) code.read(literals, start);
		}
		const isKilo = literals[at] === LOWER_K || (literals[at] === ASTERISK && literals[at + 1] === LOWER_K);
		layout.scales[field] = decimalsOf(formats[field]) - (isKilo ? 3 : 0);
		classify(layout, field, code.groups);
	}
	return { ...layout, registers: registersOf(layout.roles) };
}

/** Quadrants before the reactive sums, tariffs before totals, import and export before what both make. */
const REGISTER_ORDER = Uint8Array.of(1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12, 13, 14, 15);
const NONE = new Uint8Array(0);

function registersOf(roles: Int16Array): Uint8Array {
	const registers = new Uint8Array(REGISTERS);
	let count = 0;
	for (const quantity of REGISTER_ORDER) {
		for (let tariff = 1; tariff <= 10; tariff++) {
			const register = 10 * quantity + (tariff % 10);
			if (roles[FieldRole.register + register] >= 0) registers[count++] = register;
		}
	}
	return registers.slice(0, count);
}

/** OBIS medium 7: gas that the electricity meter lists as its own. Gas meters on the M-Bus stand under medium 0. */
const GAS = 7;
const GAS_READING = 23;

function classify({ template, roles, kinds }: Layout, field: number, groups: Uint8Array): void {
	// One by one: an iterator would take longer than all the rest.
	const medium = groups[0];
	const channel = groups[1];
	const c = groups[2];
	const d = groups[3];
	const e = groups[4];
	const format = template.formats[field];
	const isTime = format === SEASON_TIME || format === BARE_TIME;
	if (isTime) kinds[field] = FieldKind.time;
	else if (format === DASHED_TIME) kinds[field] = FieldKind.listTime;
	else if (medium === GAS && c === GAS_READING) kinds[field] = FieldKind.listValue;
	if (medium === 0 && channel > 0 && c === 24 && (d === 2 || d === 3)) {
		if (isTime) kinds[field] = FieldKind.mbusTime;
		else if (decimalsOf(format) > 0 || d === 2) kinds[field] = FieldKind.mbusValue;
		return;
	}
	let role = -1;
	// A field whose role the model never looks up would not be coded at all: so quantity 0 gets no role.
	if (medium === 1 && !isTime && c > 0) {
		if (d === 7 && e === 0 && c < POWERS) role = FieldRole.power + c;
		else if (d === 8 && e < 10 && c < 16) role = FieldRole.register + 10 * c + e;
		else if (d === 4 && e === 0 && c < DEMANDS) role = FieldRole.demand + c;
	} else if (medium === 0 && c === 1 && isTime) role = FieldRole.time;
	else if (medium === 0 && c === 96 && d === 14 && digitsOf(format) <= 4) role = FieldRole.tariff;
	if (role < 0 || roles[role] >= 0) return;
	roles[role] = field;
	kinds[field] = role < FieldRole.register ? powerKind(c) : FieldKind.known;
}

/** 1-0:C.7.0: the model knows active powers and voltages and currents of phases one by one. */
function powerKind(c: number): number {
	const isKnown = c <= 2 || (c > 20 && (c % 10 === 1 || c % 10 === 2));
	if (isKnown) return FieldKind.known;
	if (c === 14) return FieldKind.frequency;
	return c % 20 === 13 ? FieldKind.factor : FieldKind.reactive;
}
