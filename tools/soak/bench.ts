/** The two apps as they are, in a world that can turn against them, with every invariant watched at every event. */
import type { Milliseconds } from "../../src/clock.js";
import type { Opened } from "../../src/link/channel.js";
import { PAIR_KEY_BYTES, pair } from "../../src/link/pairing.js";
import { DUTY_RECORD_BYTES } from "../../src/lora/duty-record.js";
import { Receiver } from "../../src/receiver/receiver.js";
import { Transmitter } from "../../src/transmitter/transmitter.js";
import { Air, type AirEvent } from "../sim/air.js";
import { VirtualClock } from "../sim/clock.js";
import type { Emission } from "../sim/on-air.js";
import { P1Line } from "../sim/p1-line.js";
import { type Power, PowerLoss, poweredTCP } from "../sim/power.js";
import { type Random, seededRandom } from "../sim/random.js";
import { textOf } from "../sim/text.js";
import { SoakBroker } from "./broker.js";
import { fingerprint, TraceHash } from "./hash.js";
import { AirtimeWatch } from "./invariants/airtime.js";
import { AvailabilityWatch } from "./invariants/availability.js";
import { IntruderWatch, type Look } from "./invariants/intruders.js";
import { NonceLedger, type Oracle } from "./invariants/nonces.js";
import { Provenance } from "./invariants/provenance.js";
import { PublishedWatch } from "./invariants/published.js";
import { QuarterWatch } from "./invariants/quarters.js";
import { StaleAnswerWatch } from "./invariants/stale-answers.js";
import { SoakMeter } from "./meter.js";
import type { Meeting, Shape } from "./shape.js";
import { BOARDS, type BoardName, Victim, type VictimParts } from "./victim.js";
import { Violations } from "./violations.js";

/** Strong enough for SF7/250 without a loss. */
export const NEAR_DB = 108;
/** Slow fading as people and doors move: a few dB within half a minute. */
const FADING = Object.freeze({ deviationDb: 1.5, coherence: 30_000 });
const BROKER = Object.freeze({ host: "192.0.2.1", port: 1883 });
const RECEIVE_PIN = 34;
/** What boards may say of packets that did not open. */
const REFUSED = /^(\d+ frames were of version|nothing of the other board has been understood|ALARM: \d+ frames bore)/;
/** How often the availability is looked at. */
const LOOK: Milliseconds = 10_000;

export interface BenchOptions extends Shape {
	seed: number;
	oracle: Oracle;
	/** What the boards say is kept. */
	keepLines?: boolean;
}

/** A frame of one of the boards, as anybody could record it. */
export interface Recorded {
	from: BoardName;
	emission: Emission;
}

/** So many frames a recorder keeps, the oldest leaving first; of hours, it keeps every so-manieth. */
const RECORDED = 4000;

export class Bench {
	readonly clock = new VirtualClock();
	readonly violations = new Violations(this.clock);
	readonly air: Air;
	readonly line = new P1Line(this.clock);
	readonly broker = new SoakBroker(this.clock);
	readonly meter: SoakMeter;
	readonly boards: Readonly<Record<BoardName, Victim>>;
	readonly provenance = new Provenance(this.violations, this.clock);
	readonly published = new PublishedWatch(this.violations);
	readonly airtime = new AirtimeWatch(this.violations);
	readonly availability = new AvailabilityWatch(this.violations);
	readonly nonces: NonceLedger;
	readonly intruders = new IntruderWatch({
		...{ clock: this.clock, violations: this.violations },
		look: (board) => this.#look(board),
	});
	readonly staleAnswers = new StaleAnswerWatch(this.violations, this.clock);
	readonly quarters: QuarterWatch;
	/** Each board's chance, as a chip's: it goes on across restarts, and draws nothing twice. */
	readonly chance: Record<BoardName, Random>;
	readonly hash = new TraceHash();
	readonly lines: string[] = [];
	readonly recorded: Recorded[] = [];
	transmitter: Transmitter | undefined;
	receiver: Receiver | undefined;
	/** Sees what goes on the air, and how it ended. */
	onAir: ((event: AirEvent) => void) | undefined;
	readonly #options: BenchOptions;
	#pairings = 0;
	/** Lines that each board said, but for those about packets that did not open. */
	readonly #said: Record<BoardName, number> = { transmitter: 0, receiver: 0 };
	#pairKey = new Uint8Array(PAIR_KEY_BYTES);

