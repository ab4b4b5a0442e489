/** A whole bench with its dashboard, in this process: real sockets, a real broker, and its parts at hand. */
import type { Clock } from "../../src/clock.js";
import { Dashboard } from "../../tools/dashboard/dashboard.js";
import type { Action, ActionAnswer, DashboardEvent, Snapshot } from "../../tools/dashboard/events.js";
import type { DashboardServer } from "../../tools/dashboard/server.js";
import { BrokerSwitch } from "../../tools/host/broker-switch.js";
import { pace } from "../../tools/host/pace.js";
import { RealClock } from "../../tools/host/real-clock.js";
import { generatedSource } from "../../tools/host/sources.js";
import { HostTCP, resolve } from "../../tools/host/tcp.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { AccessPoint } from "../../tools/sim/wifi.js";
import { World } from "../../tools/sim/world.js";
import { LOCALHOST } from "../home/served-home.js";
import { until } from "../until.js";

/** Simulated seconds in a real one: while the boards meet, and from then on, when a browser looks on. */
const FAST = 50;
const WATCHED = 5;

export interface LiveBench {
	clock: VirtualClock;
	world: World;
	dashboard: Dashboard;
	server: DashboardServer;
	accessPoint: AccessPoint;
	brokerSwitch: BrokerSwitch;
	tempo: { speed: number };
	origin: string;
	/** What the page would post; the answer's status, and what it says. */
	post(action: Action): Promise<ActionAnswer>;
	/** Waits until that is so on the bench. */
	until(what: string, isSo: () => boolean): Promise<void>;
}

export interface BenchOptions {
	seed?: number;
	/** From power-on; when left out, `body` is called once telegrams run. */
	speed?: number;
}

/** Runs `body` with a bench that runs; all of it is closed in any case. */
export async function withBench<T>(
	body: (bench: LiveBench) => Promise<T>,
	{ speed, seed = 1 }: BenchOptions = {},
): Promise<T> {
	const clock = new VirtualClock();
	const realClock: Clock = new RealClock();
	const tempo = { speed: speed ?? FAST };
	const accessPoint = new AccessPoint(realClock);
	const brokerSwitch = await BrokerSwitch.start({ port: 0, host: LOCALHOST });
	const broker = { host: LOCALHOST, port: brokerSwitch.port };
	let dashboard: Dashboard | undefined;
	const world = new World({
		...{ clock, seed, pathLossDb: 115, broker, accessPoint, displays: true },
		network: { clock: realClock, socket: { io: HostTCP }, resolve },
		log: (board, line, detail = false) => dashboard?.log(board, line, detail),
		onTelegram: (telegram) => dashboard?.telegram(telegram),
	});
	dashboard = new Dashboard({
		...{ clock, world, tempo, accessPoint, broker, brokerSwitch, seed },
		...{ region: "EU868", pathLossDb: 115, bench: { meter: "a house", receiverPage: undefined } },
	});
	const server = await dashboard.open({ host: LOCALHOST, port: 0 });
	world.powerOn();
	world.line.connect(generatedSource("be-3ph", seed));
	let isOver = false;
	const running = pace(clock, { tempo, until: Number.POSITIVE_INFINITY, stopped: () => isOver });
	const origin = `http://${LOCALHOST}:${server.port}`;
	try {
		if (speed === undefined) {
			await until("telegrams run", () => (world.receiver?.status.telegrams ?? 0) > 2);
			tempo.speed = WATCHED;
		}
		return await body({
			...{ clock, world, dashboard, server, accessPoint, brokerSwitch, tempo, origin },
			post: (action) => post(origin, JSON.stringify(action)).then(({ told }) => told),
			until,
		});
	} finally {
		isOver = true;
		await running;
		world.close();
		await dashboard.close();
		await brokerSwitch.switch(false);
	}
}

export async function post(
	origin: string,
	body: string,
	headers: Record<string, string> = { "content-type": "application/json" },
): Promise<{ status: number; told: ActionAnswer }> {
	const answer = await fetch(`${origin}/action`, { method: "POST", headers, body });
	return { status: answer.status, told: (await answer.json()) as ActionAnswer };
}

/** The events of a stream, as a browser gets them, until the caller stops. */
export async function* eventsOf(origin: string, signal: AbortSignal): AsyncGenerator<DashboardEvent | Snapshot> {
	const { body } = await fetch(`${origin}/events`, { signal });
	let text = "";
	for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
		text += Buffer.from(piece).toString("utf8");
		const whole = text.split("\n\n");
		text = whole.pop() ?? "";
		for (const message of whole) {
			if (message.startsWith("data: ")) yield* JSON.parse(message.slice(6)) as (DashboardEvent | Snapshot)[];
		}
	}
}
