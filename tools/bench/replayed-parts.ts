/**
 * The parts of a board, played from a recording. The functions are of the shell that measures (`tools/xs/meter.c`), and
 * stand in the classes themselves where they can: as on a board, a call of a part costs a call of native code.
 */
import type { TimeModule, TimerModule } from "../../src/device/device-clock.js";
import type {
	DigitalClass,
	DigitalOptions,
	KeyValue,
	SerialClass,
	SerialOptions,
	SPIClass,
	TCPClass,
	TCPOptions,
} from "../../src/io.js";
import type { Parts } from "./parts.js";

declare const replayListen: (callback: unknown) => void;
declare const replayAfter: TimerModule["set"];
declare const replayCancel: TimerModule["clear"];
declare const replayNumber: () => number;
declare const replayTake: () => ArrayBuffer | undefined;
declare const replayTransfer: (bytes: Uint8Array) => void;
declare const replayGive: (what: ArrayBuffer | Uint8Array | string | number) => void;
declare const replayNothing: () => void;

class ReplayedSPI {}
Object.assign(ReplayedSPI.prototype, { transfer: replayTransfer, flush: replayNothing, close: replayNothing });

class ReplayedDigital {
	static readonly Input = 0;
	static readonly InputPullUp = 1;
	static readonly Output = 8;
	static readonly Rising = 1;
	static readonly Falling = 2;

	constructor({ onReadable }: DigitalOptions) {
		if (onReadable !== undefined) replayListen(onReadable);
	}
}
Object.assign(ReplayedDigital.prototype, { read: replayNumber, write: replayGive, close: replayNothing });

class ReplayedSerial {
	constructor({ onReadable }: SerialOptions) {
		replayListen(onReadable);
	}
}
Object.assign(ReplayedSerial.prototype, { read: replayTake, close: replayNothing });

class ReplayedTCP {
	constructor({ onReadable, onWritable, onError }: TCPOptions) {
		replayListen(onReadable);
		replayListen(onWritable);
		replayListen(onError);
	}
}
Object.assign(ReplayedTCP.prototype, { read: replayTake, write: replayGive, close: replayNothing });

const STORAGE: KeyValue = {
	read: (key) => {
		replayGive(key);
		return replayTake();
	},
	write: (key, value) => {
		replayGive(key);
		replayGive(value);
	},
	delete: replayGive,
};

const TIME = Object.defineProperty({}, "ticks", { get: replayNumber });

const PINS = { clock: 5, in: 19, out: 27, select: 18, hz: 8_000_000, port: 1 };

// The casts, here and below: the methods were put into the prototypes.
const PARTS: Parts = {
	timer: { set: replayAfter, clear: replayCancel },
	time: TIME as TimeModule,
	random: replayNumber,
	radio: {
		spi: { io: ReplayedSPI as unknown as SPIClass, ...PINS },
		reset: { io: ReplayedDigital as DigitalClass, pin: 23 },
		interrupt: { io: ReplayedDigital as DigitalClass, pin: 26 },
	},
	serial: ReplayedSerial as SerialClass,
	tcp: ReplayedTCP as TCPClass,
	storage: () => STORAGE,
	log: replayGive,
};

/** Has the app booted by the recording's first event. */
export function replay(boot: (parts: Parts) => unknown): void {
	replayListen(() => {
		boot(PARTS);
	});
}
