/** A port whose visitors are the test: they connect, send, take and hang up when told to. */
import type { AcceptedTCPOptions, Listener, ListenerOptions, TCP } from "../../src/io.js";
import type { Serving } from "../../src/tcp-server.js";
import { ScriptedSocket } from "../mqtt/scripted-tcp.js";

/** A connection that waits to be taken over. */
class Waiting implements TCP {
	socket: ScriptedSocket | undefined;
	closed = false;

	read(): undefined {}
	write(): void {
		throw new Error("not ready");
	}
	close(): void {
		this.closed = true;
	}
}

export interface ScriptedServing extends Serving {
	/** Undefined where the server refused. */
	connect(room?: number): ScriptedSocket | undefined;
	listening: boolean;
}

export function scriptedServing(): ScriptedServing {
	const waiting: Waiting[] = [];
	let options: ListenerOptions | undefined;
	class ScriptedListener implements Listener {
		readonly port: number;
		constructor(given: ListenerOptions) {
			options = given;
			this.port = given.port;
			serving.listening = true;
		}
		read(): TCP | undefined {
			return waiting.shift();
		}
		close(): void {
			serving.listening = false;
		}
	}
	class Accepted extends ScriptedSocket {
		constructor({ from, ...callbacks }: AcceptedTCPOptions) {
			super({ address: "192.0.2.1", port: 0, ...callbacks });
			if (from instanceof Waiting) from.socket = this;
		}
	}
	const serving: ScriptedServing = {
		listener: { io: ScriptedListener },
		accepted: { io: Accepted },
		listening: false,
		connect(room = 8192) {
			const visitor = new Waiting();
			waiting.push(visitor);
			options?.onReadable(waiting.length);
			visitor.socket?.give(room);
			return visitor.socket;
		},
	};
	return serving;
}

export function send(socket: ScriptedSocket | undefined, text: string): void {
	socket?.receive(...Array.from(text, (character) => character.charCodeAt(0)));
}

export function sent(socket: ScriptedSocket | undefined): string {
	let text = "";
	for (const byte of socket?.sentBytes ?? []) text += String.fromCharCode(byte);
	return text;
}
