/** The board at the meter: reads the P1 port and carries each telegram over the air. */
import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { Hardware, KeyValue, Serial, SerialClass } from "../io.js";
import { describeLinkEvent } from "../link/describe-event.js";
import { openStation, type RadioHardware, type Station } from "../link/station.js";
import { TransmitterSession } from "../link/transmitter-session.js";
import type { Log } from "../log.js";
import { describeFault } from "../lora/describe-fault.js";
import { type FramingFault, TelegramFramer } from "../p1/framer.js";

export interface TransmitterOptions {
	clock: Clock;
	/** In [0, 1). */
	random: () => number;
	/** The P1 port. */
	serial: Hardware<SerialClass, { receive: number; baud: number; port?: number }>;
	radio: RadioHardware;
	storage: (domain: string) => KeyValue;
	frequencyHz?: number | undefined;
	powerDbm?: number | undefined;
	log: Log;
}

/** One log line for this many damaged telegrams: a bad cable must not drown everything else. */
const FAULTS_PER_LINE = 100;

/** A pause within a telegram is shorter than this, one between telegrams longer (DSMR 5.0.2, 5.6). */
const LINE_SILENCE: Milliseconds = 200;

export class Transmitter {
	readonly #log: Log;
	readonly #station: Station | undefined;
	readonly #serial: Serial | undefined;
	readonly #session: TransmitterSession | undefined;
	#damaged = 0;
	#telegrams = 0;

	/** Starts the board. Without a pairing key it says so, and sends nothing. */
	constructor(options: TransmitterOptions) {
		const { clock, random, serial, log } = options;
		this.#log = log;
		const opened = openStation({
			side: "transmitter",
			clock,
			radio: options.radio,
			storage: options.storage,
			frequencyHz: options.frequencyHz,
			powerDbm: options.powerDbm,
			onReceive: (packet) => this.#session?.received(packet),
			onFault: (fault) => log(`radio: ${describeFault(fault)}`),
		});
		if (!opened.ok) {
			log(opened.reason);
			return;
		}
		const { station } = opened;
		this.#station = station;
		const { port, channel, subBand, lastGood, remember, profile } = station;
		log(`paired, fingerprint ${channel.fingerprint}; waiting for the meter`);
		this.#session = new TransmitterSession({
			clock,
			random,
			port,
			channel,
			dutyCycle: subBand.dutyCycle,
			profile,
			lastGood,
			onRemember: remember,
			onEvent: (event) => log(describeLinkEvent(event, clock.now()), event.kind === "delivered"),
		});
		const framer = new TelegramFramer({
			onTelegram: ({ bytes }) => this.#heardMeter(bytes),
			onError: (fault) => this.#damagedTelegram(fault),
		});
		let silence: Timer | undefined;
		const { io: SerialPort, ...pins } = serial;
		const p1: Serial = new SerialPort({
			...pins,
			format: "buffer",
			onReadable: () => {
				const received = p1.read();
				if (received !== undefined) framer.write(new Uint8Array(received));
				clock.cancel(silence);
				silence = clock.after(LINE_SILENCE, () => framer.reset());
			},
		});
		this.#serial = p1;
	}

	/** What the board is doing, for its display and for whoever watches. */
	get status() {
		return {
			link: this.#session?.negotiation,
			telegrams: this.#telegrams,
			damaged: this.#damaged,
			refused: this.#session?.refused ?? {},
			airtimeUsedUs: this.#station?.ledger.usedUs ?? 0,
			airtimeLimitUs: this.#station?.ledger.limitUs ?? 0,
		};
	}

	/** Lets go of all hardware. */
	close(): void {
		this.#serial?.close();
		this.#station?.radio.close();
	}

	#heardMeter(telegram: Uint8Array): void {
		if (this.#telegrams === 0) this.#log(`heard the meter: a telegram of ${telegram.length} bytes`);
		this.#telegrams++;
		this.#session?.offer(telegram);
	}

	#damagedTelegram(fault: FramingFault): void {
		if (this.#damaged % FAULTS_PER_LINE === 0) {
			this.#log(`a telegram of the meter came damaged (${fault.kind}), ${this.#damaged + 1} so far`);
		}
		this.#damaged++;
	}
}
