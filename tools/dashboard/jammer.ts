/** A jammer on the boards' channel, and how it behaves. */
import type { Clock, Milliseconds, Timer } from "../../src/clock.js";
import type { Air, AirAntenna } from "../sim/air.js";
import { DeafModem } from "../sim/traffic.js";
import type { BoardName, JammerMode } from "./events.js";

interface Behaviour {
	/** At both boards, within 250 kHz. */
	strengthDbm: number;
	/** On for the one, then off for the other; undefined: always on. */
	pulse?: { on: Milliseconds; off: Milliseconds };
}

/**
 * `steady` stays below what boards take for a busy channel (-95 dBm): they must go where noise does less. `drowning` is above
 * it, and above all they could say.
 */
const BEHAVIOUR: Readonly<Record<Exclude<JammerMode, "off">, Behaviour>> = Object.freeze({
	pulses: { strengthDbm: -75, pulse: { on: 600, off: 1900 } },
	steady: { strengthDbm: -97 },
	drowning: { strengthDbm: -60 },
});

export const JAMMER_MODES: readonly JammerMode[] = Object.freeze(["off", "pulses", "steady", "drowning"]);

const NAME = "jammer";
const BANDWIDTH_HZ = 250_000;
const PATH_LOSS_DB = 80;
const BOARDS: readonly BoardName[] = Object.freeze(["transmitter", "receiver"]);

export class Jammer {
	mode: JammerMode = "off";
	/** It makes noise at this moment. */
	isLoud = false;
	readonly frequencyHz: number;
	readonly #clock: Clock;
	readonly #antenna: AirAntenna;
	#timer: Timer | undefined;

	constructor(clock: Clock, air: Air, frequencyHz: number) {
		this.#clock = clock;
		this.frequencyHz = frequencyHz;
		this.#antenna = air.join(NAME, new DeafModem(), { demodulators: 0 });
		for (const board of BOARDS) air.setPathLoss(NAME, board, PATH_LOSS_DB);
	}

	set(mode: JammerMode): void {
		this.mode = mode;
		this.#clock.cancel(this.#timer);
		this.#silence();
		if (mode !== "off") this.#begin(BEHAVIOUR[mode]);
	}

	#begin(behaviour: Behaviour): void {
		const { strengthDbm, pulse } = behaviour;
		this.isLoud = true;
		this.#antenna.makeNoise({
			frequencyHz: this.frequencyHz,
			bandwidthHz: BANDWIDTH_HZ,
			powerDbm: strengthDbm + PATH_LOSS_DB,
		});
		if (pulse === undefined) return;
		this.#timer = this.#clock.after(pulse.on, () => {
			this.#silence();
			this.#timer = this.#clock.after(pulse.off, () => this.#begin(behaviour));
		});
	}

	#silence(): void {
		this.isLoud = false;
		this.#antenna.silence();
	}
}
