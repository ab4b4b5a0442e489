import type { Clock } from "../clock.js";
import type { DigitalClass, Hardware, SPIClass, SPIOptions } from "../io.js";
import type { ChipName } from "./chips.js";
import type { ListenBeforeTalk } from "./listen-before-talk.js";
import type { RadioFault } from "./radio-state.js";
import type { ReceivedPacket } from "./received-packet.js";
import type { RadioSettings } from "./settings.js";

/** The parts a radio is made of, and whom it tells. Callbacks come last: the radio is ready for the next call. */
export interface SX127xOptions extends RadioSettings {
	/** Up to 10 MHz, mode 0; `select` is driven by the SPI class. */
	readonly spi: Hardware<SPIClass, SPIOptions>;
	/** NRESET. */
	readonly reset: Hardware<DigitalClass, { pin: number }>;
	/** DIO0. */
	readonly interrupt: Hardware<DigitalClass, { pin: number }>;
	readonly clock: Clock;
	/** SX1276 when left out. */
	readonly chip?: ChipName | undefined;
	/** The radio can be used: after construction, and again whenever it comes back from `failed`. */
	onReady?(): void;
	onReceive?(packet: ReceivedPacket): void;
	/** The frame is out and the radio in standby. */
	onTransmitted?(): void;
	/** The frame was not sent, for the channel was busy at each look; the radio is in standby. */
	onBusy?(): void;
	/** A single reception is over without a good packet; the radio is in standby. */
	onTimeout?(): void;
	/** A scan is over and the radio in standby: whether there was a preamble on the channel. */
	onScanned?(preamble: boolean): void;
	/**
	 * What was under way is lost. Unless the radio is now `failed`, it has been reset and configured, and is as usable
	 * as before: receiving if it had been, else in standby. A radio that stays `failed` says so once a minute. An odd
	 * register is told while the radio comes up.
	 */
	onFault?(fault: RadioFault): void;
}

export interface TransmitOptions {
	readonly listenBeforeTalk?: ListenBeforeTalk | undefined;
}
