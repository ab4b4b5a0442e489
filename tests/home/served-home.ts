/** The receiver's side of the home network on real sockets, for tests with real clients. */
import { createServer } from "node:net";
import { Home, type HomeSettings } from "../../src/home/home.js";
import { LinkHistory } from "../../src/home/link-history.js";
import type { ReceiverReport } from "../../src/home/receiver-report.js";
import type { Route } from "../../src/http/route.js";
import { RealClock } from "../../tools/host/real-clock.js";
import { HostTCP, listenerOn, resolve } from "../../tools/host/tcp.js";

export const LOCALHOST = "127.0.0.1";

export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((done) => server.listen(0, LOCALHOST, done));
	const address = server.address();
	await new Promise((done) => server.close(done));
	return typeof address === "object" && address !== null ? address.port : 0;
}

export interface Served {
	home: Home;
	p1Port: number;
	httpPort: number;
	/** Changes what is told from now on. */
	now: { snapshot: ReceiverReport };
	history: LinkHistory;
	lines: string[];
}

/** Runs `body` with a home that tells `snapshot`; it is closed in any case. */
export async function withHome<T>(
	snapshot: ReceiverReport,
	body: (served: Served) => Promise<T>,
	settings: HomeSettings = {},
	moreRoutes: readonly Route[] = [],
): Promise<T> {
	const now = { snapshot };
	const lines: string[] = [];
	const history = new LinkHistory(0);
	const ports = { p1Port: await freePort(), httpPort: await freePort() };
	const home = new Home({
		settings: { ...ports, homeWizard: true, ...settings },
		deviceId: snapshot.deviceId,
		clock: new RealClock(),
		random: () => 0,
		serving: { listener: { io: listenerOn(LOCALHOST) }, accepted: { io: HostTCP } },
		socket: { io: HostTCP },
		resolve,
		look: () => now.snapshot,
		moreRoutes,
		history: () => history,
		log: (line) => lines.push(line),
	});
	try {
		if (snapshot.telegram) home.offer(snapshot.telegram);
		return await body({ home, ...ports, now, history, lines });
	} finally {
		home.close();
	}
}
