/** A network with one MQTT broker on it that takes everything and keeps what is published. No socket, no real time. */
import type { Clock, Milliseconds } from "../../src/clock.js";
import type { TCP, TCPClass, TCPOptions } from "../../src/io.js";
import { PacketFramer } from "../../src/mqtt/framer.js";
import { textOf } from "./text.js";

export interface Published {
	at: Milliseconds;
	topic: string;
	payload: Uint8Array;
	retain: boolean;
}

export interface RecordingNetwork {
	io: TCPClass;
	/** Called for each message that reaches the broker. */
	onPublished?: (message: Published) => void;
}

const ROOM_BYTES = 8192;

/** MQTT 3.1.1, table 2.1: what a client may say that wants an answer, and the answer. */
const ANSWERS: Readonly<Record<number, (body: Uint8Array) => number[]>> = Object.freeze({
	1: () => [0x20, 2, 0, 0], // CONNECT: CONNACK, accepted
	8: (body: Uint8Array) => [0x90, 3, body[0], body[1], 0], // SUBSCRIBE: SUBACK with QoS 0
	12: () => [0xd0, 0], // PINGREQ: PINGRESP
});
const PUBLISH = 3;
const PUBACK = 0x40;

/** Connections take no time; what the client sends is answered once it has returned. */
export function recordingNetwork(clock: Clock): RecordingNetwork {
	class BrokerSocket implements TCP {
		readonly #options: TCPOptions;
		readonly #framer = new PacketFramer(() => undefined);
		#incoming: number[] = [];
		#closed = false;

		constructor(options: TCPOptions) {
			this.#options = options;
			this.#later(() => options.onWritable?.(ROOM_BYTES));
		}

		read(): ArrayBuffer | undefined {
			if (this.#incoming.length === 0) return undefined;
			return Uint8Array.from(this.#incoming.splice(0)).buffer;
		}

		write(buffer: ArrayBuffer | Uint8Array): void {
			const bytes = buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer);
			this.#framer.push(bytes, (packet) => {
				this.#take(packet);
				return true;
			});
			this.#later(() => this.#options.onWritable?.(ROOM_BYTES));
		}

		close(): void {
			this.#closed = true;
		}

		#take(packet: Uint8Array): void {
			let start = 1;
			while (packet[start++] >= 0x80);
			const body = packet.subarray(start);
			if (packet[0] >> 4 === PUBLISH) {
				const topicEnd = 2 + (body[0] << 8) + body[1];
				const qos = (packet[0] >> 1) & 3;
				if (qos > 0) this.#answer([PUBACK, 2, body[topicEnd], body[topicEnd + 1]]);
				network.onPublished?.({
					at: clock.now(),
					topic: textOf(body.subarray(2, topicEnd)),
					payload: body.slice(topicEnd + (qos > 0 ? 2 : 0)),
					retain: (packet[0] & 1) === 1,
				});
				return;
			}
			const answer = ANSWERS[packet[0] >> 4]?.(body);
			if (answer !== undefined) this.#answer(answer);
		}

		#answer(packet: number[]): void {
			this.#incoming.push(...packet);
			this.#later(() => this.#options.onReadable?.(this.#incoming.length));
		}

		#later(callback: () => void): void {
			clock.after(0, () => {
				if (!this.#closed) callback();
			});
		}
	}
	const network: RecordingNetwork = { io: BrokerSocket };
	return network;
}
