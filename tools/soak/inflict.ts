/** How each kind of fault is done to a bench. */
import { LADDER } from "../../src/negotiation/ladder.js";
import { randomFaults, scheduleFaults } from "../sim/chip-faults.js";
import type { Emission, Tuning } from "../sim/on-air.js";
import type { Random } from "../sim/random.js";
import { continuousJammer, pulsedJammer, ReactiveJammer, strangers } from "../sim/traffic.js";
import { emit, mutate } from "./attacker.js";
import { type Bench, NEAR_DB, type Recorded } from "./bench.js";
import type { Fault, FaultKind, FaultOf } from "./faults.js";
import type { Injector, Loss } from "./injector.js";
import { Neighbour } from "./neighbour.js";
import { WRITE_STEPS } from "./step-flash.js";
import { BOARDS, type BoardName } from "./victim.js";

/** Between a jammer and the board that it is next to, and the other: it hears that, and is not heard there. */
const JAMMER_NEAR_DB = 60;
const JAMMER_FAR_DB = 128;
/** 255 bytes at SF12 take 276 symbols, at SF7 390. */
const LONGEST_FRAME_SYMBOLS = 400;
const CHANNEL_HZ = 869_525_000;
const SYNC_WORD = 0x51;
/** All of it lies within the channel of every rung. */
const NARROWEST_CHANNEL = Object.freeze({ frequencyHz: CHANNEL_HZ, bandwidthHz: 125_000 });
/** What a jammer at one spreading factor listens for, but for the rung's own. */
const TUNING = Object.freeze({
	frequencyHz: CHANNEL_HZ,
	syncWord: SYNC_WORD,
	invertedIq: false,
	implicitHeader: false,
	lowDataRateOptimize: false,
});
/** The type of a frame that tells the other board what to do (docs/protocol.md, Frames). */
const LINK_COMMAND = 4;
/** A copy of a frame comes so long after it, and past what answers it at once. */
const DUPLICATE_AFTER = 400;
/** Longest that a start is left alone in a reboot loop at writes. */
const LONGEST_START = 20_000;

