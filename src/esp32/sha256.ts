/** SHA-256 in C: see sha256.c. In JavaScript an image would take a quarter of an hour. */
export class SHA256 extends Native("xs_p1_sha256_destructor") {
	constructor() {
		super();
		native("xs_p1_sha256_constructor").call(this);
	}

	update(bytes: Uint8Array): void {
		native("xs_p1_sha256_update").call(this, bytes);
	}

	/** Of all that was added, 32 bytes; once. */
	digest(): Uint8Array {
		return new Uint8Array(native("xs_p1_sha256_digest").call(this));
	}
}
