/** What befalls a board: its power, its flash, its clock, its radio. */
import { randomFaults, scheduleFaults } from "../../sim/chip-faults.js";
import type { FaultOf } from "../faults.js";
import type { Injector } from "../injector.js";
import { WRITE_STEPS } from "../step-flash.js";
import { BOARDS } from "../victim.js";
import type { Inflict } from "./inflict.js";

/** Longest that a start is left alone in a reboot loop at writes. */
const LONGEST_START = 20_000;

export const BOARD_FAULTS = Object.freeze({
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
	"one-sided rung": (injector, fault) => {
		const victim = injector.bench.boards[fault.board];
		victim.cutPower();
		victim.flash.plant("link", "rung", Uint8Array.of(fault.rung));
		injector.hit(fault.kind);
		victim.powerOn();
	},
} satisfies Partial<Inflict>);

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
