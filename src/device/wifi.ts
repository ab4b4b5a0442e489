/** Keeps the board on its Wi-Fi network: joins, watches, and joins again. */

import { retryDelay } from "../backoff.js";
import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { WiFiReport } from "../home/receiver-report.js";
import type { StaticAddress } from "./static-address.js";

/** The slice of ECMA-419's Wi-Fi network interface that is used here. It does not join again by itself. */
export interface WiFiInterface {
	/** Throws while it is connecting already. What comes of it is told by `onChanged`. */
	connect(options: { SSID: string; password?: string }): void;
	disconnect(): void;
	/** Throws for what is no address. From the next connection on. */
	configure(options: { static: StaticAddress }): void;
	/** Throws while it scans already, or can't; then nothing is called back. */
	scan(options: { onFound(network: WiFiScanResult): void; onComplete(): void }): void;
	/** 200 off, 300 connecting, 400 associated, 500 there is an address. */
	readonly connection: number;
	readonly address: string | undefined;
	/** In dBm, asked of the radio itself; undefined when it is on no network. */
	readonly RSSI: number | undefined;
}

export interface WiFiScanResult {
	/** Empty where the network hides its name. */
	SSID: string;
	/** In dBm. */
	RSSI: number;
	/** The SDK's addition to the standard: `none` for an open network. */
	security?: string;
}

export interface FoundNetwork {
	name: string;
	rssiDbm: number;
	open: boolean;
}

export interface Credentials {
	/** The network's name. */
	network: string;
	/** Undefined for an open network. */
	password: string | undefined;
}

export type WiFiClass = new (options: { onChanged(property: "connection" | "address"): void }) => WiFiInterface;

export interface WiFiStationOptions {
	io: WiFiClass;
	clock: Clock;
	/** In [0, 1). */
	random: () => number;
	/** Undefined where there is none to join yet. */
	credentials: Credentials | undefined;
	/** Undefined where the network is to give one. */
	fixed?: StaticAddress | undefined;
	/** There is an address: sockets can be opened. */
	onOnline(address: string): void;
	onOffline(): void;
	/** An attempt to join has failed, the first in a row. */
	onRefused?(): void;
}

export type WiFiState =
	/** No network is set. */
	| { phase: "unset" }
	/** `failures` in a row before this attempt. */
	| { phase: "joining"; failures: number }
	| { phase: "online"; address: string }
	/** `failures` in a row; 0 after a network that was lost. */
	| { phase: "waiting"; failures: number };

const CONNECTED = 500;
const OFF = 200;

/** For finding the network, the password and DHCP together. */
const JOIN_TIMEOUT: Milliseconds = 20_000;

/** How often it is checked that all is as it was: the message that it is not can be lost in a full queue. */
const WATCH: Milliseconds = 10_000;

/**
 * The interface reports a moment later that the old network is gone: without this pause it would look like the new
 * one's refusal.
 */
const LEAVING: Milliseconds = 1000;

/** Of one scan, in a town. */
const MOST_FOUND = 32;

export class WiFiStation {
	readonly #options: WiFiStationOptions;
	readonly #wifi: WiFiInterface;
	#credentials: Credentials | undefined;
	#state: WiFiState = { phase: "unset" };
	/** Other credentials are being tried: how to tell what comes of it, and which to go back to. */
	#trial: { done(address: string | undefined): void; before: Credentials | undefined } | undefined;
	/** Failures before the attempt under way. */
	#failures = 0;
	/** The one timer of the state: time-out, watch or retry. */
	#timer: Timer | undefined;

