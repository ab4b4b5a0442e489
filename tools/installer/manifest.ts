/** What ESP Web Tools wants to know of an image (esphome.github.io/esp-web-tools, "Creating your manifest"). */
import type { Manifest } from "esp-web-tools/dist/const.js";
import type { Role } from "../../src/role.js";
import type { ImagePart } from "./image.js";

export interface Program {
	/** In file names. */
	role: Role;
	/** The program's name: what the receiver calls itself by Improv (src/device/provisioning.ts), so that it is known again. */
	name: string;
	/** How long to wait after writing until the board answers by Improv, in seconds; 0 for one that has no Wi-Fi. */
	improvWait: number;
}

export const PROGRAMS: readonly Program[] = Object.freeze([
	Object.freeze({ role: "transmitter", name: "P1-LoRa transmitter", improvWait: 0 }),
	Object.freeze({ role: "receiver", name: "P1-LoRa receiver", improvWait: 15 }),
]);

export function installManifest(
	{ role, name, improvWait }: Program,
	version: string,
	parts: readonly ImagePart[],
): Manifest {
	return {
		name,
		version,
		// Pairing and settings outlast an update, unless a person wants to begin anew.
		new_install_prompt_erase: true,
		new_install_improv_wait_time: improvWait,
		builds: [
			{ chipFamily: "ESP32", parts: parts.map((part) => ({ path: partPath(role, part), offset: part.offset })) },
		],
	};
}

/** Below the page's folder. The place is in the name: two parts may be called alike. */
export function partPath(role: string, { offset }: ImagePart): string {
	return `${role}/${offset.toString(16).padStart(6, "0")}.bin`;
}
