/** A household's meter that can fall silent, speak nonsense, go back and be replaced. */
import { GeneratedMeter, METER_MODELS } from "../sim/meters.js";
import type { TelegramSource } from "../sim/p1-line.js";
import { type Random, seededRandom } from "../sim/random.js";
import { textOf } from "../sim/text.js";

export type MeterMood = "good" | "silent" | "bad crc" | "garbage" | "register roll back";

const CR_LF = 2;
/** "!" and four digits. */
const CRC_DIGITS = 4;

/** The registers of electricity: what a replaced meter begins anew, and one that has lost its mind sets back. */
const REGISTERS = /(1-0:[12]\.8\.[12]\()(\d{6})(\.\d{3}\*kWh\))/g;
const IDENTITY = /(0-0:96\.1\.1\((?:3[0-9]|4[0-9A-F]|5[0-9A])*3)[0-9](\))/;

/** A meter's telegrams are the same for every seed of a kind: they are made once, and each run begins somewhere in them. */
const made = new Map<string, { meter: GeneratedMeter; texts: string[] }>();

function telegramAt(kind: string, intervalSeconds: number, index: number): string {
	const key = `${kind} ${intervalSeconds}`;
	let pool = made.get(key);
	if (pool === undefined) {
		pool = { meter: new GeneratedMeter(METER_MODELS[kind], seededRandom(1, "meter"), { intervalSeconds }), texts: [] };
		made.set(key, pool);
	}
	while (pool.texts.length <= index) pool.texts.push(textOf(pool.meter.next()));
	return pool.texts[index];
}

export interface SoakMeterOptions {
	kind: string;
	intervalSeconds: number;
	random: Random;
	/** A telegram that is whole: the meter's word. */
	onSent(text: string): void;
}

export class SoakMeter implements TelegramSource {
	intervalSeconds: number;
	mood: MeterMood = "good";
	/** Telegrams that are still to be in that mood; then it is good again. */
	moodLasts = Number.POSITIVE_INFINITY;
	readonly #options: SoakMeterOptions;
	#index = 0;
	/** Of the meter hanging there now: none has been replaced at 0. */
	#replaced = 0;
	#offset = 0;

	constructor(options: SoakMeterOptions) {
		this.#options = options;
		this.intervalSeconds = options.intervalSeconds;
	}

	/** Another meter hangs there from now on: with a number of its own, and its registers near zero. */
	replace(): void {
		this.#replaced = (this.#replaced + 1) % 10;
		this.#offset = -1;
	}

	next(): Uint8Array {
		const { kind, intervalSeconds, random, onSent } = this.#options;
		const text = this.#identified(telegramAt(kind, intervalSeconds, this.#index++));
		const mood = this.mood;
		if (--this.moodLasts <= 0) this.mood = "good";
		if (mood === "silent") return new Uint8Array(0);
		if (mood === "garbage") return Uint8Array.from({ length: 1 + Math.floor(random() * 3000) }, () => random() * 256);
		const words = mood === "register roll back" ? withCrc(setBack(text)) : text;
		const said = bytesOf(words);
		if (mood === "bad crc") said[20 + Math.floor(random() * (said.length - 40))] ^= 1 << Math.floor(random() * 7);
		else onSent(words);
		return said;
	}

	#identified(text: string): string {
		if (this.#replaced === 0) return text;
		if (this.#offset < 0)
			this.#offset = Math.min(...[...text.matchAll(REGISTERS)].map(([, , digits]) => Number(digits)));
		const digit = String(this.#replaced);
		const other = text.replace(IDENTITY, (_, before, after) => `${before}${digit}${after}`);
		return withCrc(
			other.replace(REGISTERS, (_, before, digits, after) => {
				return `${before}${String(Number(digits) - this.#offset).padStart(6, "0")}${after}`;
			}),
		);
	}
}

function setBack(text: string): string {
	return text.replace(REGISTERS, (_, before, digits, after) => {
		return `${before}${String(Math.max(0, Number(digits) - 5)).padStart(6, "0")}${after}`;
	});
}

/** CRC-16/ARC over all up to the "!", as DSMR 5.0.2, 6.2 has it. */
function withCrc(text: string): string {
	const body = text.slice(0, text.length - CR_LF - CRC_DIGITS);
	let crc = 0;
	for (let i = 0; i < body.length; i++) {
		crc ^= body.charCodeAt(i);
		for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
	}
	return `${body}${crc.toString(16).toUpperCase().padStart(CRC_DIGITS, "0")}\r\n`;
}

function bytesOf(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length);
	for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
	return bytes;
}
