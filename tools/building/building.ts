/** Many pairs under one roof, their meters in step: what each gets through, and how old its values are. */
import type { Milliseconds } from "../../src/clock.js";
import { Air, type AirEvent } from "../sim/air.js";
import { VirtualClock } from "../sim/clock.js";
import { INDOOR } from "../sim/propagation.js";
import { seededRandom } from "../sim/random.js";
import { AgeRecord, agePercentile } from "./age.js";
import { AlohaPair } from "./aloha-pair.js";
import { DutyWatch } from "./duty.js";
import { floorPlan, type Home } from "./floor-plan.js";
import { OriginalPair } from "./original-pair.js";
import { OurPair } from "./our-pair.js";
import { nodeName, type Pair, type PairClass, ROLES } from "./pair.js";
import { TelegramPool } from "./telegram-pool.js";

export const SCHEMES = Object.freeze(["ours", "original", "aloha"] as const);
export type Scheme = (typeof SCHEMES)[number];

const PAIRS: Readonly<Record<Scheme, PairClass>> = { ours: OurPair, original: OriginalPair, aloha: AlohaPair };

/** Values that are older are old. */
const OLD: Milliseconds = 60_000;
const P99 = 0.99;
/** Of frames, every so-manieth is looked at how it ended: telling all takes longer than carrying them. */
const LOOKED_AT = 8;
/** The meter of every home: three phases, sun, gas and water, 1,059 bytes a second. */
const METER = "be-3ph";

export interface BuildingOptions {
	scheme: Scheme;
	pairs: number;
	/** That are counted; the time before, in which the boards find each other, is not. */
	hours: number;
	warmUpMinutes: number;
	seed: number;
	cellarPercent: number;
	/** Within which all boards are switched on, at random. */
	powerOnSeconds: number;
	onProgress?: (second: number, of: number) => void;
}

/** One pair's part. */
export interface PairResult {
	pathLossDb: number;
	/** The last time that it had one; undefined: never. */
	rung: number | undefined;
	/** Of its meter's telegrams, those that got home. */
	delivered: number;
	garbage: number;
	/** From its power-on, with both boards. */
	firstValuesAfter: Milliseconds | undefined;
	meanAge: Milliseconds;
	/** Not exceeded for 99 % of the time. */
	ageP99: Milliseconds;
	olderThan60s: number;
	/** Airtime of its busier board in its busiest hour, over what the law allows. */
	lawUsed: number;
}

export interface BuildingRun {
	floors: number;
	homesOnFloor: number;
	telegramsEach: number;
	/** Not exceeded for 99 % of the time of all pairs together. */
	ageP99: Milliseconds;
	pairs: PairResult[];
	/** How frames to a pair's own other board ended, of a sample. */
	fates: Record<string, number>;
	/** Frames of everybody in the time that is counted, by the channel's frequency in MHz. */
	channels: Record<string, number>;
}

interface Tenant {
	home: Home;
	pair: Pair;
	/** From the end of the warm-up on. */
	age: AgeRecord | undefined;
	newestAt: Milliseconds;
	poweredAt: Milliseconds;
	firstAt: Milliseconds | undefined;
	rung: number | undefined;
	delivered: number;
	garbage: number;
}

const SECOND: Milliseconds = 1000;

