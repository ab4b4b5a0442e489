/** Heltec WiFi LoRa 32 V2: ESP32 and SX1276, wired as in the pinout that Heltec publishes for it. */
import Digital from "embedded:io/digital";
import I2C from "embedded:io/i2c";
import Serial from "embedded:io/serial";
import SPI from "embedded:io/spi";
import Inlet from "esp32/inlet";
import type { Board } from "../../../src/device/board.js";

const board: Board = {
	radio: {
		// Port 1 is SPI2_HOST. The SX1276 takes 10 MHz at most (datasheet 2.5.6, table 11).
		spi: { io: SPI, clock: 5, in: 19, out: 27, select: 18, port: 1, hz: 8_000_000, mode: 0 },
		reset: { io: Digital, pin: 14 },
		interrupt: { io: Digital, pin: 26 },
	},
	// An input only, and no strapping pin; 34 and 35 are the radio's DIO2 and DIO1 here, 37 measures the battery.
	p1: { io: Inlet, receive: 36, port: 1 },
	// The CP2102 between USB and the ESP32. A debug build's debugger has this port for itself.
	usb: { io: Serial, receive: 3, transmit: 1, port: 0 },
	led: { io: Digital, pin: 25, active: 1 },
	display: {
		i2c: { io: I2C, data: 4, clock: 15, address: 0x3c, hz: 400_000, timeout: 20 },
		reset: { io: Digital, pin: 16 },
		// Vext.
		supply: { io: Digital, pin: 21 },
	},
	// PRG.
	button: { io: Digital, pin: 0 },
};

export default board;
