/** The board at the meter: reads the P1 port and carries each telegram over the air. */
import type { Clock, Milliseconds } from "../clock.js";
import { describeLinkEvent } from "../link/describe-event.js";
import { describeSilence } from "../link/describe-silence.js";
import { openStation, type Station, type StationParts } from "../link/station.js";
import { TransmitterSession } from "../link/transmitter-session.js";
import type { Log } from "../log.js";
import { describeFault } from "../lora/describe-fault.js";
import type { LinkPlace } from "../negotiation/report.js";
import type { ReaderFault } from "../p1/reader.js";
import type { Decipher } from "../p1/sealed-frames.js";
import { createDecipher } from "./decipher.js";
import { describeDamage } from "./describe-damage.js";
import { P1Port, type P1Serial } from "./p1-port.js";

export interface TransmitterOptions extends StationParts {
	/** The P1 port; without `baud`, its speed is found by listening. */
	serial: P1Serial;
	/** Of a meter that encrypts: 32 hexadecimal digits, from the grid operator. */
	p1Key?: string | undefined;
	/** Where the operator has an authentication key of its own: 32 hexadecimal digits. */
	p1AuthKey?: string | undefined;
	log: Log;
}

/** One log line for this many telegrams damaged in the same way: a bad cable must not drown everything else. */
const FAULTS_PER_LINE = 100;

export class Transmitter {
	readonly #clock: Clock;
	readonly #log: Log;
	readonly #station: Station | undefined;
	readonly #p1: P1Port | undefined;
	readonly #session: TransmitterSession | undefined;
	/** Why the board neither sends nor listens. */
	#obstacle: string | undefined;
	/** The radio's last fault, as a sentence. */
	#radioFault: string | undefined;
	#damaged = 0;
	#telegrams = 0;
	#telegramAt: Milliseconds | undefined;

	/** Starts the board. Without a pairing key it says so, and sends nothing. */
	constructor(options: TransmitterOptions) {
		const { clock, random, serial, log } = options;
		this.#clock = clock;
		this.#log = log;
		const opened = openStation({
			role: "transmitter",
			clock,
			random,
			radio: options.radio,
			storage: options.storage,
			region: options.region,
			frequencyHz: options.frequencyHz,
			powerDbm: options.powerDbm,
			antennaGainDbi: options.antennaGainDbi,
			onReceive: (packet) => this.#session?.received(packet),
			onFault: (fault) => {
				this.#radioFault = describeFault(fault);
				log(`radio: ${this.#radioFault}`);
			},
		});
		if (!opened.ok) {
			this.#obstacle = opened.reason;
			log(opened.reason);
			return;
		}
		const { station } = opened;
		this.#station = station;
		const { port, channel, plan, lastGood, remember } = station;
		log(`paired, fingerprint ${channel.fingerprint}; waiting for the meter`);
		const silence = describeSilence(port, clock.now());
		if (silence !== undefined) log(silence);
		this.#session = new TransmitterSession({
			clock,
			random,
			port,
			channel,
			plan,
			lastGood,
			onRemember: remember,
			onEvent: (event) => log(describeLinkEvent(event, clock.now()), event.kind === "delivered"),
		});
		this.#p1 = new P1Port({
			clock,
			serial,
			decipher: this.#decipher(options),
			onTelegram: (telegram) => this.#heardMeter(telegram),
			onFault: (fault) => this.#damagedTelegram(fault),
			log,
		});
	}

	/** A malformed key is logged, and the meter read as if there were none: the board must not die of it. */
	#decipher({ p1Key, p1AuthKey }: TransmitterOptions): Decipher | undefined {
		if (p1Key === undefined) return undefined;
		try {
			return createDecipher(p1Key, p1AuthKey);
		} catch (error) {
			this.#log((error as Error).message); // createDecipher throws RangeErrors
			return undefined;
		}
	}

	/** What the board is doing, for its display and for whoever watches. */
	get status() {
		return {
			obstacle: this.#obstacle,
			fingerprint: this.#station?.channel.fingerprint,
			radio: this.#station?.radio.state,
			radioFault: this.#radioFault,
			link: this.#session?.negotiation,
			place: this.#place,
			telegrams: this.#telegrams,
			telegramAt: this.#telegramAt,
			/** Without a telegram for so long, the meter is silent. */
			silentAfter: this.#p1?.silentAfter ?? 0,
			damaged: this.#damaged,
			faults: this.#p1?.faults ?? {},
			reopenings: this.#p1?.reopenings ?? 0,
			refused: this.#session?.refused ?? {},
			airtimeUsedUs: this.#station?.port.ledger.usedUs ?? 0,
			airtimeLimitUs: this.#station?.port.ledger.limitUs ?? 0,
		};
	}

	/** Where the link is, or looks. */
	get #place(): LinkPlace | undefined {
		const state = this.#session?.negotiation;
		return state !== undefined && "profile" in state ? this.#station?.plan.place(state.profile) : undefined;
	}

	/** Neither a telegram nor a frame is under way, so that a few milliseconds of other work do no harm. */
	get isQuiet(): boolean {
		const mode = this.#station?.radio.state.mode;
		return !this.#p1?.isReceiving && mode !== "transmitting" && mode !== "listening before talk";
	}

	/** Lets go of all hardware. */
	close(): void {
		this.#p1?.close();
		this.#station?.radio.close();
	}

	#heardMeter(telegram: Uint8Array): void {
		if (this.#telegrams === 0) this.#log(`heard the meter: a telegram of ${telegram.length} bytes`);
		this.#telegrams++;
		this.#telegramAt = this.#clock.now();
		this.#session?.offer(telegram);
	}

	#damagedTelegram(fault: ReaderFault): void {
		this.#damaged++;
		const count = this.#p1?.faults[fault] ?? 1;
		if (count % FAULTS_PER_LINE === 1) {
			const line = describeDamage(fault, count);
			if (line !== undefined) this.#log(line);
		}
	}
}
