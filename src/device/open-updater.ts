/** Updates of a board over the network: its slots of flash, the key that it was built with, and the trial of a new image. */
import { bytesOfHex } from "../bytes.js";
import type { Clock, Milliseconds } from "../clock.js";
import { SHA256 } from "../esp32/sha256.js";
import type { Role } from "../role.js";
import { Trial } from "../update/trial.js";
import { Updater } from "../update/updater.js";
import { VERSION } from "../version.js";
import type { Config } from "./settings.js";
import { openStorage } from "./storage.js";
import { keepImage, openSlot } from "./update-slot.js";

/** Time for an answer to go out before the board restarts. */
const BEFORE_RESTART: Milliseconds = 2000;

export interface OpenUpdaterOptions {
	clock: Clock;
	role: Role;
	/** `updateKey` and `board`, which no setting changes. */
	config: Config;
	/** Radio and network are as they should be. */
	isHealthy: () => boolean;
	restart: () => void;
}

export function openUpdater({ clock, role, config, isHealthy, restart }: OpenUpdaterOptions) {
	const storage = openStorage("health");
	const updater = new Updater({
		clock,
		publicKey: readKey(String(config.updateKey ?? "")),
		role,
		board: String(config.board ?? ""),
		version: VERSION,
		isOnTrial: () => trial.isRunning,
		openSlot,
		digest: () => new SHA256(),
		onWritten: (version) => {
			clock.after(BEFORE_RESTART, restart);
			// At once: power that is cut meanwhile starts the image, too, and without its trial it would not be kept.
			Trial.begin(storage, version);
		},
	});
	const trial = new Trial({ clock, storage, version: VERSION, isHealthy, keep: keepImage, giveUp: restart });
	return { updater, trial };
}

/** 64 hexadecimal digits, or none: then no update is taken. */
function readKey(digits: string): Uint8Array | undefined {
	if (!/^[0-9A-Fa-f]{64}$/.test(digits)) return undefined;
	return bytesOfHex(digits);
}
