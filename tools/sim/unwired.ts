/** What a station is given for wires where its radio is a driver of packets, without registers. */
import type { DigitalOptions, SPIOptions } from "../../src/io.js";
import type { RadioHardware } from "../../src/link/station.js";

class NoWire {
	static readonly Input = 0;
	static readonly InputPullUp = 1;
	static readonly Output = 8;
	static readonly Rising = 1;
	static readonly Falling = 2;

	constructor(_options: SPIOptions | DigitalOptions) {
		throw new Error("this radio has no wires");
	}

	transfer(): void {}
	flush(): void {}
	read(): number {
		return 0;
	}
	write(): void {}
	close(): void {}
}

/** Opening any of its lines is a mistake. */
export const UNWIRED: RadioHardware = Object.freeze({
	spi: { io: NoWire, clock: 2, in: 3, out: 4, select: 5, hz: 8_000_000 },
	reset: { io: NoWire, pin: 0 },
	interrupt: { io: NoWire, pin: 1 },
});
