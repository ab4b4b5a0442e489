/** What is lost on its way from one board to the other. */
import { NEAR_DB } from "../bench.js";
import type { Fault } from "../faults.js";
import type { Injector, Loss } from "../injector.js";
import { isBoard } from "../victim.js";
import type { Inflict } from "./inflict.js";

/** The type of a frame that tells the other board what to do (docs/protocol.md, Frames). */
const LINK_COMMAND = 4;

export const LOSSES = Object.freeze({
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
} satisfies Partial<Inflict>);

function lose(injector: Injector, fault: Fault & { lasts: number }, loss: Loss): void {
	const counted: Loss = (delivery) => {
		if (!isBoard(delivery.from) || !isBoard(delivery.to) || !loss(delivery)) return false;
		injector.hit(fault.kind);
		return true;
	};
	injector.losses.add(counted);
	injector.until(fault.lasts, () => injector.losses.delete(counted));
}
