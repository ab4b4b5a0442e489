/**
 * A domain of flash that is opened with its first use. Where that can't be done, as flash has no room left for its name, reading
 * and writing throw, and whoever does so has an answer to it. An exception on opening would end the program at each start,
 * before the console is there to tell why.
 */
import type { KeyValue } from "../io.js";

/** `open` throws where it can't be opened; it is tried again with the next use. */
export function lateStorage(open: () => KeyValue): KeyValue {
	let opened: KeyValue | undefined;
	const domain = () => {
		opened ??= open();
		return opened;
	};
	return {
		read: (key) => domain().read(key),
		write: (key, value) => domain().write(key, value),
		delete: (key) => domain().delete(key),
	};
}
