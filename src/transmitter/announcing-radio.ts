import type { RadioDriver } from "../link/station.js";
import { SX127x } from "../lora/sx127x.js";

/** The radio's driver, which says so before each transmission: what else takes power can then stop for that time. */
export function announcingRadio(onTransmit: () => void): RadioDriver {
	return class extends SX127x {
		override transmit(...args: Parameters<SX127x["transmit"]>): void {
			onTransmit();
			super.transmit(...args);
		}
	};
}
