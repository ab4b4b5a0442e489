import "system";

/** Starts the board anew, at once. */
export function restart(): void {
	System.restart();
}
