/** A client, and a broker that is acted by hand. */
import { MQTTClient } from "../../src/mqtt/client.js";
import type { MQTTClientOptions } from "../../src/mqtt/contract.js";
import type { MQTTFault } from "../../src/mqtt/fault.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { assert } from "../harness/index.js";
import { ascii, type ScriptedNetwork, type ScriptedSocket, scriptedNetwork } from "./scripted-tcp.js";

export const [CONNECT, PUBLISH, PUBACK, SUBSCRIBE, PINGREQ, DISCONNECT] = [1, 3, 4, 8, 12, 14];
export const CONNACK_ACCEPTED = [0x20, 2, 0, 0];
export const KEEP_ALIVE = 60_000;

export interface World {
	client: MQTTClient;
	clock: VirtualClock;
	network: ScriptedNetwork;
	faults: MQTTFault[];
	/** The socket opened last. */
	socket(): ScriptedSocket;
}

export function start(options: Partial<MQTTClientOptions> = {}): World {
	const clock = new VirtualClock();
	const network = scriptedNetwork();
	const faults: MQTTFault[] = [];
	const client = new MQTTClient({
		clock,
		random: () => 0.5,
		socket: network,
		host: "192.0.2.1",
		port: 1883,
		id: "p1-lora",
		keepAlive: KEEP_ALIVE,
		onClose: (fault) => faults.push(fault),
		...options,
	});
	clock.advance(0);
	return { client, clock, network, faults, socket: () => network.sockets[network.sockets.length - 1] };
}

/** Connected and accepted, with room to write and nothing unread. */
export function connect(world: World): ScriptedSocket {
	const socket = world.socket();
	socket.give(100_000);
	socket.receive(...CONNACK_ACCEPTED);
	assert.equal(world.client.state.phase, "ready");
	socket.take();
	return socket;
}

/** Lets the retry delay pass and connects again. */
export function reconnect(world: World): ScriptedSocket {
	const { state } = world.client;
	assert.ok(state.phase === "waiting");
	world.clock.runUntil(state.retryAt);
	return world.socket();
}

/** Topic and payload of a PUBLISH with QoS 0, as text. */
export function message(body: Uint8Array): string {
	const length = (body[0] << 8) | body[1];
	return `${ascii(body.subarray(2, 2 + length))} ${ascii(body.subarray(2 + length))}`;
}
