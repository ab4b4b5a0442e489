/** Whether an image fits into the board's flash, as far as that can be told without ESP-IDF. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The partition tables of a board, `sdkconfig/<layout>.csv`: the one without updates over the network last. */
export type Layout = "two-slots" | "one-slot";
const LAYOUTS: readonly Layout[] = Object.freeze(["two-slots", "one-slot"]);

/**
 * What else is linked into an image, in KB: XS with the SDK's modules and our C, and ESP-IDF. What each figure rests on is
 * told in boards/README.md.
 */
const OTHERS_KB: Readonly<Record<string, { xs: number; idf: number }>> = {
	"p1-lora-receiver": { xs: 300, idf: 730 },
	"p1-lora-transmitter": { xs: 290, idf: 220 },
};

export interface FlashFit {
	/** The whole image, estimated. */
	bytes: number;
	/** The first layout that it fits, and what that has for a program; undefined where there is none. */
	fits: { layout: Layout; slotBytes: number } | undefined;
}

/** Of the image called `name` with so many bytes of `mc.xs.c`, for the board in the folder `board`. */
export function flashFit(name: string, flashBytes: number, board: string): FlashFit {
	const others = OTHERS_KB[name];
	if (others === undefined) throw new Error(`what else is in ${name} is not known`);
	const bytes = flashBytes + (others.xs + others.idf) * 1024;
	const slots = LAYOUTS.map((layout) => ({ layout, slotBytes: slotBytes(board, layout) }));
	return { bytes, fits: slots.find((slot) => bytes <= slot.slotBytes) };
}

/** Throws an Error when the partition table has no app. */
export function slotBytes(board: string, layout: Layout): number {
	const table = readFileSync(join(board, `sdkconfig/${layout}.csv`), "utf8");
	const size = /^\w+, *app, *\w+, *0x[0-9A-F]+, *(0x[0-9A-F]+)/im.exec(table)?.[1];
	if (size === undefined) throw new Error(`${board}: no slot is known in ${layout}`);
	return Number(size);
}
