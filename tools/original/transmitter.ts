/**
 * The older project's board at the meter, as its program of firmware 2.17 behaves on the air. A meter of one phase is given
 * its type 1 here: the program itself never sets that, and its receiver publishes no telegram of type 0.
 */
import type { Milliseconds } from "../../src/clock.js";
import { checksumOf, encodeNumbers, type OriginalFrame, Type } from "./frames.js";
import { OriginalStation, type OriginalStationOptions } from "./station.js";
import {
	CALIBRATION_END,
	DISCOVERIES,
	DISCOVERY_PAUSE,
	DISCOVERY_REST,
	ORIGINAL_LADDER,
	PAYLOAD_BYTES,
	TRANSMITTER_PATIENCE,
} from "./timing.js";

/** Beacons for a rung before it stays on the one before; on the lowest, before all begins anew. */
const BEACONS = 3;
const BEACONS_AT_THE_BOTTOM = 7;

/** Unanswered telegrams ever since it settled, modulo 256, that make it begin anew. */
const LOST_IN_ALL = 64;

type Phase = "discovering" | "proposing" | "calibrating" | "judging" | "settling" | "running";

export interface OriginalTransmitterOptions extends Omit<OriginalStationOptions, "onFrame" | "onLoop"> {
	phases: 1 | 3;
	/** Calibrates no rung above this one. Its own program always tries the next; it would end on a rung that half works. */
	top?: number | undefined;
}

export class OriginalTransmitter {
	readonly #options: OriginalTransmitterOptions;
	readonly #station: OriginalStation;
	#phase: Phase = "discovering";
	/** On the ladder: what is proposed, and then in use. */
	#rung = 0;
	#tries = 0;
	#reverted = false;
	#sent = 0;
	#acknowledged = 0;
	/** In a row without a matching acknowledgement. */
	#losses = 0;
	#acceptedLosses = 25;
	#checksum: Uint8Array = new Uint8Array(4);
	/** When the timers of its loop were last set to zero. */
	#rested: Milliseconds;
	#sentAt: Milliseconds;
	#heardAt: Milliseconds;
	#proposesFrom: Milliseconds = 0;
	#telegramAt: Milliseconds;

