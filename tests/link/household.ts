/** A link with a receiver that hands on as the board does, and a meter of its own. */
import { type RegisterSnapshot, snapshotOf } from "../../src/history/register-snapshot.js";
import { ToldQuarters } from "../../src/history/told-quarters.js";
import { formatUtc } from "../../src/p1/utc.js";
import { telegramOf } from "../codec/samples.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import type { Random } from "../crypto/random.js";
import { Sessions } from "./sessions.js";

/** Seconds. */
export const INTERVAL = 30;
export const QUARTER = 900;
export const HOUR = 3600;
/** 2026-01-12T08:00:00 in winter time. */
export const START = 1_768_201_200;

/** A meter that sends each half a minute, and counts. */
function telegramAt(step: number, random: Random): Uint8Array {
	const local = formatUtc(START + INTERVAL * step + HOUR).replace(/[-:TZ]/g, "");
	const register = (value: number) => `${String(Math.floor(value / 1000)).padStart(6, "0")}.${String(value).slice(-3)}`;
	return telegramOf([
		"/ISK5\\2M550T-1012",
		"",
		`0-0:1.0.0(${local.slice(2)}W)`,
		`1-0:1.8.1(${register(3_432_827 + 4 * step)}*kWh)`,
		`1-0:1.8.2(${register(1_224_632 + 9 * Math.floor(step / 20))}*kWh)`,
		`1-0:1.7.0(00.${String(200 + random.below(700))}*kW)`,
	]);
}

export class Household {
	readonly link: Sessions;
	readonly told: number[] = [];
	readonly late: RegisterSnapshot[] = [];
	readonly #storage = new FaultyStorage();
	#memory = new ToldQuarters(this.#storage);
	#handedOn = 0;

	constructor(snrDb: number) {
		this.link = new Sessions({ telegram: telegramAt });
		this.link.air.snrDb = snrDb;
		this.link.onSnapshots = (snapshots) => {
			for (const snapshot of snapshots.filter(({ seconds }) => !this.#memory.isTold(seconds))) {
				this.late.push(snapshot);
				this.told.push(snapshot.seconds);
				this.#memory.note(snapshot.seconds);
			}
			this.#memory.save();
			return true;
		};
	}

	seconds(duration: number): this {
		for (let passed = 0; passed < duration; passed += INTERVAL) {
			this.link.offer();
			this.link.clock.advance(1000 * INTERVAL);
			for (const telegram of this.link.telegrams.slice(this.#handedOn)) this.#live(telegram);
			this.#handedOn = this.link.telegrams.length;
		}
		return this;
	}

	rebootReceiver(): void {
		this.link.rebootReceiver();
		this.#memory = new ToldQuarters(this.#storage);
	}

	#live(telegram: Uint8Array): void {
		const seconds = snapshotOf(telegram)?.seconds ?? 0;
		if (this.#memory.isFirst(seconds)) return;
		const isFirst = this.#memory.live(seconds);
		this.told.push(seconds);
		if (isFirst) this.#memory.save();
	}

	/** How often each quarter that began between two moments of the meter was told. */
	timesTold(from: number, to: number): number[] {
		const times: number[] = [];
		for (let at = Math.ceil(from / QUARTER) * QUARTER; at <= to; at += QUARTER) {
			times.push(this.told.filter((seconds) => seconds === START + at).length);
		}
		return times;
	}
}
