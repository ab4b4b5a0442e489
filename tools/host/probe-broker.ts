/** Finds out at start-up, and not in the night, whether a broker takes us. */

import { MQTTClient } from "../../src/mqtt/client.js";
import { describeFault } from "../../src/mqtt/fault.js";
import type { HostBroker } from "../commands/start-options.js";
import { UserError } from "../commands/user-error.js";
import { clientOptions } from "./client-options.js";

/** Connects once and leaves again; rejects with a UserError that says why it could not. */
export function probeBroker(broker: HostBroker): Promise<void> {
	return new Promise((done, reject) => {
		const client: MQTTClient = new MQTTClient({
			...clientOptions(broker),
			id: `p1-lora-probe-${process.pid}`,
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
