/** What a radio is told to be, and within which bounds. */
import { CHIPS, type Chip, type ChipName } from "./chips.js";
import { bandwidthOf, type Modulation } from "./modulation.js";

/** The pin that the antenna is connected to: LilyGO's, Heltec's and HopeRF's modules have it on PA_BOOST. */
export type PowerOutput = "PA_BOOST" | "RFO";

export interface RadioSettings {
	/** Centre of the channel. The chip's `bands` say which it has. */
	readonly frequencyHz: number;
	/**
	 * At the pin. PA_BOOST: 2 to 20 dBm; the chip bears 18 and more for 1 % of the time only, into a good antenna
	 * (datasheet 5.4.3). RFO: -4 to 14 dBm.
	 */
	readonly powerDbm: number;
	readonly powerOutput?: PowerOutput | undefined;
	/** 0x34 is LoRaWAN's. */
	readonly syncWord: number;
	readonly modulation: Modulation;
	/** Chirps the other way round, so that only radios set alike hear each other: as LoRaWAN's gateways transmit. */
	readonly invertTransmitIq?: boolean | undefined;
	readonly invertReceiveIq?: boolean | undefined;
}

const POWER_DBM: Readonly<Record<PowerOutput, { readonly least: number; readonly most: number }>> = Object.freeze({
	PA_BOOST: Object.freeze({ least: 2, most: 20 }),
	RFO: Object.freeze({ least: -4, most: 14 }),
});

/** Shorter ones are legal on the chip, but leave the receiver too little to find and adjust to (datasheet 4.1.1.6). */
const LEAST_PREAMBLE = 6;

/** Throws a RangeError that names the setting, its value and its range. */
export function checkSettings(settings: RadioSettings, chipName: ChipName): void {
	const { powerOutput = "PA_BOOST", powerDbm, syncWord, modulation } = settings;
	if (CHIPS[chipName] === undefined) fail("chip", chipName, `one of ${Object.keys(CHIPS).join(", ")}`);
	if (POWER_DBM[powerOutput] === undefined) fail("powerOutput", powerOutput, `${Object.keys(POWER_DBM).join(" or ")}`);
	const { least, most } = POWER_DBM[powerOutput];
	checkInteger("powerDbm", powerDbm, least, most);
	checkInteger("syncWord", syncWord, 0, 0xff);
	checkModulation(modulation, CHIPS[chipName]);
	checkFrequency(settings, CHIPS[chipName]);
}

function checkModulation(modulation: Modulation, chip: Chip): void {
	const { spreadingFactor, codingRate, preambleSymbols, implicitLength } = modulation;
	checkInteger("modulation.spreadingFactor", spreadingFactor, 6, chip.highestSpreadingFactor);
	bandwidthOf(modulation);
	checkInteger("modulation.codingRate", codingRate, 5, 8);
	checkInteger("modulation.preambleSymbols", preambleSymbols, LEAST_PREAMBLE, 0xffff);
	if (implicitLength !== undefined) checkInteger("modulation.implicitLength", implicitLength, 1, 255);
	else if (spreadingFactor === 6)
		fail("modulation.implicitLength", implicitLength, "a whole number from 1 to 255 with spreading factor 6");
}

function checkFrequency({ frequencyHz, modulation }: RadioSettings, { bands }: Chip): void {
	const band = bands.find(({ fromHz, toHz }) => frequencyHz >= fromHz && frequencyHz <= toHz);
	if (band === undefined || !Number.isInteger(frequencyHz)) {
		const ranges = bands.map(({ fromHz, toHz }) => `${fromHz} to ${toHz}`);
		fail("frequencyHz", frequencyHz, `a whole number from ${ranges.join(", or from ")}`);
	} else if (modulation.bandwidthHz > band.widestHz) {
		fail("modulation.bandwidthHz", modulation.bandwidthHz, `at most ${band.widestHz} at ${frequencyHz} Hz`);
	}
}

function checkInteger(name: string, value: number, from: number, to: number): void {
	if (!(Number.isInteger(value) && value >= from && value <= to))
		fail(name, value, `a whole number from ${from} to ${to}`);
}

function fail(name: string, value: unknown, wanted: string): never {
	throw new RangeError(`${name} is ${value}: ${wanted} is wanted`);
}
