/** The bench's dashboard: watches the bench, and lets a person's hands at it. One way in, one way out. */
import type { Milliseconds } from "../../src/clock.js";
import { LADDER, rungName } from "../../src/negotiation/ladder.js";
import { VERSION } from "../../src/version.js";
import type { HostBroker } from "../commands/start-options.js";
import type { VirtualClock } from "../sim/clock.js";
import type { World } from "../sim/world.js";
import { AirWatch } from "./air-watch.js";
import { BrokerWatch } from "./broker-watch.js";
import type { Bench } from "./events.js";
import { Hands, type HandsOptions, WALL_DB } from "./hands.js";
import { Hub } from "./hub.js";
import { sampleOf, statusOf } from "./link-watch.js";
import { OledWatch } from "./oled-watch.js";
import { type DashboardServer, serveDashboard } from "./server.js";
import { TelegramWatch } from "./telegram-watch.js";

/** A point of the lines each simulated second, but no more in real time than eyes and lines have use for. */
const SAMPLE_EVERY: Milliseconds = 1000;
const SAMPLE_PAUSE: Milliseconds = 400;

/** Telegrams at high speed are told no faster, in real time, than one could see that they differ. */
const READ_EVERY: Milliseconds = 400;

/** An age that only grows is told so often, in real time. */
const AGE_EVERY: Milliseconds = 500;

export interface DashboardOptions extends HandsOptions {
	broker: HostBroker;
	bench: Pick<Bench, "meter" | "receiverPage">;
}

export class Dashboard {
	readonly hub: Hub;
	readonly hands: Hands;
	readonly #clock: VirtualClock;
	readonly #world: World;
	readonly #air: AirWatch;
	readonly #oleds: OledWatch;
	readonly #telegrams = new TelegramWatch();
	readonly #brokerWatch: BrokerWatch;
	#server: DashboardServer | undefined;
	#heardAt: Milliseconds | undefined;
	#sampledAt = Number.NEGATIVE_INFINITY;
	/** The newest telegram, while nobody has looked at it. */
	#newest: { bytes: Uint8Array; onAir: number | undefined } | undefined;
	/** Of the meter, by the transmitter, as last looked at. */
	#heard = { telegrams: 0, damaged: 0 };
	/** As last told. */
	#settings = "";
	#told = "";
	#toldAt = Number.NEGATIVE_INFINITY;
	#readAt = Number.NEGATIVE_INFINITY;

	constructor(options: DashboardOptions) {
		const { clock, world, broker, tempo } = options;
		this.#clock = clock;
		this.#world = world;
		this.hands = new Hands(options);
		const bench: Bench = {
			...options.bench,
			version: VERSION,
			broker: `${broker.host}:${broker.port}`,
			hasSpeed: tempo !== undefined,
			rungs: LADDER.map(({ requiredSnrDb }, rung) => ({ name: rungName(rung), requiredSnrDb })),
			wallDb: WALL_DB,
			jammerHz: this.hands.jammer.frequencyHz,
		};
		this.hub = new Hub(bench, () => this.#look());
		this.#air = new AirWatch({
			air: world.air,
			isPowered: (board) => (board === "transmitter" ? world.transmitterBoard : world.receiverBoard).powered,
			onFrame: (event) => this.hub.publish(event),
			onLanded: (event) => this.hub.publish(event),
		});
		this.#oleds = new OledWatch(world);
		this.#brokerWatch = new BrokerWatch({
			broker,
			onMessage: () => this.hub.publish({ type: "hop", on: "mqtt" }),
			onEntities: (event) => this.hub.publish(event),
		});
		this.#sample();
	}

	/** Rejects with Node's error where nobody can listen there. */
	async open({ host, port }: { host: string; port: number }): Promise<DashboardServer> {
		const { hub, hands } = this;
		this.#server = await serveDashboard({ host, port, hub, hands });
		return this.#server;
	}

	/** What a board has to say. */
	log(who: string, line: string, detail: boolean): void {
		this.hub.publish({ type: "log", at: this.#clock.now(), who, line, detail });
	}

	/** The receiver has rebuilt a telegram. */
	telegram(bytes: Uint8Array): void {
		this.#heardAt = this.#clock.now();
		this.#newest = { bytes, onAir: this.#air.telegramBytes };
	}

	async close(): Promise<void> {
		this.#brokerWatch.close();
		await this.#server?.close();
	}

	/** What changes all the time is looked at when somebody looks. */
	#look(): void {
		this.#lookAtHands();
		this.#lookAtMeter();
		const status = this.#status();
		const { at: _, receiver, ...rest } = status;
		const told = JSON.stringify({ ...rest, receiver: { ...receiver, age: undefined } });
		const real = performance.now();
		if (told !== this.#told || real - this.#toldAt >= AGE_EVERY) {
			this.hub.publish(status);
			this.#told = told;
			this.#toldAt = real;
		}
		const newest = this.#newest;
		if (newest !== undefined && real - this.#readAt >= READ_EVERY) {
			this.#newest = undefined;
			this.#readAt = real;
			this.hub.publish(this.#telegrams.look(newest.bytes, this.#heardAt ?? 0, newest.onAir));
		}
		for (const event of this.#oleds.changes()) this.hub.publish(event);
	}

	#lookAtHands(): void {
		const { settings } = this.hands;
		const told = JSON.stringify(settings);
		if (told !== this.#settings) this.hub.publish({ type: "settings", settings });
		this.#settings = told;
	}

	/** The transmitter heard the meter since the last look, or something that was damaged on the way. */
	#lookAtMeter(): void {
		const { telegrams = 0, damaged = 0 } = this.#world.transmitter?.status ?? {};
		if (telegrams > this.#heard.telegrams) this.hub.publish({ type: "hop", on: "line" });
		if (damaged > this.#heard.damaged) this.hub.publish({ type: "hop", on: "line", damaged: true });
		this.#heard = { telegrams, damaged };
	}

	#status() {
		const { settings, jammer } = this.hands;
		const [world, now, heardAt] = [this.#world, this.#clock.now(), this.#heardAt];
		return statusOf({ world, settings, jams: jammer.isLoud, now, heardAt });
	}

	#sample(): void {
		const real = performance.now();
		if (real - this.#sampledAt >= SAMPLE_PAUSE) {
			this.#sampledAt = real;
			this.hub.publish({ type: "sample", sample: sampleOf(this.#status()) });
		}
		this.#clock.after(SAMPLE_EVERY, () => this.#sample());
	}
}
