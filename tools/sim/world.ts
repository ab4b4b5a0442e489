/** The virtual bench: a meter, both boards with their programs as they are, and the air between them. */
import type { Clock } from "../../src/clock.js";
import { Names } from "../../src/device/names.js";
import { WiFiStation } from "../../src/device/wifi.js";
import type { RegisterSnapshot } from "../../src/history/register-snapshot.js";
import type { HomeSettings } from "../../src/home/home.js";
import type { TCPClass } from "../../src/io.js";
import { PAIR_KEY_BYTES, pair } from "../../src/link/pairing.js";
import type { Reading } from "../../src/p1/reading.js";
import type { Broker, Network } from "../../src/receiver/contract.js";
import { Receiver } from "../../src/receiver/receiver.js";
import { announcingRadio } from "../../src/transmitter/announcing-radio.js";
import { Transmitter } from "../../src/transmitter/transmitter.js";
import { Air } from "./air.js";
import { type BoardParts, SimulatedBoard } from "./board.js";
import { type MountedDisplay, mountDisplay, receiverPages, transmitterPages } from "./displays.js";
import { P1Line } from "./p1-line.js";
import { type Power, PoweredClock, poweredListener, poweredTCP } from "./power.js";
import { type Random, seededRandom } from "./random.js";
import type { AccessPoint } from "./wifi.js";

const P1_RECEIVE_PIN = 34;

export interface WorldOptions {
	clock: Clock;
	/** The same seed gives the same run. */
	seed: number;
	pathLossDb: number;
	network: Network;
	broker: Broker;
	/** What may be read of the receiver, where the network takes connections. */
	home?: HomeSettings;
	/** A line of one of the boards' logs. */
	log: (board: "transmitter" | "receiver", line: string, detail?: boolean) => void;
	onPublished?: (reading: Reading) => void;
	onTelegram?: (telegram: Uint8Array) => void;
	onHistory?: (snapshots: readonly RegisterSnapshot[]) => void;
	/** Of a meter that encrypts. */
	p1Key?: string | undefined;
	/** Whose law the boards keep; `EU868` when left out. */
	region?: string | undefined;
	/** False leaves the boards without a key. */
	paired?: boolean;
	/** The boards have their displays, as on their own wiring; else none. */
	displays?: boolean;
	/** The receiver is on this Wi-Fi; else on a cable that is never pulled. */
	accessPoint?: AccessPoint;
}

/** The name of the network at home. */
const NETWORK_NAME = "Home";

/** Slow fading as people and doors move: a few dB within half a minute. */
const FADING = Object.freeze({ deviationDb: 1.5, coherence: 30_000 });

export class World {
	readonly air: Air;
	readonly line: P1Line;
	readonly transmitterBoard: SimulatedBoard;
	readonly receiverBoard: SimulatedBoard;
	/** The programs running now; a board without power has none. */
	transmitter: Transmitter | undefined;
	receiver: Receiver | undefined;
	/** Lit or dark, of the boards that have power; undefined where displays were not asked for. */
	transmitterDisplay: MountedDisplay | undefined;
	receiverDisplay: MountedDisplay | undefined;
	/** Of the receiver; undefined without power, or without an access point. */
	wifi: WiFiStation | undefined;
	readonly #options: WorldOptions;

	constructor(options: WorldOptions) {
		const { clock, seed, pathLossDb } = options;
		this.#options = options;
		// As of a chip: it goes on across restarts, and draws nothing twice.
		const transmitterRandom = seededRandom(seed, "transmitter");
		const receiverRandom = seededRandom(seed, "receiver");
		this.air = new Air({ clock, seed, pathLossDb, fading: FADING });
		this.line = new P1Line(clock);
		this.transmitterBoard = new SimulatedBoard("transmitter", clock, this.air, (parts) =>
			this.#startTransmitter(parts, transmitterRandom),
		);
		this.receiverBoard = new SimulatedBoard("receiver", clock, this.air, (parts) =>
			this.#startReceiver(parts, receiverRandom),
		);
		if (options.paired !== false) this.#pair(seed);
	}

	/** Power to both boards. */
	powerOn(): void {
		this.receiverBoard.powerOn();
		this.transmitterBoard.powerOn();
	}

