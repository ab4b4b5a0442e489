/** For tests of `p1-lora start` in this process: what it printed, and what a broker kept of it. */

import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { start } from "../../tools/commands/start.js";
import { UserError } from "../../tools/commands/user-error.js";
import { startBroker } from "../../tools/host/broker.js";

export interface Run {
	code: number;
	lines: string[];
	/** The sentence for the person, when there was one. */
	error: string;
}

/** Several runs at a time would take the usual ports from one another. */
const UNREACHABLE = ["--p1-port", "0", "--http-port", "0", "--dashboard", "off"];

/** Runs the command to its end, or until `interrupted`, with its output caught. Nobody can connect unless `args` say so. */
export async function runStart(args: string[], interrupted = new AbortController().signal): Promise<Run> {
	const out = new PassThrough();
	let printed = "";
	out.setEncoding("utf8").on("data", (text: string) => {
		printed += text;
	});
	let error = "";
	const code = await start([...UNREACHABLE, ...args], { out, interrupted }).catch((thrown: Error) => {
		if (!(thrown instanceof UserError)) throw thrown;
		error = thrown.message;
		return 1;
	});
	// What was written is read by now, or in the next turn.
	await new Promise((resolve) => out.end(resolve));
	return { code, lines: printed.trimEnd().split("\n"), error };
}

/** Runs `body` with a broker, not ours, and the arguments that lead there. It is closed in any case. */
export async function withBroker<T>(body: (port: number, mqtt: string[]) => Promise<T>): Promise<T> {
	const broker = await startBroker({ port: 0, host: "127.0.0.1" });
	try {
		return await body(broker.port, ["--mqtt", `mqtt://127.0.0.1:${broker.port}`]);
	} finally {
		await broker.close();
	}
}

/** The lines with a time, as `who line`. */
export function events({ lines }: Run): string[] {
	return lines.flatMap((line) => /^ *[\d:]+\.\d\d {2}(\w+) +(.*)$/.exec(line)?.slice(1).join(" ") ?? []);
}

/** Retained messages come together: the rest of them within this. */
const TOGETHER = 100;

/** What one who comes now gets from the broker: retained messages by topic, once there is one for each of `patterns`. */
export async function retained(port: number, patterns: readonly RegExp[]): Promise<Map<string, string>> {
	const client = await connectAsync({ host: "127.0.0.1", port });
	const found = new Map<string, string>();
	const complete = new Promise<void>((resolve) => {
		client.on("message", (topic, payload, { retain }) => {
			if (retain) found.set(topic, `${payload}`);
			if (patterns.every((pattern) => [...found.keys()].some((topic) => pattern.test(topic)))) resolve();
		});
	});
	await client.subscribeAsync("#");
	await complete;
	await sleep(TOGETHER);
	client.end(true);
	return found;
}

const STATE = /^p1-lora\/[^/]+\/state$/;
const DIAGNOSTICS = /^p1-lora\/[^/]+\/diagnostics$/;
const AVAILABILITY = /^p1-lora\/[^/]+\/availability$/;
const RECEIVER = /^homeassistant\/device\/p1lora_receiver_[^/]+\/config$/;
const METER = /^homeassistant\/device\/(?!p1lora_receiver_)[^/]+\/config$/;

/** The retained messages of one run of a bench; `discovery` is the electricity meter's document, where there is one. */
export async function publishedTo(port: number) {
	const messages = await retained(port, [STATE, DIAGNOSTICS, AVAILABILITY, RECEIVER, METER]);
	const find = (pattern: RegExp, text = "") =>
		[...messages].find(([topic, payload]) => pattern.test(topic) && payload.includes(text)) ?? ["none", ""];
	const [stateTopic, state] = find(STATE);
	const electricity = find(METER, '"name":"Smart meter"');
	// There are meters that count heat only.
	const [discoveryTopic, discovery] = electricity[1] === "" ? find(METER) : electricity;
	const [, availability] = find(AVAILABILITY);
	const [, diagnostics] = find(DIAGNOSTICS);
	return { stateTopic, state, discoveryTopic, discovery, availability, diagnostics };
}

/** A member of a JSON object as it is written there: numbers with all their digits. */
export function written(json: string, name: string): string | undefined {
	return new RegExp(`[{,]"${name}":("(?:[^"\\\\]|\\\\.)*"|[^,}]+)`).exec(json)?.[1];
}
