/** The slice of the SDK's native cryptography that is used. */
declare module "crypt" {
	export class Digest {
		constructor(type: "SHA256");
		write(data: Uint8Array): void;
		/** What was written, hashed. */
		close(): ArrayBuffer;
	}
}
