import type { Milliseconds, Timer } from "../clock.js";
import type { TCP } from "../io.js";
import type { MQTTClientOptions, MQTTState } from "./contract.js";
import { type MQTTFault, refusal } from "./fault.js";
import { PacketFramer } from "./framer.js";
import { Outbox, type OutboxLimits, type State } from "./outbox.js";
import {
	encodeConnect,
	encodeDisconnect,
	encodePingreq,
	encodePuback,
	encodeSubscribe,
	type IncomingPacket,
	judgeHeader,
	LONGEST_KEPT,
	PacketDecoder,
	type Payload,
} from "./packets.js";
import { Retry } from "./retry.js";

/** For name, connection and CONNACK together. */
const CONNECT_TIMEOUT: Milliseconds = 20_000;
/** Room for two states of the longest telegrams, 2048 bytes, each of which is some 4 KB. */
const LIMITS: OutboxLimits = Object.freeze({ bytes: 10_240, packets: 16 });
const READ_BYTES = 1024;

/**
 * An MQTT 3.1.1 client with QoS 0 and 1 over an ECMA-419 TCP class. It connects by itself, and again after each
 * failure (retry.ts); nothing that a broker sends makes it throw. Sessions are clean: what has to outlast a
 * connection is published in `onReady`, but for messages with QoS 1, which are repeated until acknowledged.
 * No callback comes before the constructor has returned. Options that MQTT forbids throw there.
 */
export class MQTTClient {
	readonly #options: MQTTClientOptions;
	#connect: Uint8Array;
	readonly #retry = new Retry();
	readonly #outbox = new Outbox(LIMITS);
	readonly #framer = new PacketFramer(judgeHeader, LONGEST_KEPT);
	#decoder = new PacketDecoder();
	#state: MQTTState;
	#socket: TCP | undefined;
	/** How much the socket takes at the moment. */
	#room = 0;
	/** The one timer of the state: time-out, keep alive or retry. */
	#timer: Timer | undefined;
	/** Counts the connections: a callback that belongs to an earlier one is ignored. */
	#generation = 0;
	#refusedSubscriptions = 0;

	constructor(options: MQTTClientOptions) {
		const { keepAlive, clock } = options;
		if (!(keepAlive >= 1000 && keepAlive <= 65_535_000)) {
			throw new RangeError(`keepAlive is 1000 to 65535000 ms, not ${keepAlive}`);
		}
		this.#options = options;
		this.#connect = encodeConnect(options);
		this.#state = { phase: "connecting", since: clock.now(), greeted: false };
		this.#setTimer(0, () => this.#start());
	}

	get state(): MQTTState {
		return this.#state;
	}

