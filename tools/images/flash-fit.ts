/** Whether an image fits into its slot of the flash, as far as that can be told without ESP-IDF. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What else is linked into an image. XS, the SDK's modules and our C are measured: 300 and 290 KB, compiled for an Xtensa
 * and linked without what nobody calls. ESP-IDF is an estimate from `idf.py size-components` of its own Wi-Fi example,
 * optimized for size and without logs: 600 KB with Wi-Fi (net80211, pp and phy 250, WPA and its cryptography 130, lwIP 80),
 * 220 KB without.
 */
const OTHERS_KB: Readonly<Record<string, number>> = {
	"p1-lora-receiver": 300 + 600,
	"p1-lora-transmitter": 290 + 220,
};

export interface FlashFit {
	/** What is linked in besides mc.xs.c, estimated. */
	othersBytes: number;
	/** Of the slot that the image is started from. */
	slotBytes: number;
}

/** Of the image called `name`, for the board in the folder `board`. Throws an Error when its partition table has no app. */
export function flashFit(name: string, board: string): FlashFit {
	const table = readFileSync(join(board, "sdkconfig/partitions.csv"), "utf8");
	const slot = /^ota_0, *app, *ota_0, *0x[0-9A-F]+, *(0x[0-9A-F]+)/im.exec(table)?.[1];
	const othersKb = OTHERS_KB[name];
	if (slot === undefined || othersKb === undefined) throw new Error(`${board}: no slot is known for ${name}`);
	return { othersBytes: othersKb * 1024, slotBytes: Number(slot) };
}
