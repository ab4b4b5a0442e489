/** ESP-IDF's partition table as a build writes it (ESP-IDF programming guide, "Partition Tables"). */

export interface Partition {
	label: string;
	type: "app" | "data";
	subtype: number;
	offset: number;
	size: number;
}

/** `data` partition with which of the two apps is started. */
export const OTA_CHOICE = 0x00;

/** `app` partitions from here on are slots that take turns; one alone is `factory`, below. */
export const FIRST_OF_TWO = 0x10;

const ENTRY_BYTES = 32;
const MAGIC = 0x50aa;
/** The table's MD5, behind the last partition. */
const DIGEST_MAGIC = 0xebeb;
const EMPTY = 0xffff;
const LABEL_AT = 12;
const LABEL_BYTES = 16;

/** The partitions in their order. Throws a RangeError for what is no such table. */
export function readPartitionTable(bytes: Uint8Array): Partition[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const partitions: Partition[] = [];
	for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
		const magic = view.getUint16(at, true);
		if (magic === EMPTY || magic === DIGEST_MAGIC) break;
		if (magic !== MAGIC) throw new RangeError(`it is no partition table: entry ${partitions.length} is damaged`);
		const label = bytes.subarray(at + LABEL_AT, at + LABEL_AT + LABEL_BYTES);
		const end = label.indexOf(0);
		partitions.push({
			label: new TextDecoder().decode(end < 0 ? label : label.subarray(0, end)),
			type: bytes[at + 2] === 0 ? "app" : "data",
			subtype: bytes[at + 3],
			offset: view.getUint32(at + 4, true),
			size: view.getUint32(at + 8, true),
		});
	}
	if (!partitions.some(({ type }) => type === "app"))
		throw new RangeError("the partition table has no place for a program");
	return partitions;
}