export const INFLICT: { readonly [K in FaultKind]: (injector: Injector, fault: FaultOf<K>) => void } = Object.freeze({
	loss: (injector, fault) => {
		const random = injector.random(fault);
		lose(injector, fault, ({ to }) => to === fault.board && random() < fault.share);
	},
	"burst loss": (injector, fault) => {
		const random = injector.random(fault);
		let bad = false;
		lose(injector, fault, ({ to }) => {
			if (to !== fault.board) return false;
			bad = bad ? random() >= fault.better : random() < fault.worse;
			return bad;
		});
	},
	"one-way loss": (injector, fault) => lose(injector, fault, ({ to }) => to === fault.board),
	"lost switch": (injector, fault) => {
		const random = injector.random(fault);
		let afterCommand = false;
		lose(injector, fault, ({ emission, from }) => {
			const isCommand = ((emission.payload[0] >> 3) & 7) === LINK_COMMAND;
			const counts = isCommand || (afterCommand && from === "receiver");
			afterCommand = isCommand;
			return counts && random() < 0.5;
		});
	},
	"path loss": (injector, fault) => {
		const { air } = injector.bench;
		air.setPathLoss("transmitter", "receiver", fault.db);
		injector.hit(fault.kind);
		injector.until(fault.lasts, () => air.setPathLoss("transmitter", "receiver", NEAR_DB));
	},
	jammer: (injector, fault) => {
		const noise = { ...NARROWEST_CHANNEL, powerDbm: fault.dbm + JAMMER_NEAR_DB };
		injector.hit(fault.kind);
		injector.until(fault.lasts, continuousJammer(place(injector, fault), noise));
	},
	"jammer half of the time": (injector, fault) => {
		const noise = { ...NARROWEST_CHANNEL, powerDbm: fault.dbm + JAMMER_NEAR_DB };
		injector.hit(fault.kind);
		injector.until(
			fault.lasts,
			pulsedJammer(place(injector, fault), noise, { pulse: fault.pulse, pause: fault.pulse }),
		);
	},
	"jammer at one spreading factor": (injector, fault) => {
		const noise = { ...NARROWEST_CHANNEL, powerDbm: fault.dbm + JAMMER_NEAR_DB };
		injector.hit(fault.kind);
		for (const { spreadingFactor, bandwidthHz } of LADDER) {
			if (spreadingFactor !== fault.spreadingFactor) continue;
			const symbol = (2 ** spreadingFactor / bandwidthHz) * 1000;
			const tuning = { ...TUNING, bandwidthHz, spreadingFactor, lowDataRateOptimize: symbol > 16 };
			const options = { tuning, reaction: 0, pulse: LONGEST_FRAME_SYMBOLS * symbol };
			const jammer = new ReactiveJammer(place(injector, fault, `${bandwidthHz}`), noise, options);
			injector.until(fault.lasts, () => jammer.stop());
		}
	},
	replay: (injector, fault) => {
		const peer = fault.board === "transmitter" ? "receiver" : "transmitter";
		attack(injector, fault, (random) => {
			const { emission } = anyOf(injector.bench.recorded, peer, random) ?? {};
			return emission && emit(emission, emission.payload, aim(injector.bench, fault.board, random, emission));
		});
	},
	duplicates: (injector, fault) => {
		const listener = ({ from, emission }: { from: string; emission: Emission }) => {
			if (!isBoard(from)) return;
			injector.hit(fault.kind);
			injector.later(DUPLICATE_AFTER, () => injector.attacker.send(() => emission));
		};
		injector.listeners.add(listener);
		injector.until(fault.lasts, () => injector.listeners.delete(listener));
	},
	reflection: (injector, fault) =>
		attack(injector, fault, (random) => {
			const { emission } = anyOf(injector.bench.recorded, fault.board, random) ?? {};
			return emission && emit(emission, emission.payload, aim(injector.bench, fault.board, random, emission));
		}),
	"random forgery": (injector, fault) =>
		attack(injector, fault, (random) => {
			const { emission } = anyOf(injector.bench.recorded, undefined, random) ?? {};
			if (emission === undefined) return undefined;
			const payload = Uint8Array.from({ length: 1 + Math.floor(random() * 60) }, () => Math.floor(random() * 256));
			// Half of them look like the pair's own.
			if (random() < 0.5) payload[0] = (emission.payload[0] & 0xc7) | (Math.floor(random() * 8) << 3);
			return emit(emission, payload, aim(injector.bench, fault.board, random, emission));
		}),
	"mutated forgery": (injector, fault) => {
		const peer = fault.board === "transmitter" ? "receiver" : "transmitter";
		attack(injector, fault, (random) => {
			const { emission } = anyOf(injector.bench.recorded, peer, random) ?? {};
			return (
				emission && emit(emission, mutate(emission.payload, random), aim(injector.bench, fault.board, random, emission))
			);
		});
	},
	"foreign traffic": (injector, fault) => {
		const { clock, air } = injector.bench;
		injector.hit(fault.kind);
		const stop = strangers({
			...{ clock, air, name: fault.id, seed: injector.seedOf(fault), count: fault.strangers },
			...{ meanPause: fault.pause, frequenciesHz: [CHANNEL_HZ] },
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
	"power cut": (injector, fault) => {
		injector.hit(fault.kind);
		injector.cut(fault.board, fault.off);
	},
	"both cut": (injector, fault) => {
		injector.hit(fault.kind);
		for (const board of BOARDS) injector.cut(board, fault.off);
	},
	"cut at a write": (injector, fault) => {
		const { board, step, skip, torn, off } = fault;
		const sprung = () => {
			injector.hit(fault.kind);
			injector.cut(board, off);
		};
		injector.writeTraps.add({ board, step, skip, torn, sprung });
	},
	"cut while sending": (injector, fault) => {
		const { board, skip, share, off } = fault;
		const sprung = () => {
			injector.hit(fault.kind);
			injector.cut(board, off);
		};
		injector.sendTraps.add({ board, skip, share, sprung });
	},
	"reboot loop": (injector, fault) => {
		const random = injector.random(fault);
		const again = (left: number) => {
			injector.hit(fault.kind);
			injector.cut(fault.board, 100);
			if (left > 1) injector.later(150 + random() * fault.on, () => again(left - 1));
		};
		again(fault.times);
	},
	"reboot loop at writes": (injector, fault) => {
		const { board, times } = fault;
		const again = (index: number) => {
			injector.cut(board, 100);
			if (index === times) return;
			const sprung = () => {
				injector.hit(fault.kind);
				injector.bench.boards[board].cutPower();
			};
			const trap = { board, step: WRITE_STEPS[index % 3], skip: Math.floor(index / 3), torn: "old" as const, sprung };
			injector.writeTraps.add(trap);
			injector.later(LONGEST_START, () => {
				injector.writeTraps.delete(trap);
				again(index + 1);
			});
		};
		again(0);
	},
	"flash refuses": (injector, fault) => ail(injector, fault, "refusing"),
	"flash drops": (injector, fault) => ail(injector, fault, "dropping"),
	"flash page lost": (injector, fault) => {
		const victim = injector.bench.boards[fault.board];
		victim.cutPower();
		victim.flash.lose(fault.domain, fault.key);
		injector.hit(fault.kind);
		injector.bench.expectRefusal(fault.board, fault.domain === "link" && fault.key !== "rung");
		victim.powerOn();
	},
	"flash lost": (injector, fault) => {
		const victim = injector.bench.boards[fault.board];
		victim.cutPower();
		victim.flash.eraseAll();
		injector.hit(fault.kind);
		injector.bench.expectRefusal(fault.board, true);
		victim.powerOn();
	},
	"clock drift": (injector, fault) => {
		injector.bench.boards[fault.board].ppm = fault.ppm;
		injector.hit(fault.kind);
		injector.cut(fault.board, 100);
	},
	"clock wrap": (injector, fault) => {
		injector.bench.boards[fault.board].firstTick = 0x7fff_ffff - fault.after;
		injector.hit(fault.kind);
		injector.cut(fault.board, 100);
	},
	"dead radio": (injector, fault) => {
		const { place: radio } = injector.bench.boards[fault.board];
		radio.setDead(true);
		injector.hit(fault.kind);
		injector.until(fault.lasts, () => radio.setDead(false));
	},
	"stuck transmission": (injector, fault) => {
		const { place: radio } = injector.bench.boards[fault.board];
		radio.mute = true;
		injector.hit(fault.kind);
		injector.until(fault.lasts, () => {
			radio.mute = false;
		});
	},
	"chip faults": (injector, fault) => {
		const { clock, boards } = injector.bench;
		const { chip } = boards[fault.board];
		if (chip === undefined) return;
		const from = clock.now();
		const { count, lasts } = fault;
		const faults = randomFaults(injector.random(fault), { count, from, until: from + lasts });
		injector.hit(fault.kind);
		injector.until(lasts, scheduleFaults(clock, chip, faults));
	},
	"silent meter": (injector, fault) => {
		const { meter } = injector.bench;
		meter.mood = "silent";
		meter.moodLasts = Number.POSITIVE_INFINITY;
		injector.hit(fault.kind);
		injector.until(fault.lasts, () => {
			meter.mood = "good";
		});
	},
	"bad meter": (injector, { kind, mood, telegrams }) => {
		const { meter } = injector.bench;
		if (meter.mood !== "good") return;
		meter.mood = mood;
		meter.moodLasts = telegrams;
		injector.hit(kind);
	},
	"meter exchange": (injector, fault) => {
		injector.hit(fault.kind);
		injector.bench.meter.replace();
	},
	"P1 cable": (injector, fault) => {
		const { line, meter } = injector.bench;
		line.disconnect();
		injector.hit(fault.kind);
		injector.until(fault.lasts, () => line.connect(meter));
	},
	"broker down": (injector, fault) => brokerAils(injector, fault, "down"),
	"Wi-Fi gone": (injector, fault) => brokerAils(injector, fault, "gone"),
	"broker mute": (injector, fault) => brokerAils(injector, fault, "mute"),
	"one-sided rung": (injector, fault) => {
		const victim = injector.bench.boards[fault.board];
		victim.cutPower();
		victim.flash.plant("link", "rung", Uint8Array.of(fault.rung));
		injector.hit(fault.kind);
		victim.powerOn();
	},
} satisfies { [K in FaultKind]: (injector: Injector, fault: FaultOf<K>) => void });

function lose(injector: Injector, fault: Fault & { lasts: number }, loss: Loss): void {
	const counted: Loss = (delivery) => {
		if (!isBoard(delivery.from) || !isBoard(delivery.to) || !loss(delivery)) return false;
		injector.hit(fault.kind);
		return true;
	};
	injector.losses.add(counted);
	injector.until(fault.lasts, () => injector.losses.delete(counted));
}

function ail(
	injector: Injector,
	fault: FaultOf<"flash refuses" | "flash drops">,
	health: "refusing" | "dropping",
): void {
	const { flash } = injector.bench.boards[fault.board];
	flash.health = health;
	injector.hit(fault.kind);
	injector.until(fault.lasts, () => {
		flash.health = "good";
	});
}

function brokerAils(injector: Injector, fault: Fault & { lasts: number }, health: "down" | "gone" | "mute"): void {
	const { broker } = injector.bench;
	broker.setHealth(health);
	injector.hit(fault.kind);
	injector.until(fault.lasts, () => broker.setHealth("good"));
}

/** Next to one board. */
function place({ bench: { clock, air } }: Injector, { id, board }: Fault & { board: BoardName }, suffix = "") {
	const name = `${id} ${suffix}`;
	air.setPathLoss(name, board, JAMMER_NEAR_DB);
	air.setPathLoss(name, board === "receiver" ? "transmitter" : "receiver", JAMMER_FAR_DB);
	return { clock, air, name };
}

/** So many frames from the street, each made when its turn has come. */
function attack(
	injector: Injector,
	fault: Fault & { count: number },
	frame: (random: Random) => Emission | undefined,
): void {
	const random = injector.random(fault);
	for (let index = 0; index < fault.count; index++)
		injector.attacker.send(() => {
			const emission = frame(random);
			if (emission !== undefined) injector.hit(fault.kind);
			return emission;
		});
}

/** Mostly as the board listens at that moment; else as the frame was. */
function aim(bench: Bench, board: BoardName, random: Random, emission: Emission): Tuning {
	const { chip, place: radio } = bench.boards[board];
	const listening = (chip ?? radio).listening?.tuning;
	return listening !== undefined && random() < 0.8 ? listening : emission;
}

function anyOf(recorded: readonly Recorded[], from: BoardName | undefined, random: Random): Recorded | undefined {
	// From a place at random on: that is fair enough, and cheap.
	const start = Math.floor(random() * recorded.length);
	for (let step = 0; step < Math.min(50, recorded.length); step++) {
		const found = recorded[(start + step) % recorded.length];
		if (from === undefined || found.from === from) return found;
	}
	return undefined;
}

const neighbours = new WeakMap<Bench, Neighbour>();

function neighbourOf(bench: Bench, seed: number): Neighbour {
	const neighbour = neighbours.get(bench) ?? new Neighbour(bench, seed);
	neighbours.set(bench, neighbour);
	return neighbour;
}

function isBoard(name: string): boolean {
	return (BOARDS as readonly string[]).includes(name);
}
