/** I4: the law, as a neighbour with a receiver and a clock would measure it. */
import type { Milliseconds } from "../../../src/clock.js";
import type { AirEvent } from "../../sim/air.js";
import type { Emission } from "../../sim/on-air.js";
import type { Violations } from "../violations.js";

const HOUR: Milliseconds = 3_600_000;
/** Sums of times on air are exact to far less. */
const HAIR: Milliseconds = 0.001;

/** A crystal may be off by 10 parts in a million. */
const CRYSTAL_HZ = 9_000;

/** ERC Recommendation 70-03, annex 1: from, to, how much of any hour, and milliwatts of effective radiated power. */
const BANDS: readonly (readonly [fromHz: number, toHz: number, share: number, milliwatts: number])[] = Object.freeze([
	[433.05e6, 434.79e6, 0.1, 10],
	[865e6, 868e6, 0.01, 25],
	[868e6, 868.6e6, 0.01, 25],
	[868.7e6, 869.2e6, 0.001, 25],
	[869.4e6, 869.65e6, 0.1, 500],
	[869.7e6, 870e6, 0.01, 25],
]);

/** Of the rod on every board, over an isotropic antenna; a dipole, which effective radiated power is told for, has 2.15. */
const ROD_DBI = 2;
const DIPOLE_DBI = 2.15;

/** So many that are older than an hour are dropped together. */
const SPENT = 1000;

interface Account {
	/** Earliest end first: what ended within the last hour begins at `first`. */
	sent: { from: Milliseconds; to: Milliseconds }[];
	first: number;
	total: Milliseconds;
	busiest: Milliseconds;
}

function bandOf({ frequencyHz, bandwidthHz }: Emission): number {
	return BANDS.findIndex(
		([low, high]) =>
			frequencyHz - bandwidthHz / 2 >= low - CRYSTAL_HZ && frequencyHz + bandwidthHz / 2 <= high + CRYSTAL_HZ,
	);
}

/** How much of what is lawful in an hour a frame takes; nothing where it is in no sub-band. */
export function lawfulShare(emission: Emission): number {
	const [, , share] = BANDS[bandOf(emission)] ?? [0, 0, Number.POSITIVE_INFINITY];
	return emission.durationUs / 1000 / (share * HOUR);
}

/** One device's airtime in each sub-band. Busiest hours end with a transmission. */
export class AirtimeWatch {
	readonly #violations: Violations;
	/** By device, then by its place in BANDS. */
	readonly #accounts = new Map<string, Account[]>();

	constructor(violations: Violations) {
		this.#violations = violations;
	}

	ended({ from, emission, startedAt, endsAt }: Extract<AirEvent, { kind: "ended" }>): void {
		const { frequencyHz, bandwidthHz, powerDbm } = emission;
		const band = bandOf(emission);
		if (band < 0) {
			this.#violations.report(
				"I4",
				`${from} sent at ${frequencyHz} Hz, ${bandwidthHz} Hz wide, which is in no sub-band`,
			);
			return;
		}
		const [, , share, milliwatts] = BANDS[band];
		const radiated = 10 ** ((powerDbm + ROD_DBI - DIPOLE_DBI) / 10);
		if (radiated > milliwatts)
			this.#violations.report(
				"I4",
				`${from} radiated ${radiated.toFixed(1)} mW at ${frequencyHz} Hz, ${milliwatts} are lawful`,
			);
		const account = this.#accountOf(from, band);
		add(account, startedAt, endsAt);
		const limit = share * HOUR;
		if (account.busiest > limit + HAIR)
			this.#violations.report(
				"I4",
				`${from} was on the air for ${account.busiest.toFixed(1)} ms of an hour, ${limit} are lawful`,
			);
	}

	/** Of any board in any hour, as a share of its limit. */
	get busiestShare(): number {
		let busiest = 0;
		for (const accounts of this.#accounts.values())
			for (const [band, { busiest: most }] of accounts.entries())
				busiest = Math.max(busiest, most / (HOUR * BANDS[band][2]));
		return busiest;
	}

	#accountOf(from: string, band: number): Account {
		let accounts = this.#accounts.get(from);
		if (accounts === undefined) {
			accounts = BANDS.map(() => ({ sent: [], first: 0, total: 0, busiest: 0 }));
			this.#accounts.set(from, accounts);
		}
		return accounts[band];
	}
}

/** One that was cut off is told of when it would have been over, perhaps after the next has ended. */
function add(account: Account, from: Milliseconds, to: Milliseconds): void {
	const { sent } = account;
	let place = sent.length;
	while (place > account.first && sent[place - 1].to > to) place--;
	if (place === sent.length) sent.push({ from, to });
	else sent.splice(place, 0, { from, to });
	account.total += to - from;
	const since = sent[sent.length - 1].to - HOUR;
	while (sent[account.first].to <= since) {
		account.total -= sent[account.first].to - sent[account.first].from;
		account.first++;
	}
	account.busiest = Math.max(account.busiest, account.total - Math.max(0, since - sent[account.first].from));
	if (account.first > SPENT) {
		sent.splice(0, account.first);
		account.first = 0;
	}
}
