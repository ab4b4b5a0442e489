/** The whole path in one run on a virtual clock: meter, transmitter, air, receiver, a broker that records. */
import type { Clock } from "../../src/clock.js";
import type { RegisterSnapshot } from "../../src/history/register-snapshot.js";
import { SYNC_WORD } from "../../src/link/station.js";
import { DEFAULT_FREQUENCY_HZ } from "../../src/lora/regions.js";
import { SX127x } from "../../src/lora/sx127x.js";
import { modulationOf, type Rung } from "../../src/negotiation/ladder.js";
import { crc32 } from "../../src/vendor/crc-32.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { GeneratedMeter, METER_MODELS } from "../../tools/sim/meters.js";
import type { TelegramSource } from "../../tools/sim/p1-line.js";
import { boardIO } from "../../tools/sim/pins.js";
import { seededRandom } from "../../tools/sim/random.js";
import { type Published, recordingNetwork } from "../../tools/sim/recording-broker.js";
import { SX1276 } from "../../tools/sim/sx1276.js";
import { World } from "../../tools/sim/world.js";

export interface ScenarioOptions {
	seed?: number;
	pathLossDb?: number;
	model?: string;
	/** Of the meter's telegrams, where it is another than the model's. */
	intervalSeconds?: number;
	/** When it begins, by the meter's clock. */
	start?: string;
	paired?: boolean;
}

export class Scenario {
	readonly clock = new VirtualClock();
	readonly world: World;
	/** What the boards said, with the time. */
	readonly lines: string[] = [];
	readonly published: Published[] = [];
	/** What the meter sent and what the receiver rebuilt, in their order. */
	readonly sent: Uint8Array[] = [];
	readonly rebuilt: Uint8Array[] = [];
	/** What the receiver handed on late, and when. */
	readonly history: { snapshot: RegisterSnapshot; at: number }[] = [];
	#hash = 0;

	constructor(options: ScenarioOptions = {}) {
		const { seed = 1, pathLossDb = 115, model = "be-3ph", paired = true, intervalSeconds, start } = options;
		const { clock } = this;
		const io = recordingNetwork(clock);
		io.onPublished = (message) => {
			this.published.push(message);
			this.#trace(`${message.at} ${message.topic} ${message.payload.length}`, message.payload);
		};
		this.world = new World({
			clock,
			seed,
			pathLossDb,
			paired,
			network: { clock: clock as Clock, socket: io },
			broker: { host: "192.0.2.1", port: 1883 },
			log: (board, line) => {
				this.lines.push(`${board}: ${line}`);
				this.#trace(`${clock.now()} ${board} ${line}`);
			},
			onTelegram: (telegram) => {
				this.rebuilt.push(telegram);
				this.#trace(`${clock.now()} telegram`, telegram);
			},
			onHistory: (snapshots) => {
				for (const snapshot of snapshots) this.history.push({ snapshot, at: clock.now() });
			},
		});
		this.world.air.observe((event) => {
			if (event.kind === "ended") this.#trace(`${event.at} ${event.from}`, event.emission.payload);
		});
		this.world.powerOn();
		this.plugIn(
			new GeneratedMeter(METER_MODELS[model], seededRandom(seed, "meter"), {
				...(intervalSeconds !== undefined && { intervalSeconds }),
				...(start !== undefined && { start }),
			}),
		);
	}

	/** Connects a meter, and notes what it sends. */
	plugIn(source: TelegramSource): void {
		this.world.line.connect({
			intervalSeconds: source.intervalSeconds,
			next: () => {
				const telegram = source.next();
				if (telegram !== undefined) this.sent.push(telegram);
				return telegram;
			},
		});
	}

	seconds(duration: number): this {
		this.clock.advance(duration * 1000);
		return this;
	}

	/** Lets time pass until the receiver has rebuilt `count` more telegrams; false when that takes longer. */
	telegrams(count: number, limitSeconds: number): boolean {
		const enough = this.rebuilt.length + count;
		return this.clock.runWhile(() => this.rebuilt.length < enough, this.clock.now() + limitSeconds * 1000);
	}

	/** The latest message on the topic that ends so, as text. */
	latest(topicEnd: string): string | undefined {
		const message = this.published.findLast(({ topic }) => topic.endsWith(topicEnd));
		return message && String.fromCharCode(...message.payload);
	}

	/** An attacker with a board of the same kind sends `frames`, one after the other, on the given rung. */
	attack(frames: Uint8Array[], rung: Rung): void {
		const { clock, world } = this;
		const chip = new SX1276({ clock });
		chip.antenna = world.air.join("attacker", chip);
		const { SPI, Digital } = boardIO(clock, chip, { reset: 0, dio0: 1 });
		const queue = [...frames];
		const next = () => {
			const frame = queue.shift();
			if (frame !== undefined) radio.transmit(frame);
		};
		const radio = new SX127x({
			spi: { io: SPI, clock: 2, in: 3, out: 4, select: 5, hz: 8_000_000 },
			reset: { io: Digital, pin: 0 },
			interrupt: { io: Digital, pin: 1 },
			clock,
			frequencyHz: DEFAULT_FREQUENCY_HZ,
			powerDbm: 14,
			syncWord: SYNC_WORD,
			modulation: modulationOf(rung),
			onReady: next,
			onTransmitted: () => clock.after(100, next),
		});
	}

	/** One number for everything that happened: frames as they were on the air, lines, telegrams, messages, times. */
	get traceHash(): string {
		return (this.#hash >>> 0).toString(16).padStart(8, "0");
	}

	#trace(line: string, bytes?: Uint8Array): void {
		this.#hash = crc32(
			Uint8Array.from(`${line}\n`, (character) => character.charCodeAt(0)),
			this.#hash,
		);
		if (bytes !== undefined) this.#hash = crc32(bytes, this.#hash);
	}
}
