/** The C functions that the manifests' `ffi` names. */
declare module "mc/ffi" {
	export default class FFI {
		/** ESP-IDF's: the boot loader keeps the image that runs. 0 where that is done. */
		esp_ota_mark_app_valid_cancel_rollback(): number;
	}
}
