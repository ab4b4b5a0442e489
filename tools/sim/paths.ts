/** The paths between nodes: who can hear whom, and how much is lost on the way at this moment. */
import type { Milliseconds } from "../../src/clock.js";
import { roundedDb } from "./link-budget.js";
import { type Position, type Propagation, pathLossDb, rayleighDb, reachM } from "./propagation.js";
import { chanceAt, chanceKey, normal, type Random, seededRandom } from "./random.js";

export interface PathOptions {
	seed: number;
	/** Between nodes of which one has no position, and which `setPathLoss` doesn't name; 120 when left out. */
	pathLossDb?: number;
	/** Between nodes with positions. */
	propagation?: Propagation;
	/** Slow fading: standard deviation, and the time after which little of it is left. None when left out. */
	fading?: { deviationDb: number; coherence: Milliseconds };
	/** Fast fading, anew for each frame and pair, as where no line of sight is left. */
	rayleigh?: boolean;
}

/** Where a node is, for the paths to and from it. */
export interface Place {
	readonly name: string;
	readonly position: Position | undefined;
}

/** Both ways between two places. */
interface Path {
	/** Of distance, floors and shadowing, or as set. */
	lossDb: number;
	fade: { at: Milliseconds; db: number } | undefined;
	random: Random | undefined;
}

/** From one node to another. */
export interface Hop<Node extends Place> {
	readonly to: Node;
	readonly path: Path;
	/** For `chanceAt`: what is drawn for one hop changes nothing on another. */
	readonly key: number;
}

/** Shadowing beyond four deviations, and fading beyond three, is not looked for when a node's neighbours are listed. */
const SHADOWING_MARGIN = 4;
const FADING_MARGIN = 3;
const RAYLEIGH_MARGIN_DB = 8;

/** Numbers of a hop's own, by frame: one for the fade, the rest for the receiver. */
export const CHANCES = Object.freeze({ fade: 0, preamble: 1, header: 2, payload: 3, garble: 4, count: 5 });

export function hopChance(key: number, frame: number, what: number): number {
	return chanceAt(key, frame * CHANCES.count + what);
}

export class Paths<Node extends Place> {
	/** Added to what a signal may lose and still matter. */
	readonly #marginDb: number;
	readonly #options: PathOptions;
	readonly #receivers: Node[] = [];
	/** By the first name in the alphabet, then the other. */
	readonly #set = new Map<string, Map<string, number>>();
	readonly #paths = new Map<string, Map<string, Path>>();
	readonly #reach = new Map<Node, { lossDb: number; hops: Hop<Node>[] }>();

	constructor(options: PathOptions) {
		this.#options = options;
		const { fading, rayleigh } = options;
		this.#marginDb = FADING_MARGIN * (fading?.deviationDb ?? 0) + (rayleigh === true ? RAYLEIGH_MARGIN_DB : 0);
	}

	/** A node that can hear others. */
	addReceiver(node: Node): void {
		this.#receivers.push(node);
		this.#reach.clear();
	}

