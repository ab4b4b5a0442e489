/** A file that stands for the half of a board's flash that does not run. */
import { appendFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Slot } from "../../src/update/updater.js";

/** ESP-IDF's images begin with this byte (esp_app_format.h). */
const IMAGE_MAGIC = 0xe9;

/** What is written stands aside until it is whole; then `path` is the image to start. `room` in bytes. */
export function fileSlot(path: string, room: number): (size: number) => Slot {
	return (size) => {
		if (size > room) throw new RangeError(`${size} bytes are more than the ${room} of the slot`);
		const aside = `${path}.part`;
		let first: number | undefined;
		writeFileSync(aside, "");
		return {
			write: (bytes) => {
				first ??= bytes[0];
				appendFileSync(aside, bytes);
			},
			complete: () => {
				if (first !== IMAGE_MAGIC) throw new Error("this is no image of ESP-IDF's");
				renameSync(aside, path);
			},
			close: () => rmSync(aside, { force: true }),
		};
	};
}
