/** What can be wanted of the receiver over MQTT: a table. Nothing here changes a key or a setting. */
import type { Milliseconds } from "../clock.js";
import { LADDER, rungName } from "../negotiation/ladder.js";
import type { Topics } from "./topics.js";

export type CommandName = "restart" | "resync" | "rung" | "update";

export interface Command {
	/** The end of its topic. */
	name: CommandName;
	/** Those that are obeyed. */
	payloads: readonly string[];
	/**
	 * It is obeyed once in so long, and not before the board has run for so long: one that comes with every connection
	 * would otherwise restart it for ever, or wear its flash.
	 */
	interval: Milliseconds;
	/** Where its state is told, where not among the diagnostics. */
	state?: keyof Topics;
	/** Its component in Home Assistant's discovery. */
	entity: Readonly<Record<string, string | readonly string[]>>;
}

/** For a rung: the best that the air bears. */
export const AUTOMATIC = "automatic";

const RUNGS: readonly string[] = Object.freeze([AUTOMATIC, ...LADDER.map((_, rung) => rungName(rung))]);

export const COMMANDS: readonly Command[] = Object.freeze([
	Object.freeze<Command>({
		name: "restart",
		payloads: Object.freeze(["restart"]),
		interval: 60_000,
		entity: Object.freeze({
			p: "button",
			name: "Restart",
			def_ent_id: "button.p1_lora_restart",
			dev_cla: "restart",
			ent_cat: "config",
			// payload_press
			pl_prs: "restart",
		}),
	}),
	Object.freeze<Command>({
		name: "resync",
		payloads: Object.freeze(["resync"]),
		interval: 60_000,
		entity: Object.freeze({
			p: "button",
			name: "Resync",
			def_ent_id: "button.p1_lora_resync",
			ent_cat: "config",
			pl_prs: "resync",
		}),
	}),
	Object.freeze<Command>({
		name: "rung",
		payloads: RUNGS,
		interval: 5000,
		entity: Object.freeze({
			p: "select",
			name: "Rung",
			def_ent_id: "select.p1_lora_rung",
			ent_cat: "config",
			// options; its state is among the diagnostics
			ops: RUNGS,
			val_tpl: "{{ value_json.rung_wanted|default(none) }}",
		}),
	}),
	Object.freeze<Command>({
		name: "update",
		payloads: Object.freeze(["install"]),
		interval: 5000,
		state: "update",
		entity: Object.freeze({
			p: "update",
			name: "Update",
			def_ent_id: "update.p1_lora_update",
			dev_cla: "firmware",
			ent_cat: "config",
			// payload_install
			pl_inst: "install",
		}),
	}),
]);
