/** What a build has left for a board's flash: files, each with the place it belongs to. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../commands/user-error.js";

export interface BuiltPart {
	offset: number;
	file: string;
}

/** The app, linked and as it is flashed. ESP-IDF makes the second anew when it has made the first. */
export const APP_FILES: readonly string[] = Object.freeze(["xs_esp32.elf", "xs_esp32.bin"]);

/** Where ESP-IDF leaves what it has made of an app of ours, below mcconfig's output folder. */
export function builtFolder(output: string, role: string, board: string): string {
	return join(output, "tmp/esp32", board, "release", `p1-lora-${role}`, "xsProj-esp32/build");
}

/** ESP-IDF's own list, by their places. Throws a UserError where the build left none. */
export function readBuiltParts(folder: string): BuiltPart[] {
	const list = join(folder, "flasher_args.json");
	if (!existsSync(list)) throw new UserError(`The build left no ${list}: build the image first.`);
	const { flash_files: files } = JSON.parse(readFileSync(list, "utf8")) as { flash_files?: Record<string, string> };
	const parts = Object.entries(files ?? {}).map(([offset, file]) => ({
		offset: Number(offset),
		file: join(folder, file),
	}));
	if (parts.length === 0 || parts.some(({ offset }) => !Number.isInteger(offset)))
		throw new UserError(`${list} does not tell which file belongs where: build the image anew.`);
	const missing = parts.find(({ file }) => !existsSync(file));
	if (missing !== undefined) throw new UserError(`The build left no ${missing.file}: build the image anew.`);
	return parts.sort((a, b) => a.offset - b.offset);
}
