/** Meters that print a household's days as telegrams: the line tables of real families, identities made up. */
import { parseStart } from "./household/calendar.js";
import { BELGIAN_HOUSE, belgian, belgian2 } from "./meters/belgium.js";
import { HUNGARIAN, HUNGARIAN_HOUSE } from "./meters/hungary.js";
import { Installation, type InstallationPlan } from "./meters/installation.js";
import type { Line } from "./meters/lines.js";
import { LITHUANIAN, LITHUANIAN_HOUSE } from "./meters/lithuania.js";
import { LUXEMBOURGISH, LUXEMBOURGISH_HOUSE } from "./meters/luxembourg.js";
import { AT_ONCE, FIVE_MINUTES, HOUR } from "./meters/mbus.js";
import { DUTCH_FLAT, DUTCH_HOUSE, dutch4, dutch5 } from "./meters/netherlands.js";
import { ACE4000, DUTCH_2, DUTCH_3, WARMTELINK } from "./meters/netherlands-old.js";
import { bareTelegramOf, telegramOf } from "./meters/telegram.js";
import { AUSTRIAN, GERMAN_Q3D, OTHER_HOUSE, SWEDISH, SWISS } from "./meters/totals.js";
import { type Random, seededRandom } from "./random.js";

/** A morning in spring, in the meter's own time. */
export const DEFAULT_START = "2026-05-12T08:00:00";

export interface MeterModel {
	/** What it is, in a few words. */
	about: string;
	/** Seconds between telegrams. */
	intervalSeconds: number;
	/** The house it hangs in. */
	plan: InstallationPlan;
	/** The telegram's lines up to the `!`. */
	lines: readonly Line[];
	/** False for those before DSMR 4, which send none. */
	crc: boolean;
}

function model(
	about: string,
	intervalSeconds: number,
	plan: InstallationPlan,
	lines: readonly Line[],
	crc = true,
): MeterModel {
	return Object.freeze({ about, intervalSeconds, plan, lines, crc });
}

function house(plan: InstallationPlan, changes: Partial<InstallationPlan>): InstallationPlan {
	return Object.freeze({ ...plan, ...changes });
}

const ONE_PHASE: Partial<InstallationPlan> = Object.freeze({ phases: 1, carPhases: 0 });

export const METER_MODELS: Readonly<Record<string, MeterModel>> = Object.freeze({
	"be-3ph": model("Belgium, e-MUCS 50217: sun, a car, gas and water", 1, BELGIAN_HOUSE, belgian(3)),
	"be-1ph": model(
		"Belgium, e-MUCS 50217: sun, gas and water",
		1,
		house(BELGIAN_HOUSE, { ...ONE_PHASE, solarWatts: 3000, peakWatts: 4300 }),
		belgian(1),
	),
	"be-2x": model(
		"Belgium, e-MUCS 50221: as be-3ph, with EAN codes and relays, 13 months' peaks",
		1,
		house(BELGIAN_HOUSE, { months: 13 }),
		belgian2(3),
	),
	"nl-3ph": model("Netherlands, DSMR 5.0: sun, a car and gas", 1, DUTCH_HOUSE, dutch5(3)),
	"nl-1ph": model("Netherlands, DSMR 5.0: gas", 1, house(DUTCH_FLAT, { gas: FIVE_MINUTES }), dutch5(1)),
	"nl-1ph-10s": model("Netherlands, DSMR 4.2: gas by the hour", 10, DUTCH_FLAT, dutch4(1)),
	"nl-dsmr3": model(
		"Netherlands, DSMR 3.0, 9600 baud 7E1, no CRC: sun, gas by the hour on two lines",
		10,
		house(DUTCH_HOUSE, { carPhases: 0, gas: HOUR }),
		DUTCH_3,
		false,
	),
	"nl-dsmr22": model(
		"Netherlands, DSMR 2.2, 9600 baud 7E1, no CRC: gas by the hour on two lines",
		10,
		DUTCH_FLAT,
		DUTCH_2,
		false,
	),
	"hu-3ph": model("Hungary: quadrants, the month's end, a message of 0xFF", 10, HUNGARIAN_HOUSE, HUNGARIAN),
	lu: model("Luxembourg, before encryption: sun, a car, gas and water", 10, LUXEMBOURGISH_HOUSE, LUXEMBOURGISH),
	se: model("Sweden, HAN H1: sun, a heat pump", 10, OTHER_HOUSE, SWEDISH),
	at: model("Austria, in whole watts: sun, a heat pump", 10, house(OTHER_HOUSE, ONE_PHASE), AUSTRIAN),
	lt: model("Lithuania, 94 lines in kV, kA and kHz: sun, a heat pump", 10, LITHUANIAN_HOUSE, LITHUANIAN),
	ch: model("Switzerland, codes of channel 1: sun, a heat pump", 10, OTHER_HOUSE, SWISS),
	"de-q3d": model(
		"Germany, EasyMeter Q3D, no CRC: seven decimals, no clock, signed watts",
		2,
		OTHER_HOUSE,
		GERMAN_Q3D,
		false,
	),
	warmtelink: model(
		"Netherlands, WarmteLink: heat only",
		10,
		house(DUTCH_FLAT, { heat: "heat net", gas: undefined, heatMeter: AT_ONCE }),
		WARMTELINK,
	),
	ace4000: model("Itron ACE4000, no CRC: a day of gas by the hour", 10, DUTCH_FLAT, ACE4000, false),
});

