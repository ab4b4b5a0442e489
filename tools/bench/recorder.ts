/**
 * Records all that passes between an app and the world around it, so that it can be played to the same app on XS
 * (`tools/xs/meter.c`) and is then known to do the same there.
 *
 * The recording, in little-endian: `E`, u32 callback, i32 argument or -1, then what the app asked for while that
 * callback ran, then `.`. The requests: `l` a callback, `a` f64 delay and a callback, `c` u32 callback + 1 that is
 * cancelled, `n` f64 given to the app, `r` bytes given to it, `t` bytes that it gave and as many without a length that
 * it got, `w` bytes from it. Callbacks are numbered in the order of `l` and `a`. Bytes have their length before them
 * as u32; 0xffffffff stands for undefined.
 */
import type { Clock, Milliseconds, Timer } from "../../src/clock.js";
import type { Digital, DigitalClass, Serial, SerialClass, SPI, SPIClass, TCP, TCPClass } from "../../src/io.js";
import type { RadioHardware } from "../../src/link/station.js";
import { LogWriter } from "./log-writer.js";
import type { Parts } from "./parts.js";

/** What made the app run. */
export type EventKind = "power-on" | "meter's bytes" | "radio's interrupt" | "timer" | "socket";

/** One run of the app, from an event to its return to the event loop. */
export interface RecordedEvent {
	at: Milliseconds;
	kind: EventKind;
	/** What it did, for a person. */
	notes: string[];
}

/** The parts as the world has them. */
export interface WorldParts {
	clock: Clock;
	random: () => number;
	radio: RadioHardware;
	serial: SerialClass;
	tcp: TCPClass;
	storage: Parts["storage"];
	log: Parts["log"];
}

/** Addresses of the SX1276's FIFO in a burst, to write and to read. */
const FIFO_WRITE = 0x80;
const FIFO_READ = 0x00;

export class Recorder {
	/** None where they are not wanted. */
	readonly events: RecordedEvent[] = [];
	/** How many there were. */
	count = 0;
	readonly #log = new LogWriter();
	readonly #world: WorldParts;
	readonly #keepsEvents: boolean;
	#callbacks = 0;
	#running: RecordedEvent | undefined;

	/** Without `keepsEvents` a day fits into memory. */
	constructor(world: WorldParts, keepsEvents: boolean) {
		this.#world = world;
		this.#keepsEvents = keepsEvents;
	}

