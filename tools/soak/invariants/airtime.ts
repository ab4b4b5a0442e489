/** I4: the law, as a neighbour with a receiver and a clock would measure it. */
import type { Milliseconds } from "../../../src/clock.js";
import type { AirEvent } from "../../sim/air.js";
import type { Violations } from "../violations.js";

const HOUR: Milliseconds = 3_600_000;
/** Sums of times on air are exact to far less. */
const HAIR: Milliseconds = 0.001;

/** A crystal may be off by 10 parts in a million. */
const CRYSTAL_HZ = 9_000;

/** ERC Recommendation 70-03, annex 1: from, to, and how much of any hour. */
const BANDS: readonly (readonly [fromHz: number, toHz: number, share: number])[] = Object.freeze([
	[865e6, 868e6, 0.01],
	[868e6, 868.6e6, 0.01],
	[868.7e6, 869.2e6, 0.001],
	[869.4e6, 869.65e6, 0.1],
	[869.7e6, 870e6, 0.01],
]);

interface Account {
	/** What ended within the last hour, earliest end first. */
	sent: { from: Milliseconds; to: Milliseconds }[];
	total: Milliseconds;
	busiest: Milliseconds;
}

/** One device's airtime in each sub-band. Busiest hours end with a transmission. */
export class AirtimeWatch {
	readonly #violations: Violations;
	readonly #accounts = new Map<string, Account>();

	constructor(violations: Violations) {
		this.#violations = violations;
	}

	ended({ from, emission, startedAt, endsAt }: Extract<AirEvent, { kind: "ended" }>): void {
		const { frequencyHz, bandwidthHz } = emission;
		const band = BANDS.findIndex(
			([low, high]) =>
				frequencyHz - bandwidthHz / 2 >= low - CRYSTAL_HZ && frequencyHz + bandwidthHz / 2 <= high + CRYSTAL_HZ,
		);
		if (band < 0) {
			this.#violations.report(
				"I4",
				`${from} sent at ${frequencyHz} Hz, ${bandwidthHz} Hz wide, which is in no sub-band`,
			);
			return;
		}
		const key = `${from} ${band}`;
		const account = this.#accounts.get(key) ?? { sent: [], total: 0, busiest: 0 };
		this.#accounts.set(key, account);
		add(account, startedAt, endsAt);
		const limit = BANDS[band][2] * HOUR;
		if (account.busiest > limit + HAIR)
			this.#violations.report(
				"I4",
				`${from} was on the air for ${account.busiest.toFixed(1)} ms of an hour, ${limit} are lawful`,
			);
	}

	/** Of any board in any hour, as a share of its limit. */
	get busiestShare(): number {
		let busiest = 0;
		for (const [key, account] of this.#accounts)
			busiest = Math.max(busiest, account.busiest / (HOUR * BANDS[Number(key.split(" ")[1])][2]));
		return busiest;
	}
}

/** One that was cut off is told of when it would have been over, perhaps after the next has ended. */
function add(account: Account, from: Milliseconds, to: Milliseconds): void {
	const { sent } = account;
	let place = sent.length;
	while (place > 0 && sent[place - 1].to > to) place--;
	sent.splice(place, 0, { from, to });
	account.total += to - from;
	const since = sent[sent.length - 1].to - HOUR;
	let gone = 0;
	while (sent[gone].to <= since) {
		account.total -= sent[gone].to - sent[gone].from;
		gone++;
	}
	if (gone > 0) sent.splice(0, gone);
	account.busiest = Math.max(account.busiest, account.total - Math.max(0, since - sent[0].from));
}
