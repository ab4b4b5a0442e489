/** I9: what the programs make of each packet: whether it opens, and if not, why. */
import { type Opened, SecureChannel } from "../../src/link/channel.js";

/** Tells of each while `run` goes on. The programs make their channels themselves: what all of them have is watched. */
export function watchOpenings<T>(onOpened: (opened: Opened) => void, run: () => T): T {
	const { prototype } = SecureChannel;
	const { open } = prototype;
	prototype.open = function (frame, profile) {
		const opened = open.call(this, frame, profile);
		onOpened(opened);
		return opened;
	};
	try {
		return run();
	} finally {
		prototype.open = open;
	}
}
