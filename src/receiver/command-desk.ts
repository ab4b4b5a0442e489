/** Takes what others want of the receiver over MQTT: exact words, said now, and not too often. */
import type { Clock, Milliseconds } from "../clock.js";
import { COMMANDS, type CommandName } from "../homeassistant/commands.js";
import type { Log } from "../log.js";

/** What is done on a command, with its payload; those that are missing are not offered. */
export type Deeds = Readonly<Partial<Record<CommandName, (payload: string) => void>>>;

export class CommandDesk {
	readonly #clock: Clock;
	readonly #prefix: string;
	readonly #deeds: Deeds;
	readonly #log: Log;
	/** By command, when it is obeyed again. */
	readonly #openAt = new Map<CommandName, Milliseconds>();

	/** `prefix` is what stands before a command's name in its topic. */
	constructor(clock: Clock, prefix: string, deeds: Deeds, log: Log) {
		this.#clock = clock;
		this.#prefix = prefix;
		this.#deeds = deeds;
		this.#log = log;
		for (const { name, interval } of COMMANDS) this.#openAt.set(name, clock.now() + interval);
	}

	/** The commands that are obeyed. */
	get offered(): CommandName[] {
		return COMMANDS.filter(({ name }) => this.#deeds[name] !== undefined).map(({ name }) => name);
	}

	get topics(): string[] {
		return this.offered.map((name) => this.#prefix + name);
	}

	/**
	 * A message came; true where it was obeyed. `retained`: somebody left it at the broker, and it would come again with each
	 * connection.
	 */
	take(topic: string, payload: Uint8Array, retained: boolean): boolean {
		if (retained) return false;
		const command = COMMANDS.find(({ name }) => topic === this.#prefix + name);
		const deed = command && this.#deeds[command.name];
		const said = command?.payloads.find((text) => says(payload, text));
		if (command === undefined || deed === undefined || said === undefined) return false;
		const now = this.#clock.now();
		if (now < (this.#openAt.get(command.name) ?? now)) return false;
		this.#openAt.set(command.name, now + command.interval);
		this.#log(`MQTT: ${command.name}${said === command.name ? "" : ` ${said}`}, as wanted`);
		deed(said);
		return true;
	}
}

/** Whether the payload is exactly this ASCII text. */
export function says(payload: Uint8Array, text: string): boolean {
	return payload.length === text.length && payload.every((byte, index) => byte === text.charCodeAt(index));
}
