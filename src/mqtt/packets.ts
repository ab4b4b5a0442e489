/** The control packets that this client sends and takes (MQTT 3.1.1, chapter 3), to bytes and from bytes. */
import type { Milliseconds } from "../clock.js";
import { Buffer, generate, type ParsedPacket, parser } from "../vendor/mqtt-packet.js";

export type QoS = 0 | 1;

/** What the broker publishes in the client's name once the connection is gone without a DISCONNECT. */
export interface Will {
	topic: string;
	payload: string;
	qos: QoS;
	retain: boolean;
}

export interface Credentials {
	/** The client id: a broker closes the older of two connections with the same one. */
	id: string;
	/** None, or empty, for no user. */
	user?: string | undefined;
	password?: string | undefined;
	keepAlive: Milliseconds;
	will?: Will | undefined;
}

/** CONNECT, with a clean session. Throws an Error for what the protocol forbids. */
export function encodeConnect({ id, user, password, keepAlive, will }: Credentials): Uint8Array {
	return generate({
		cmd: "connect",
		protocolId: "MQTT",
		protocolVersion: 4,
		clean: true,
		clientId: id,
		keepalive: Math.ceil(keepAlive / 1000),
		username: user || undefined,
		password: password || undefined,
		will,
	});
}

/** SUBSCRIBE to `topics`, asking for QoS 1: a broker may grant 0. */
export function encodeSubscribe(id: number, topics: readonly string[]): Uint8Array {
	return generate({ cmd: "subscribe", messageId: id, subscriptions: topics.map((topic) => ({ topic, qos: 1 })) });
}

export function encodePuback(id: number): Uint8Array {
	return generate({ cmd: "puback", messageId: id });
}

export function encodePingreq(): Uint8Array {
	return generate({ cmd: "pingreq" });
}

export function encodeDisconnect(): Uint8Array {
	return generate({ cmd: "disconnect" });
}

/**
 * A long payload, made anew piece by piece each time that it is called, and the same each time: as a whole it would not fit
 * into the board's memory beside the rest.
 */
export type Recipe = () => IterableIterator<string | Uint8Array>;

export type Payload = string | Uint8Array | Recipe;

/**
 * PUBLISH, with QoS 1 where a packet id is given; of a recipe all that goes before the payload. Not by mqtt-packet: that
 * keeps a buffer for every remaining length it has ever written, which for payloads of varying length fills the board's
 * memory. Throws a RangeError for a topic that is empty, has a wildcard or NUL, or takes over 65,535 bytes (MQTT 3.1.1,
 * 1.5.3 and 4.7.1).
 */
