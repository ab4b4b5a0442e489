/** ECMA-419's UDP class over Node's. */
import { createSocket, type Socket } from "node:dgram";
import type { UDP, UDPOptions } from "../../src/io.js";

/** Packets that wait unread: the board's network stack keeps few. */
const MOST_WAITING = 16;

export class HostUDP implements UDP {
	readonly #socket: Socket;
	readonly #waiting: (ArrayBuffer & { address: string; port: number })[] = [];
	#isOpen = false;
	/** What was asked for before the port was there. */
	#later: (() => void)[] = [];

	constructor({ port, timeToLive, onReadable }: UDPOptions) {
		this.#socket = createSocket({ type: "udp4", reuseAddr: true })
			.on("error", () => this.close())
			.on("message", (bytes, { address, port }) => {
				if (this.#waiting.length >= MOST_WAITING) return;
				this.#waiting.push(Object.assign(Uint8Array.from(bytes).buffer, { address, port }));
				onReadable(1);
			});
		this.#socket.bind(port, () => {
			this.#isOpen = true;
			if (timeToLive !== undefined) this.#socket.setMulticastTTL(timeToLive);
			for (const action of this.#later) action();
			this.#later = [];
		});
	}

	read(): (ArrayBuffer & { address: string; port: number }) | undefined {
		return this.#waiting.shift();
	}

	write(buffer: Uint8Array, address: string, port: number): void {
		const copy = Uint8Array.from(buffer);
		this.#when(() => this.#socket.send(copy, port, address, () => {}));
	}

	add(address: string): void {
		this.#when(() => {
			try {
				this.#socket.addMembership(address);
			} catch {
				// A computer without a network: it is asked by unicast only.
			}
		});
	}

	close(): void {
		this.#later = [];
		this.#isOpen = false;
		try {
			this.#socket.close();
		} catch {
			// It is closed.
		}
	}

	#when(action: () => void): void {
		if (this.#isOpen) action();
		else this.#later.push(action);
	}
}
