import type { WiFiInterface, WiFiScanResult } from "../../src/device/wifi.js";
import type { VirtualClock } from "../../tools/sim/clock.js";

export const OFF = 200;
const CONNECTING = 300;
export const ASSOCIATED = 400;
export const CONNECTED = 500;
export const ADDRESS = "192.0.2.7";

/** A radio that does what the test says. Like the board's, it does not call back when told to disconnect. */
export class ScriptedWiFi implements WiFiInterface {
	connection = OFF;
	address: string | undefined;
	RSSI: number | undefined;
	/** When it was told to connect, and to what. */
	readonly attempts: { at: number; SSID: string; password?: string }[] = [];
	refuses = false;
	/** What it was told of an address of its own. */
	readonly configured: object[] = [];
	/** What is in reach; undefined where it can't scan. */
	networks: WiFiScanResult[] | undefined;
	readonly #clock: VirtualClock;
	readonly #onChanged: (property: "connection" | "address") => void;

	constructor(clock: VirtualClock, onChanged: (property: "connection" | "address") => void) {
		this.#clock = clock;
		this.#onChanged = onChanged;
	}

	connect(options: { SSID: string; password?: string }): void {
		this.attempts.push({ at: this.#clock.now(), ...options });
		if (this.connection === CONNECTING || this.refuses) throw new Error("already connecting");
		this.connection = CONNECTING;
	}

	configure(options: object): void {
		this.configured.push(options);
	}

	disconnect(): void {
		this.connection = OFF;
	}

	scan(options: { onFound(network: WiFiScanResult): void; onComplete(): void }): void {
		const { networks } = this;
		if (networks === undefined) throw new Error("scan failed");
		this.#clock.after(2000, () => {
			for (const network of networks) options.onFound(network);
			options.onComplete();
		});
	}

	/** The access point takes the board in, or sends it away. */
	become(connection: number): void {
		this.connection = connection;
		this.address = connection === CONNECTED ? ADDRESS : undefined;
		this.RSSI = connection >= ASSOCIATED ? -60 : undefined;
		this.#onChanged("connection");
		if (connection === CONNECTED) this.#onChanged("address");
	}

	/** The network goes, and the message about it is lost. */
	vanish(): void {
		this.RSSI = undefined;
	}
}
