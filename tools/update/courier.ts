/** Brings an update to a receiver over MQTT: offers it, has it installed, and gives it the pieces that it asks for. */
import type { Milliseconds } from "../../src/clock.js";
import { deviceTopics, type Topics } from "../../src/homeassistant/topics.js";
import { MQTTClient } from "../../src/mqtt/client.js";
import { describeFault } from "../../src/mqtt/fault.js";
import { OFFSET_BYTES } from "../../src/receiver/update-desk.js";
import { decodeHead, ENVELOPE_BYTES, HEAD_BYTES } from "../../src/update/image-head.js";
import type { HostBroker } from "../commands/start-options.js";
import { UserError } from "../commands/user-error.js";
import { clientOptions } from "../host/client-options.js";

const PIECE_BYTES = 1024;
/** What was left at the broker comes at once. */
const LOOK_AROUND: Milliseconds = 1500;
/** A command that came too soon after a start is not obeyed. */
const SAY_AGAIN: Milliseconds = 6000;
const SHOWN_STEP_PERCENT = 10;

export interface CourierOptions {
	broker: HostBroker;
	/** The whole file. */
	file: Uint8Array;
	/** Of several receivers: the pair's fingerprint. */
	device: string | undefined;
	/** Home Assistant's button starts it. */
	wait: boolean;
	print: (line: string) => void;
}

/** What a receiver tells on its topic `update`. */
interface Told {
	installed_version: string;
	latest_version: string;
	update_percentage: number | null;
	release_summary?: string;
}

type Step = "offering" | "installing" | "starting";

/** How long a receiver may say nothing, and what that means. */
const PATIENCE: Readonly<Record<Step, readonly [Milliseconds, string]>> = Object.freeze({
	offering: [60_000, "the receiver does not answer: is it on the network?"],
	installing: [60_000, "the receiver asks for no more of it: try again."],
	starting: [300_000, "the receiver has not come back with the new version: see its page, or p1-lora doctor over USB."],
});

export class Courier {
	readonly #options: CourierOptions;
	readonly #version: string;
	readonly #receivers = new Map<string, Told>();
	#client: MQTTClient | undefined;
	#topics: Topics | undefined;
	#step: Step = "offering";
	#shown = -1;
	#timer: NodeJS.Timeout | undefined;
	#repeating: NodeJS.Timeout | undefined;
	#done = () => {};
	#fail = (_error: Error) => {};

	/** Throws a UserError for a file that is no update. */
	constructor(options: CourierOptions) {
		this.#options = options;
		const { file } = options;
		const head = decodeHead(file.subarray(0, HEAD_BYTES));
		if (head === undefined || file.length !== ENVELOPE_BYTES + head.size)
			throw new UserError("this is no update, or not all of it: make one of an image with p1-lora sign.");
		this.#version = head.version;
	}

	/** Resolves once the receiver runs the new version. Rejects with a UserError. */
	async run(): Promise<void> {
		const { print, device } = this.#options;
		const client = await this.#connect();
		this.#client = client;
		try {
			await new Promise((done) => setTimeout(done, LOOK_AROUND));
			const chosen = choose([...this.#receivers.keys()], device);
			this.#topics = deviceTopics(chosen);
			print(`Receiver ${chosen} runs ${this.#receivers.get(chosen)?.installed_version}; ${this.#version} is offered.`);
			await new Promise<void>((done, fail) => {
				this.#done = done;
				this.#fail = fail;
				this.#offer();
			});
			print(`Receiver ${chosen} runs ${this.#version}.`);
		} finally {
			clearTimeout(this.#timer);
			clearInterval(this.#repeating);
			client.close();
		}
	}

	#offer(): void {
		const { file } = this.#options;
		this.#go("offering");
		if (this.#topics !== undefined) this.#client?.publish(this.#topics.updateOffer, file.subarray(0, ENVELOPE_BYTES));
	}

	#heard(topic: string, payload: Uint8Array, retained: boolean): void {
		const text = new TextDecoder().decode(payload);
		if (topic === this.#topics?.updateWant) this.#give(Number(text));
		else if (topic.endsWith("/update")) {
			const told = JSON.parse(text) as Told; // of a receiver's own making
			this.#receivers.set(topic.split("/")[1], told);
			if (topic === this.#topics?.update && !retained) this.#follow(told);
		}
	}

	#follow({
		installed_version: runs,
		latest_version: offered,
		update_percentage: percent,
		release_summary,
	}: Told): void {
		const { print, wait } = this.#options;
		if (release_summary !== undefined) this.#fail(new UserError(`the receiver refuses it: ${release_summary}.`));
		else if (runs === this.#version && this.#step === "starting") this.#done();
		else if (this.#step === "offering" && offered === this.#version) {
			this.#go("installing");
			if (wait) print("Press Install in Home Assistant, and leave this running.");
			else this.#install();
		} else if (percent === 100) {
			print("All of it is there, and the receiver starts it.");
			this.#go("starting");
		} else if (percent !== null) {
			this.#go(this.#step);
			if (percent < this.#shown + SHOWN_STEP_PERCENT) return;
			this.#shown = percent - (percent % SHOWN_STEP_PERCENT);
			print(`${this.#shown} %`);
		}
	}

	#install(): void {
		const say = () => {
			if (this.#topics !== undefined) this.#client?.publish(`${this.#topics.commands}update`, "install");
		};
		say();
		this.#repeating = setInterval(() => this.#shown < 0 && say(), SAY_AGAIN);
	}

	#give(offset: number): void {
		if (this.#topics === undefined) return;
		const bytes = this.#options.file.subarray(ENVELOPE_BYTES + offset).subarray(0, PIECE_BYTES);
		const piece = new Uint8Array(OFFSET_BYTES + bytes.length);
		new DataView(piece.buffer).setUint32(0, offset);
		piece.set(bytes, OFFSET_BYTES);
		this.#client?.publish(this.#topics.updatePiece, piece);
	}

	/** Whoever waits for Home Assistant's button waits as long as it takes. */
	#go(step: Step): void {
		this.#step = step;
		clearTimeout(this.#timer);
		const [patience, sentence] = PATIENCE[step];
		if (step === "installing" && this.#options.wait && this.#shown < 0) return;
		this.#timer = setTimeout(() => this.#fail(new UserError(sentence)), patience);
	}

	#connect(): Promise<MQTTClient> {
		const { broker } = this.#options;
		return new Promise((done, reject) => {
			const client: MQTTClient = new MQTTClient({
				...clientOptions(broker),
				id: `p1-lora-update-${process.pid}`,
				subscriptions: ["p1-lora/+/update", "p1-lora/+/update/want"],
				onReady: () => done(client),
				onMessage: (topic, payload, retained) => this.#heard(topic, payload, retained),
				onClose: (fault) => {
					if (this.#client !== undefined) return;
					client.close();
					reject(new UserError(`${broker.problem?.() ?? describeFault(fault)}.`));
				},
			});
		});
	}
}

function choose(found: readonly string[], device: string | undefined): string {
	const all = found.join(", ");
	const [first, ...others] = found;
	if (first === undefined) throw new UserError("no receiver that takes updates is on that broker.");
	if (device === undefined && others.length > 0) throw new UserError(`which receiver? Give --device, one of ${all}.`);
	if (device !== undefined && !found.includes(device))
		throw new UserError(`there is no receiver ${device} on that broker, but ${all}.`);
	return device ?? first;
}
