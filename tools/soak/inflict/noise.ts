/** What else is on the air, without meaning the boards: jammers, strangers, neighbours. */
import { LADDER } from "../../../src/negotiation/ladder.js";
import { continuousJammer, pulsedJammer, ReactiveJammer, strangers } from "../../sim/traffic.js";
import type { Bench } from "../bench.js";
import type { Fault } from "../faults.js";
import type { Injector } from "../injector.js";
import { Neighbour } from "../neighbour.js";
import { BOARDS, type BoardName } from "../victim.js";
import type { Inflict } from "./inflict.js";
import { JAMMER_FAR_DB, JAMMER_NEAR_DB, LONGEST_FRAME_SYMBOLS, NARROWEST_CHANNEL, TUNING } from "./jammers.js";

export const NOISE = Object.freeze({
	jammer: (injector, fault) => {
		const noise = noiseOf(injector, fault.dbm);
		injector.hit(fault.kind);
		injector.until(fault.lasts, continuousJammer(place(injector, fault), noise));
	},
	"jammer half of the time": (injector, fault) => {
		const noise = noiseOf(injector, fault.dbm);
		injector.hit(fault.kind);
		injector.until(
			fault.lasts,
			pulsedJammer(place(injector, fault), noise, { pulse: fault.pulse, pause: fault.pulse }),
		);
	},
	"busy channel": (injector, fault) => {
		const { clock, air, receiver, meeting } = injector.bench;
		const name = `${fault.id} `;
		for (const board of BOARDS) air.setPathLoss(name, board, JAMMER_NEAR_DB);
		const frequencyHz = receiver?.status.place?.frequencyHz ?? meeting.frequencyHz;
		const noise = { frequencyHz, bandwidthHz: 250_000, powerDbm: fault.dbm + JAMMER_NEAR_DB };
		injector.hit(fault.kind);
		injector.until(fault.lasts, pulsedJammer({ clock, air, name }, noise, { pulse: fault.pulse, pause: fault.pause }));
	},
	"jammer at one spreading factor": (injector, fault) => {
		const noise = noiseOf(injector, fault.dbm);
		const { frequencyHz } = injector.bench.meeting;
		injector.hit(fault.kind);
		for (const { spreadingFactor, bandwidthHz } of LADDER) {
			if (spreadingFactor !== fault.spreadingFactor) continue;
			const symbol = (2 ** spreadingFactor / bandwidthHz) * 1000;
			const tuning = { ...TUNING, frequencyHz, bandwidthHz, spreadingFactor, lowDataRateOptimize: symbol > 16 };
			const options = { tuning, reaction: 0, pulse: LONGEST_FRAME_SYMBOLS * symbol };
			const jammer = new ReactiveJammer(place(injector, fault, `${bandwidthHz}`), noise, options);
			injector.until(fault.lasts, () => jammer.stop());
		}
	},
	"foreign traffic": (injector, fault) => {
		const { clock, air, meeting } = injector.bench;
		injector.hit(fault.kind);
		const stop = strangers({
			...{ clock, air, name: fault.id, seed: injector.seedOf(fault), count: fault.strangers },
			...{ meanPause: fault.pause, frequenciesHz: [meeting.frequencyHz] },
		});
		injector.until(fault.lasts, stop);
	},
	neighbour: (injector, fault) => {
		const { bench } = injector;
		const neighbour = neighbourOf(bench, injector.seedOf(fault));
		neighbour.comeHome(fault.db);
		injector.hit(fault.kind);
		injector.until(fault.lasts, () => neighbour.leave());
	},
} satisfies Partial<Inflict>);

/** Beside a board, where the boards meet. */
function noiseOf({ bench: { meeting } }: Injector, dbm: number) {
	return { ...NARROWEST_CHANNEL, frequencyHz: meeting.frequencyHz, powerDbm: dbm + JAMMER_NEAR_DB };
}

function place({ bench: { clock, air } }: Injector, { id, board }: Fault & { board: BoardName }, suffix = "") {
	const name = `${id} ${suffix}`;
	air.setPathLoss(name, board, JAMMER_NEAR_DB);
	air.setPathLoss(name, board === "receiver" ? "transmitter" : "receiver", JAMMER_FAR_DB);
	return { clock, air, name };
}

const neighbours = new WeakMap<Bench, Neighbour>();

function neighbourOf(bench: Bench, seed: number): Neighbour {
	const neighbour = neighbours.get(bench) ?? new Neighbour(bench, seed);
	neighbours.set(bench, neighbour);
	return neighbour;
}