export function encodePublish(topic: string, payload: Payload, retain: boolean, id: number | undefined): Uint8Array {
	const topicLength = Buffer.byteLength(topic);
	if (topicLength === 0 || topicLength > 65_535 || /[+#\0]/.test(topic)) {
		throw new RangeError(`An MQTT topic has 1 to 65535 bytes and no +, # or NUL: ${topic.slice(0, 80)}`);
	}
	const idLength = id === undefined ? 0 : 2;
	const payloadLength = lengthOf(payload);
	const remaining = 2 + topicLength + idLength + payloadLength;
	const lengthLength = remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4;
	const packet = new Buffer(1 + lengthLength + remaining - (typeof payload === "function" ? payloadLength : 0));
	let at = 0;
	packet[at++] = 0x30 | (id === undefined ? 0 : 0x02) | (retain ? 0x01 : 0);
	let rest = remaining;
	for (let i = lengthLength; i > 0; i--) {
		packet[at++] = (rest % 128) | (i > 1 ? 0x80 : 0);
		rest = Math.floor(rest / 128);
	}
	packet[at++] = topicLength >> 8;
	packet[at++] = topicLength;
	at += packet.write(topic, at);
	if (id !== undefined) {
		packet[at++] = id >> 8;
		packet[at++] = id;
	}
	if (typeof payload === "string") packet.write(payload, at);
	else if (typeof payload !== "function") packet.set(payload, at);
	return packet;
}

function lengthOf(payload: Payload): number {
	if (typeof payload === "string") return Buffer.byteLength(payload);
	if (typeof payload !== "function") return payload.length;
	let length = 0;
	const pieces = payload();
	for (let next = pieces.next(); !next.done; next = pieces.next()) {
		length += typeof next.value === "string" ? Buffer.byteLength(next.value) : next.value.length;
	}
	return length;
}

/** A piece of a payload as bytes: a text's UTF-8. */
export function encodePiece(piece: string | Uint8Array): Uint8Array {
	if (typeof piece !== "string") return piece;
	const bytes = new Buffer(Buffer.byteLength(piece));
	bytes.write(piece, 0);
	return bytes;
}

/** Marks an encoded PUBLISH as one that may have been sent before (3.3.1.1). */
export function markDuplicate(publish: Uint8Array): void {
	publish[0] |= 0x08;
}

/** Commands and Home Assistant's birth message are short. */
export const LONGEST_KEPT = 2048;
/**
 * A longer message was not meant for this client. It is no reason to leave, since the broker may have retained it: then it
 * would come again with each connection, and none would last. Nor is it acknowledged: its id is not known.
 */
const LONGEST_MESSAGE = 1_048_576;

export type IncomingPacket =
	| { type: "connack"; code: number }
	| { type: "publish"; topic: string; payload: Uint8Array; id: number | undefined; retained: boolean }
	| { type: "puback"; id: number }
	/** `refused` counts the subscriptions that the broker did not grant. */
	| { type: "suback"; refused: number }
	| { type: "pingresp" }
	| { type: "malformed"; detail: string };

/** The packets that a broker may send to this client, by type number, with the length that the short ones have. */
const LENGTHS: Readonly<Record<number, number | "any" | undefined>> = Object.freeze({
	2: 4,
	3: "any",
	4: 4,
	9: "any",
	13: 2,
});

/**
 * What is wrong with a packet of which only the first byte and the whole length are known yet, or undefined: so that
 * an HTTP server, or 268 MB announced, is not waited for.
 */
export function judgeHeader(first: number, length: number): string | undefined {
	const type = first >> 4;
	const expected = LENGTHS[type];
	if (expected === undefined) return `a packet of type ${type}`;
	if (expected !== "any" && length !== expected) return `a packet of type ${type} and ${length} bytes`;
	// Only PUBLISH has flags (2.2.2).
	if (type !== 3 && (first & 0x0f) !== 0) return `a packet of type ${type} with flags`;
	const longest = type === 3 ? LONGEST_MESSAGE : LONGEST_KEPT;
	return length > longest ? `a packet of ${length} bytes, over the limit of ${longest}` : undefined;
}

function malformed(detail: string): IncomingPacket {
	return { type: "malformed", detail };
}

/** From mqtt-packet's packet, whose fields may be missing where the packet was too short, to ours. */
const READERS = Object.freeze<Record<string, (packet: ParsedPacket) => IncomingPacket>>({
	connack: ({ returnCode }) =>
		returnCode === undefined ? malformed("CONNACK without a code") : { type: "connack", code: returnCode },
	publish: ({ topic, payload, qos, retain, messageId = 0 }) => {
		if (topic === undefined || payload === undefined) return malformed("PUBLISH without a topic");
		if (qos > 1) return malformed("PUBLISH with a QoS that was not asked for");
		if (qos === 1 && messageId < 1) return malformed("PUBLISH without a packet id");
		return { type: "publish", topic, payload, id: qos === 1 ? messageId : undefined, retained: retain };
	},
	puback: ({ messageId = 0 }) =>
		messageId < 1 ? malformed("PUBACK without a packet id") : { type: "puback", id: messageId },
	suback: ({ granted = [] }) => ({ type: "suback", refused: granted.filter((code) => code === 0x80).length }),
	pingresp: () => ({ type: "pingresp" }),
});

/** Parses one whole packet at a time, as PacketFramer cuts them. One decoder per connection: a fault may spoil it. */
export class PacketDecoder {
	readonly #parser = parser({ protocolVersion: 4 });
	#result: IncomingPacket | undefined;

	constructor() {
		this.#parser.on("packet", (packet) => {
			this.#result ??= READERS[packet.cmd]?.(packet);
		});
		this.#parser.on("error", (error) => {
			this.#result ??= malformed(error.message);
		});
	}

	/** What the packet, whose header has been judged, says; `malformed` where it is none. Never throws. */
	decode(bytes: Uint8Array): IncomingPacket {
		this.#result = undefined;
		try {
			if (this.#parser.parse(bytes) !== 0) return malformed("a packet that contradicts its length");
		} catch (error) {
			return malformed(String(error));
		}
		return this.#result ?? malformed("an unreadable packet");
	}
}
