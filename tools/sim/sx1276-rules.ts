/** What a driver must not do to an SX1276, clause by clause: the offences of the strict chip. */
import { symbolUs, type Tuning } from "./on-air.js";
import {
	bandwidthHz,
	currentLimit,
	invertsReceive,
	invertsTransmit,
	isModulation,
	outputPowerDbm,
	portOf,
	symbolTimeout,
} from "./sx1276-modem.js";
import { R, registerName } from "./sx1276-registers.js";

export interface Offence {
	what: string;
	clause: string;
}

/** A field, or reserved bits, that only certain values may be written to. */
interface FieldRule {
	readonly register: number;
	readonly name: string;
	readonly mask: number;
	/** Of the register's value under the mask. */
	readonly allowed: readonly number[];
}

function field(register: number, name: string, mask: number, ...allowed: number[]): FieldRule {
	return Object.freeze({ register, name, mask, allowed: Object.freeze(allowed) });
}

/** The values from `first` to `last`, at their place in the register. */
function range(first: number, last: number, shift: number): number[] {
	return Array.from({ length: last - first + 1 }, (_, index) => (first + index) << shift);
}

/** 6.4: values that exist; and reserved bits, at what a reset makes them. */
const FIELD_RULES: readonly FieldRule[] = Object.freeze([
	field(R.OpMode, "reserved bits", 0x30, 0x00),
	field(R.PaRamp, "reserved bits", 0xf0, 0x00),
	field(R.Ocp, "unused bits", 0xc0, 0x00),
	field(R.Lna, "LnaGain", 0xe0, ...range(1, 6, 5)),
	field(R.Lna, "LnaBoostLf and reserved bits", 0x1c, 0x00),
	field(R.Lna, "LnaBoostHf", 0x03, 0x00, 0x03),
	field(R.ModemConfig1, "Bw", 0xf0, ...range(0, 9, 4)),
	field(R.ModemConfig1, "CodingRate", 0x0e, ...range(1, 4, 1)),
	field(R.ModemConfig2, "SpreadingFactor", 0xf0, ...range(6, 12, 4)),
	field(R.ModemConfig3, "reserved bits", 0xf3, 0x00),
	field(R.DetectOptimize, "reserved bits", 0x78, 0x40),
	field(R.DetectOptimize, "DetectionOptimize", 0x07, 0x03, 0x05),
	field(R.InvertIQ, "reserved bits", 0x3e, 0x26),
	field(R.InvertIQ2, "value", 0xff, 0x1d, 0x19),
	field(R.DetectionThreshold, "value", 0xff, 0x0a, 0x0c),
	field(R.DioMapping2, "reserved bits", 0x0e, 0x00),
	field(R.Tcxo, "reserved bits", 0xef, 0x09),
	field(R.PaDac, "reserved bits", 0xf8, 0x80),
	field(R.PaDac, "PaDac", 0x07, 0x04, 0x07),
]);

const RULES_BY_REGISTER: readonly (readonly FieldRule[])[] = Object.freeze(
	Array.from({ length: 0x80 }, (_, register) =>
		Object.freeze(FIELD_RULES.filter((rule) => rule.register === register)),
	),
);

/** What is wrong with a value written to a LoRa or a common register. */
export function fieldOffence(register: number, value: number): Offence | undefined {
	for (const { name, mask, allowed } of RULES_BY_REGISTER[register]) {
		if (allowed.includes(value & mask)) continue;
		const written = `0x${value.toString(16).padStart(2, "0")}`;
		return { what: `${registerName(register)}: ${name} written as in ${written}, a reserved value`, clause: "6.4" };
	}
	return undefined;
}

/** The chip as it enters a mode in which the radio is on. */
export interface Entry {
	lora: Uint8Array;
	/** Of the carrier, by a perfect crystal. */
	frequencyHz: number;
	tuning: Tuning;
	direction: "transmit" | "receive";
	/** RXSINGLE. */
	single: boolean;
}

interface EntryRule extends Offence {
	/** Both when left out. */
	readonly direction?: Entry["direction"];
	readonly broken: (entry: Entry) => boolean;
}

/** Table 32. */
const BANDS: readonly (readonly [fromHz: number, toHz: number])[] = Object.freeze([
	[137e6, 175e6],
	[410e6, 525e6],
	[862e6, 1020e6],
]);

const LONGEST_PLAIN_SYMBOL_US = 16_000;

/** The supply current of PA_BOOST by power in dBm (table 6, IDDT), the OCP's limit in mA to be no less. */
const CURRENTS: readonly (readonly [powerDbm: number, milliamperes: number])[] = Object.freeze([
	[20, 120],
	[17, 87],
]);

function isOverCurrent({ lora }: Entry): boolean {
	if ((lora[R.PaConfig] & 0x80) === 0) return false;
	const power = outputPowerDbm(lora);
	return CURRENTS.some(([powerDbm, milliamperes]) => power >= powerDbm && currentLimit(lora[R.Ocp]) < milliamperes);
}

