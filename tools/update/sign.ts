/** Makes updates and the keys that sign them, with OpenSSL's Ed25519 (RFC 8032). */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { encodeHead, type ImageHead } from "../../src/update/image-head.js";

/** A private key as it stands in its file: PKCS#8 in PEM. */
export function makeSigningKey(): string {
	return generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}

/** Throws where the text is no Ed25519 private key. */
export function readSigningKey(pem: string): KeyObject {
	const key = createPrivateKey(pem);
	if (key.asymmetricKeyType !== "ed25519") throw new Error(`this is a key of ${key.asymmetricKeyType}, not of Ed25519`);
	return key;
}

/** What images are built with, to know the key by: its 32 bytes. */
export function publicKeyOf(key: KeyObject): Uint8Array {
	return new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32));
}

/** An update's file: head, signature, image. */
export function signImage(image: Uint8Array, about: Omit<ImageHead, "size" | "hash">, key: KeyObject): Uint8Array {
	const hash = new Uint8Array(createHash("sha256").update(image).digest());
	const head = encodeHead({ ...about, size: image.length, hash });
	return new Uint8Array(Buffer.concat([head, sign(null, head, key), image]));
}
