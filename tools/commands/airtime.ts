import { parseArgs } from "node:util";
import { timeOnAir } from "../../src/lora/airtime.js";
import type { Modulation } from "../../src/lora/modulation.js";
import { EU868 } from "../../src/lora/regions.js";

const HELP = `p1-lora airtime --sf <6..12> --bw <kHz> --bytes <0..255> [options]

The time on air of a LoRa frame (explicit header, payload CRC on), and how often each EU868 sub-band lets it be sent.

  --sf        spreading factor, 6 to 12
  --bw        bandwidth in kHz: 62.5, 125, 250 or 500
  --bytes     payload, 0 to 255
  --cr        denominator of the coding rate 4/x, 5 to 8 (default 5)
  --preamble  preamble symbols, 6 to 65535 (default 8)
  --json      one JSON object instead of text
`;

const BANDWIDTHS_KHZ = [62.5, 125, 250, 500];

/** What a person typed wrong, in a sentence. */
class UsageError extends Error {}

/** `p1-lora airtime`: prints, and returns the exit code. */
export function airtime(args: string[]): number {
	try {
		const { values } = parse(args);
		if (values.help) {
			console.log(HELP);
			return 0;
		}
		const { modulation, bytes } = read(values);
		const report = airtimeReport(modulation, bytes);
		console.log(values.json ? JSON.stringify(report) : asText(report));
		return 0;
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		console.error(`p1-lora airtime: ${error.message}`);
		return 1;
	}
}

type Values = ReturnType<typeof parse>["values"];

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				sf: { type: "string" },
				bw: { type: "string" },
				bytes: { type: "string" },
				cr: { type: "string", default: "5" },
				preamble: { type: "string", default: "8" },
				json: { type: "boolean", default: false },
				help: { type: "boolean", short: "h", default: false },
			},
		});
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error));
	}
}

function read(values: Values): { modulation: Modulation; bytes: number } {
	const bandwidthKHz = Number(values.bw);
	if (values.bw === undefined || !BANDWIDTHS_KHZ.includes(bandwidthKHz))
		throw new UsageError(`--bw ${typed(values.bw)}: give 62.5, 125, 250 or 500 (kHz).`);
	return {
		modulation: {
			spreadingFactor: integer("sf", values.sf, 6, 12),
			bandwidthHz: bandwidthKHz * 1000,
			// Between 5 and 8, so one of the four.
			codingRate: integer("cr", values.cr, 5, 8) as Modulation["codingRate"],
			preambleSymbols: integer("preamble", values.preamble, 6, 65535),
		},
		bytes: integer("bytes", values.bytes, 0, 255),
	};
}

function integer(name: string, text: string | undefined, from: number, to: number): number {
	const value = Number(text);
	if (text === undefined || !/^\d+$/.test(text) || value < from || value > to)
		throw new UsageError(`--${name} ${typed(text)}: give a whole number from ${from} to ${to}.`);
	return value;
}

function typed(text: string | undefined): string {
	return text === undefined ? "is missing" : `is "${text}"`;
}

interface AirtimeReport {
	milliseconds: number;
	/** The sub-bands wide enough; the interval is from start to start, were nothing else sent. */
	subBands: { name: string; fromMHz: number; toMHz: number; dutyCyclePercent: number; intervalSeconds: number }[];
}

function airtimeReport(modulation: Modulation, bytes: number): AirtimeReport {
	const airtimeUs = timeOnAir(modulation, bytes);
	return {
		milliseconds: airtimeUs / 1000,
		subBands: EU868.filter(({ fromHz, toHz }) => toHz - fromHz >= modulation.bandwidthHz).map((band) => ({
			name: band.name,
			fromMHz: band.fromHz / 1e6,
			toMHz: band.toHz / 1e6,
			dutyCyclePercent: Math.round(band.dutyCycle * 1000) / 10,
			// Rounded up to a lawful millisecond; in whole microseconds first, since 0.1 is not exact in binary.
			intervalSeconds: Math.ceil(Math.round(airtimeUs / band.dutyCycle) / 1000) / 1000,
		})),
	};
}

function asText({ milliseconds, subBands }: AirtimeReport): string {
	const lines = subBands.map(
		({ name, fromMHz, toMHz, dutyCyclePercent, intervalSeconds }) =>
			`  ${name}  ${fromMHz.toFixed(2)}-${toMHz.toFixed(2)} MHz  ${`${dutyCyclePercent} %`.padStart(5)}  every ${intervalSeconds.toFixed(3)} s`,
	);
	return [`${milliseconds} ms on air`, ...lines].join("\n");
}
