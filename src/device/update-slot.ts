import flash from "embedded:storage/flash";
import Update from "embedded:update";
import FFI from "mc/ffi";
import type { Slot } from "../update/updater.js";

/** The half of flash that does not run, which ESP-IDF erases as it is written. */
export function openSlot(byteLength: number): Slot {
	return Update.open({ partition: flash.open({ path: "nextota" }), byteLength });
}

/** The boot loader is to start this image from now on, whatever befalls it. */
export function keepImage(): void {
	new FFI().esp_ota_mark_app_valid_cancel_rollback();
}
