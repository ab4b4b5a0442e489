/** Radios without a chip: frames take their time on air and reach every other radio of the same channel and modulation. */
import type { Radio } from "../../src/link/air-port.js";
import { timeOnAir } from "../../src/lora/airtime.js";
import { checkListenBeforeTalk } from "../../src/lora/listen-before-talk.js";
import type { Modulation } from "../../src/lora/modulation.js";
import type { ReceivedPacket } from "../../src/lora/received-packet.js";
import type { VirtualClock } from "../../tools/sim/clock.js";

export interface FakeRadioEvents {
	onReceive?(packet: ReceivedPacket): void;
	onTransmitted?(): void;
	onBusy?(): void;
}

/** What `FakeAir.snrDb` is at. */
const FULL_POWER_DBM = 14;

export class FakeAir {
	readonly clock: VirtualClock;
	readonly radios: FakeRadio[] = [];
	/** Every frame that was begun, by whom. */
	readonly sent: { from: FakeRadio; frame: Uint8Array; modulation: Modulation; frequencyHz: number; at: number }[] = [];
	/** Is this frame lost to everybody? */
	lost: (from: FakeRadio, frame: Uint8Array) => boolean = () => false;
	snrDb = 9;

	constructor(clock: VirtualClock) {
		this.clock = clock;
	}

	carry(from: FakeRadio, frame: Uint8Array, modulation: Modulation): void {
		for (const radio of this.radios) {
			if (radio !== from && radio.frequencyHz === from.frequencyHz && radio.hears(modulation)) {
				const snrDb = this.snrDb - (FULL_POWER_DBM - from.powerDbm);
				radio.receivePacket({ payload: frame.slice(), rssiDbm: -80, snrDb, frequencyErrorHz: 0 });
			}
		}
	}
}

export class FakeRadio implements Radio {
	state = { mode: "standby" };
	modulation: Modulation | undefined;
	frequencyHz = 0;
	powerDbm = FULL_POWER_DBM;
	/** What was asked of it, in order. */
	readonly calls: string[] = [];
	events: FakeRadioEvents = {};
	/** A transmission never ends by itself. */
	stuck = false;
	/** Whoever listens first finds the channel taken. */
	isBusy = false;
	readonly #air: FakeAir;

	constructor(air: FakeAir) {
		this.#air = air;
		air.radios.push(this);
	}

	configure({ frequencyHz, modulation, powerDbm }: Parameters<Radio["configure"]>[0]): void {
		if (this.state.mode === "transmitting") throw new Error("configure: the radio is transmitting");
		this.calls.push(`configure SF${modulation.spreadingFactor}/${modulation.bandwidthHz / 1000}`);
		this.modulation = modulation;
		this.frequencyHz = frequencyHz;
		this.powerDbm = powerDbm;
	}

	receive(): void {
		if (this.state.mode === "transmitting") throw new Error("receive: the radio is transmitting");
		this.calls.push("receive");
		if (this.state.mode === "standby") this.state = { mode: "receiving" };
	}

	transmit(frame: Uint8Array, { listenBeforeTalk }: Parameters<Radio["transmit"]>[1] = {}): void {
		const { modulation } = this;
		if (this.state.mode !== "standby" && this.state.mode !== "receiving")
			throw new Error(`transmit: ${this.state.mode}`);
		if (modulation === undefined) throw new Error("transmit: not configured");
		if (listenBeforeTalk !== undefined) {
			// As strict as the driver.
			checkListenBeforeTalk(listenBeforeTalk);
			this.calls.push("look for a free channel");
			if (this.isBusy) {
				this.#air.clock.after(10, () => this.events.onBusy?.());
				return;
			}
		}
		this.calls.push(`transmit ${frame.length}`);
		this.state = { mode: "transmitting" };
		const { clock, lost, sent } = this.#air;
		sent.push({ from: this, frame: frame.slice(), modulation, frequencyHz: this.frequencyHz, at: clock.now() });
		const dropped = lost(this, frame);
		if (this.stuck) return;
		clock.after(timeOnAir(modulation, frame.length) / 1000, () => {
			if (!dropped) this.#air.carry(this, frame, modulation);
			this.state = { mode: "standby" };
			this.events.onTransmitted?.();
		});
	}

	hears({ spreadingFactor, bandwidthHz }: Modulation): boolean {
		const { modulation } = this;
		return (
			this.state.mode === "receiving" &&
			modulation?.spreadingFactor === spreadingFactor &&
			modulation.bandwidthHz === bandwidthHz
		);
	}

	receivePacket(packet: ReceivedPacket): void {
		// As a driver's interrupt does: after whatever runs now.
		this.#air.clock.after(0, () => this.events.onReceive?.(packet));
	}
}
