import { BASE_MANIFEST } from "./manifest.js";

/** Which manifest of the Moddable SDK 8.2.3 brings a module. */
export const SDK_MODULES: ReadonlyMap<string, string> = new Map([
	["timer", BASE_MANIFEST],
	["time", BASE_MANIFEST],
	// Made by mcconfig, from the manifests' `config`.
	["mc/config", BASE_MANIFEST],
	["embedded:io/digital", "modules/io/digital/manifest.json"],
	["embedded:io/i2c", "modules/io/i2c/manifest.json"],
	["embedded:io/serial", "modules/io/serial/manifest.json"],
	["embedded:io/spi", "modules/io/spi/manifest.json"],
	["embedded:storage/key-value", "modules/io/storage/manifest.json"],
	["resetReason", "build/devices/esp32/modules/resetReason/manifest.json"],
	// Made by mcconfig, from the manifests' `ffi`.
	["mc/ffi", BASE_MANIFEST],
	["embedded:update", "modules/io/update/manifest.json"],
	// Which brings flash.
	["embedded:storage/flash", "modules/io/update/manifest.json"],
	["embedded:network/interface/wifi", "modules/io/wifi/manifest.json"],
]);