	constructor(options: BenchOptions) {
		this.#options = options;
		const { seed, oracle } = options;
		const { clock } = this;
		this.nonces = new NonceLedger(this.violations, oracle);
		this.quarters = new QuarterWatch({
			clock,
			violations: this.violations,
			ear: () => this.transmitter && { program: this.transmitter, telegrams: this.transmitter.status.telegrams },
		});
		this.chance = { transmitter: seededRandom(seed, "transmitter"), receiver: seededRandom(seed, "receiver") };
		this.air = new Air({ clock, seed, pathLossDb: NEAR_DB, fading: FADING });
		this.meter = new SoakMeter({
			kind: options.meter,
			intervalSeconds: options.intervalSeconds,
			random: seededRandom(seed, "meter's nonsense"),
			onSent: (text) => {
				this.provenance.meterSent(text);
				this.published.meterSent(text);
				this.quarters.meterSent(text);
			},
		});
		const victim = (name: BoardName, boot: (parts: VictimParts) => void) =>
			new Victim({ name, clock, air: this.air, registers: options.registers, boot });
		this.boards = {
			transmitter: victim("transmitter", (parts) => this.#startTransmitter(parts)),
			receiver: victim("receiver", (parts) => this.#startReceiver(parts)),
		};
		for (const name of BOARDS)
			this.boards[name].onPacket = ({ payload }, deliver) =>
				this.intruders.arrives(name, fingerprint(payload), deliver);
		this.air.observe((event) => this.#heard(event));
		this.broker.onMessage = ({ at, topic, payload }) => {
			this.hash.text(`${at} ${topic} ${payload}`);
			if (topic.endsWith("/state")) this.published.published(payload);
			else if (topic.endsWith("/history"))
				for (const moment of this.published.caughtUp(payload)) this.quarters.delivered(moment);
		};
		this.boards.receiver.flash.onFate = (domain, key, fate) => {
			if (domain === "homeassistant" && key === "waiting") this.quarters.receiverKept("waiting", fate);
			if (domain !== "history") return;
			this.quarters.receiverKept("told", fate);
			if (fate !== "taken") this.provenance.receiverForgot();
		};
		// They have met on 868.3 MHz before, but not within the hour.
		for (const name of BOARDS) this.boards[name].flash.plant("duty", "duty.M", new Uint8Array(DUTY_RECORD_BYTES));
		this.pair();
	}

	/** Power to both boards, and a meter. */
	start(): void {
		for (const name of BOARDS) this.boards[name].powerOn();
		this.line.connect(this.meter);
		const look = () => {
			const present = this.boards.receiver.powered && this.broker.health === "good" && this.isPaired("receiver");
			const since = Math.max(this.broker.changedAt, this.boards.receiver.changedAt);
			this.availability.check(this.clock.now(), { present, since }, this.told("/availability"));
			this.clock.after(LOOK, look);
		};
		look();
	}

	/** What a person does with a USB cable: a new random key for both boards, which restart. */
	pair(): void {
		const random = seededRandom(this.#options.seed, `pair key ${this.#pairings++}`);
		this.#pairKey = Uint8Array.from({ length: PAIR_KEY_BYTES }, () => Math.floor(random() * 256));
		this.intruders.paired();
		for (const name of BOARDS) {
			const { flash, powered } = this.boards[name];
			if (powered) this.boards[name].cutPower();
			const storage = flash.open("link", { on: true } as Power); // a host's cable feeds it
			pair(storage, this.#pairKey);
			if (powered) this.boards[name].powerOn();
		}
	}

	/** Where the boards meet. */
	get meeting(): Meeting {
		return this.#options.meeting;
	}

	isPaired(name: BoardName): boolean {
		return (name === "transmitter" ? this.transmitter : this.receiver)?.status.link !== undefined;
	}

	/** What is retained on the topic that ends so, of the pair that was made last: each has topics of its own. */
	told(topicEnd: string): string | undefined {
		let told: string | undefined;
		for (const [topic, payload] of this.broker.retained) if (topic.endsWith(topicEnd)) told = payload;
		return told;
	}

	/** A board that has lost its key or its counters may do nothing until it is paired anew. */
	expectRefusal(name: BoardName, expected: boolean): void {
		this.clock.after(1000, () => {
			const victim = this.boards[name];
			const lacks = ["key", "sent", "accepted"].some((key) => !victim.flash.has("link", key));
			if (expected && lacks && victim.powered && this.isPaired(name))
				this.violations.report("I1", `the ${name} goes on without its key or counters`);
		});
	}

	/** A program has looked into a packet: one of the boards', or a neighbour's. */
	opened(opened: Opened): void {
		if (this.intruders.opened(opened) === "receiver") this.staleAnswers.heard(opened);
	}

	app(name: BoardName): Transmitter | Receiver | undefined {
		return name === "transmitter" ? this.transmitter : this.receiver;
	}

	#startTransmitter({ clock, power, radio, storage }: VictimParts): void {
		const { line } = this;
		power.whenCut(() => {
			line.unplug();
			this.transmitter = undefined;
			this.quarters.transmitterCut();
		});
		const PoweredSerial = class extends line.Serial {
			constructor(options: ConstructorParameters<typeof line.Serial>[0]) {
				if (!power.on) throw new PowerLoss();
				super({ ...options, onReadable: power.gate(options.onReadable) });
			}
		};
		const app = new Transmitter({
			...{ clock, radio, storage, ...this.meeting },
			random: () => this.chance.transmitter(),
			serial: { io: PoweredSerial, receive: RECEIVE_PIN, port: 1, baud: this.#baud },
			log: (said) => this.#say("transmitter", said, power),
		});
		if (power.on) this.transmitter = app;
	}

	/** A speed is found by listening to ten seconds' telegrams: one in a minute is only there to make days short. */
	get #baud(): number | undefined {
		return this.#options.intervalSeconds > 10 ? 115_200 : undefined;
	}

	#startReceiver({ clock, power, radio, storage }: VictimParts): void {
		this.published.receiverRestarted();
		this.staleAnswers.receiverStarted();
		power.whenCut(() => {
			this.receiver = undefined;
			this.quarters.receiverCut();
			this.provenance.receiverCut();
		});
		const app = new Receiver({
			...{ clock, radio, storage, ...this.meeting },
			random: () => this.chance.receiver(),
			network: { clock, socket: { io: poweredTCP(this.broker.io, power) } },
			broker: BROKER,
			log: (said) => this.#say("receiver", said, power),
			onTelegram: (telegram) => {
				if (!power.on) return;
				this.hash.text(`${this.clock.now()} ${fingerprint(telegram)}`);
				const text = textOf(telegram);
				this.provenance.received(text);
				this.quarters.received(text);
			},
			onHistory: (snapshots) => {
				if (!power.on) return;
				for (const { seconds } of snapshots) this.quarters.caughtUp(seconds);
			},
		});
		if (power.on) this.receiver = app;
	}

	#say(board: BoardName, said: string, power: Power): void {
		if (!power.on) return;
		this.hash.text(`${this.clock.now()} ${board} ${said}`);
		if (!REFUSED.test(said)) this.#said[board]++;
		if (this.#options.keepLines) this.lines.push(`${(this.clock.now() / 1000).toFixed(3)} ${board}: ${said}`);
	}

	#heard(event: AirEvent): void {
		const from = BOARDS.find((name) => name === event.from);
		if (from !== undefined) {
			const { emission } = event;
			if (event.kind === "started") {
				const content = fingerprint(emission.payload);
				this.hash.text(`${event.at} ${from} ${content}`);
				const { chip, given } = this.boards[from];
				if (chip === undefined || content === given) {
					this.nonces.sent(from, emission, content, { pair: this.#pairings, pairKey: this.#pairKey });
					this.intruders.sent(from, content);
				}
				if (from === "receiver") this.staleAnswers.sent(emission);
				this.recorded.push({ from, emission });
				// Every other one stays: what is left is the older the thinner.
				if (this.recorded.length > RECORDED) this.#thin();
			} else this.airtime.ended(event);
		}
		this.onAir?.(event);
	}

	#thin(): void {
		const kept = this.recorded.filter((_, index) => index % 2 === 0 || index > RECORDED / 2);
		this.recorded.splice(0, this.recorded.length, ...kept);
	}

	#look(name: BoardName): Look | undefined {
		const status = this.app(name)?.status;
		if (status === undefined) return undefined;
		// Byte by byte, a telegram would be most of it.
		const told = "telegram" in status ? status.telegram : undefined;
		const telegram = told && fingerprint(told);
		const { flash } = this.boards[name];
		const [sent, accepted] = [flash.writesOf("link", "sent"), flash.writesOf("link", "accepted")];
		const rest = JSON.stringify({ ...status, telegram, refused: undefined, writes: flash.writes - sent - accepted });
		return { refused: { ...status.refused }, rest, sent, accepted, said: this.#said[name] };
	}
}
