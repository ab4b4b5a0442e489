import storage from "embedded:storage/key-value";
import type { KeyValue } from "../io.js";
import { lateStorage } from "./late-storage.js";

/** A domain of the board's flash; it is made when it is not there. NVS takes names of 1 to 15 characters. */
export function openStorage(domain: string): KeyValue {
	return lateStorage(() => storage.open({ path: domain, format: "buffer" }));
}
