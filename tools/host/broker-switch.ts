/** The broker that comes along, as something that can be stopped and started again on its port. */
import { type Broker, type BrokerOptions, startBroker } from "./broker.js";

export class BrokerSwitch {
	readonly port: number;
	readonly #options: BrokerOptions;
	#broker: Broker | undefined;
	/** One change after the other. */
	#changing: Promise<void> = Promise.resolve();

	private constructor(options: BrokerOptions, broker: Broker) {
		this.port = broker.port;
		this.#options = { ...options, port: broker.port };
		this.#broker = broker;
	}

	/** Rejects as `startBroker` does. */
	static async start(options: BrokerOptions): Promise<BrokerSwitch> {
		return new BrokerSwitch(options, await startBroker(options));
	}

	get isOn(): boolean {
		return this.#broker !== undefined;
	}

	/** Stopped, it forgets what it retained. Rejects as `startBroker` does where its port was taken meanwhile. */
	async switch(on: boolean): Promise<void> {
		const change = this.#changing.then(async () => {
			const broker = this.#broker;
			if (on && broker === undefined) this.#broker = await startBroker(this.#options);
			if (!on && broker !== undefined) {
				this.#broker = undefined;
				await broker.close();
			}
		});
		this.#changing = change.catch(() => {});
		return change;
	}
}