/** Errata note 2.1: RegHighBwOptimize1 and 2 at 500 kHz, by port; 0x03 in the first one otherwise. */
function misses21({ lora, frequencyHz }: Entry): boolean {
	if (bandwidthHz(lora) !== 500_000) return lora[R.HighBwOptimize1] !== 0x03;
	return lora[R.HighBwOptimize1] !== 0x02 || lora[R.HighBwOptimize2] !== (portOf(frequencyHz) === "HF" ? 0x64 : 0x7f);
}

/** Errata note 2.3: no automatic intermediate frequency below 500 kHz, but RegIfFreq by bandwidth. */
function misses23({ lora }: Entry): boolean {
	const bandwidth = bandwidthHz(lora);
	const automatic = (lora[R.DetectOptimize] & 0x80) !== 0;
	if (bandwidth === 500_000) return !automatic;
	const ifFreq2 = bandwidth < 10_000 ? 0x48 : bandwidth < 50_000 ? 0x44 : 0x40;
	return automatic || lora[R.IfFreq2] !== ifFreq2 || lora[R.IfFreq1] !== 0x00;
}

function isBadlyOptimized({ lora, tuning }: Entry): boolean {
	const six = tuning.spreadingFactor === 6;
	return (lora[R.DetectOptimize] & 0x07) !== (six ? 0x05 : 0x03) || lora[R.DetectionThreshold] !== (six ? 0x0c : 0x0a);
}

function isBadlyInverted({ lora, direction }: Entry): boolean {
	const inverted = direction === "transmit" ? invertsTransmit(lora) : invertsReceive(lora);
	return lora[R.InvertIQ2] !== (inverted ? 0x19 : 0x1d);
}

const MISSING_MODULATION: Offence = Object.freeze({
	what: "a bandwidth, spreading factor or coding rate that does not exist",
	clause: "6.4, RegModemConfig",
});

const ENTRY_RULES: readonly EntryRule[] = Object.freeze([
	{
		broken: ({ frequencyHz }) => !BANDS.some(([from, to]) => frequencyHz >= from && frequencyHz <= to),
		what: "RegFrf outside of the chip's bands",
		clause: "3.2, table 32",
	},
	{
		broken: ({ frequencyHz, tuning }) => frequencyHz <= 175e6 && tuning.bandwidthHz > 125_000,
		what: "250 or 500 kHz in the 169 MHz band",
		clause: "4.1.1.4",
	},
	{
		broken: ({ tuning }) => tuning.spreadingFactor === 6 && !tuning.implicitHeader,
		what: "spreading factor 6 with an explicit header",
		clause: "4.1.1.2",
	},
	{
		broken: ({ tuning }) => symbolUs(tuning) > LONGEST_PLAIN_SYMBOL_US && !tuning.lowDataRateOptimize,
		what: "symbols above 16 ms without LowDataRateOptimize",
		clause: "4.1.1.6",
	},
	{
		broken: ({ lora }) => lora[R.HopPeriod] !== 0,
		what: "RegHopPeriod is set: frequency hopping is not modelled",
		clause: "4.1.1.8",
	},
	{
		broken: isBadlyInverted,
		what: "RegInvertIQ2 does not fit RegInvertIQ",
		clause: "6.4, RegInvertIQ2",
	},
	{
		direction: "transmit",
		broken: ({ lora }) => lora[R.PayloadLength] === 0,
		what: "a transmission without payload",
		clause: "6.4, RegPayloadLength",
	},
	{
		direction: "transmit",
		broken: ({ lora }) => lora[R.PreambleMsb] === 0 && lora[R.PreambleLsb] < 6,
		what: "a preamble of less than 6 symbols",
		clause: "4.1.1.6",
	},
	{
		direction: "transmit",
		broken: ({ lora }) => (lora[R.ModemConfig2] & 0x08) !== 0,
		what: "TxContinuousMode, which is not modelled",
		clause: "6.4, RegModemConfig2",
	},
	{
		direction: "transmit",
		broken: ({ lora }) => (lora[R.PaDac] & 0x07) === 0x07 && (lora[R.PaConfig] & 0x80) === 0,
		what: "RegPaDac set for +20 dBm without PA_BOOST",
		clause: "5.4.3",
	},
	{
		direction: "transmit",
		broken: isOverCurrent,
		what: "RegOcp stops at less than the current of this power",
		clause: "5.4.4",
	},
	{
		direction: "receive",
		broken: ({ lora, single }) => single && symbolTimeout(lora) < 4,
		what: "RegSymbTimeout of less than 4 symbols",
		clause: "4.1.5",
	},
	{
		direction: "receive",
		broken: isBadlyOptimized,
		what: "RegDetectOptimize or RegDetectionThreshold do not fit the spreading factor",
		clause: "4.1.1.2",
	},
	{
		direction: "receive",
		broken: misses21,
		what: "RegHighBwOptimize not set for this bandwidth",
		clause: "errata note 2.1",
	},
	{
		direction: "receive",
		broken: misses23,
		what: "AutomaticIFOn or RegIfFreq not set for this bandwidth",
		clause: "errata note 2.3",
	},
] satisfies EntryRule[]);

/** What is wrong with going on the air like this. */
export function entryOffence(entry: Entry): Offence | undefined {
	if (!isModulation(entry.lora)) return MISSING_MODULATION;
	return ENTRY_RULES.find(
		({ direction, broken }) => (direction === undefined || direction === entry.direction) && broken(entry),
	);
}
