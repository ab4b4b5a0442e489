import flash from "embedded:storage/flash";
import Update from "embedded:update";
import { Digest } from "crypt";
import FFI from "mc/ffi";
import type { Slot, Digest as UpdateDigest } from "../update/updater.js";

/** The half of flash that does not run, which ESP-IDF erases as it is written. */
export function openSlot(byteLength: number): Slot {
	return Update.open({ partition: flash.open({ path: "nextota" }), byteLength });
}

/** SHA-256 in C: in JavaScript an image would take a quarter of an hour. */
export function createDigest(): UpdateDigest {
	const digest = new Digest("SHA256");
	return { update: (bytes) => digest.write(bytes), digest: () => new Uint8Array(digest.close()) };
}

/** The boot loader is to start this image from now on, whatever befalls it. */
export function keepImage(): void {
	new FFI().esp_ota_mark_app_valid_cancel_rollback();
}