	/** Says goodbye on the receiver's behalf and takes the power away. */
	close(): void {
		this.line.disconnect();
		this.receiver?.close();
		this.transmitterBoard.cutPower();
		this.receiverBoard.cutPower();
	}

	#startTransmitter({ power, radio, ...parts }: BoardParts, random: Random): void {
		const { region, p1Key, log, displays } = this.#options;
		const { line } = this;
		power.whenCut(() => {
			line.unplug();
			this.transmitter = undefined;
			this.transmitterDisplay = undefined;
		});
		const program = new Transmitter({
			...parts,
			radio: displays ? { ...radio, driver: announcingRadio(() => this.transmitterDisplay?.display.yield()) } : radio,
			random,
			region,
			serial: { io: line.Serial, receive: P1_RECEIVE_PIN, port: 1 },
			p1Key,
			log: (line, detail) => log("transmitter", line, detail),
		});
		this.transmitter = program;
		if (displays) this.transmitterDisplay = mountDisplay(parts.clock, transmitterPages(program, parts.clock));
	}

	#startReceiver({ power, ...parts }: BoardParts, random: Random): void {
		const { region, broker, home, log, onPublished, onTelegram, onHistory, displays } = this.#options;
		power.whenCut(() => {
			this.receiver = undefined;
			this.receiverDisplay = undefined;
			this.wifi = undefined;
		});
		const program = new Receiver({
			...parts,
			random,
			region,
			network: this.#network(power, random),
			broker: {
				...broker,
				...(broker.socket && { socket: { io: this.#wired(broker.socket.io, power) } }),
			},
			...(home && { home }),
			wifi: () => this.wifi?.report,
			log: (line, detail) => log("receiver", line, detail),
			onPublished: (reading) => onPublished?.(reading),
			onTelegram: (telegram) => onTelegram?.(telegram),
			onHistory: (snapshots) => onHistory?.(snapshots),
		});
		this.receiver = program;
		if (!displays) return;
		const network = () => ({ wifi: this.wifi?.state, name: NETWORK_NAME, host: broker.host });
		this.receiverDisplay = mountDisplay(parts.clock, receiverPages(program, parts.clock, network));
	}

	/** Sockets of the receiver's board. */
	#wired(Socket: TCPClass, power: Power): TCPClass {
		return poweredTCP(this.#options.accessPoint?.carry(Socket) ?? Socket, power);
	}

	/** As the receiver's board sees it: it breaks with the power, and with the Wi-Fi where there is one. */
	#network(power: Power, random: Random): Network {
		const { network, accessPoint, log } = this.#options;
		const clock = new PoweredClock(network.clock, power);
		const { serving } = network;
		const Accepted = serving?.accepted.io;
		const wired: Network = {
			...network,
			clock,
			socket: { io: this.#wired(network.socket.io, power) },
			...(serving &&
				Accepted && {
					serving: {
						listener: { io: poweredListener(serving.listener.io, power) },
						accepted: { io: poweredTCP(accessPoint?.carry(Accepted) ?? Accepted, power) },
					},
				}),
		};
		if (accessPoint === undefined) return wired;
		const isOnline = () => this.wifi?.state.phase === "online";
		const names = new Names(isOnline, network.resolve ?? ((host, done) => done(host)));
		const station = new WiFiStation({
			io: accessPoint.radioFor(power),
			clock,
			random,
			credentials: { network: NETWORK_NAME, password: undefined },
			onOnline: (address) => {
				log("receiver", `Wi-Fi: online as ${address}`);
				names.online();
			},
			onOffline: () => log("receiver", "Wi-Fi: the network is lost"),
		});
		this.wifi = station;
		return {
			...wired,
			resolve: (host, done) => names.find(host, done),
			isOnline,
		};
	}

	/** What a person does with a USB cable: the same random key for both boards. */
	#pair(seed: number): void {
		const random = seededRandom(seed, "pair key");
		const key = Uint8Array.from({ length: PAIR_KEY_BYTES }, () => Math.floor(random() * 256));
		for (const board of [this.transmitterBoard, this.receiverBoard]) {
			pair(board.flash.open("link"), key);
		}
	}
}
