/**
 * Keeps the OLED up to date, in time that nothing else needs: a row at a time, and only rows that have changed. It
 * dims and goes dark by itself, since an OLED wears where it is lit; the button wakes it, and turns its pages after that.
 */
import type { Clock, Milliseconds, Timer } from "../clock.js";
import { drawRow, type Row, SCREEN_ROWS, type Screen } from "./screen.js";
import { type OLEDWiring, SSD1306 } from "./ssd1306.js";

/** Composes a page as things are now. */
export type ScreenSource = () => Screen;

export interface DisplayOptions {
	clock: Clock;
	wiring: OLEDWiring;
	screens: readonly ScreenSource[];
	/** Whether the 4 ms of a row can be spared now, and the power of a lit display. */
	isQuiet(): boolean;
}

/** How often a screen is composed anew, and how soon the next of its rows is drawn. */
const REFRESH: Milliseconds = 1000;
const BETWEEN_ROWS: Milliseconds = 30;

const DIM_AFTER: Milliseconds = 30_000;
const DARK_AFTER: Milliseconds = 5 * 60_000;

const BRIGHT = 0xcf;
const DIM = 0x10;

/** One that does not answer, as it is not there or its plug is loose, is tried again. */
const RETRY: Milliseconds = 60_000;

export class Display {
	readonly #options: DisplayOptions;
	#oled: SSD1306 | undefined;
	#page = 0;
	#wokenAt: Milliseconds;
	#brightness: "bright" | "dim" | "dark" = "bright";
	#isLit = false;
	/** It stays dark while something else needs the power. */
	#isYielding = false;
	#screen: Screen = [];
	#composedAt: Milliseconds = Number.NEGATIVE_INFINITY;
	/** What each of its pages shows, as `keyOf` has it. */
	readonly #shown: string[] = [];
	#timer: Timer | undefined;

	/** Begins once the caller has returned. */
	constructor(options: DisplayOptions) {
		this.#options = options;
		this.#wokenAt = options.clock.now();
		this.#schedule(0);
	}

	/** The button: wakes what is not bright, and else shows the next page. */
	press(): void {
		const { clock, screens } = this.#options;
		if (this.#brightness === "bright") this.#page = (this.#page + 1) % screens.length;
		this.#wokenAt = clock.now();
		this.#composedAt = Number.NEGATIVE_INFINITY;
		this.#schedule(0);
	}

	/** Dark at once, until it is quiet again. */
	yield(): void {
		if (this.#isYielding || this.#brightness === "dark") return;
		this.#isYielding = true;
		this.#isLit = false;
		this.#attempt((oled) => {
			oled.lit = false;
		});
		this.#schedule(BETWEEN_ROWS);
	}

	close(): void {
		this.#options.clock.cancel(this.#timer);
		this.#attempt((oled) => {
			oled.lit = false;
			oled.close();
		});
		this.#oled = undefined;
	}

	#schedule(delay: Milliseconds): void {
		const { clock } = this.#options;
		clock.cancel(this.#timer);
		this.#timer = clock.after(delay, () => this.#schedule(this.#turn()));
	}

	/** Does one thing; returns how soon the next one is due. */
	#turn(): Milliseconds {
		if (!this.#options.isQuiet()) return BETWEEN_ROWS;
		if (this.#oled === undefined && !this.#open()) return RETRY;
		let isDrawn = false;
		this.#attempt((oled) => {
			this.#setBrightness(oled);
			this.#light(oled);
			isDrawn = this.#brightness !== "dark" && this.#drawOne(oled);
		});
		if (this.#oled === undefined) return RETRY;
		return isDrawn ? BETWEEN_ROWS : REFRESH;
	}

	#open(): boolean {
		try {
			const oled = new SSD1306(this.#options.wiring);
			this.#oled = oled;
			this.#shown.length = 0;
			this.#isLit = false;
			// So that the contrast is set, whatever it is to be.
			this.#brightness = "dark";
		} catch {
			this.#oled = undefined;
		}
		return this.#oled !== undefined;
	}

	/** A display that fails is let go of: the board has better things to do. */
	#attempt(action: (oled: SSD1306) => void): void {
		const oled = this.#oled;
		if (oled === undefined) return;
		try {
			action(oled);
		} catch {
			this.#oled = undefined;
			try {
				oled.close();
			} catch {
				// It is gone.
			}
		}
	}

	#setBrightness(oled: SSD1306): void {
		const idle = this.#options.clock.now() - this.#wokenAt;
		const wanted = idle >= DARK_AFTER ? "dark" : idle >= DIM_AFTER ? "dim" : "bright";
		if (wanted === this.#brightness) return;
		if (wanted !== "dark") oled.contrast = wanted === "bright" ? BRIGHT : DIM;
		this.#brightness = wanted;
	}

	/** Lights it up once a whole screen is drawn, for at power-on its memory holds noise; and ends the yielding. */
	#light(oled: SSD1306): void {
		this.#isYielding = false;
		const wanted = this.#brightness !== "dark" && this.#shown.length === SCREEN_ROWS;
		if (wanted !== this.#isLit) oled.lit = wanted;
		this.#isLit = wanted;
	}

	/** Draws the first row that differs from what is shown; false where there is none. */
	#drawOne(oled: SSD1306): boolean {
		const { clock, screens } = this.#options;
		const now = clock.now();
		if (now - this.#composedAt >= REFRESH) {
			this.#screen = screens[this.#page]();
			this.#composedAt = now;
		}
		for (let page = 0; page < SCREEN_ROWS; page++) {
			const row: Row | undefined = this.#screen[page];
			const key = keyOf(row);
			if (this.#shown[page] === key) continue;
			drawRow(row, oled.dots);
			oled.writePage(page);
			this.#shown[page] = key;
			return true;
		}
		return false;
	}
}

function keyOf(row: Row | undefined): string {
	return row === undefined ? "" : row.style[0] + row.text;
}
