/** I1: a ledger of all that was ever sealed, which no board sees. */
import type { Emission } from "../../sim/on-air.js";
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

/** A counter can fall back at a start only: the frames after one are all opened, of the others one in so many. */
const OPENED_AFTER_START = 64;
const OPENED_OF_OTHERS = 8;

export class NonceLedger {
	readonly #violations: Violations;
	readonly #oracle: Oracle;
	readonly #sinceStart = new Map<BoardName, number>();
	/** What each nonce sealed, by key, direction and epoch. */
	readonly #sealed = new Map<string, Map<number, number>>();
	/** Of each key and direction, in its latest epoch. */
	readonly #latest = new Map<string, Unsealed>();
	frames = 0;

	constructor(violations: Violations, oracle: Oracle) {
		this.#violations = violations;
		this.#oracle = oracle;
	}

	started(board: BoardName): void {
		this.#sinceStart.set(board, 0);
	}

	/** `content` tells one frame from another. `pair` names the key. */
	sent(
		from: BoardName,
		emission: Emission,
		content: number,
		{ pair, pairKey }: { pair: number; pairKey: Uint8Array },
	): void {
		this.frames++;
		const frame = emission.payload;
		const since = this.#sinceStart.get(from) ?? 0;
		this.#sinceStart.set(from, since + 1);
		const name = `${from} ${pair}`;
		const latest = this.#latest.get(name);
		const isOpened = latest === undefined || since < OPENED_AFTER_START || since % OPENED_OF_OTHERS === 0;
		const unsealed = isOpened
			? this.#oracle(frame, from, pairKey, emission)
			: { epoch: latest.epoch, counter: counterOf(frame, latest.counter) };
		if (unsealed === undefined) {
			this.#violations.report("I1", `${from} sent a frame of ${frame.length} bytes that its own key does not open`);
			return;
		}
		const { epoch, counter } = unsealed;
		this.#latest.set(name, unsealed);
		const line = `${name} ${epoch}`;
		const nonces = this.#sealed.get(line) ?? new Map<number, number>();
		this.#sealed.set(line, nonces);
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
		const counter = counterOf(frame, highest);
		last.set(line, Math.max(highest, counter));
		return { epoch: 0, counter };
	};
}

/** By the clear header: all 32 bits of a hello, the low 16 of others. */
function counterOf(frame: Uint8Array, highest: number): number {
	const view = new DataView(frame.buffer, frame.byteOffset);
	if (((frame[0] >> 3) & 7) === HELLO) return view.getUint32(2);
	return nearest(highest, view.getUint16(1));
}

/** The number with these low 16 bits that is nearest to `to`. */
function nearest(to: number, low: number): number {
	const base = to - (to & 0xffff) + low;
	if (base > to + 0x8000 && base >= 0x10000) return base - 0x10000;
	return base < to - 0x8000 ? base + 0x10000 : base;
}
