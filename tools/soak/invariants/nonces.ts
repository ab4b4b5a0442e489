/** I1: a ledger of all that was ever sealed, which no board sees. */
import type { Emission } from "../../sim/on-air.js";
import { fingerprint } from "../hash.js";
import type { BoardName } from "../victim.js";
import type { Violations } from "../violations.js";

/** What is in a frame, found by other means than the product's. */
export interface Unsealed {
	epoch: number;
	counter: number;
}

/** Opens a frame with the pair's key; undefined where it can't. */
export type Oracle = (
	frame: Uint8Array,
	from: BoardName,
	pairKey: Uint8Array,
	emission: Emission,
) => Unsealed | undefined;

export class NonceLedger {
	readonly #violations: Violations;
	readonly #oracle: Oracle;
	/** What each nonce sealed, by key, direction and epoch. */
	readonly #sealed = new Map<string, Map<number, number>>();
	frames = 0;

	constructor(violations: Violations, oracle: Oracle) {
		this.#violations = violations;
		this.#oracle = oracle;
	}

	sent(from: BoardName, emission: Emission, pairKey: Uint8Array): void {
		this.frames++;
		const frame = emission.payload;
		const unsealed = this.#oracle(frame, from, pairKey, emission);
		if (unsealed === undefined) {
			this.#violations.report("I1", `${from} sent a frame of ${frame.length} bytes that its own key does not open`);
			return;
		}
		const { epoch, counter } = unsealed;
		const line = `${from} ${epoch} ${pairKey.join()}`;
		const nonces = this.#sealed.get(line) ?? new Map<number, number>();
		this.#sealed.set(line, nonces);
		const content = fingerprint(frame);
		const before = nonces.get(counter);
		if (before !== undefined && before !== content)
			this.#violations.report("I1", `${from} sealed two frames with counter ${counter} of epoch ${epoch}`);
		nonces.set(counter, content);
	}
}

const HELLO = 3;

/**
 * Without a cipher of another kind: by the clear header. Counters of 16 bits are taken for the next above the last one,
 * so that one that falls back by less than 32,768 is seen; a hello tells all 32.
 */
export function headerOracle(): Oracle {
	const last = new Map<string, number>();
	return (frame, from, pairKey) => {
		const line = `${from} ${pairKey[0]} ${pairKey[1]} ${pairKey[2]} ${pairKey[3]}`;
		const highest = last.get(line) ?? 0;
		const isHello = ((frame[0] >> 3) & 7) === HELLO;
		const low = isHello ? 0 : (frame[1] << 8) | frame[2];
		const view = new DataView(frame.buffer, frame.byteOffset);
		const counter = isHello ? view.getUint32(2) : nearest(highest, low);
		last.set(line, Math.max(highest, counter));
		return { epoch: 0, counter };
	};
}

/** The number with these low 16 bits that is nearest to `to`. */
function nearest(to: number, low: number): number {
	const base = to - (to & 0xffff) + low;
	if (base > to + 0x8000 && base >= 0x10000) return base - 0x10000;
	return base < to - 0x8000 ? base + 0x10000 : base;
}
