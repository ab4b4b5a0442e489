/** What can be wanted of the receiver over MQTT: a table. Nothing here changes a key or a setting. */
export type CommandName = "restart" | "resync";

export interface Command {
	/** The end of its topic. */
	name: CommandName;
	/** The one payload that is obeyed. */
	payload: string;
	/** Its component in Home Assistant's discovery. */
	entity: Readonly<Record<string, string>>;
}

export const COMMANDS: readonly Command[] = Object.freeze([
	Object.freeze<Command>({
		name: "restart",
		payload: "restart",
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
		payload: "resync",
		entity: Object.freeze({
			p: "button",
			name: "Resync",
			def_ent_id: "button.p1_lora_resync",
			ent_cat: "config",
			pl_prs: "resync",
		}),
	}),
]);
