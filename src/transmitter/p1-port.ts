/** The P1 port: telegrams out of the serial line, at the speed that the meter turns out to have. */
import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { Hardware, Serial, SerialClass } from "../io.js";
import type { Log } from "../log.js";
import {
	LINE_SPEEDS,
	type LineAction,
	type LineEvent,
	type LineSpeed,
	LineSpeedSearch,
	longestPauseWithin,
	speedName,
} from "../p1/line-speed.js";
import { P1Reader, type ReaderFault } from "../p1/reader.js";
import type { Decipher } from "../p1/sealed-frames.js";
import { SilenceGuard } from "../p1/silence-guard.js";

/** Without `baud`, the speed is found by listening; 9600 baud means 7E1, any other 8N1. */
export type P1Serial = Hardware<SerialClass, { receive: number; port?: number; baud?: number | undefined }>;

export interface P1PortOptions {
	clock: Clock;
	serial: P1Serial;
	decipher?: Decipher | undefined;
	onTelegram(bytes: Uint8Array): void;
	/** A telegram that was not delivered. */
	onFault(kind: ReaderFault): void;
	log: Log;
}

/**
 * No telegram lasts longer at any speed (DSMR 3.0: 8 s): bytes that come without a pause for so long count as a burst,
 * too.
 */
const LONGEST_BURST: Milliseconds = 10_000;

/**
 * One log line for so many restarts of an encrypting meter's frame counter: two meters on one line restart it for ever.
 */
const NEW_COUNTS_PER_LINE = 100;

/** Faults that show the speed to be right all the same: at a wrong one no telegram is seen to begin and to end. */
const AT_THE_RIGHT_SPEED: readonly ReaderFault[] = Object.freeze([
	"bad-crc",
	"no-crc",
	"no-end",
	"no-key",
	"bad-tag",
	"replayed-counter",
]);

export class P1Port {
	readonly #options: P1PortOptions;
	readonly #reader: P1Reader;
	readonly #search: LineSpeedSearch | undefined;
	/** Telegrams that the bytes at hand have completed. */
	readonly #heard: Uint8Array[] = [];
	#serial: Serial;
	/** Runs from the last byte on, until the line counts as silent. */
	#silence: Timer | undefined;
	/** Runs from a burst's first byte on; undefined in silence. */
	#burst: Timer | undefined;
	#burstBytes = 0;
	#newCounts = 0;
	#wake: Timer | undefined;
	#wakeAt: Milliseconds | undefined;
	#guard: SilenceGuard;
	#guardTimer: Timer | undefined;
	#speed: LineSpeed;
	#reopenings = 0;

