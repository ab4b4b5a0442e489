/**
 * Improv Wi-Fi over serial (improv-wifi.com/serial, version 1): how a browser that has flashed the receiver asks what it
 * is, and gives it the Wi-Fi network. The frames share the line with the console (`line-reader.ts`).
 */

import { decodeUtf8, encodeUtf8 } from "../utf8.js";
import type { FrameService } from "./console.js";
import { improvFrame } from "./line-reader.js";
import type { FoundNetwork } from "./wifi.js";

const TYPE = Object.freeze({ state: 1, error: 2, call: 3, result: 4 });
const STATE = Object.freeze({ ready: 2, provisioning: 3, provisioned: 4 });
const ERROR = Object.freeze({ none: 0, invalidCall: 1, unknownCall: 2, unableToConnect: 3, unknown: 0xff });
const CALL = Object.freeze({ wifi: 1, state: 2, info: 3, scan: 4, name: 6 });

/** A list of networks for a person to choose from. */
const MOST_NETWORKS = 16;
const LF = 10;
/** Of a frame's data. */
const MOST_DATA_BYTES = 255;

export interface ImprovOptions {
	/** Program, its version, chip; the board's name comes from `name`. */
	info: readonly [program: string, version: string, chip: string];
	name(): string;
	/** Undefined while the board is on no network. */
	address(): string | undefined;
	/** Where its page is; undefined while there is none, as on a board that is not paired yet. */
	httpPort(): number | undefined;
	/** Joins a network. `done` comes once: with why it did not, or undefined, the network being kept then. */
	provision(network: string, password: string, done: (failure: "not joined" | "not stored" | undefined) => void): void;
	/** `done` comes once, with the strongest first. */
	scan(done: (networks: readonly FoundNetwork[]) => void): void;
}

type Send = (type: number, data: Uint8Array) => void;

export class Improv implements FrameService {
	readonly #options: ImprovOptions;
	#isProvisioning = false;

	constructor(options: ImprovOptions) {
		this.#options = options;
	}

	handle(frame: { type: number; data: Uint8Array } | undefined, sendFrame: (frame: Uint8Array) => void): void {
		const send: Send = (type, data) => sendFrame(improvFrame(type, data));
		if (frame !== undefined && frame.type !== TYPE.call) return;
		// The call, the length of its data, the data.
		const call = frame?.data[0];
		const data = frame?.data.subarray(2);
		if (call === undefined || data === undefined || data.length !== frame?.data[1]) sendError(send, ERROR.invalidCall);
		else this.#call(call, data, send);
	}

	#call(call: number, data: Uint8Array, send: Send): void {
		const { address, info, name, scan } = this.#options;
		switch (call) {
			case CALL.wifi:
				this.#provision(data, send);
				break;
			case CALL.state:
				this.#sendState(send);
				if (address() !== undefined) this.#sendPage(call, send);
				break;
			case CALL.info:
				sendResult(send, call, [...info, name()]);
				break;
			case CALL.scan:
				scan((networks) => sendNetworks(send, networks));
				break;
			case CALL.name:
				// The name is set by the console.
				if (data.length > 0) sendError(send, ERROR.unknownCall);
				else sendResult(send, call, [name()]);
				break;
			default:
				sendError(send, ERROR.unknownCall);
		}
	}

	#sendState(send: Send): void {
		const settled = this.#options.address() === undefined ? STATE.ready : STATE.provisioned;
		send(TYPE.state, Uint8Array.of(this.#isProvisioning ? STATE.provisioning : settled));
	}

	/** Where the board's own page is, if there is one. */
	#sendPage(call: number, send: Send): void {
		const { address, httpPort } = this.#options;
		const port = httpPort();
		sendResult(send, call, port === undefined ? [] : [`http://${address()}${port === 80 ? "" : `:${port}`}/`]);
	}

	#provision(data: Uint8Array, send: Send): void {
		const [network, password] = readTexts(data);
		if (network === undefined || network === "" || password === undefined || this.#isProvisioning) {
			sendError(send, ERROR.invalidCall);
			return;
		}
		this.#isProvisioning = true;
		sendError(send, ERROR.none);
		this.#sendState(send);
		this.#options.provision(network, password, (failure) => {
			this.#isProvisioning = false;
			if (failure !== undefined) sendError(send, failure === "not joined" ? ERROR.unableToConnect : ERROR.unknown);
			this.#sendState(send);
			if (failure === undefined) this.#sendPage(CALL.wifi, send);
		});
	}
}

function sendError(send: Send, error: number): void {
	send(TYPE.error, Uint8Array.of(error));
}

/** Texts that a frame can't hold are left out. */
function sendResult(send: Send, call: number, texts: readonly string[]): void {
	const data: number[] = [call, 0];
	for (const text of texts) {
		const bytes = encodeUtf8(text);
		if (data.length + 1 + bytes.length > MOST_DATA_BYTES) break;
		data.push(bytes.length, ...bytes);
	}
	// Browsers' client (improv-wifi-serial-sdk 2.8.1) takes a length of 10 for the end of a line: one more text, an empty one.
	if (data.length === LF) data.push(0);
	data[1] = data.length - 2;
	send(TYPE.result, Uint8Array.from(data));
}

/** One frame for each network, and an empty one for the end. */
function sendNetworks(send: Send, networks: readonly FoundNetwork[]): void {
	for (const { name, rssiDbm, open } of networks.slice(0, MOST_NETWORKS)) {
		sendResult(send, CALL.scan, [name, String(rssiDbm), open ? "NO" : "YES"]);
	}
	sendResult(send, CALL.scan, []);
}

/** Texts with their lengths before them; undefined for one that is no text, and none behind what is cut off. */
function readTexts(data: Uint8Array): (string | undefined)[] {
	const texts: (string | undefined)[] = [];
	for (let at = 0; at < data.length; at += 1 + data[at]) {
		if (at + 1 + data[at] > data.length) return [];
		texts.push(decodeUtf8(data.subarray(at + 1, at + 1 + data[at])));
	}
	return texts;
}
