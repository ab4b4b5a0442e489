/** The pins that a person connects something to, read from the board's own provider: told once, drawn from there. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BOARDS = join(fileURLToPath(new URL("../..", import.meta.url)), "boards");

export interface BoardPins {
	p1Receive: number;
	button: number;
}

export function readBoardPins(board: string): BoardPins {
	const provider = readFileSync(join(BOARDS, board, "host/provider.ts"), "utf8");
	return {
		p1Receive: pin(provider, /\bp1: \{[^}]*\breceive: (\d+)/),
		button: pin(provider, /\bbutton: \{[^}]*\bpin: (\d+)/),
	};
}

function pin(provider: string, pattern: RegExp): number {
	const found = pattern.exec(provider);
	if (found === null) throw new Error(`the provider has no ${pattern.source}`);
	return Number(found[1]);
}
