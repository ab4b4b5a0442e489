/** The code that a line begins with, A-B:C.D.E, as numbers of at most 255. */

const OPEN = 0x28;
const ASTERISK = 0x2a;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;

export const CODE_GROUPS = 5;
/** What stands behind each number; behind the last one an asterisk does as well. */
const SEPARATORS = Uint8Array.of(MINUS, COLON, POINT, POINT, OPEN);

export class LineCode {
	readonly groups = new Uint8Array(CODE_GROUPS);

	/** Reads the code at `start`; all zeros, and false, where there is none. */
	read(literals: Uint8Array, start: number): boolean {
		const groups = this.groups;
		let group = 0;
		let value = 0;
		for (let at = start; at < literals.length; at++) {
			const byte = literals[at];
			if (byte >= ZERO && byte < ZERO + 10) {
				value = value * 10 + byte - ZERO;
				continue;
			}
			const isEnd = byte === SEPARATORS[group] || (group === CODE_GROUPS - 1 && byte === ASTERISK);
			if (!isEnd || value > 255) break;
			groups[group++] = value;
			value = 0;
			if (group === CODE_GROUPS) return true;
		}
		groups.fill(0);
		return false;
	}

	/** The code as text, without what follows. */
	text(): string {
		const groups = this.groups;
		return `${groups[0]}-${groups[1]}:${groups[2]}.${groups[3]}.${groups[4]}`;
	}
}