	constructor(options: P1PortOptions) {
		this.#options = options;
		const { clock, serial, decipher, onFault, log } = options;
		this.#reader = new P1Reader({
			oneMeter: true,
			decipher,
			onTelegram: ({ bytes }) => this.#heard.push(bytes),
			onError: ({ kind }) => {
				if (kind === "bad-parity") this.#step({ kind });
				else if (AT_THE_RIGHT_SPEED.includes(kind)) this.#step({ kind: "telegram", whole: false });
				onFault(kind);
			},
			onNewCount: () => {
				if (this.#newCounts++ % NEW_COUNTS_PER_LINE === 0)
					log("the meter counts its encrypted telegrams anew: it was reset, or it is another meter");
			},
		});
		if (serial.baud === undefined) this.#search = new LineSpeedSearch(clock.now());
		const { baud } = serial;
		const configured = LINE_SPEEDS.find((known) => known.baud === baud);
		this.#speed = this.#search?.speed ?? configured ?? { baud: baud ?? 0, bits: 8 };
		this.#serial = this.#open(this.#speed);
		this.#watch();
		this.#guard = new SilenceGuard(clock.now());
		this.#watchSilence();
	}

	/** How often each fault has happened. */
	get faults(): Readonly<Record<ReaderFault, number>> {
		return this.#reader.faults;
	}

	/** How often the port was opened anew because it had fallen silent. */
	get reopenings(): number {
		return this.#reopenings;
	}

	/** Without a telegram for so long, the meter is silent. */
	get silentAfter(): Milliseconds {
		return this.#guard.silentAfter;
	}

	/** Bytes are coming in. */
	get isReceiving(): boolean {
		return this.#burst !== undefined;
	}

	close(): void {
		const { clock } = this.#options;
		clock.cancel(this.#wake);
		clock.cancel(this.#guardTimer);
		this.#endBurst();
		clock.cancel(this.#silence);
		this.#serial.close();
	}

	#open(speed: LineSpeed): Serial {
		const { baud, bits } = speed;
		const pause = longestPauseWithin(speed);
		const { clock, serial } = this.#options;
		const { io: SerialPort, ...pins } = serial;
		this.#reader.bits = bits;
		/** Takes the bytes that have come in; false where there are none. */
		const take = (): boolean => {
			const received = port.read();
			if (received === undefined) return false;
			if (this.#burst === undefined) this.#begin();
			this.#burstBytes += received.byteLength;
			this.#reader.write(new Uint8Array(received));
			this.#handOn();
			clock.cancel(this.#silence);
			this.#silence = clock.after(pause, () => {
				// Where the program was busy, bytes that came in meanwhile wait, and this timer may come before they are told of.
				if (!take()) this.#fellSilent();
			});
			return true;
		};
		const port: Serial = new SerialPort({ ...pins, baud, format: "buffer", onReadable: take });
		return port;
	}

	/** The first bytes after a silence. */
	#begin(): void {
		const { clock, log } = this.#options;
		this.#burst = clock.after(LONGEST_BURST, () => this.#goesOn());
		const ended = this.#guard.heard(clock.now());
		if (ended === undefined) return;
		const { silence, openings } = ended;
		log(`bytes from the meter again after ${Math.round(silence / 1000)} s (its port was opened anew: ${openings})`);
	}

	/**
	 * Looks whether the line has been silent for too long. One timer that looks again is cheaper than one that each byte
	 * sets back.
	 */
	#watchSilence(): void {
		const { clock } = this.#options;
		this.#guardTimer = clock.after(this.#guard.dueAt - clock.now(), () => {
			const now = clock.now();
			// While the search listens, it opens the port anew itself.
			if (this.#search?.wakeAt !== undefined) this.#guard = new SilenceGuard(now);
			else if (now >= this.#guard.dueAt) this.#reopen();
			this.#watchSilence();
		});
	}

	/** Opens the port anew at the speed that it has. */
	#reopen(): void {
		const { clock, log } = this.#options;
		const { openings, silence } = this.#guard.opened(clock.now());
		this.#listen(this.#speed);
		this.#reopenings++;
		const seconds = Math.round(silence / 1000);
		log(`not a byte from the meter for ${seconds} s: its port is opened anew; is the cable in?`, openings > 1);
	}

	#listen(speed: LineSpeed): void {
		this.#options.clock.cancel(this.#silence);
		this.#endBurst();
		this.#serial.close();
		this.#speed = speed;
		this.#serial = this.#open(speed);
	}

	#fellSilent(): void {
		const bytes = this.#endBurst();
		this.#reader.silence();
		this.#handOn();
		this.#step({ kind: "burst", bytes });
	}

	/** Bytes have come without a pause for longer than a telegram. */
	#goesOn(): void {
		this.#step({ kind: "burst", bytes: this.#endBurst() });
	}

	/** Returns how many bytes the burst had. */
	#endBurst(): number {
		const bytes = this.#burstBytes;
		this.#options.clock.cancel(this.#burst);
		this.#burst = undefined;
		this.#burstBytes = 0;
		return bytes;
	}

	/** Hands telegrams on from here, not from within the reader: what follows needs most of the stack. */
	#handOn(): void {
		for (let bytes = this.#heard.shift(); bytes !== undefined; bytes = this.#heard.shift()) {
			this.#guard.telegram(this.#options.clock.now());
			this.#step({ kind: "telegram", whole: true });
			this.#options.onTelegram(bytes);
		}
	}

	#step(event: LineEvent): void {
		const search = this.#search;
		if (search === undefined) return;
		for (const action of search.step(event, this.#options.clock.now())) this.#act(action);
		this.#watch();
	}

	/** Sees to it that the search is woken when it wants to be. */
	#watch(): void {
		const { clock } = this.#options;
		const wakeAt = this.#search?.wakeAt;
		if (wakeAt === this.#wakeAt) return;
		this.#wakeAt = wakeAt;
		clock.cancel(this.#wake);
		if (wakeAt === undefined) return;
		this.#wake = clock.after(wakeAt - clock.now(), () => {
			// Within a burst its end will do: that is a step, too.
			if (this.#burst === undefined) this.#step({ kind: "timer" });
		});
	}

	#act(action: LineAction): void {
		const { log } = this.#options;
		switch (action.kind) {
			case "listen":
				this.#listen(action.speed);
				log(`no meter is heard so far; listening at ${speedName(action.speed)}`, action.again);
				return;
			case "settled":
				if (action.searched) log(`the meter speaks ${speedName(action.speed)}`);
				return;
			case "nothing":
				log(
					action.silent
						? "no meter is heard at any speed: is its P1 port activated, the cable in?"
						: "bytes come in, but no telegram at any speed: is it a P1 port? Try p1Inverted the other way",
				);
				return;
		}
	}
}
