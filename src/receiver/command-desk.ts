/** Obeys commands that come over MQTT: exact payloads only, none that the broker retained, and each not too often. */
import type { Clock, Milliseconds } from "../clock.js";
import { COMMANDS, type CommandName } from "../homeassistant/commands.js";
import type { Log } from "../log.js";

/** What is called for a command, with its payload. Commands without a handler are not offered. */
export type CommandHandlers = Readonly<Partial<Record<CommandName, (payload: string) => void>>>;

export class CommandDesk {
	readonly #clock: Clock;
	readonly #prefix: string;
	readonly #handlers: CommandHandlers;
	readonly #log: Log;
	/** By command, when it is obeyed again. */
	readonly #openAt = new Map<CommandName, Milliseconds>();

	/** `prefix` is what stands before a command's name in its topic. */
	constructor(clock: Clock, prefix: string, handlers: CommandHandlers, log: Log) {
		this.#clock = clock;
		this.#prefix = prefix;
		this.#handlers = handlers;
		this.#log = log;
		for (const { name, interval } of COMMANDS) this.#openAt.set(name, clock.now() + interval);
	}

	/** The commands that are obeyed. */
	get offered(): CommandName[] {
		return COMMANDS.filter(({ name }) => this.#handlers[name] !== undefined).map(({ name }) => name);
	}

	get topics(): string[] {
		return this.offered.map((name) => this.#prefix + name);
	}

	/**
	 * A message came; true where it was obeyed. `retained`: the broker has kept it, and would send it again with each
	 * connection.
	 */
	take(topic: string, payload: Uint8Array, retained: boolean): boolean {
		if (retained) return false;
		const command = COMMANDS.find(({ name }) => topic === this.#prefix + name);
		const handler = command && this.#handlers[command.name];
		const said = command?.payloads.find((text) => says(payload, text));
		if (command === undefined || handler === undefined || said === undefined) return false;
		const now = this.#clock.now();
		if (now < (this.#openAt.get(command.name) ?? now)) return false;
		this.#openAt.set(command.name, now + command.interval);
		this.#log(`MQTT: ${command.name}${said === command.name ? "" : ` ${said}`}, as wanted`);
		handler(said);
		return true;
	}
}

/** Whether the payload is exactly this ASCII text. */
export function says(payload: Uint8Array, text: string): boolean {
	return payload.length === text.length && payload.every((byte, index) => byte === text.charCodeAt(index));
}
