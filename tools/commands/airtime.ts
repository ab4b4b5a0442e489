/** `p1-lora airtime`: how long a frame is on the air, and how often the law allows it. */
import { timeOnAir } from "../../src/lora/airtime.js";
import { BANDWIDTHS, type Modulation } from "../../src/lora/modulation.js";
import { EU868 } from "../../src/lora/regions.js";
import { given, isDecimal, numberOption, parseArguments } from "./arguments.js";
import { UserError } from "./user-error.js";

const BANDWIDTHS_KHZ = Object.keys(BANDWIDTHS).map((hz) => Number(hz) / 1000);

const HELP = `Usage: p1-lora airtime --sf N --bw KHZ --bytes N [options]

Tells the time on air of a LoRa frame, and how often each EU868 sub-band lets it be sent.

  --sf N        spreading factor, 6 to 12
  --bw KHZ      bandwidth in kHz: ${BANDWIDTHS_KHZ.join(", ")}
  --bytes N     payload, 1 to 255
  --cr N        denominator of the coding rate 4/N, 5 to 8 (default 5)
  --preamble N  preamble symbols, 6 to 65535 (default 8)
  --implicit    without a header, as always with spreading factor 6
  --no-crc      without the payload's CRC
  --json        one JSON object instead of text`;

/** `p1-lora airtime`: prints, and returns the exit code. Throws a UserError for what a person can mend. */
export function airtime(args: string[]): number {
	const { values } = parse(args);
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const { modulation, bytes } = read(values);
	const report = airtimeReport(modulation, bytes);
	console.log(values.json ? JSON.stringify(report) : asText(report));
	return 0;
}

type Values = ReturnType<typeof parse>["values"];

function parse(args: string[]) {
	return parseArguments({
		args,
		options: {
			sf: { type: "string" },
			bw: { type: "string" },
			bytes: { type: "string" },
			cr: { type: "string", default: "5" },
			preamble: { type: "string", default: "8" },
			implicit: { type: "boolean", default: false },
			"no-crc": { type: "boolean", default: false },
			json: { type: "boolean", default: false },
			help: { type: "boolean", short: "h", default: false },
		},
	});
}

function read({ sf, bw, bytes, cr, preamble, implicit, "no-crc": noCrc }: Values): {
	modulation: Modulation;
	bytes: number;
} {
	const spreadingFactor = numberOption("--sf", sf, { least: 6, most: 12, whole: true });
	const bandwidthKHz = Number(bw);
	if (bw === undefined || !isDecimal(bw) || !BANDWIDTHS_KHZ.includes(bandwidthKHz)) {
		throw new UserError(`${given("--bw", bw)}: give one of ${BANDWIDTHS_KHZ.join(", ")} (kHz).`);
	}
	const payloadBytes = numberOption("--bytes", bytes, { least: 1, most: 255, whole: true });
	return {
		modulation: {
			spreadingFactor,
			bandwidthHz: Math.round(bandwidthKHz * 1000),
			// Between 5 and 8, so one of the four.
			codingRate: numberOption("--cr", cr, { least: 5, most: 8, whole: true }) as Modulation["codingRate"],
			preambleSymbols: numberOption("--preamble", preamble, { least: 6, most: 65_535, whole: true }),
			implicitLength: implicit ? payloadBytes : undefined,
			payloadCrc: !noCrc,
		},
		bytes: payloadBytes,
	};
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
