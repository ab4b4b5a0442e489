/** The line from the meter on an ESP32, buffered by ESP-IDF's driver: see inlet.c. */
import type { Inlet as InletContract, InletOptions } from "../io.js";

export default class Inlet extends Native("xs_p1_inlet_destructor") implements InletContract {
	constructor({ receive, port, baud, inverted, bufferBytes }: InletOptions) {
		super();
		native("xs_p1_inlet_constructor").call(this, receive, port, baud, inverted, bufferBytes);
	}

	get available(): number {
		return native("xs_p1_inlet_available").call(this);
	}

	read(most: number): ArrayBuffer | undefined {
		return native("xs_p1_inlet_read").call(this, most);
	}

	close(): void {
		native("xs_p1_inlet_close").call(this);
	}
}