	/** `dropped`: messages with QoS 0 that were accepted but not sent. `refusedSubscriptions`: not granted, in all. */
	get statistics(): { dropped: number; refusedSubscriptions: number } {
		return { dropped: this.#outbox.dropped, refusedSubscriptions: this.#refusedSubscriptions };
	}

	/**
	 * Sends a message with QoS 0, as soon as the socket takes it, and only while connected; where the queue is full, an older
	 * one is dropped for it. False: not accepted. Throws a RangeError for an impossible topic.
	 */
	publish(topic: string, payload: Payload, { retain = false }: { retain?: boolean } = {}): boolean {
		if (this.#state.phase !== "ready") return false;
		const accepted = this.#outbox.addState(topic, payload, retain);
		this.#guard(() => this.#flush())();
		return accepted;
	}

	/** Sends many short messages with QoS 0, each on `topic` and its own name: together they count as one. */
	publishEach(topic: string, states: IterableIterator<State>, { retain = false }: { retain?: boolean } = {}): boolean {
		if (this.#state.phase !== "ready") return false;
		const accepted = this.#outbox.addStates(topic, states, retain);
		this.#guard(() => this.#flush())();
		return accepted;
	}

	/**
	 * Sends a message with QoS 1, on this connection or the next, again and again until the broker acknowledges it. Returns
	 * its id; undefined: not accepted. Throws a RangeError for an impossible topic.
	 */
	publishSurely(topic: string, payload: Payload, { retain = false }: { retain?: boolean } = {}): number | undefined {
		const { phase } = this.#state;
		if (phase === "closed") return undefined;
		const id = this.#outbox.addAcknowledged(topic, payload, retain, phase !== "ready");
		this.#guard(() => this.#flush())();
		return id;
	}

	/** Says goodbye, so that the will is not published, and ends for good. What the socket has not taken is lost. */
	close(): void {
		const { phase } = this.#state;
		if (phase === "closed") return;
		if (phase === "ready") {
			this.#guard(() => {
				this.#outbox.addControl(encodeDisconnect());
				this.#flush();
			})();
		}
		this.#leave({ phase: "closed" });
	}

	#start(): void {
		const { clock, host, resolve } = this.#options;
		this.#state = { phase: "connecting", since: clock.now(), greeted: false };
		this.#setTimer(CONNECT_TIMEOUT, () => this.#broken("timeout"));
		if (resolve === undefined) this.#open(host);
		else
			resolve(
				host,
				this.#guard((address) => {
					if (this.#socket !== undefined) return;
					if (address === undefined) this.#fail({ kind: "unresolved", host });
					else this.#open(address);
				}),
			);
	}

	#open(address: string): void {
		const { port, socket } = this.#options;
		this.#framer.reset();
		this.#decoder = new PacketDecoder();
		this.#room = 0;
		try {
			this.#socket = new socket.io({
				address,
				port,
				onReadable: this.#guard((count) => this.#read(count)),
				onWritable: this.#guard((count) => this.#writable(count)),
				onError: this.#guard(() => this.#broken("lost")),
			});
		} catch {
			// No such address, or no socket left.
			this.#fail({ kind: "unreachable" });
		}
	}

	#writable(count: number): void {
		this.#room = count;
		if (this.#state.phase === "connecting" && !this.#state.greeted) {
			this.#state = { ...this.#state, greeted: true };
			this.#control(this.#connect);
		} else this.#flush();
	}

	/** `kind` where there was a TCP connection; without one the broker may be switched off, or the network gone. */
	#broken(kind: "lost" | "timeout"): void {
		const isAway = this.#state.phase === "connecting" && !this.#state.greeted;
		this.#fail({ kind: isAway ? "unreachable" : kind });
	}

	#read(count: number): void {
		const generation = this.#generation;
		for (let left = count; left > 0 && generation === this.#generation; ) {
			const buffer = this.#socket?.read(Math.min(left, READ_BYTES));
			if (buffer === undefined || buffer.byteLength === 0) return;
			left -= buffer.byteLength;
			const detail = this.#framer.push(new Uint8Array(buffer), (packet) => {
				this.#take(this.#decoder.decode(packet));
				return generation === this.#generation;
			});
			if (detail !== undefined) this.#fail({ kind: "malformed", detail });
		}
	}

	#take(packet: IncomingPacket): void {
		const state = this.#state;
		if (packet.type === "malformed") {
			this.#fail({ kind: "malformed", detail: packet.detail });
		} else if (state.phase === "connecting" && state.greeted && packet.type === "connack") {
			if (packet.code === 0) this.#ready();
			else this.#fail(refusal(packet.code));
		} else if (state.phase !== "ready" || packet.type === "connack") {
			this.#fail({ kind: "malformed", detail: `an untimely ${packet.type}` });
		} else {
			this.#state = { ...state, heardAt: this.#options.clock.now() };
			this.#obey(packet);
		}
	}

	#obey(packet: Exclude<IncomingPacket, { type: "connack" | "malformed" }>): void {
		switch (packet.type) {
			case "publish":
				if (packet.id !== undefined && !this.#control(encodePuback(packet.id))) return;
				this.#options.onMessage?.(packet.topic, packet.payload, packet.retained);
				return;
			case "puback":
				// One for an unknown id is the answer to a duplicate.
				if (this.#outbox.acknowledge(packet.id)) this.#options.onAcknowledged?.(packet.id);
				return;
			case "suback":
				this.#refusedSubscriptions += packet.refused;
				return;
			case "pingresp":
				return;
		}
	}

	#ready(): void {
		const { clock, keepAlive, subscriptions = [] } = this.#options;
		const now = clock.now();
		this.#state = { phase: "ready", since: now, heardAt: now };
		this.#setTimer(keepAlive / 2, () => this.#keepAlive());
		if (subscriptions.length > 0) this.#control(encodeSubscribe(this.#outbox.nextId(), subscriptions));
		this.#outbox.resume();
		this.#flush();
		this.#options.onReady?.();
	}

	/** Pings twice per keep-alive period. A broker silent for a whole one is gone: that is noticed within 1.5. */
	#keepAlive(): void {
		const { clock, keepAlive } = this.#options;
		if (this.#state.phase !== "ready") return;
		if (clock.now() - this.#state.heardAt >= keepAlive) {
			this.#fail({ kind: "silent" });
		} else {
			this.#setTimer(keepAlive / 2, () => this.#keepAlive());
			this.#control(encodePingreq());
		}
	}

	/** False when there was no room, and the connection is closed for it. */
	#control(bytes: Uint8Array): boolean {
		if (!this.#outbox.addControl(bytes)) {
			this.#fail({ kind: "congested" });
			return false;
		}
		this.#flush();
		return true;
	}

	#flush(): void {
		const socket = this.#socket;
		if (socket === undefined) return;
		this.#room = this.#outbox.flush(this.#room, (bytes) => socket.write(bytes));
	}

	#fail(fault: MQTTFault): void {
		const { clock, random, onClose, id } = this.#options;
		const now = clock.now();
		const lasted = this.#state.phase === "ready" ? now - this.#state.since : undefined;
		const before = this.#retry.suffix;
		const delay = this.#retry.after(fault, lasted, random);
		const { suffix } = this.#retry;
		if (suffix !== before) this.#connect = encodeConnect({ ...this.#options, id: id + suffix });
		this.#leave({ phase: "waiting", fault, retryAt: now + delay });
		this.#setTimer(delay, () => this.#start());
		try {
			onClose?.call(this.#options, fault);
		} catch {
			// There is nobody left to tell.
		}
	}

	/** Leaves the present state, and cleans up its timer and socket. */
	#leave(state: MQTTState): void {
		this.#generation++;
		this.#options.clock.cancel(this.#timer);
		this.#timer = undefined;
		this.#state = state;
		const socket = this.#socket;
		this.#socket = undefined;
		this.#outbox.suspend();
		try {
			socket?.close();
		} catch {
			// Closed already, by its own error.
		}
	}

	#setTimer(delay: Milliseconds, callback: () => void): void {
		this.#options.clock.cancel(this.#timer);
		this.#timer = this.#options.clock.after(delay, this.#guard(callback));
	}

	/** For callbacks: ignored once the state they belong to is gone, and what they throw ends the connection only. */
	#guard<Arguments extends unknown[]>(body: (...values: Arguments) => void): (...values: Arguments) => void {
		const generation = this.#generation;
		return (...values) => {
			if (generation !== this.#generation) return;
			try {
				body(...values);
			} catch (error) {
				this.#fail({ kind: "exception", message: String(error) });
			}
		};
	}
}