export interface MeterOptions {
	/** When it begins, as `parseStart` takes it; DEFAULT_START where it is left out. */
	start?: string;
	/** Another interval than the model's: telegrams in between are left out. */
	intervalSeconds?: number;
}

/** An endless supply of telegrams, each one interval after the one before. */
export class GeneratedMeter {
	readonly intervalSeconds: number;
	readonly #model: MeterModel;
	readonly #site: Installation;
	#elapsed = 0;

	/** Throws a RangeError for a start that is no time, and for an interval that is no whole number of seconds. */
	constructor(model: MeterModel, random: Random, { start = DEFAULT_START, intervalSeconds }: MeterOptions = {}) {
		const utc = parseStart(start, model.plan.zone);
		if (utc === undefined) throw new RangeError(`the start "${start}" is no time such as ${DEFAULT_START}`);
		this.#model = model;
		this.intervalSeconds = intervalSeconds ?? model.intervalSeconds;
		if (!Number.isInteger(this.intervalSeconds) || this.intervalSeconds < 1) {
			throw new RangeError(`the interval ${this.intervalSeconds} is no whole number of seconds`);
		}
		this.#site = new Installation(model.plan, random, utc);
	}

	/** Since the start, until the last telegram. */
	get elapsedSeconds(): number {
		return this.#elapsed;
	}

	/**
	 * The next telegram's bytes, CRC and line ends included. In a power failure a meter sends nothing: the next
	 * telegram is then the first one after it.
	 */
	next(): Uint8Array {
		do {
			for (let second = 0; second < this.intervalSeconds; second++) this.#site.tick();
			this.#elapsed += this.intervalSeconds;
		} while (!this.#site.home.supply.live);
		const lines = this.#model.lines.map((line) => line(this.#site));
		return this.#model.crc ? telegramOf(lines) : bareTelegramOf(lines);
	}

	/** Cuts the household's power for so many seconds, from now on. */
	fail(seconds: number): void {
		this.#site.home.supply.fail(seconds);
	}
}

export interface GeneratedTelegramsOptions extends MeterOptions {
	/** A key of METER_MODELS. */
	kind: string;
	seed: number;
}

/** The telegrams of a meter, without end. Throws a RangeError for a kind or a start that there is not. */
export function* generatedTelegrams({
	kind,
	seed,
	...options
}: GeneratedTelegramsOptions): Generator<Uint8Array, never> {
	if (!Object.hasOwn(METER_MODELS, kind)) throw new RangeError(`there is no meter of the kind "${kind}"`);
	const meter = new GeneratedMeter(METER_MODELS[kind], seededRandom(seed, "meter"), options);
	for (;;) yield meter.next();
}
