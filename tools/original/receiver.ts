/** The older project's board at home, as its program of firmware 2.17 behaves on the air. Wi-Fi never fails it here. */
import type { Milliseconds } from "../../src/clock.js";
import { checksumOf, decodeNumbers, type OriginalFrame, Type } from "./frames.js";
import { OriginalStation, type OriginalStationOptions } from "./station.js";
import {
	ANSWER_DELAY,
	BEACON_ANSWER_DELAY,
	CALIBRATION_ANSWER_DELAY,
	ORIGINAL_LADDER,
	PAYLOAD_BYTES,
	RECEIVER_PATIENCE,
} from "./timing.js";

/** Above this share lost it does not ask for a better rung. */
const GOOD_LOSS_PERCENT = 26;

export interface OriginalReceiverOptions extends Omit<OriginalStationOptions, "onFrame" | "onLoop"> {
	/** Numbers that it takes for a telegram: those with this serial, or garbage, of which its bounds stop a part. */
	onPublished: (serial: number, intact: boolean) => void;
}

export class OriginalReceiver {
	readonly #options: OriginalReceiverOptions;
	readonly #station: OriginalStation;
	#phase: "waiting" | "calibrating" | "running" = "waiting";
	#rung = 0;
	#reverted = false;
	#counted = 0;
	#lossPercent = 0;
	#window: Milliseconds = 0;
	#windowSince: Milliseconds = 0;
	#telegramAt: Milliseconds;

	constructor(options: OriginalReceiverOptions) {
		this.#options = options;
		this.#telegramAt = options.clock.now();
		this.#station = new OriginalStation({
			...options,
			onFrame: (frame) => this.#heard(frame),
			onLoop: () => this.#loop(),
		});
	}

	close(): void {
		this.#station.close();
	}

	#loop(): void {
		const now = this.#options.clock.now();
		if (this.#phase === "waiting") this.#counted = 0;
		else if (this.#phase === "calibrating" && now - this.#windowSince > this.#window) this.#judge(now);
		if (now - this.#telegramAt > RECEIVER_PATIENCE) this.#startOver();
	}

	/** Nothing came within its time: back by one rung, and the second time to the lowest. */
	#judge(now: Milliseconds): void {
		this.#phase = this.#rung > 0 ? "calibrating" : "waiting";
		if (this.#counted === 0) {
			if (this.#reverted) {
				this.#rung = 0;
				this.#reverted = false;
			}
			if (this.#rung > 0) {
				this.#rung--;
				this.#reverted = true;
			}
			this.#window = ORIGINAL_LADDER[this.#rung].interval[1] * 2;
			this.#station.tune(this.#rung);
		}
		this.#counted = 0;
		this.#windowSince = now;
	}

	#startOver(): void {
		this.#phase = "waiting";
		this.#telegramAt = this.#options.clock.now();
		this.#station.tune(0);
	}

	#heard(frame: OriginalFrame): void {
		switch (frame.type) {
			case Type.calibration:
			case Type.singlePhase:
			case Type.threePhase:
				this.#telegram(frame);
				break;
			case Type.propose:
				this.#follow(frame.payload);
				break;
			case Type.settle:
				if (this.#phase !== "running" && namesRung(frame.payload)) this.#settle(frame.payload[0]);
				break;
			case Type.resync:
				this.#phase = "waiting";
				this.#station.tune(0);
		}
	}

	/** In any state, and whoever sends it. */
	#follow(payload: Uint8Array): void {
		if (!namesRung(payload)) return;
		const [rung, , , seconds] = payload;
		this.#later(BEACON_ANSWER_DELAY, () => {
			this.#rung = rung;
			this.#window = seconds * 1000;
			this.#answerBeacon(Type.proposed, seconds);
			this.#windowSince = this.#options.clock.now();
			this.#phase = "calibrating";
		});
	}

	#settle(rung: number): void {
		this.#rung = rung;
		this.#answerBeacon(Type.settled, 0);
		this.#telegramAt = this.#options.clock.now();
		this.#phase = "running";
	}

	#answerBeacon(type: number, seconds: number): void {
		const { spreadingFactor, bandwidthHz } = ORIGINAL_LADDER[this.#rung];
		const payload = Uint8Array.of(spreadingFactor, bandwidthHz / 1000, seconds);
		this.#station.send({ type, counter: this.#counted, payload });
		this.#station.tune(this.#rung);
		this.#counted = 0;
	}

	/** Numbers are published before anything is known of them; while it calibrates they are acknowledged, no more. */
	#telegram({ type, counter, payload }: OriginalFrame): void {
		if (!Object.values(PAYLOAD_BYTES).some((bytes) => bytes === payload.length)) return;
		const isReal = type !== Type.calibration;
		if (isReal && this.#phase === "calibrating") this.#phase = "running";
		this.#counted = (this.#counted + 1) & 0xff;
		this.#telegramAt = this.#options.clock.now();
		if (isReal) this.#count(counter);
		const answer = () =>
			this.#station.send({ type: Type.acknowledgement, counter: this.#counted, payload: checksumOf(payload) });
		if (this.#phase !== "running") this.#later(CALIBRATION_ANSWER_DELAY, answer);
		else if (isReal) {
			this.#later(ANSWER_DELAY, answer);
			const { serial, intact } = decodeNumbers(payload);
			this.#options.onPublished(serial, intact);
		}
	}

	/** When the other's counter has come round it asks for a better rung, if all is well on a slow one. */
	#count(counter: number): void {
		if (counter < this.#counted) {
			const slow = ORIGINAL_LADDER[this.#rung].spreadingFactor >= 9;
			if (slow && this.#lossPercent < GOOD_LOSS_PERCENT && this.#counted > 2)
				this.#station.send({ type: Type.request, counter: this.#counted, payload: new Uint8Array(0) });
			this.#counted = counter;
		}
		const percent = counter === 0 ? undefined : Math.trunc(((counter - this.#counted) * 100) / counter);
		if (percent !== undefined && percent >= 0 && percent <= 100) this.#lossPercent = percent;
	}

	#later(delay: Milliseconds, callback: () => void): void {
		this.#options.clock.after(delay, callback);
	}
}

/** Whether rung, spreading factor and bandwidth belong together. */
function namesRung([rung, spreadingFactor, kilohertz]: Uint8Array): boolean {
	const named = ORIGINAL_LADDER[rung];
	return named?.spreadingFactor === spreadingFactor && named.bandwidthHz / 1000 === kilohertz;
}