	/** Boots the app on recorded parts; its later runs are recorded too. */
	boot<App>(start: (parts: Parts) => App): App {
		let app: App | undefined;
		this.#listen("power-on", () => {
			app = start(this.#parts());
		})();
		// The callback has run.
		return app as App;
	}

	/** The recording so far. */
	get bytes(): Uint8Array {
		return this.#log.bytes;
	}

	#event(id: number, kind: EventKind, argument: number, callback: () => void): void {
		if (this.#running !== undefined) throw new Error(`the world calls the app (${kind}) while it runs`);
		this.#running = { at: this.#world.clock.now(), kind, notes: [] };
		if (this.#keepsEvents) this.events.push(this.#running);
		this.count++;
		this.#log.op("E").u32(id).u32(argument);
		callback();
		this.#log.op(".");
		this.#running = undefined;
	}

	#note(note: string): void {
		this.#running?.notes.push(note);
	}

	#listen(kind: EventKind, callback: (() => void) | ((count: number) => void) | undefined): (count?: number) => void {
		this.#log.op("l");
		const id = this.#callbacks++;
		return (count = -1) => this.#event(id, kind, count, () => callback?.(count));
	}

	#number(number: number): number {
		this.#log.op("n").f64(number);
		return number;
	}

	#take(buffer: ArrayBuffer | undefined): ArrayBuffer | undefined {
		this.#log.op("r").blob(buffer && new Uint8Array(buffer));
		return buffer;
	}

	#give(what: Uint8Array | string | number): void {
		this.#log.op("w").blob(encode(what));
	}

	#parts(): Parts {
		const { random, radio, storage, log } = this.#world;
		return {
			...this.#time(),
			random: () => this.#number(random()),
			radio: {
				spi: { ...radio.spi, io: this.#spi(radio.spi.io) },
				reset: { ...radio.reset, io: this.#digital(radio.reset.io) },
				interrupt: { ...radio.interrupt, io: this.#digital(radio.interrupt.io) },
			},
			serial: this.#serial(),
			tcp: this.#tcp(),
			storage: (domain) => {
				const opened = storage(domain);
				return {
					read: (key) => {
						this.#give(key);
						return this.#take(opened.read(key));
					},
					write: (key, value) => {
						this.#give(key);
						this.#give(new Uint8Array(value));
						this.#note(`writes ${key} to flash`);
						opened.write(key, value);
					},
					delete: (key) => {
						this.#give(key);
						opened.delete(key);
					},
				};
			},
			log: (line) => {
				this.#give(line);
				this.#note(line);
				log(line);
			},
		};
	}

	#time(): Pick<Parts, "timer" | "time"> {
		const { clock } = this.#world;
		const ids = new WeakMap<Timer, number>();
		const now = () => this.#number(Math.floor(clock.now()));
		return {
			timer: {
				set: (callback, delay) => {
					this.#log.op("a").f64(delay);
					const id = this.#callbacks++;
					const timer = clock.after(delay, () => this.#event(id, "timer", -1, callback));
					ids.set(timer, id);
					return timer;
				},
				clear: (timer) => {
					this.#log.op("c").u32(timer === undefined ? 0 : (ids.get(timer) ?? 0) + 1);
					clock.cancel(timer);
				},
			},
			time: {
				get ticks() {
					return now();
				},
			},
		};
	}

	#spi(io: SPIClass): SPIClass {
		const recorder = this;
		return class extends io implements SPI {
			override transfer(buffer: Uint8Array): void {
				recorder.#log.op("t").blob(buffer);
				if (buffer.length > 2 && buffer[0] === FIFO_WRITE) recorder.#note(`sends ${buffer.length - 1} bytes`);
				if (buffer.length > 2 && buffer[0] === FIFO_READ) recorder.#note(`receives ${buffer.length - 1} bytes`);
				super.transfer(buffer);
				recorder.#log.raw(buffer);
			}
		};
	}

	#digital(io: DigitalClass): DigitalClass {
		const recorder = this;
		// The class itself writes the initial value, which is no request of the app's.
		let constructing = false;
		return class extends io implements Digital {
			constructor(options: ConstructorParameters<DigitalClass>[0]) {
				const { onReadable } = options;
				constructing = true;
				super(onReadable ? { ...options, onReadable: recorder.#listen("radio's interrupt", onReadable) } : options);
				constructing = false;
			}

			override read(): number {
				return recorder.#number(super.read());
			}

			override write(value: number): void {
				if (!constructing) recorder.#give(value);
				super.write(value);
			}
		};
	}

	#serial(): SerialClass {
		const recorder = this;
		return class extends this.#world.serial implements Serial {
			constructor(options: ConstructorParameters<SerialClass>[0]) {
				super({ ...options, onReadable: recorder.#listen("meter's bytes", options.onReadable) });
			}

			override read(): ArrayBuffer | undefined {
				return recorder.#take(super.read());
			}
		};
	}

	#tcp(): TCPClass {
		const recorder = this;
		return class extends this.#world.tcp implements TCP {
			constructor(options: ConstructorParameters<TCPClass>[0]) {
				super({
					...options,
					onReadable: recorder.#listen("socket", options.onReadable),
					onWritable: recorder.#listen("socket", options.onWritable),
					onError: recorder.#listen("socket", options.onError),
				});
			}

			override read(count?: number): ArrayBuffer | undefined {
				return recorder.#take(super.read(count));
			}

			override write(buffer: ArrayBuffer | Uint8Array): void {
				recorder.#give(buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer));
				recorder.#note(`writes ${buffer.byteLength} bytes to the broker`);
				super.write(buffer);
			}
		};
	}
}

function encode(what: Uint8Array | string | number): Uint8Array {
	if (what instanceof Uint8Array) return what;
	return typeof what === "string" ? Buffer.from(what) : new Uint8Array(Float64Array.of(what).buffer);
}
