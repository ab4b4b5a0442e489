/** Both boards of the older project and a meter that speaks each second, in one air. */
import { timeOnAir } from "../../src/lora/airtime.js";
import { OriginalReceiver } from "../../tools/original/receiver.js";
import { OriginalTransmitter } from "../../tools/original/transmitter.js";
import { Air, type AirEvent } from "../../tools/sim/air.js";
import { VirtualClock } from "../../tools/sim/clock.js";

const NETWORK = 125;

export interface Published {
	at: number;
	serial: number;
	intact: boolean;
}

export interface Sent {
	from: string;
	at: number;
	type: number;
	counter: number;
	payload: Uint8Array;
	spreadingFactor: number;
	bandwidthHz: number;
	airtime: number;
}

export class OriginalHousehold {
	readonly clock = new VirtualClock();
	readonly air: Air;
	readonly published: Published[] = [];
	readonly sent: Sent[] = [];
	readonly transmitter: OriginalTransmitter;
	readonly receiver: OriginalReceiver | undefined;
	#serial = 0;

	constructor(pathLossDb: number, { phases = 1 as 1 | 3, alone = false, top = 6 } = {}) {
		const { clock } = this;
		this.air = new Air({ clock, seed: 1, pathLossDb });
		this.air.observe((event) => this.#heard(event));
		const shared = { clock, air: this.air, network: NETWORK };
		this.transmitter = new OriginalTransmitter({ ...shared, name: "transmitter", phases, top });
		if (!alone) {
			this.receiver = new OriginalReceiver({
				...{ ...shared, name: "receiver" },
				onPublished: (serial, intact) => this.published.push({ at: clock.now(), serial, intact }),
			});
		}
	}

	run(seconds: number): void {
		for (let second = 0; second < seconds; second++) {
			this.clock.advance(1000);
			this.transmitter.offer(this.#serial++);
		}
	}

	/** Until it settles; the seconds that took. Throws when an hour is not enough. */
	settle(): number {
		for (let second = 1; second <= 3600; second++) {
			this.run(1);
			if (this.transmitter.state.phase === "running") return this.clock.now() / 1000;
		}
		throw new Error("it has not settled within an hour");
	}

	/** In seconds, of this type, or of all. */
	airtime(from: string, since = 0): number {
		const own = this.sent.filter((frame) => frame.from === from && frame.at >= since);
		return own.reduce((sum, { airtime }) => sum + airtime, 0) / 1000;
	}

	of(type: number, from = "transmitter"): Sent[] {
		return this.sent.filter((frame) => frame.type === type && frame.from === from);
	}

	#heard(event: AirEvent): void {
		if (event.kind !== "started") return;
		const { payload, spreadingFactor, bandwidthHz, codingRate, preambleSymbols, payloadCrc } = event.emission;
		const [, type, counter] = payload;
		// The emission's coding rate is one of the modem's four.
		const modulation = { spreadingFactor, bandwidthHz, codingRate: codingRate as 5, preambleSymbols, payloadCrc };
		this.sent.push({
			...{ from: event.from, at: event.at, type, counter, payload, spreadingFactor, bandwidthHz },
			airtime: timeOnAir(modulation, payload.length) / 1000,
		});
	}
}
