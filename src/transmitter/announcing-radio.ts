import type { RadioDriver } from "../link/station.js";
import { SX127x } from "../lora/sx127x.js";

/** The radio's driver, which calls `onTransmit` before each transmission: other consumers of power can then pause. */
export function announcingRadio(onTransmit: () => void): RadioDriver {
	return class extends SX127x {
		override transmit(...args: Parameters<SX127x["transmit"]>): void {
			onTransmit();
			super.transmit(...args);
		}
	};
}
