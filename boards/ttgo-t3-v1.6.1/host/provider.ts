/** LilyGO TTGO T3 V1.6.1: ESP32-PICO-D4 and SX1276, wired as in the schematic that LilyGO publishes. */
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
		reset: { io: Digital, pin: 23 },
		interrupt: { io: Digital, pin: 26 },
	},
	// An input only, and no strapping pin (see boards/README.md).
	p1: { io: Inlet, receive: 34, port: 1 },
	// The CP2104 or CH9102 between USB and the ESP32. A debug build's debugger has this port for itself.
	usb: { io: Serial, receive: 3, transmit: 1, port: 0 },
	led: { io: Digital, pin: 25, active: 1 },
	// A transfer that nobody answers must not hold up the board for the 400 ms that the SDK waits by default.
	display: { i2c: { io: I2C, data: 21, clock: 22, address: 0x3c, hz: 400_000, timeout: 20 } },
	// It has no button of its own; a push button between GPIO 0 and ground is one.
	button: { io: Digital, pin: 0 },
};

export default board;
