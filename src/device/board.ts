import type { LEDWiring } from "../display/led.js";
import type { OLEDWiring } from "../display/ssd1306.js";
import type { DigitalClass, Hardware, InletClass } from "../io.js";
import type { RadioHardware } from "../link/station.js";
import type { ConsoleSerial } from "./console.js";

/** What every board in boards/ provides: its parts, each as a class and the pins it is on. */
export interface Board {
	radio: RadioHardware;
	/** The line on which the meter's data come in. */
	p1: Hardware<InletClass, { receive: number; port: number }>;
	/** The USB port, as the console's serial line. */
	usb: ConsoleSerial;
	led?: LEDWiring;
	display?: OLEDWiring;
	/** Between the pin and ground: low while it is pressed. */
	button?: Hardware<DigitalClass, { pin: number }>;
}
