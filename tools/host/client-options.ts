/** What each MQTT client of ours is made of on this computer. */
import type { HostBroker } from "../commands/start-options.js";
import { RealClock } from "./real-clock.js";
import { HostTCP, resolve } from "./tcp.js";

export function clientOptions(broker: HostBroker) {
	return {
		...broker,
		clock: new RealClock(),
		random: Math.random,
		socket: broker.socket ?? { io: HostTCP },
		resolve,
		keepAlive: 30_000,
	};
}
