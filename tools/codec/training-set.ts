/**
 * What the tables are trained on: days of generated households, with seeds and dates that no test uses, and templates
 * whose identities are drawn anew each time. No telegram of a real meter, and none of a Hungarian one: that family
 * stands for what no table has seen.
 */

import { below } from "../sim/household/arithmetic.js";
import { GeneratedMeter, METER_MODELS } from "../sim/meters.js";
import { type Random, seededRandom } from "../sim/random.js";

export interface TrainingDay {
	model: string;
	seed: number;
	start: string;
}

/** Model, and the day in each of two seasons. */
const DAYS: readonly (readonly [model: string, ...starts: string[]])[] = Object.freeze([
	["be-3ph", "2025-06-20T05:00", "2025-01-14T12:00", "2025-10-03T06:00"],
	["be-1ph", "2025-04-03T07:00", "2025-12-11T15:00"],
	["be-2x", "2025-03-09T16:00"],
	["nl-3ph", "2025-08-08T09:00", "2025-02-02T11:00"],
	["nl-1ph", "2025-11-02T16:00"],
	["nl-1ph-10s", "2025-02-09T16:00"],
	["nl-dsmr3", "2025-09-19T08:00"],
	["nl-dsmr22", "2025-05-01T00:00"],
	["lu", "2025-07-09T06:00"],
	["se", "2025-09-09T06:00"],
	["at", "2025-05-09T06:00"],
	["lt", "2025-04-19T18:00"],
	["ch", "2025-10-29T00:00"],
	["de-q3d", "2025-03-30T00:00"],
	["warmtelink", "2025-12-24T06:00"],
	["ace4000", "2025-02-24T06:00"],
]);
const FIRST_SEED = 7001;

export function trainingDays(): TrainingDay[] {
	let seed = FIRST_SEED;
	return DAYS.flatMap(([model, ...starts]) => starts.map((start) => ({ model, seed: seed++, start })));
}

export function* telegramsOf({ model, seed, start }: TrainingDay, seconds: number): Iterable<Uint8Array> {
	const meter = new GeneratedMeter(METER_MODELS[model], seededRandom(seed, "training"), { start });
	for (let second = 0; second < seconds; second += meter.intervalSeconds) yield meter.next();
}

/** Identifications as meters have them, a letter for each letter and a digit for each digit: those are drawn anew. */
const HEADERS = Object.freeze([
	"/ISk5\\2MT382-1000",
	"/KFM5KAIFA-METER",
	"/XMX5LGBBFG1009394887",
	"/Ene5\\T210-D ESMR5.0",
	"/KMP5 KA6U001660297912",
	"/Ene5\\XS210 ESMR 5.0",
	"/ABC5\\253769484_A",
	"/ELL5\\253833635_A",
]);

/** What meters' codes might be, too: another channel throughout, or another number here and there. */
function otherCodes(text: string, random: Random): string {
	const chance = below(random, 6);
	if (chance === 0) return text.replaceAll("\r\n1-0:", `\r\n1-${1 + below(random, 9)}:`);
	if (chance > 1) return text;
	return text.replace(/(\r\n\d-\d:\d+\.)(\d+)(?=\.)/g, (code, start, number) => {
		return below(random, 3) === 0 ? `${start}${Number(number) + 1 + below(random, 30)}` : code;
	});
}

/** The telegram with another identification, and with other identifiers in its groups of hexadecimal. */
export function anonymous(telegram: Uint8Array, random: Random): Uint8Array {
	const text = String.fromCharCode(...telegram);
	const end = text.indexOf("\r\n");
	const header = below(random, 3) === 0 ? text.slice(0, end) : HEADERS[below(random, HEADERS.length)];
	const renewed = header.slice(0, 1) + redrawn(header.slice(1), random);
	const body = text.slice(end).replace(/\((?:[2-7][0-9A-F]){8,}\)/g, (group) => {
		const letters = Buffer.from(group.slice(1, -1), "hex").toString("latin1");
		return `(${Buffer.from(redrawn(letters, random), "latin1").toString("hex").toUpperCase()})`;
	});
	return Uint8Array.from(renewed + otherCodes(body, random), (character) => character.charCodeAt(0));
}

function redrawn(text: string, random: Random): string {
	return text.replace(/[0-9A-Za-z]/g, (character) => {
		if (character <= "9") return String(below(random, 10));
		const first = character >= "a" ? 0x61 : 0x41;
		return String.fromCharCode(first + below(random, 26));
	});
}
