/** An MQTT broker that keeps what is retained, minds keep-alives and last wills, and can fail like a real one. */
import type { Clock, Milliseconds, Timer } from "../../src/clock.js";
import type { TCP, TCPClass, TCPOptions } from "../../src/io.js";
import { PacketFramer } from "../../src/mqtt/framer.js";
import { textOf } from "../sim/text.js";

/** `down`: connections are refused. `gone`: connections are dead, and nobody is told. `mute`: it takes all and answers nothing. */
export type BrokerHealth = "good" | "down" | "gone" | "mute";

export interface Message {
	at: Milliseconds;
	topic: string;
	payload: string;
	retain: boolean;
}

const ROOM_BYTES = 8192;

/** MQTT 3.1.1, table 2.1. */
const CONNECT = 1;
const PUBLISH = 3;
const SUBSCRIBE = 8;
const PING = 12;
const DISCONNECT = 14;

/** MQTT 3.1.1, 3.1.2.10: after one and a half times the keep-alive without a packet the client is gone. */
const PATIENCE = 1.5;

interface Connection {
	end(): void;
}

export class SoakBroker {
	readonly io: TCPClass;
	readonly retained = new Map<string, string>();
	/** When its health last changed. */
	changedAt: Milliseconds = 0;
	onMessage: ((message: Message) => void) | undefined;
	/** Only for tests of the tests: last wills are forgotten. */
	forgetsWills = false;
	readonly #clock: Clock;
	readonly #connections = new Set<Connection>();
	#health: BrokerHealth = "good";

	constructor(clock: Clock) {
		this.#clock = clock;
		this.io = socketClass(this, clock, this.#connections);
	}

	get health(): BrokerHealth {
		return this.#health;
	}

	/** Going down ends all connections, going silent tells nobody. */
	setHealth(health: BrokerHealth): void {
		this.#health = health;
		this.changedAt = this.#clock.now();
		if (health === "down") for (const connection of [...this.#connections]) connection.end();
	}

	take(topic: string, payload: string, retain: boolean): void {
		if (retain) this.retained.set(topic, payload);
		this.onMessage?.({ at: this.#clock.now(), topic, payload, retain });
	}
}

function socketClass(broker: SoakBroker, clock: Clock, connections: Set<Connection>): TCPClass {
	return class BrokerSocket implements TCP, Connection {
		readonly #options: TCPOptions;
		readonly #framer = new PacketFramer(() => undefined);
		#incoming: number[] = [];
		#closed = false;
		/** Something was lost on its way: nothing comes through any more, and nobody is told. */
		#broken = false;
		#will: { topic: string; payload: string; retain: boolean } | undefined;
		#keepAlive: Milliseconds = 0;
		#watch: Timer | undefined;

		constructor(options: TCPOptions) {
			this.#options = options;
			if (broker.health === "down") this.#later(() => this.end());
			else if (broker.health === "gone") this.#broken = true;
			else {
				connections.add(this);
				this.#later(() => options.onWritable?.(ROOM_BYTES));
			}
		}

		read(): ArrayBuffer | undefined {
			return this.#incoming.length === 0 ? undefined : Uint8Array.from(this.#incoming.splice(0)).buffer;
		}

		write(buffer: ArrayBuffer | Uint8Array): void {
			if (broker.health === "gone") this.#broken = true;
			if (this.#closed || this.#broken) return;
			this.#framer.push(buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer), (packet) => {
				this.#take(packet);
				return true;
			});
			this.#later(() => this.#options.onWritable?.(ROOM_BYTES));
		}

		/** The client's end. Its connection breaks: without DISCONNECT its will is done. */
		close(): void {
			if (this.#closed) return;
			this.#closed = true;
			this.#die();
		}

		/** The broker's end. */
		end(): void {
			if (this.#closed) return;
			const isTold = !this.#broken && broker.health !== "gone";
			if (isTold) this.#closed = true;
			else this.#broken = true;
			this.#die();
			if (isTold) this.#options.onError?.();
		}

		#die(): void {
			connections.delete(this);
			clock.cancel(this.#watch);
			const will = this.#will;
			this.#will = undefined;
			if (will !== undefined && !broker.forgetsWills) broker.take(will.topic, will.payload, will.retain);
		}

		#take(packet: Uint8Array): void {
			let start = 1;
			while (packet[start++] >= 0x80);
			const body = packet.subarray(start);
			const type = packet[0] >> 4;
			if (type === CONNECT) this.#connect(body);
			this.#heard();
			if (type === PUBLISH) this.#publish(packet[0], body);
			else if (type === DISCONNECT) this.#will = undefined;
			if (broker.health === "mute") return;
			if (type === CONNECT) this.#answer(0x20, 2, 0, 0);
			else if (type === SUBSCRIBE) this.#answer(0x90, 3, body[0], body[1], 0);
			else if (type === PING) this.#answer(0xd0, 0);
		}

		/** MQTT 3.1.1, 3.1: name, level, flags, keep-alive; then client id, and the will. */
		#connect(body: Uint8Array): void {
			const flags = body[7];
			this.#keepAlive = ((body[8] << 8) | body[9]) * 1000;
			const [, afterId] = textAt(body, 10);
			if ((flags & 4) === 0) return;
			const [topic, afterTopic] = textAt(body, afterId);
			const [payload] = textAt(body, afterTopic);
			this.#will = { topic, payload, retain: (flags & 0x20) !== 0 };
		}

		#publish(first: number, body: Uint8Array): void {
			const [topic, afterTopic] = textAt(body, 0);
			const qos = (first >> 1) & 3;
			if (qos > 0 && broker.health !== "mute") this.#answer(0x40, 2, body[afterTopic], body[afterTopic + 1]);
			broker.take(topic, textOf(body.subarray(afterTopic + (qos > 0 ? 2 : 0))), (first & 1) === 1);
		}

		#heard(): void {
			clock.cancel(this.#watch);
			if (this.#keepAlive > 0) this.#watch = clock.after(PATIENCE * this.#keepAlive, () => this.end());
		}

		#answer(...bytes: number[]): void {
			this.#incoming.push(...bytes);
			this.#later(() => this.#options.onReadable?.(this.#incoming.length));
		}

		#later(callback: () => void): void {
			clock.after(0, () => {
				if (!this.#closed && !this.#broken) callback();
			});
		}
	};
}

function textAt(bytes: Uint8Array, at: number): [string, number] {
	const end = at + 2 + (bytes[at] << 8) + bytes[at + 1];
	return [textOf(bytes.subarray(at + 2, end)), end];
}
