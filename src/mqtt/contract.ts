/** What an MQTT client is given, and what it tells of itself. */
import type { Clock, Milliseconds } from "../clock.js";
import type { TCPClass } from "../io.js";
import type { MQTTFault } from "./fault.js";
import type { Will } from "./packets.js";

export interface MQTTClientOptions {
	clock: Clock;
	/** In [0, 1): spreads the reconnecting of many clients. */
	random: () => number;
	socket: { io: TCPClass };
	/** A name where there is `resolve`, else an IP address. */
	host: string;
	port: number;
	/** Finds a name's address and calls `done` once, at once or later; with undefined when it has none. */
	resolve?: (host: string, done: (address: string | undefined) => void) => void;
	id: string;
	user?: string | undefined;
	password?: string | undefined;
	/** 1 to 65,535 s. A broker gone silent is noticed within 1.5 of these. */
	keepAlive: Milliseconds;
	will?: Will;
	/** Subscribed to at each connect. */
	subscriptions?: readonly string[];
	/** Called after each connect: the moment to publish what the broker should know. */
	onReady?(): void;
	/**
	 * A message on a subscribed topic; `payload` is the receiver's to keep. `retained`: it has lain at the broker, for how
	 * long nobody knows.
	 */
	onMessage?(topic: string, payload: Uint8Array, retained: boolean): void;
	/** The broker has the message with QoS 1 that this was the id of. */
	onAcknowledged?(id: number): void;
	/** The connection is gone or did not come about. The client tries again by itself. */
	onClose?(fault: MQTTFault): void;
}

export type MQTTState =
	/** `greeted`: there is a TCP connection, and CONNECT is on its way. */
	| { phase: "connecting"; since: Milliseconds; greeted: boolean }
	/** `heardAt`: when the broker's last packet came. */
	| { phase: "ready"; since: Milliseconds; heardAt: Milliseconds }
	| { phase: "waiting"; fault: MQTTFault; retryAt: Milliseconds }
	| { phase: "closed" };
