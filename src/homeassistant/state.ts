/** A reading as MQTT carries it: as one JSON object, and value by value. Times are in UTC, `2026-01-31T22:59:00Z`. */
import type { State } from "../mqtt/outbox.js";
import { formatQuantity, type Reading, type Value } from "../p1/reading.js";
import { formatUtc } from "../p1/utc.js";
import { PublishedTimes } from "./published-times.js";

/** By name, in seconds since 1970 (`PublishedTimes`): a time that is not among them is not published. */
export type Times = ReadonlyMap<string, number>;

/** So many characters at a time become one string: many short ones would take more memory than the whole. */
const PIECE = 256;

/** One JSON object. Quantities are numbers with exactly the digits of the meter; what is not known is left out. */
export function statePayload(reading: Reading, times: Times = new PublishedTimes().of(reading)): string {
	const { values } = reading;
	const pieces: string[] = [];
	let piece = "{";
	let separator = "";
	for (let index = 0; index < values.size; index++) {
		const name = values.names[index];
		const value = values.at(index);
		const plain = plainText(value, times.get(name));
		if (plain === undefined) continue;
		const json = value.kind === "quantity" ? plain : JSON.stringify(plain);
		piece += `${separator}"${name}":${json}`;
		separator = ",";
		if (piece.length < PIECE) continue;
		pieces.push(piece);
		piece = "";
	}
	pieces.push(piece, "}");
	return pieces.join("");
}

/** Each value by itself, without quotes. */
export function* valueStates({ values }: Reading, times: Times): IterableIterator<State> {
	for (let index = 0; index < values.size; index++) {
		const name = values.names[index];
		const plain = plainText(values.at(index), times.get(name));
		if (plain !== undefined) yield [name, plain];
	}
}

function plainText(value: Value, seconds: number | undefined): string | undefined {
	if (value.kind === "quantity") return formatQuantity(value);
	if (value.kind === "text") return value.text;
	return seconds === undefined ? undefined : formatUtc(seconds);
}
