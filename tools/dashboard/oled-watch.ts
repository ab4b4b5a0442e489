/** What the displays show, dot by dot, as it comes out of the boards' own driver. */
import type { MountedDisplay } from "../sim/displays.js";
import type { World } from "../sim/world.js";
import type { BoardName, OledEvent } from "./events.js";

const COLUMNS = 128;
const ROWS = 64;

export class OledWatch {
	readonly #world: World;
	readonly #shown = new Map<BoardName, string>();

	constructor(world: World) {
		this.#world = world;
	}

	/** Those that look otherwise than the last time. */
	changes(): OledEvent[] {
		const { transmitterDisplay, receiverDisplay } = this.#world;
		return [...this.#change("transmitter", transmitterDisplay), ...this.#change("receiver", receiverDisplay)];
	}

	#change(board: BoardName, mounted: MountedDisplay | undefined): OledEvent[] {
		const dots = mounted?.oled.isLit ? dotsOf(mounted) : undefined;
		const contrast = mounted?.oled.contrast ?? 0;
		const key = `${contrast} ${dots}`;
		if (this.#shown.get(board) === key) return [];
		this.#shown.set(board, key);
		return [{ type: "oled", board, dots, contrast }];
	}
}

function dotsOf({ oled }: MountedDisplay): string {
	const bytes = Buffer.alloc((COLUMNS * ROWS) / 8);
	for (let y = 0; y < ROWS; y++)
		for (let x = 0; x < COLUMNS; x++) if (oled.dot(x, y)) bytes[(y * COLUMNS + x) >> 3] |= 0x80 >> (x & 7);
	return bytes.toString("base64");
}
