/** What ESP-IDF leaves of an image, made up but for the partition table, which is the board's own. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Layout } from "../../tools/images/flash-fit.js";
import { ROOT } from "../../tools/test/suite.js";

const TABLES = join(ROOT, "boards/ttgo-t3-v1.6.1/sdkconfig");
const SUBTYPES: Readonly<Record<string, number>> = { factory: 0x00, ota: 0x00, nvs: 0x02, ota_0: 0x10, ota_1: 0x11 };

/** The board's own partition table. */
export function tableOf(layout: Layout): string {
	return readFileSync(join(TABLES, `${layout}.csv`), "utf8");
}

/** As ESP-IDF's gen_esp32part.py writes it: 32 bytes each, a digest, and 0xff up to the end. */
export function encodePartitionTable(csv: string): Uint8Array {
	const bytes = new Uint8Array(0xc00).fill(0xff);
	const view = new DataView(bytes.buffer);
	const lines = csv.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
	for (const [index, line] of lines.entries()) {
		const [label, type, subtype, offset, size] = line.split(",").map((cell) => cell.trim());
		const at = 32 * index;
		bytes.fill(0, at, at + 32);
		view.setUint16(at, 0x50aa, true);
		view.setUint8(at + 2, type === "app" ? 0 : 1);
		view.setUint8(at + 3, SUBTYPES[subtype]);
		view.setUint32(at + 4, Number(offset), true);
		view.setUint32(at + 8, Number(size), true);
		bytes.set(new TextEncoder().encode(label), at + 12);
	}
	// The digest itself is of no interest here.
	view.setUint16(32 * lines.length, 0xebeb, true);
	return bytes;
}

export interface BuildChanges {
	csv?: string;
	/** Bytes of the program. */
	app?: Uint8Array;
	/** `flash_files` of flasher_args.json. */
	places?: Record<string, string>;
}

export const USUAL_PLACES: Readonly<Record<string, string>> = Object.freeze({
	"0x1000": "bootloader/bootloader.bin",
	"0x10000": "xs_esp32.bin",
	"0x8000": "partition_table/partition-table.bin",
	"0x3f0000": "ota_data_initial.bin",
});

/** Without a second slot there is nothing to choose. */
export const ONE_SLOT_PLACES: Readonly<Record<string, string>> = Object.freeze(
	Object.fromEntries(Object.entries(USUAL_PLACES).filter(([place]) => place !== "0x3f0000")),
);

export function makeUpBuild(folder: string, role: string, changes: BuildChanges = {}): void {
	const { csv = tableOf("two-slots"), places = USUAL_PLACES } = changes;
	const app = changes.app ?? Uint8Array.from([0xe9, ...new TextEncoder().encode(`the program of the ${role}`)]);
	const files: Record<string, Uint8Array> = {
		"bootloader/bootloader.bin": Uint8Array.of(0xe9, 1, 2, 3),
		"partition_table/partition-table.bin": encodePartitionTable(csv),
		"ota_data_initial.bin": new Uint8Array(0x2000).fill(0xff),
		"xs_esp32.bin": app,
	};
	for (const [name, bytes] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), bytes);
	}
	const list = { write_flash_args: ["--flash-mode", "dio"], flash_files: places };
	writeFileSync(join(folder, "flasher_args.json"), JSON.stringify(list));
}
