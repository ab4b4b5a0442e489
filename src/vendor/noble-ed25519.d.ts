/** What the product uses of @noble/ed25519 3.2.0: the curve's points; and of @noble/hashes 2.4.0 SHA-512 (FIPS 180-4). */

export declare class Point {
	/** The generator. */
	static readonly BASE: Point;
	/** The neutral element. */
	static readonly ZERO: Point;
	/** RFC 8032, 5.1.3. Throws for what is no point, or not written in the one way that there is. */
	static fromBytes(bytes: Uint8Array): Point;
	add(other: Point): Point;
	double(): Point;
	negate(): Point;
	/** RFC 8032, 5.1.2. */
	toBytes(): Uint8Array;
	/** Of order 1, 2, 4 or 8. */
	isSmallOrder(): boolean;
}

/** SHA-512; the digest has 64 bytes. */
export declare function sha512(message: Uint8Array): Uint8Array;
