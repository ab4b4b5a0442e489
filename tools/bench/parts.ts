/** What the apps touch of a board, and how they are put on it: as their `main.ts` does. */
import { DeviceClock, type TimeModule, type TimerModule } from "../../src/device/device-clock.js";
import type { KeyValue, SerialClass, TCPClass } from "../../src/io.js";
import type { RadioHardware } from "../../src/link/station.js";
import type { Log } from "../../src/log.js";
import { Receiver } from "../../src/receiver/receiver.js";
import { Transmitter } from "../../src/transmitter/transmitter.js";

/** Everything outside of an app. It is recorded on Node (`recorder.ts`), and played to XS (`replayed-parts.ts`). */
export interface Parts {
	timer: TimerModule;
	time: TimeModule;
	/** In [0, 1). */
	random: () => number;
	radio: RadioHardware;
	serial: SerialClass;
	tcp: TCPClass;
	storage: (domain: string) => KeyValue;
	log: Log;
}

/** The program of the board at the meter, without what only the SDK has. */
export function bootTransmitter({ timer, time, random, radio, serial, storage, log }: Parts): Transmitter {
	return new Transmitter({
		clock: new DeviceClock(timer, time),
		random,
		serial: { io: serial, receive: 34, baud: 115_200, port: 1 },
		radio,
		storage,
		log: (line) => log(line),
	});
}

/** The program of the board at home, without Wi-Fi and names: the network is there. */
export function bootReceiver({ timer, time, random, radio, tcp, storage, log }: Parts): Receiver {
	const clock = new DeviceClock(timer, time);
	return new Receiver({
		clock,
		random,
		radio,
		storage,
		network: { clock, socket: { io: tcp } },
		broker: { host: "192.0.2.1", port: 1883 },
		log: (line) => log(line),
	});
}
