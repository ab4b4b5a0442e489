/** How long each node was on the air, in all and in its busiest hour, as a neighbour with a clock would measure it. */
import type { Milliseconds } from "../../src/clock.js";
import { type SubBand, subBandOf } from "../../src/lora/regions.js";
import type { Air } from "../sim/air.js";

const HOUR: Milliseconds = 3_600_000;

interface Account {
	sent: { from: Milliseconds; to: Milliseconds }[];
	/** Of `sent`, the first that is still within the hour. */
	first: number;
	withinHour: Milliseconds;
	busiest: Milliseconds;
}

export interface Airtime {
	/** On whatever channel. */
	busiestHour: Milliseconds;
	total: Milliseconds;
	frames: number;
	bytes: number;
}

interface Node {
	all: Account;
	/** By the duty cycle and name of the sub-band. */
	bands: Map<SubBand, Account>;
	total: Milliseconds;
	frames: number;
	bytes: number;
}

/** What lies astride two sub-bands, both of 1 %, is held against either. */
const ASTRIDE: SubBand = {
	...{ name: "LM", fromHz: 865_000_000, toHz: 868_600_000 },
	...{ dutyCycle: 0.01, maxErpDbm: 14 },
};

export class DutyWatch {
	readonly #nodes = new Map<string, Node>();

	constructor(air: Air) {
		air.observe((event) => {
			if (event.kind !== "ended") return;
			const { frequencyHz, bandwidthHz, payload } = event.emission;
			const node = this.#node(event.from);
			node.frames++;
			node.bytes += payload.length;
			node.total += event.endsAt - event.startedAt;
			add(node.all, event.startedAt, event.endsAt);
			const band = subBandOf(frequencyHz, bandwidthHz) ?? ASTRIDE;
			const account = node.bands.get(band) ?? newAccount();
			node.bands.set(band, account);
			add(account, event.startedAt, event.endsAt);
		});
	}

	of(name: string): Airtime {
		const { all, total, frames, bytes } = this.#node(name);
		return { busiestHour: all.busiest, total, frames, bytes };
	}

	/** Its busiest hour in any sub-band, over what the law allows there. */
	lawUsed(name: string): number {
		let most = 0;
		for (const [{ dutyCycle }, { busiest }] of this.#node(name).bands)
			most = Math.max(most, busiest / (dutyCycle * HOUR));
		return most;
	}

	get names(): Iterable<string> {
		return this.#nodes.keys();
	}

	#node(name: string): Node {
		let node = this.#nodes.get(name);
		if (node === undefined) {
			node = { all: newAccount(), bands: new Map(), total: 0, frames: 0, bytes: 0 };
			this.#nodes.set(name, node);
		}
		return node;
	}
}

function newAccount(): Account {
	return { sent: [], first: 0, withinHour: 0, busiest: 0 };
}

function add(account: Account, from: Milliseconds, to: Milliseconds): void {
	const { sent } = account;
	sent.push({ from, to });
	account.withinHour += to - from;
	const since = to - HOUR;
	for (let oldest = sent[account.first]; oldest.to <= since; oldest = sent[account.first]) {
		account.withinHour -= oldest.to - oldest.from;
		account.first++;
	}
	account.busiest = Math.max(account.busiest, account.withinHour - Math.max(0, since - sent[account.first].from));
}
