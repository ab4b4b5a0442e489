/** Keeps the board on its Wi-Fi network: joins, watches, and joins again. */

import { retryDelay } from "../backoff.js";
import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { WiFiReport } from "../home/snapshot.js";

/** The slice of ECMA-419's Wi-Fi network interface that is used here. It does not join again by itself. */
export interface WiFiInterface {
	/** Throws while it is connecting already. What comes of it is told by `onChanged`. */
	connect(options: { SSID: string; password?: string }): void;
	disconnect(): void;
	/** 200 off, 300 connecting, 400 associated, 500 there is an address. */
	readonly connection: number;
	readonly address: string | undefined;
	/** In dBm, asked of the radio itself; undefined when it is on no network. */
	readonly RSSI: number | undefined;
}

export type WiFiClass = new (options: { onChanged(property: "connection" | "address"): void }) => WiFiInterface;

export interface WiFiStationOptions {
	io: WiFiClass;
	clock: Clock;
	/** In [0, 1). */
	random: () => number;
	/** The network's name. */
	network: string;
	/** Undefined for an open network. */
	password: string | undefined;
	/** There is an address: sockets can be opened. */
	onOnline(address: string): void;
	onOffline(): void;
}

export type WiFiState =
	| { phase: "joining" }
	| { phase: "online"; address: string }
	/** `failures` in a row; 0 after a network that was lost. */
	| { phase: "waiting"; failures: number };

const CONNECTED = 500;
const OFF = 200;

/** For finding the network, the password and DHCP together. */
const JOIN_TIMEOUT: Milliseconds = 20_000;

/** How often a network is looked after: the message that it is gone can be lost in a full queue. */
const WATCH: Milliseconds = 10_000;

export class WiFiStation {
	readonly #options: WiFiStationOptions;
	readonly #wifi: WiFiInterface;
	#state: WiFiState = { phase: "waiting", failures: 0 };
	/** Failures before the attempt under way. */
	#failures = 0;
	/** The one timer of the state: time-out, watch or retry. */
	#timer: Timer | undefined;

	/** Starts the radio, and to join once the caller has returned. */
	constructor(options: WiFiStationOptions) {
		this.#options = options;
		this.#wifi = new options.io({ onChanged: () => this.#look() });
		this.#setTimer(0, () => this.#join());
	}

	get state(): Readonly<WiFiState> {
		return this.#state;
	}

	/** For people. */
	get report(): WiFiReport {
		const address = this.#state.phase === "online" ? this.#state.address : undefined;
		return { name: this.#options.network, address, rssiDbm: address === undefined ? undefined : this.#wifi.RSSI };
	}

	#join(): void {
		const { network, password } = this.#options;
		this.#state = { phase: "joining" };
		this.#setTimer(JOIN_TIMEOUT, () => this.#fail());
		try {
			this.#wifi.connect(password === undefined ? { SSID: network } : { SSID: network, password });
		} catch {
			this.#fail();
		}
	}

	/** Compares what the interface says with the state. */
	#look(): void {
		const { connection, address } = this.#wifi;
		const { phase } = this.#state;
		if (phase === "joining" && connection === CONNECTED && address !== undefined) this.#joined(address);
		else if (phase === "joining" && connection <= OFF) this.#fail();
		else if (phase === "online" && connection !== CONNECTED) this.#lost();
	}

	#joined(address: string): void {
		this.#failures = 0;
		this.#state = { phase: "online", address };
		this.#setTimer(WATCH, () => this.#watch());
		this.#options.onOnline(address);
	}

	#watch(): void {
		if (this.#wifi.RSSI === undefined) this.#lost();
		else this.#setTimer(WATCH, () => this.#watch());
	}

	#lost(): void {
		this.#wait();
		this.#options.onOffline();
	}

	#fail(): void {
		this.#failures++;
		this.#wait();
	}

	/** Leaves whatever is left of the attempt, so that the next one finds the interface idle. */
	#wait(): void {
		this.#state = { phase: "waiting", failures: this.#failures };
		this.#setTimer(retryDelay(Math.max(1, this.#failures), this.#options.random()), () => this.#join());
		this.#wifi.disconnect();
	}

	#setTimer(delay: Milliseconds, callback: () => void): void {
		this.#options.clock.cancel(this.#timer);
		this.#timer = this.#options.clock.after(delay, callback);
	}
}