	constructor(options: OriginalTransmitterOptions) {
		this.#options = options;
		const now = options.clock.now();
		this.#rested = now - DISCOVERY_REST - 1;
		this.#sentAt = this.#heardAt = this.#telegramAt = now;
		this.#station = new OriginalStation({
			...options,
			onFrame: (frame) => this.#heard(frame),
			onLoop: () => this.#loop(),
		});
	}

	/** The rung in use, and whether telegrams flow. */
	get state(): { phase: Phase; rung: number } {
		return { phase: this.#phase, rung: this.#rung };
	}

	/** The meter's telegram with this number. Lost while it searches or transmits: it then reads nothing. */
	offer(serial: number): void {
		if (this.#phase !== "running" || this.#station.transmitting) return;
		const { clock, phases } = this.#options;
		if (clock.now() - this.#telegramAt <= ORIGINAL_LADDER[this.#rung].interval[phases]) return;
		this.#sendNumbers(phases === 3 ? Type.threePhase : Type.singlePhase, serial, PAYLOAD_BYTES[phases]);
		this.#telegramAt = this.#sentAt;
		const lost = (this.#sent - this.#acknowledged) & 0xff;
		if (lost > LOST_IN_ALL || this.#losses > this.#acceptedLosses) this.#startOver();
	}

	close(): void {
		this.#station.close();
	}

	#loop(): void {
		const now = this.#options.clock.now();
		const { pause, calibration } = ORIGINAL_LADDER[this.#rung];
		switch (this.#phase) {
			case "discovering":
				if (now - this.#rested <= DISCOVERY_REST || now - this.#sentAt <= DISCOVERY_PAUSE) return;
				this.#beacon(Type.propose);
				if (++this.#tries < DISCOVERIES) return;
				this.#rested = this.#sentAt;
				this.#tries = 0;
				return;
			case "proposing":
				if (now >= this.#proposesFrom && now - this.#sentAt > pause) this.#propose();
				return;
			case "calibrating":
				if (now - this.#rested >= calibration) {
					this.#sentAt = now;
					this.#enter("judging");
				} else if (now - this.#sentAt > pause) this.#sendNumbers(Type.calibration, 0, PAYLOAD_BYTES[1]);
				return;
			case "judging":
				if (now - this.#sentAt > CALIBRATION_END) this.#judge();
				return;
			case "settling":
				if (now - this.#sentAt <= pause) return;
				this.#beacon(Type.settle);
				this.#run();
				return;
			case "running":
				if (now - this.#heardAt > TRANSMITTER_PATIENCE) this.#startOver();
		}
	}

	#propose(): void {
		this.#beacon(Type.propose);
		this.#tries++;
		if (this.#rung === 0) {
			if (this.#tries >= BEACONS_AT_THE_BOTTOM) this.#startOver();
		} else if (this.#tries >= BEACONS) this.#settleBelow();
	}

	#settleBelow(): void {
		this.#rung--;
		this.#beacon(Type.settle);
		this.#enter("settling");
	}

	/** At least half of the calibration telegrams acknowledged: on to the next rung. */
	#judge(): void {
		const good = this.#sent <= this.#acknowledged * 2;
		const silent = this.#acknowledged === 0;
		this.#sent = this.#acknowledged = 0;
		this.#tries = 0;
		const { top = ORIGINAL_LADDER.length - 1 } = this.#options;
		if (good && this.#rung < top) {
			this.#climb(this.#rung + 1);
		} else if (good) this.#stay();
		else if (silent && this.#reverted) {
			this.#reverted = false;
			// It waits for the lowest rung's time of calibration, less the one that is over.
			const { calibration } = ORIGINAL_LADDER[this.#rung];
			this.#climb(0, ORIGINAL_LADDER[0].calibration - calibration);
		} else if (this.#rung > 0) {
			// Its program judges once more at once, finds nothing sent and nothing lost, and tries the same rung again.
			this.#reverted = true;
			this.#rung--;
		} else this.#stay();
	}

	#climb(rung: number, delay: Milliseconds = 0): void {
		const now = this.#options.clock.now();
		this.#rung = rung;
		this.#proposesFrom = now + delay;
		this.#sentAt = now - ORIGINAL_LADDER[rung].pause;
		this.#enter("proposing");
	}

	#stay(): void {
		this.#beacon(Type.settle);
		this.#enter("settling");
	}

	#run(): void {
		const { acceptedLosses } = ORIGINAL_LADDER[this.#rung];
		this.#station.tune(this.#rung);
		this.#acceptedLosses = acceptedLosses;
		this.#sent = this.#acknowledged = 0;
		this.#enter("running");
	}

	#startOver(): void {
		this.#station.send({ type: Type.resync, counter: this.#sent, payload: new Uint8Array(0) });
		// The losses in a row stay: only an acknowledgement ends them.
		this.#sent = this.#acknowledged = this.#tries = this.#rung = 0;
		const { clock } = this.#options;
		this.#rested = clock.now() - DISCOVERY_REST - 1;
		this.#sentAt = clock.now() - DISCOVERY_PAUSE;
		this.#station.tune(0);
		this.#enter("discovering");
	}

	#enter(phase: Phase): void {
		this.#phase = phase;
	}

	#beacon(type: number): void {
		const { spreadingFactor, bandwidthHz, calibration } = ORIGINAL_LADDER[this.#rung];
		const rung = [this.#rung, spreadingFactor, bandwidthHz / 1000];
		const payload = Uint8Array.from(type === Type.propose ? [...rung, calibration / 1000] : rung);
		this.#sentAt = this.#station.send({ type, counter: 0, payload });
	}

	#sendNumbers(type: number, serial: number, bytes: number): void {
		const payload = encodeNumbers(serial, bytes);
		this.#checksum = checksumOf(payload);
		this.#sentAt = this.#station.send({ type, counter: this.#sent, payload });
		this.#sent = (this.#sent + 1) & 0xff;
		this.#losses++;
	}

	#heard({ type, counter, payload }: OriginalFrame): void {
		const now = this.#options.clock.now();
		const { spreadingFactor, bandwidthHz } = ORIGINAL_LADDER[this.#rung];
		const named = payload[0] === spreadingFactor && payload[1] === bandwidthHz / 1000;
		switch (type) {
			case Type.acknowledgement:
				if (this.#checksum.every((byte, index) => byte === payload[index])) {
					this.#acknowledged = counter;
					this.#losses = 0;
				}
				break;
			case Type.proposed:
				if (!named || this.#phase === "running") break;
				this.#station.tune(this.#rung);
				this.#rested = now;
				this.#sentAt = now - ORIGINAL_LADDER[this.#rung].pause;
				this.#tries = 0;
				this.#enter("calibrating");
				break;
			case Type.settled:
				if (named && (this.#phase === "settling" || this.#phase === "calibrating" || this.#phase === "judging"))
					this.#run();
				break;
			case Type.request:
				this.#startOver();
				break;
			default:
				return;
		}
		this.#heardAt = now;
	}
}