	/** Between two nodes, both ways, instead of what their positions say. */
	setLoss(a: string, b: string, lossDb: number): void {
		inner(this.#set, a, b).set(later(a, b), lossDb);
		const path = this.#paths.get(earlier(a, b))?.get(later(a, b));
		if (path !== undefined) path.lossDb = lossDb;
		this.#reach.clear();
	}

	/** The receivers that a signal reaches which may lose so much, fades included. */
	reached(from: Node, lossDb: number): readonly Hop<Node>[] {
		const most = lossDb + this.#marginDb;
		let reach = this.#reach.get(from);
		if (reach === undefined || reach.lossDb < most) {
			reach = { lossDb: most, hops: this.#hops(from, most) };
			this.#reach.set(from, reach);
		}
		if (reach.lossDb === most) return reach.hops;
		const beyond = reach.hops.findIndex(({ path }) => path.lossDb > most);
		return beyond === -1 ? reach.hops : reach.hops.slice(0, beyond);
	}

	/** What the sender's `frame` loses at this moment, in dB. */
	lossDb({ path, key }: Hop<Node>, frame: number, now: Milliseconds): number {
		const fade = this.#options.rayleigh === true ? rayleighDb(hopChance(key, frame, CHANCES.fade)) : 0;
		return path.lossDb + this.#fadingDb(path, now) - fade;
	}

	/** Nearest first. */
	#hops(from: Node, most: number): Hop<Node>[] {
		const { seed, propagation } = this.#options;
		const shadowing = SHADOWING_MARGIN * (propagation?.shadowingDb ?? 0);
		const reach = propagation === undefined ? Number.POSITIVE_INFINITY : reachM(propagation, most + shadowing);
		const hops: Hop<Node>[] = [];
		for (const to of this.#receivers) {
			if (to === from || (!this.#isSet(from.name, to.name) && distance(from, to) > reach)) continue;
			const path = this.#path(from, to);
			if (path.lossDb <= most) hops.push({ to, path, key: chanceKey(seed, `${from.name}>${to.name}`) });
		}
		return hops.sort((a, b) => a.path.lossDb - b.path.lossDb);
	}

	#isSet(a: string, b: string): boolean {
		return this.#set.get(earlier(a, b))?.has(later(a, b)) === true;
	}

	#path(a: Node, b: Node): Path {
		const paths = inner(this.#paths, a.name, b.name);
		let path = paths.get(later(a.name, b.name));
		if (path === undefined) {
			path = { lossDb: this.#fixedLossDb(a, b), fade: undefined, random: undefined };
			if (this.#options.fading !== undefined) path.random = this.#stream("fading", a, b);
			paths.set(later(a.name, b.name), path);
		}
		return path;
	}

	#fixedLossDb(a: Node, b: Node): number {
		const set = this.#set.get(earlier(a.name, b.name))?.get(later(a.name, b.name));
		if (set !== undefined) return set;
		const { propagation, pathLossDb: otherwise = 120 } = this.#options;
		if (propagation === undefined || a.position === undefined || b.position === undefined) return otherwise;
		const { shadowingDb = 0 } = propagation;
		const shadow = shadowingDb === 0 ? 0 : shadowingDb * normal(this.#stream("shadowing", a, b));
		return roundedDb(pathLossDb(propagation, a.position, b.position) + shadow);
	}

	#stream(what: string, a: Node, b: Node): Random {
		return seededRandom(this.#options.seed, `${what} ${earlier(a.name, b.name)} ${later(a.name, b.name)}`);
	}

	/** A Gauss-Markov process per pair of nodes: after the coherence time, 1/e of the old value is left. */
	#fadingDb(path: Path, at: Milliseconds): number {
		const { fading } = this.#options;
		if (fading === undefined || path.random === undefined) return 0;
		const before = path.fade;
		// Both ways are one path: at one moment it has one loss.
		if (before?.at === at) return before.db;
		const kept = before === undefined ? 0 : roundedDb(Math.exp((before.at - at) / fading.coherence));
		const fresh = roundedDb(Math.sqrt(1 - kept * kept)) * fading.deviationDb * normal(path.random);
		const db = roundedDb(kept * (before?.db ?? 0) + fresh);
		path.fade = { at, db };
		return db;
	}
}

function distance({ position: a }: Place, { position: b }: Place): number {
	return a === undefined || b === undefined ? 0 : Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2);
}

function earlier(a: string, b: string): string {
	return a < b ? a : b;
}

function later(a: string, b: string): string {
	return a < b ? b : a;
}

function inner<Value>(map: Map<string, Map<string, Value>>, a: string, b: string): Map<string, Value> {
	let found = map.get(earlier(a, b));
	if (found === undefined) {
		found = new Map();
		map.set(earlier(a, b), found);
	}
	return found;
}
