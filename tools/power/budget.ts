/** What the board at the meter takes from the meter's port, state by state, and whether the port gives it. */

import { DEFAULT_FREQUENCY_HZ, DEFAULT_REGION, REGIONS, subBandOf } from "../../src/lora/regions.js";
import { channelRegisters } from "../../src/lora/register-values.js";
import { Field, Register, take } from "../../src/lora/registers.js";
import { modulationOf, RENDEZVOUS } from "../../src/negotiation/ladder.js";
import {
	DATA_REQUEST,
	DISPLAY_LIT,
	type Draw,
	FLASH_READING,
	FLASH_WRITING,
	INVERTER,
	LED,
	LIGHTS,
	PORTS,
	PROCESSOR,
	RADIO_LISTENING,
	RADIO_PA_BOOST_TYPICAL_UA,
	RADIO_RFO,
	RADIO_SYNTHESISER_UA,
	REGULATOR,
	SDK_CLOCK_MHZ,
	USB_CHIP,
} from "./currents.js";

export interface Part {
	name: string;
	draw: Draw;
}

export interface BoardState {
	name: string;
	parts: readonly Part[];
	typicalUa: number;
	mostUa: number;
}

export const DEFAULT_POWER_DBM = defaultRegion().defaultPowerDbm;

/** The share of an hour that the law lets the board be on the air, on the channel it begins with. */
export const TRANSMIT_SHARE = lawfulShare();

/** What the driver lets the power amplifier draw, as it sets the chip, and what the rest of the chip draws beside it. */
export const RADIO_TRANSMITTING: Draw = Object.freeze({
	typicalUa: RADIO_PA_BOOST_TYPICAL_UA,
	mostUa: currentLimitUa(DEFAULT_POWER_DBM) + RADIO_SYNTHESISER_UA,
	source: "SX1276 datasheet, table 6: IDDT, +17 dBm on PA_BOOST; at most the driver's limit and IDDFS (5.4.4)",
});

export interface BudgetOptions {
	clockMhz: number;
	/** The pin that the antenna is connected to. */
	output: "PA_BOOST" | "RFO";
}

export const AS_BUILT: BudgetOptions = Object.freeze({ clockMhz: SDK_CLOCK_MHZ, output: "PA_BOOST" });

/** The display is dark in a transmission (src/transmitter/announcing-radio.ts), and the transmitter has no Wi-Fi. */
export function boardStates({ clockMhz, output }: BudgetOptions = AS_BUILT): BoardState[] {
	const always: Part[] = [
		{ name: `processor at ${clockMhz} MHz`, draw: PROCESSOR[clockMhz] },
		{ name: "flash, read", draw: FLASH_READING },
		{ name: "USB chip", draw: USB_CHIP },
		{ name: "charging chip and its light", draw: LIGHTS },
		{ name: "LED", draw: LED },
		{ name: "regulator", draw: REGULATOR },
		{ name: "data request", draw: DATA_REQUEST },
		{ name: "inverter", draw: INVERTER },
	];
	const listening: Part = { name: "radio, listening", draw: RADIO_LISTENING };
	const sending: Part = {
		name: `radio, sending on ${output}`,
		draw: output === "PA_BOOST" ? RADIO_TRANSMITTING : RADIO_RFO,
	};
	const writing = always.map((part) =>
		part.draw === FLASH_READING ? { name: "flash, written", draw: FLASH_WRITING } : part,
	);
	return [
		state("listening, display dark", [...always, listening]),
		state("listening, display lit", [...always, listening, { name: "display", draw: DISPLAY_LIT }]),
		state("writing to flash, display lit", [...writing, listening, { name: "display", draw: DISPLAY_LIT }]),
		state("sending, display dark", [...always, sending]),
	];
}

/** Over an hour in which all that the law allows is sent, with the display dark. */
export function hourlyMean(states: readonly BoardState[]): { typicalUa: number; mostUa: number } {
	const [quiet, sending] = [states[0], states[states.length - 1]];
	const mean = (a: number, b: number) => Math.round(a * (1 - TRANSMIT_SHARE) + b * TRANSMIT_SHARE);
	return { typicalUa: mean(quiet.typicalUa, sending.typicalUa), mostUa: mean(quiet.mostUa, sending.mostUa) };
}

export type Verdict = "always" | "usually" | "no";

/** Whether every state fits under each port's limit: with the highest values of all parts, with the usual ones, or not. */
export function verdicts(states: readonly BoardState[]): { port: string; limitUa: number; verdict: Verdict }[] {
	const most = Math.max(...states.map(({ mostUa }) => mostUa));
	const typical = Math.max(...states.map(({ typicalUa }) => typicalUa));
	return PORTS.map(({ name, limitUa }) => ({
		port: name,
		limitUa,
		verdict: most <= limitUa ? "always" : typical <= limitUa ? "usually" : "no",
	}));
}

function state(name: string, parts: readonly Part[]): BoardState {
	const sum = (pick: (draw: Draw) => number) => parts.reduce((total, { draw }) => total + pick(draw), 0);
	return { name, parts, typicalUa: sum(({ typicalUa }) => typicalUa), mostUa: sum(({ mostUa }) => mostUa) };
}

/** From the register that the driver writes (datasheet 5.4.4, table 37). */
function currentLimitUa(powerDbm: number): number {
	const registers = channelRegisters({
		frequencyHz: DEFAULT_FREQUENCY_HZ,
		powerDbm,
		syncWord: 0,
		modulation: modulationOf(RENDEZVOUS),
	});
	const value = registers.find(([register]) => register === Register.Ocp)?.[1] ?? 0;
	const trim = take(Field.Ocp.OcpTrim, value);
	return 1000 * (trim < 16 ? 45 + 5 * trim : Math.min(240, -30 + 10 * trim));
}

function defaultRegion() {
	const region = REGIONS.find(({ name }) => name === DEFAULT_REGION);
	if (region === undefined) throw new Error(`there is no region ${DEFAULT_REGION}`);
	return region;
}

function lawfulShare(): number {
	const { channelsHz, subBands } = defaultRegion();
	const band = subBandOf(channelsHz[0], modulationOf(RENDEZVOUS).bandwidthHz, subBands);
	if (band === undefined) throw new Error("the first channel lies in no sub-band");
	return band.dutyCycle;
}
