/** The MQTT broker that comes with the bench, so that it runs without one being installed. */
import { createServer } from "node:net";
import { Aedes } from "aedes";

export interface Broker {
	port: number;
	/** Ends all connections; resolves once the port is free. */
	close(): Promise<void>;
}

export interface BrokerOptions {
	/** 0 is any free one. */
	port: number;
	host: string;
	/** A client has subscribed to something. */
	onSubscribe?: (clientId: string) => void;
}

/** What a person can do about an error of `listen`, by its code. */
const ADVICE: Readonly<Record<string, string | undefined>> = {
	EADDRINUSE: "is in use already: choose another port, or give the address of the broker that runs there with --mqtt",
	EACCES: "needs more rights than you have: choose a port above 1023",
	EADDRNOTAVAIL: "is not an address of this machine: choose another host",
};

/**
 * Starts a broker for MQTT 3.1.1, without users, that keeps retained messages in memory.
 * Rejects with an Error whose message is a sentence for a person.
 */
export async function startBroker({ port, host, onSubscribe }: BrokerOptions): Promise<Broker> {
	const broker = await Aedes.createBroker();
	broker.on("subscribe", (_subscriptions, client) => onSubscribe?.(client.id));
	const server = createServer(broker.handle);
	const listening = new Promise<void>((resolve, reject) => {
		server.once("error", (error: NodeJS.ErrnoException) => {
			const advice = ADVICE[error.code ?? ""] ?? `cannot be used: ${error.message}`;
			reject(new Error(`The MQTT broker cannot start, since ${host}:${port} ${advice}.`));
		});
		server.listen(port, host, resolve);
	});
	const closeBroker = () => new Promise<void>((resolve) => broker.close(() => resolve()));
	try {
		await listening;
	} catch (error) {
		await closeBroker();
		throw error;
	}
	const address = server.address();
	return {
		port: typeof address === "object" && address !== null ? address.port : port,
		async close() {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			await closeBroker();
			await closed;
		},
	};
}
