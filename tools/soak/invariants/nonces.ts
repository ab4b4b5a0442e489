/** I1: a ledger of all that was ever sealed, which no board sees. */
import type { Emission } from "../../sim/on-air.js";
import type { BoardName } from "../victim.js";
import type { Violations } from "../violations.js";

/** What a frame's nonce is made of, but for the direction: found by other means than the product's. */
export interface Unsealed {
	transmitterSalt: number;
	receiverSalt: number;
	counter: number;
}

/** Opens a frame with the pair's key; undefined where it can't. */
export type Oracle = (
	frame: Uint8Array,
	from: BoardName,
	pairKey: Uint8Array,
	emission: Emission,
) => Unsealed | undefined;

/** Counters fall back and sessions change at a start only: the frames after a hello are all opened, of the others one in so many. */
const OPENED_AFTER_HELLO = 32;
const OPENED_OF_OTHERS = 17;

/** All that was sealed with one key in one direction. */
interface Line {
	/** What each nonce sealed: by both salts, then by counter. */
	readonly sessions: Map<string, Map<number, number>>;
	/** That of the latest frame, and its counter; undefined before the first. */
	session: { salts: string; nonces: Map<number, number>; counter: number } | undefined;
}

export class NonceLedger {
	readonly #violations: Violations;
	readonly #oracle: Oracle;
	#sinceHello = 0;
	/** By key and direction. */
	readonly #lines = new Map<string, Line>();
	frames = 0;
	/** Of them, those opened; the others' nonces are taken from the header and the session before. */
	opened = 0;

	constructor(violations: Violations, oracle: Oracle) {
		this.#violations = violations;
		this.#oracle = oracle;
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
		const isHello = helloOf(frame) !== undefined;
		this.#sinceHello = isHello ? 0 : this.#sinceHello + 1;
		const name = `${from} ${pair}`;
		const line = this.#lines.get(name) ?? { sessions: new Map(), session: undefined };
		this.#lines.set(name, line);
		const { session } = line;
		if (session !== undefined && this.#sinceHello >= OPENED_AFTER_HELLO && this.frames % OPENED_OF_OTHERS !== 0) {
			session.counter = nearest(session.counter, (frame[1] << 8) | frame[2]);
			this.#enter(name, session, content);
			return;
		}
		this.opened++;
		const unsealed = this.#oracle(frame, from, pairKey, emission);
		if (unsealed === undefined) {
			this.#violations.report("I1", `${from} sent a frame of ${frame.length} bytes that its own key does not open`);
			return;
		}
		const salts = `${unsealed.transmitterSalt} ${unsealed.receiverSalt}`;
		const nonces = line.sessions.get(salts) ?? new Map<number, number>();
		line.sessions.set(salts, nonces);
		line.session = { salts, nonces, counter: unsealed.counter };
		this.#enter(name, line.session, content);
	}

	#enter(name: string, { salts, nonces, counter }: NonNullable<Line["session"]>, content: number): void {
		const before = nonces.get(counter);
		if (before !== undefined && before !== content)
			this.#violations.report("I1", `${name} sealed two frames with counter ${counter}, salts ${salts}`);
		nonces.set(counter, content);
	}
}

const HELLO = 3;

/** What a hello's clear header tells; undefined for any other frame. */
export function helloOf(frame: Uint8Array): { salt: number; counter: number } | undefined {
	if (((frame[0] >> 3) & 7) !== HELLO) return undefined;
	const view = new DataView(frame.buffer, frame.byteOffset);
	return { salt: view.getUint32(1), counter: view.getUint32(5) };
}

/**
 * Without a cipher of another kind: by the clear header. A board's own salt stands for the session, which asks for more than
 * is promised. Counters of 16 bits are taken for the nearest to the last one, so that one that falls back by less than
 * 32,768 is seen.
 */
export function headerOracle(): Oracle {
	const latest = new Map<string, Unsealed>();
	return (frame, from, pairKey) => {
		const line = `${from} ${pairKey[0]} ${pairKey[1]} ${pairKey[2]} ${pairKey[3]}`;
		const hello = helloOf(frame);
		const before = latest.get(line) ?? { transmitterSalt: 0, receiverSalt: 0, counter: 0 };
		const unsealed =
			hello === undefined
				? { ...before, counter: nearest(before.counter, (frame[1] << 8) | frame[2]) }
				: { transmitterSalt: hello.salt, receiverSalt: 0, counter: hello.counter };
		latest.set(line, unsealed);
		return unsealed;
	};
}

/** The number with these low 16 bits that is nearest to `to`. */
function nearest(to: number, low: number): number {
	const base = to - (to & 0xffff) + low;
	if (base > to + 0x8000 && base >= 0x10000) return base - 0x10000;
	return base < to - 0x8000 ? base + 0x10000 : base;
}
