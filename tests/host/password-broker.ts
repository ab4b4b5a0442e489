/** An MQTT broker, not ours, that lets one user in. */
import { createServer } from "node:net";
import { Aedes, type AuthenticateError } from "aedes";
import { listen } from "../mqtt/real-world.js";

export interface PasswordBroker {
	port: number;
	/** A client that was let in has said goodbye. */
	left: Promise<void>;
	close(): Promise<void>;
}

export async function passwordBroker(user: string, password: string): Promise<PasswordBroker> {
	const aedes = await Aedes.createBroker();
	aedes.authenticate = (_client, givenUser, givenPassword, done) => {
		if (givenUser === user && `${givenPassword}` === password) return done(null, true);
		done(Object.assign(new Error("no"), { returnCode: 4 }) as AuthenticateError, null); // its type is a const enum
	};
	const left = new Promise<void>((resolve) => aedes.on("clientDisconnect", () => resolve()));
	const server = createServer(aedes.handle);
	const port = await listen(server);
	return {
		port,
		left,
		async close() {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			await new Promise<void>((resolve) => aedes.close(() => resolve()));
			await closed;
		},
	};
}
