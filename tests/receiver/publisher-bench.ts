/** A publisher, and a broker that is acted by hand. */
import type { Reading } from "../../src/p1/reading.js";
import type { PublisherOptions } from "../../src/receiver/contract.js";
import { Publisher } from "../../src/receiver/publisher.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { ascii, type ScriptedSocket, type SentPacket, scriptedNetwork } from "../mqtt/scripted-tcp.js";

export const [CONNECT, PUBLISH, SUBSCRIBE, DISCONNECT] = [1, 3, 8, 14];
export const CONNACK_ACCEPTED = [0x20, 2, 0, 0];
export const REPORT = {
	rssiDbm: -90,
	snrDb: 7.25,
	rung: "SF7/250",
	frequencyMHz: 869.525,
	lossPercent: 0,
	ageSeconds: 0,
	rungWanted: "automatic",
	airtimePercent: 1,
	upSeconds: 5,
	starts: 1,
	startReason: undefined,
	wifiRssiDbm: undefined,
};

const ROOM_BYTES = 1024;
export const HOUR = 3_600_000;

export interface Message {
	topic: string;
	payload: string;
	retain: boolean;
}

export class Bench {
	readonly clock = new VirtualClock();
	readonly network = scriptedNetwork();
	readonly lines: string[] = [];
	readonly published: Reading[] = [];
	readonly publisher: Publisher;
	/** What the link's report says of the telegram's age. */
	ageSeconds = 0;

	constructor(options: Partial<PublisherOptions> = {}) {
		this.publisher = new Publisher({
			deviceId: "0123abcd",
			storage: new FaultyStorage(),
			network: { clock: this.clock, socket: this.network },
			broker: { host: "192.0.2.1", port: 1883 },
			random: () => 0.5,
			diagnostics: () => ({ ...REPORT, ageSeconds: this.ageSeconds }),
			onPublished: (reading) => this.published.push(reading),
			log: (line) => this.lines.push(line),
			...options,
		});
		this.clock.advance(0);
	}

	get socket(): ScriptedSocket {
		return this.network.sockets[this.network.sockets.length - 1];
	}

	/** The broker answers. Returns what was published at once. */
	connect(): Message[] {
		this.packets();
		this.socket.receive(...CONNACK_ACCEPTED);
		return this.take();
	}

	/** What was sent since the last time: the broker takes it a little at a time, as sockets on the board do. */
	packets(): SentPacket[] {
		const { socket } = this;
		for (let before = -1; socket.sentBytes.length > before; ) {
			before = socket.sentBytes.length;
			socket.give(ROOM_BYTES);
		}
		return socket.take();
	}

	take(): Message[] {
		return this.packets()
			.filter(({ type }) => type === PUBLISH)
			.map(({ flags, body }) => {
				const topicEnd = 2 + (body[0] << 8) + body[1];
				const topic = ascii(body.subarray(2, topicEnd));
				// With QoS 1, a packet identifier stands between.
				const payload = text(body.subarray(topicEnd + (flags & 2)));
				return { topic, payload, retain: (flags & 1) === 1 };
			});
	}

	/** Time passes on a connection that the broker keeps answering. */
	pass(duration: number, step = 5000): Message[] {
		const messages: Message[] = [];
		for (let left = duration; left > 0; left -= step) {
			this.clock.advance(Math.min(left, step));
			messages.push(...this.take());
			this.socket.receive(0xd0, 0);
		}
		return messages;
	}

	/** Home Assistant says this on its status topic. */
	status(payload: string): void {
		this.say("homeassistant/status", payload);
	}

	/** Somebody says this, and has it `retained` or not. */
	say(topic: string, payload: string, retained = false): void {
		const body = `\0${String.fromCharCode(topic.length)}${topic}${payload}`;
		const first = retained ? 0x31 : 0x30;
		this.socket.receive(first, body.length, ...Array.from(body, (character) => character.charCodeAt(0)));
	}
}

/** A discovery document has more bytes than a call may have arguments. */
export function text(bytes: Uint8Array): string {
	let characters = "";
	for (const byte of bytes) characters += String.fromCharCode(byte);
	return characters;
}

export function topicsOf(messages: Message[]): string[] {
	return messages.map(({ topic }) => topic);
}

export const STATE = "p1-lora/0123abcd/state";
export const AVAILABILITY = "p1-lora/0123abcd/availability";
export const LINK = "p1-lora/0123abcd/link";
export const DIAGNOSTICS = "p1-lora/0123abcd/diagnostics";
export const HISTORY = "p1-lora/0123abcd/history";
export const COMMAND = "p1-lora/0123abcd/command/";
export const RECEIVER = "homeassistant/device/p1lora_receiver_0123abcd/config";
export const DISCOVERY = "homeassistant/device/p1lora_E0044007123456789/config";
export const GAS = "homeassistant/device/p1lora_gas_G0046003912345678/config";
export const GREETING = [AVAILABILITY, LINK, RECEIVER, DIAGNOSTICS];
export const WHOLE = [...GREETING, DISCOVERY, GAS, STATE];
