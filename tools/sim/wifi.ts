/** A home's Wi-Fi, as a board sees it: an access point that can be switched off, and what then becomes of connections. */
import type { Clock, Milliseconds, Timer } from "../../src/clock.js";
import type { StaticAddress } from "../../src/device/static-address.js";
import type { WiFiClass, WiFiInterface } from "../../src/device/wifi.js";
import type { AcceptedTCPClass, TCP, TCPCallbacks, TCPClass } from "../../src/io.js";
import type { Power } from "./power.js";

/** For association and DHCP; or to find that nobody answers. */
const JOINING: Milliseconds = 800;

/** What ECMA-419's interface says of itself: off, connecting, connected. */
const OFF = 200;
const CONNECTING = 300;
const CONNECTED = 500;

/** For documentation (RFC 5737). */
const ADDRESS = "192.0.2.7";
const RSSI_DBM = -58;

export class AccessPoint {
	readonly #clock: Clock;
	readonly #stations = new Set<Station>();
	/** What came while it was off, in its order: radio waves are patient with TCP. */
	#waiting: (() => void)[] = [];
	#isOn = true;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	get isOn(): boolean {
		return this.#isOn;
	}

	/** Off, whoever is connected is told, and nothing gets through; on, they may join again, and what waited goes on. */
	switch(on: boolean): void {
		if (on === this.#isOn) return;
		this.#isOn = on;
		if (on) for (const pass of this.#waiting.splice(0)) pass();
		else for (const station of this.#stations) station.drop();
	}

	/** The radio of a board that is fed by `power`. */
	radioFor(power: Power): WiFiClass {
		const point = this;
		return class extends Station {
			constructor({ onChanged }: ConstructorParameters<WiFiClass>[0]) {
				super(point, point.#clock, power.gate(onChanged));
				point.#stations.add(this);
				power.whenCut(() => point.#stations.delete(this));
			}
		};
	}

	/**
	 * Sockets that this network carries. While it is off, TCP sends again and again: neither side hears of it, and what both
	 * have sent arrives when it is back, unless one of them has lost its patience.
	 */
	carry(Socket: TCPClass): TCPClass;
	carry(Socket: AcceptedTCPClass): AcceptedTCPClass;
	carry(Socket: new (options: never) => TCP): new (options: never) => TCP {
		const point = this;
		return class extends Socket {
			#isOpen = true;

			constructor(options: TCPCallbacks) {
				const later = <Arguments extends unknown[]>(callback: ((...values: Arguments) => void) | undefined) => {
					return (...values: Arguments) => point.#pass(() => this.#isOpen && callback?.(...values));
				};
				const carried = {
					...options,
					onReadable: later(options.onReadable),
					onWritable: later(options.onWritable),
					onError: later(options.onError),
				};
				// Whichever of the classes it is, these are its options: only callbacks were put in others.
				super(carried as never);
			}

			override write(buffer: ArrayBuffer | Uint8Array): void {
				const copy = Uint8Array.from(buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer));
				point.#pass(() => {
					if (this.#isOpen) super.write(copy);
				});
			}

			override close(): void {
				this.#isOpen = false;
				super.close();
			}
		};
	}

	/** At once, or when the network is back. A socket waits with no more than it was told that it may write. */
	#pass(event: () => void): void {
		if (this.#isOn) event();
		else this.#waiting.push(event);
	}
}

class Station implements WiFiInterface {
	connection = OFF;
	readonly #point: AccessPoint;
	readonly #clock: Clock;
	readonly #onChanged: (property: "connection" | "address") => void;
	#timer: Timer | undefined;
	#address = ADDRESS;

	constructor(point: AccessPoint, clock: Clock, onChanged: (property: "connection" | "address") => void) {
		this.#point = point;
		this.#clock = clock;
		this.#onChanged = onChanged;
	}

	get address(): string | undefined {
		return this.connection === CONNECTED ? this.#address : undefined;
	}

	get RSSI(): number | undefined {
		return this.connection === CONNECTED ? RSSI_DBM : undefined;
	}

	configure({ static: fixed }: { static: StaticAddress }): void {
		this.#address = fixed.address;
	}

	connect(): void {
		if (this.connection === CONNECTING) throw new Error("already connecting");
		this.connection = CONNECTING;
		this.#timer = this.#clock.after(JOINING, () => this.#become(this.#point.isOn ? CONNECTED : OFF));
	}

	disconnect(): void {
		this.#clock.cancel(this.#timer);
		this.connection = OFF;
	}

	scan(): void {
		throw new Error("this radio does not scan");
	}

	/** The access point is gone. */
	drop(): void {
		if (this.connection === CONNECTED) this.#become(OFF);
	}

	#become(connection: number): void {
		this.connection = connection;
		this.#onChanged("connection");
	}
}