export function runBuilding(options: BuildingOptions): BuildingRun {
	const { hours, warmUpMinutes, seed, onProgress } = options;
	const clock = new VirtualClock();
	const air = new Air({ clock, seed, propagation: INDOOR });
	const duty = new DutyWatch(air);
	const fates = countFates(air);
	const channels: Record<string, number> = {};
	const plan = floorPlan({ homes: options.pairs, seed, cellarPercent: options.cellarPercent });
	const tenants = moveIn(options, plan.homes, clock, air);
	const warmUp = Math.round(warmUpMinutes * 60);
	const all = warmUp + Math.round(hours * 3600);
	for (let second = 0; second < all; second++) {
		if (second === warmUp) {
			for (const tenant of tenants) tenant.age = new AgeRecord(clock.now(), tenant.newestAt);
			countChannels(air, channels);
		}
		for (const tenant of tenants) {
			tenant.pair.meter();
			tenant.rung = tenant.pair.settled ?? tenant.rung;
		}
		clock.advance(SECOND);
		onProgress?.(second + 1, all);
	}
	const ages = tenants.flatMap(({ age }) => age ?? []);
	for (const age of ages) age.end(clock.now());
	const result = (tenant: Tenant, index: number): PairResult => {
		return {
			...{ pathLossDb: tenant.home.pathLossDb, rung: tenant.rung, garbage: tenant.garbage },
			delivered: tenant.delivered / (all - warmUp),
			firstValuesAfter: tenant.firstAt === undefined ? undefined : tenant.firstAt - tenant.poweredAt,
			meanAge: tenant.age?.mean ?? Number.POSITIVE_INFINITY,
			ageP99: tenant.age?.percentile(P99) ?? Number.POSITIVE_INFINITY,
			olderThan60s: tenant.age?.shareOlderThan(OLD) ?? 1,
			lawUsed: Math.max(...ROLES.map((role) => duty.lawUsed(nodeName(role, index)))),
		};
	};
	const { floors, homesOnFloor } = plan;
	const pairs = tenants.map(result);
	return {
		floors,
		homesOnFloor,
		telegramsEach: all - warmUp,
		ageP99: agePercentile(ages, P99),
		pairs,
		fates,
		channels,
	};
}

/** Puts the boards where they belong, and lets each be switched on in its own time. */
function moveIn(
	{ scheme, seed, powerOnSeconds }: BuildingOptions,
	homes: readonly Home[],
	clock: VirtualClock,
	air: Air,
): Tenant[] {
	const pool = new TelegramPool(METER, seed);
	const random = seededRandom(seed, "power-on");
	return homes.map((home, index) => {
		const { positions, pathLossDb } = home;
		const pair = new PAIRS[scheme]({
			...{ clock, air, seed, index, phases: 3, pool, positions, pathLossDb },
			onValues: (toldAt) => valuesCame(tenant, clock.now(), toldAt),
			onGarbage: () => {
				tenant.garbage++;
			},
		});
		const tenant: Tenant = {
			...{ home, pair, age: undefined, newestAt: Number.NEGATIVE_INFINITY, poweredAt: 0 },
			...{ firstAt: undefined, rung: undefined, delivered: 0, garbage: 0 },
		};
		const delays = ROLES.map(() => random() * powerOnSeconds * SECOND);
		tenant.poweredAt = Math.max(...delays);
		for (const [which, role] of ROLES.entries()) clock.after(delays[which], () => pair.powerOn(role));
		return tenant;
	});
}

function valuesCame(tenant: Tenant, now: Milliseconds, toldAt: Milliseconds): void {
	tenant.firstAt ??= now;
	if (toldAt <= tenant.newestAt) return;
	tenant.newestAt = toldAt;
	if (tenant.age === undefined) return;
	tenant.delivered++;
	tenant.age.values(now, toldAt);
}

function countChannels(air: Air, channels: Record<string, number>): void {
	air.observe((event) => {
		if (event.kind !== "ended") return;
		const channel = String(event.emission.frequencyHz / 1e6);
		channels[channel] = (channels[channel] ?? 0) + 1;
	});
}

/** What befell a sample of frames at the board that they were for. */
function countFates(air: Air): Record<string, number> {
	const fates: Record<string, number> = {};
	let frames = 0;
	air.observe((event: AirEvent) => {
		if (event.kind !== "ended" || frames++ % LOOKED_AT !== 0) return;
		const [role, index] = event.from.split(" ");
		const peer = nodeName(role === "transmitter" ? "receiver" : "transmitter", Number(index));
		const fate = event.receptions.find(({ to }) => to === peer)?.fate ?? "too weak";
		fates[fate] = (fates[fate] ?? 0) + 1;
	});
	return fates;
}
