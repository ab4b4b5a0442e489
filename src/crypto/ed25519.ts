/**
 * Whether a signature is the key holder's: Ed25519 (RFC 8032, 5.1.7), a little at a time, so that a board goes on with its
 * other work meanwhile. The curve's arithmetic is @noble/ed25519's; its own `verify` makes a table of 4,224 points first,
 * more than the board's memory.
 */
import { sameBytes } from "../bytes.js";
import { Point, sha512 } from "../vendor/noble-ed25519.js";

export const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** The order of the base point (RFC 8032, 5.1). */
const ORDER = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn;
const BITS = 253;
/** How many bits of both scalars one `step` works off. */
const BITS_A_STEP = 4;

export class SignatureCheck {
	readonly #r: Uint8Array;
	/** S and k of the equation R = S * B - k * A. */
	readonly #s: bigint;
	readonly #k: bigint;
	/**
	 * What to add, by a bit of S and (worth two) a bit of k: nothing, B, -A, B - A. Undefined where the check fails
	 * anyway.
	 */
	readonly #terms: readonly Point[] | undefined;
	#sum = Point.ZERO;
	#bit = BITS - 1;

	/** A signature has 64 bytes, a key 32; the check of anything else fails. */
	constructor(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) {
		this.#r = signature.slice(0, 32);
		this.#s = littleEndian(signature.subarray(32));
		const hashed = new Uint8Array(32 + publicKey.length + message.length);
		hashed.set(this.#r);
		hashed.set(publicKey, 32);
		hashed.set(message, 32 + publicKey.length);
		this.#k = littleEndian(sha512(hashed)) % ORDER;
		// A second S would be a second signature of the same message.
		const isWhole = signature.length === SIGNATURE_BYTES && publicKey.length === PUBLIC_KEY_BYTES && this.#s < ORDER;
		this.#terms = isWhole ? termsOf(publicKey) : undefined;
	}

	/** Undefined while there is more to do: then call it again. */
	step(): boolean | undefined {
		const terms = this.#terms;
		if (terms === undefined) return false;
		for (let i = 0; i < BITS_A_STEP && this.#bit >= 0; i++) {
			this.#sum = this.#sum.double();
			const shift = BigInt(this.#bit--);
			const which = Number((this.#s >> shift) & 1n) | (Number((this.#k >> shift) & 1n) << 1);
			if (which !== 0) this.#sum = this.#sum.add(terms[which]);
		}
		if (this.#bit >= 0) return undefined;
		return sameBytes(this.#sum.toBytes(), this.#r);
	}
}

/** Undefined for a key that is no point, or one whose signatures anybody could make. */
function termsOf(publicKey: Uint8Array): readonly Point[] | undefined {
	try {
		const key = Point.fromBytes(publicKey);
		if (key.isSmallOrder()) return undefined;
		const minus = key.negate();
		return [Point.ZERO, Point.BASE, minus, Point.BASE.add(minus)];
	} catch {
		return undefined;
	}
}

function littleEndian(bytes: Uint8Array): bigint {
	let value = 0n;
	for (let at = bytes.length - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at]);
	return value;
}
