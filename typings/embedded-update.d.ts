/** ECMA-419's updates and flash, over ESP-IDF's OTA. */
declare module "embedded:update" {
	const Update: {
		/** Written in order, from the first byte on; erased as it goes. Throws where there is no room for `byteLength`. */
		open(options: { partition: unknown; byteLength: number }): import("../src/update/updater.js").Slot;
	};
	export default Update;
}

declare module "embedded:storage/flash" {
	const flash: {
		/** `nextota`: the app's slot that does not run. */
		open(options: { path: string }): unknown;
	};
	export default flash;
}
