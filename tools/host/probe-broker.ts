/** Finds out at start-up, and not in the night, whether a broker takes us. */

import { MQTTClient } from "../../src/mqtt/client.js";
import { describeFault } from "../../src/mqtt/fault.js";
import type { HostBroker } from "../commands/start-options.js";
import { UserError } from "../commands/user-error.js";
import { RealClock } from "./real-clock.js";
import { HostTCP, resolve } from "./tcp.js";

/** Connects once and leaves again; rejects with a UserError that says why it could not. */
export function probeBroker(broker: HostBroker): Promise<void> {
	return new Promise((done, reject) => {
		const client: MQTTClient = new MQTTClient({
			...broker,
			clock: new RealClock(),
			random: Math.random,
			socket: broker.socket ?? { io: HostTCP },
			resolve,
			id: `p1-lora-probe-${process.pid}`,
			keepAlive: 30_000,
			onReady: () => {
				client.close();
				done();
			},
			onClose: (fault) => {
				client.close();
				const { user, host, port } = broker;
				const address = `${broker.socket === undefined ? "mqtt" : "mqtts"}://${user === undefined ? "" : `${user}@`}${host}:${port}`;
				// Brokers that want a user do not say so.
				const anonymous = fault.kind === "refused" && user === undefined ? ", without a user" : "";
				reject(new UserError(`${broker.problem?.() ?? describeFault(fault)} (${address}${anonymous}).`));
			},
		});
	});
}
