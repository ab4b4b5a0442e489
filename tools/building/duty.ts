/** How long each node was on the air, in all and in its busiest hour, as a neighbour with a clock would measure it. */
import type { Milliseconds } from "../../src/clock.js";
import type { Air } from "../sim/air.js";

const HOUR: Milliseconds = 3_600_000;

interface Account {
	sent: { from: Milliseconds; to: Milliseconds }[];
	/** Of `sent`, the first that is still within the hour. */
	first: number;
	withinHour: Milliseconds;
	busiest: Milliseconds;
	total: Milliseconds;
	frames: number;
	bytes: number;
}

export interface Airtime {
	busiestHour: Milliseconds;
	total: Milliseconds;
	frames: number;
	bytes: number;
}

export class DutyWatch {
	readonly #accounts = new Map<string, Account>();

	constructor(air: Air) {
		air.observe((event) => {
			if (event.kind !== "ended") return;
			const account = this.#account(event.from);
			account.frames++;
			account.bytes += event.emission.payload.length;
			add(account, event.startedAt, event.endsAt);
		});
	}

	of(name: string): Airtime {
		const { busiest, total, frames, bytes } = this.#account(name);
		return { busiestHour: busiest, total, frames, bytes };
	}

	get names(): Iterable<string> {
		return this.#accounts.keys();
	}

	#account(name: string): Account {
		let account = this.#accounts.get(name);
		if (account === undefined) {
			account = { sent: [], first: 0, withinHour: 0, busiest: 0, total: 0, frames: 0, bytes: 0 };
			this.#accounts.set(name, account);
		}
		return account;
	}
}

function add(account: Account, from: Milliseconds, to: Milliseconds): void {
	const { sent } = account;
	sent.push({ from, to });
	account.total += to - from;
	account.withinHour += to - from;
	const since = to - HOUR;
	for (let oldest = sent[account.first]; oldest.to <= since; oldest = sent[account.first]) {
		account.withinHour -= oldest.to - oldest.from;
		account.first++;
	}
	account.busiest = Math.max(account.busiest, account.withinHour - Math.max(0, since - sent[account.first].from));
}
