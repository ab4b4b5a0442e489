/** Puts the pages on the board's display, where it has one, and its button beside it. */
import type { Clock, Milliseconds } from "../clock.js";
import { Display, type ScreenSource } from "../display/display.js";
import type { Board } from "./board.js";

/** A button's contacts bounce for some milliseconds. */
const BOUNCE: Milliseconds = 200;

export interface DisplayParts {
	clock: Clock;
	board: Pick<Board, "display" | "button">;
	screens: readonly ScreenSource[];
	isQuiet(): boolean;
}

/** Undefined where the board has no display. */
export function openDisplay({ clock, board, screens, isQuiet }: DisplayParts): Display | undefined {
	if (board.display === undefined) return undefined;
	const display = new Display({ clock, wiring: board.display, screens, isQuiet });
	if (board.button !== undefined) watchButton(clock, board.button, () => display.press());
	return display;
}

function watchButton(clock: Clock, { io: Input, pin }: NonNullable<Board["button"]>, onPress: () => void): void {
	let pressedAt = Number.NEGATIVE_INFINITY;
	new Input({
		pin,
		mode: Input.InputPullUp,
		edge: Input.Falling,
		onReadable: () => {
			const now = clock.now();
			if (now - pressedAt >= BOUNCE) onPress();
			pressedAt = now;
		},
	});
}
