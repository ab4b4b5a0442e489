/** Both sessions over radios without chips: what the link does, and nothing else. */
import type { RegisterSnapshot } from "../../src/history/register-snapshot.js";
import { AirPort } from "../../src/link/air-port.js";
import type { SecureChannel } from "../../src/link/channel.js";
import type { LinkEvent } from "../../src/link/event.js";
import { ReceiverSession } from "../../src/link/receiver-session.js";
import { TransmitterSession } from "../../src/link/transmitter-session.js";
import { DutyLedger } from "../../src/lora/duty-ledger.js";
import { EU868 } from "../../src/lora/regions.js";
import type { Rung } from "../../src/negotiation/ladder.js";
import type { Role } from "../../src/role.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { seededRandom } from "../../tools/sim/random.js";
import { dutchTelegram } from "../codec/samples.js";
import type { FaultyStorage } from "../crypto/faulty-storage.js";
import { Random } from "../crypto/random.js";
import { planOf } from "../negotiation/plans.js";
import { boot, PAIR_KEY, pairedStorage } from "./channels.js";
import { FakeAir, FakeRadio } from "./fake-radio.js";

const PLAN = planOf();
const BAND_P = EU868.find(({ name }) => name === "P") ?? EU868[0];

/** What a board has beside its session. */
interface Board<Session> {
	session: Session;
	channel: SecureChannel;
	port: AirPort;
	ledger: DutyLedger;
	radio: FakeRadio;
}

export interface SessionsOptions {
	transmitterKey?: Uint8Array;
	/** The rung that both remember from before. */
	lastGood?: Rung;
	/** Of the salts that the boards draw. */
	salts?: number;
	/** What the meter sends in a second. */
	telegram?: (second: number, random: Random) => Uint8Array;
}

export class Sessions {
	readonly clock = new VirtualClock();
	readonly air = new FakeAir(this.clock);
	readonly storage: Record<Role, FaultyStorage>;
	readonly events: Record<Role, LinkEvent[]> = { transmitter: [], receiver: [] };
	readonly remembered: Partial<Record<Role, Rung>> = {};
	/** What the receiver has rebuilt. */
	readonly telegrams: Uint8Array[] = [];
	/** What came ahead of a telegram, and when. */
	readonly ahead: { telegram: Uint8Array; at: number }[] = [];
	/** Registers that came late; `onSnapshots` may refuse them. */
	readonly snapshots: RegisterSnapshot[] = [];
	onSnapshots: (snapshots: readonly RegisterSnapshot[]) => boolean = () => true;
	/** What the meter has sent. */
	readonly offered: Uint8Array[] = [];
	transmitter: Board<TransmitterSession>;
	receiver: Board<ReceiverSession>;
	readonly #meter = new Random(21);
	readonly #transmitterKey: Uint8Array;
	readonly #telegram: (second: number, random: Random) => Uint8Array;
	readonly #random = seededRandom(1, "transmitter");
	readonly #salts: () => number;

	constructor({ transmitterKey = PAIR_KEY, lastGood, salts = 1, telegram = dutchTelegram }: SessionsOptions = {}) {
		this.#salts = seededRandom(salts, "salts");
		this.#telegram = telegram;
		this.#transmitterKey = transmitterKey;
		this.storage = { transmitter: pairedStorage(transmitterKey), receiver: pairedStorage() };
		if (lastGood !== undefined) this.remembered.transmitter = this.remembered.receiver = lastGood;
		this.receiver = this.#bootReceiver();
		this.transmitter = this.#bootTransmitter();
	}

	/** The next telegram of the meter. */
	offer(): void {
		const telegram = this.#telegram(this.offered.length, this.#meter);
		this.offered.push(telegram);
		this.transmitter.session.offer(telegram);
	}

	/** A telegram every second, for so long. */
	meter(seconds: number): void {
		for (let second = 0; second < seconds; second++) {
			this.offer();
			this.clock.advance(1000);
		}
	}

	/** Until both run on one rung; false when that takes longer than `seconds`. */
	settles(seconds: number): boolean {
		const limit = this.clock.now() + seconds * 1000;
		return this.clock.runWhile(() => !this.settled, limit);
	}

	get settled(): boolean {
		const { negotiation } = this.transmitter.session;
		return negotiation.phase === "running" && this.receiver.port.profile === negotiation.profile;
	}

	rebootReceiver(): void {
		this.#unplug(this.receiver.radio);
		this.receiver = this.#bootReceiver();
	}

	rebootTransmitter(): void {
		this.#unplug(this.transmitter.radio);
		this.transmitter = this.#bootTransmitter();
	}

	/** The program that ran on it goes on by its timers, but nothing that it does gets out. */
	#unplug(radio: FakeRadio): void {
		radio.events = {};
		radio.state = { mode: "resetting" };
		this.air.radios.splice(this.air.radios.indexOf(radio), 1);
	}

	#board(role: Role, key: Uint8Array): Omit<Board<never>, "session"> {
		const { clock } = this;
		const storage = this.storage[role];
		const channel = boot(role, storage, key, this.#salts);
		const radio = new FakeRadio(this.air);
		const ledger = new DutyLedger({ clock, storage: pairedStorage(), subBand: BAND_P });
		const port = new AirPort({ clock, radio, plan: PLAN, ledgers: new Map([[BAND_P.name, ledger]]) });
		return { channel, radio, ledger, port };
	}

	#bootTransmitter(): Board<TransmitterSession> {
		const board = this.#board("transmitter", this.#transmitterKey);
		const session = new TransmitterSession({
			clock: this.clock,
			random: this.#random,
			port: board.port,
			channel: board.channel,
			plan: PLAN,
			lastGood: this.remembered.transmitter,
			onRemember: (rung) => {
				this.remembered.transmitter = rung;
			},
			onEvent: (event) => this.events.transmitter.push(event),
		});
		board.radio.events = {
			onReceive: (packet) => session.received(packet),
			onTransmitted: () => board.port.transmitted(),
		};
		return { ...board, session };
	}

	#bootReceiver(): Board<ReceiverSession> {
		const board = this.#board("receiver", PAIR_KEY);
		const session = new ReceiverSession({
			clock: this.clock,
			port: board.port,
			channel: board.channel,
			plan: PLAN,
			lastGood: this.remembered.receiver,
			onRemember: (rung) => {
				this.remembered.receiver = rung;
			},
			onTelegram: (telegram, _, partial) => {
				if (partial) this.ahead.push({ telegram, at: this.clock.now() });
				else this.telegrams.push(telegram);
			},
			onSnapshots: (snapshots) => {
				this.snapshots.push(...snapshots);
				return this.onSnapshots(snapshots);
			},
			onEvent: (event) => this.events.receiver.push(event),
		});
		board.radio.events = {
			onReceive: (packet) => session.received(packet),
			onTransmitted: () => board.port.transmitted(),
		};
		session.start();
		return { ...board, session };
	}
}
