/** npm mqtt-packet 9.0.2, with a Buffer of our own: what the MQTT client uses of it, for MQTT 3.1.1. */

/** Bytes that know UTF-8. */
export class Buffer extends Uint8Array<ArrayBuffer> {
	constructor(length: number);
	/** How many bytes `text` takes. */
	static byteLength(text: string): number;
	/** Writes `text` from `offset` on and returns its length in bytes; a lone surrogate becomes U+FFFD. */
	write(text: string, offset: number): number;
	override toString(): string;
}

export type OutgoingPacket =
	| {
			cmd: "connect";
			protocolId: "MQTT";
			protocolVersion: 4;
			clean: boolean;
			clientId: string;
			/** Seconds. */
			keepalive: number;
			username: string | undefined;
			password: string | undefined;
			will: { topic: string; payload: string; qos: 0 | 1; retain: boolean } | undefined;
	  }
	| { cmd: "subscribe"; messageId: number; subscriptions: { topic: string; qos: 0 | 1 }[] }
	| { cmd: "puback"; messageId: number }
	| { cmd: "pingreq" }
	| { cmd: "disconnect" };

/** A packet's bytes. Throws an Error for what MQTT forbids, such as a password without a user. */
export function generate(packet: OutgoingPacket): Buffer;

/** A parsed packet, as far as its command has the fields; their values are what came and unchecked. */
export interface ParsedPacket {
	cmd: string;
	qos: number;
	retain: boolean;
	topic?: string;
	payload?: Buffer;
	messageId?: number;
	returnCode?: number;
	granted?: number[];
}

export interface Parser {
	on(event: "packet", listener: (packet: ParsedPacket) => void): this;
	on(event: "error", listener: (error: Error) => void): this;
	/** Takes bytes, emits the packets they complete, and returns how many bytes are left over. */
	parse(bytes: Uint8Array): number;
}

export function parser(options: { protocolVersion: 4 }): Parser;
