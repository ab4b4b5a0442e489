/** An image as a browser writes it: its parts, held against the partition table that is one of them. */
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { UserError } from "../commands/user-error.js";
import { type BuiltPart, readBuiltParts } from "../flash/built.js";
import { FIRST_OF_TWO, OTA_CHOICE, type Partition, readPartitionTable } from "./partition-table.js";

export interface ImagePart extends BuiltPart {
	bytes: number;
}

/** A program that would have to share the flash with the next one, and is larger than its half. */
export class TooLargeForHalf extends UserError {}

/** An app begins with this (ESP-IDF, esp_app_format). */
const APP_MAGIC = 0xe9;

/** Reads what a build has left. Throws a UserError where the parts don't fit each other. */
export function readImageParts(folder: string): ImagePart[] {
	const parts = readBuiltParts(folder).map((part) => ({ ...part, bytes: statSync(part.file).size }));
	for (const { file, bytes } of parts) if (bytes === 0) throw new UserError(`${file} is empty: build the image anew.`);
	const table = parts.find(({ file }) => /partition.*table/.test(basename(file)));
	if (table === undefined) throw new UserError(`There is no partition table in ${folder}: build the image anew.`);
	for (const [index, { file, offset, bytes }] of parts.entries()) {
		const next = parts[index + 1];
		// What lies behind the table is held against its partition.
		if (offset <= table.offset && next !== undefined && offset + bytes > next.offset)
			throw new UserError(`${basename(file)} is so long that it reaches into ${basename(next.file)}.`);
	}
	const partitions = partitionsOf(table.file);
	const behind = parts.filter(({ offset }) => offset > table.offset);
	for (const part of behind) checkPlace(part, partitions);
	const app = partitions.find(({ type }) => type === "app");
	if (!behind.some(({ offset }) => offset === app?.offset))
		throw new UserError(`Nothing in ${folder} belongs where the program has to be: build the image anew.`);
	return parts;
}

function partitionsOf(file: string): Partition[] {
	try {
		return readPartitionTable(readFileSync(file));
	} catch (error) {
		throw new UserError(`${file} can't be used: ${(error as RangeError).message}.`); // readPartitionTable throws nothing else
	}
}

/** A part lies at the beginning of a partition of its kind, and within it. */
function checkPlace({ file, offset, bytes }: ImagePart, partitions: readonly Partition[]): void {
	const name = basename(file);
	const place = `0x${offset.toString(16)}`;
	const partition = partitions.find((one) => one.offset === offset);
	if (partition === undefined) throw new UserError(`${name} is to go to ${place}, where no partition begins.`);
	if (bytes > partition.size) {
		const isHalf = partition.type === "app" && partition.subtype >= FIRST_OF_TWO;
		const what = `${name} has ${bytes} bytes, and its partition ${partition.label} has room for ${partition.size}`;
		if (isHalf)
			throw new TooLargeForHalf(`${what}: with --one-slot there is twice as much, and no update over the network.`);
		throw new UserError(`${what}.`);
	}
	const isApp = readFileSync(file)[0] === APP_MAGIC;
	const isChoice = partition.type === "data" && partition.subtype === OTA_CHOICE;
	if (isApp !== (partition.type === "app") || (!isApp && !isChoice))
		throw new UserError(`${name} is to go to the partition ${partition.label}, which is for something else.`);
}