	/** Starts the radio, and to join once the caller has returned. */
	constructor(options: WiFiStationOptions) {
		this.#options = options;
		this.#wifi = new options.io({ onChanged: () => this.#look() });
		if (options.fixed !== undefined) this.#wifi.configure({ static: options.fixed });
		this.#credentials = options.credentials;
		if (this.#credentials === undefined) return;
		this.#state = { phase: "waiting", failures: 0 };
		this.#setTimer(0, () => this.#join());
	}

	get state(): Readonly<WiFiState> {
		return this.#state;
	}

	/** The network that the board is on, or tries to join; undefined where none is set. */
	get network(): string | undefined {
		return this.#credentials?.network;
	}

	/** For people; undefined where no network is set. */
	get report(): WiFiReport | undefined {
		const name = this.network;
		if (name === undefined) return undefined;
		const address = this.#state.phase === "online" ? this.#state.address : undefined;
		const rssiDbm = address === undefined ? undefined : this.#wifi.RSSI;
		return { name, address, rssiDbm };
	}

	/**
	 * Leaves the network for another one. `done` comes once, with the address there, and the board stays; or with
	 * undefined, and it goes back to where it was.
	 */
	try(credentials: Credentials, done: (address: string | undefined) => void): void {
		this.#trial?.done(undefined);
		const before = this.#trial === undefined ? this.#credentials : this.#trial.before;
		const wasOnline = this.#state.phase === "online";
		this.#trial = { done, before };
		this.#credentials = credentials;
		this.#failures = 0;
		this.#state = { phase: "waiting", failures: 0 };
		this.#setTimer(LEAVING, () => this.#join());
		this.#wifi.disconnect();
		if (wasOnline) this.#options.onOffline();
	}

	/** `done` comes once: the networks in reach by their names, the strongest first; none where it can't be told now. */
	scan(done: (networks: readonly FoundNetwork[]) => void): void {
		const found: FoundNetwork[] = [];
		try {
			this.#wifi.scan({
				onFound: ({ SSID, RSSI, security }) => {
					if (SSID === "" || found.length >= MOST_FOUND) return;
					const known = found.find(({ name }) => name === SSID);
					if (known === undefined) found.push({ name: SSID, rssiDbm: RSSI, open: security === "none" });
					else known.rssiDbm = Math.max(known.rssiDbm, RSSI);
				},
				onComplete: () => done(found.sort((a, b) => b.rssiDbm - a.rssiDbm)),
			});
		} catch {
			done([]);
		}
	}

	#join(): void {
		const credentials = this.#credentials;
		if (credentials === undefined) return;
		const { network, password } = credentials;
		this.#state = { phase: "joining", failures: this.#failures };
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
		const state = this.#state;
		const { phase } = state;
		if (phase === "joining" && connection === CONNECTED && address !== undefined) this.#joined(address);
		else if (phase === "joining" && connection <= OFF) this.#fail();
		// A router that has taken the address back leaves IPv6's, which the SDK (8.2.3, wifi-esp32.c) then gives in its place.
		else if (phase === "online" && (connection !== CONNECTED || address?.includes(":"))) this.#lost();
		// A router that was exchanged behind an access point gives another address, and the board stays on the network.
		else if (phase === "online" && address !== undefined && address !== state.address) this.#joined(address);
	}

	#joined(address: string): void {
		this.#failures = 0;
		this.#state = { phase: "online", address };
		this.#setTimer(WATCH, () => this.#watch());
		const trial = this.#trial;
		this.#trial = undefined;
		this.#options.onOnline(address);
		trial?.done(address);
	}

	#watch(): void {
		if (this.#wifi.RSSI === undefined) this.#lost();
		else {
			this.#setTimer(WATCH, () => this.#watch());
			this.#look();
		}
	}

	#lost(): void {
		this.#wait();
		this.#options.onOffline();
	}

	#fail(): void {
		this.#failures++;
		const trial = this.#trial;
		if (trial !== undefined) {
			this.#trial = undefined;
			this.#failures = 0;
			this.#credentials = trial.before;
		}
		if (this.#failures === 1) this.#options.onRefused?.();
		this.#wait();
		trial?.done(undefined);
	}

	/** Leaves whatever is left of the attempt, so that the next one finds the interface idle. */
	#wait(): void {
		if (this.#credentials === undefined) {
			this.#state = { phase: "unset" };
			this.#options.clock.cancel(this.#timer);
			this.#wifi.disconnect();
			return;
		}
		this.#state = { phase: "waiting", failures: this.#failures };
		this.#setTimer(retryDelay(Math.max(1, this.#failures), this.#options.random()), () => this.#join());
		this.#wifi.disconnect();
	}

	#setTimer(delay: Milliseconds, callback: () => void): void {
		this.#options.clock.cancel(this.#timer);
		this.#timer = this.#options.clock.after(delay, callback);
	}
}
