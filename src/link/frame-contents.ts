/** What the receiver makes of an opened frame's body: telegrams rebuilt, pieces put together, commands read. */
import type { Milliseconds } from "../clock.js";
import { TelegramDecoder } from "../codec/decoder.js";
import type { RegisterSnapshot } from "../history/register-snapshot.js";
import { decodeSnapshots } from "../history/snapshot-stream.js";
import type { ChannelPlan } from "../negotiation/channel-plan.js";
import type { HeardFrame } from "../negotiation/receiver.js";
import { crc32 } from "../vendor/crc-32.js";
import { FrameType } from "./frame.js";
import { decodeFragment, decodeLinkCommand } from "./messages.js";
import { unpadded } from "./padding.js";
import { Reassembly } from "./reassembly.js";

/** What the answer to a frame says, and what the frame means for the negotiation. */
export interface Handled {
	crc32: number;
	needTemplate?: boolean;
	needKey?: boolean;
	heard: HeardFrame;
	/** The telegram that this frame completed, to be handed on. */
	telegram?: Uint8Array | undefined;
	partial?: boolean;
}

export interface FrameContentsOptions {
	plan: ChannelPlan;
	/** Registers of quarters of an hour that were missed. False: they must come again. */
	onSnapshots: (snapshots: readonly RegisterSnapshot[]) => boolean;
	/** A telegram came in a format that this program does not know. */
	onForeignBody: () => void;
}

const OTHER: HeardFrame = Object.freeze({ kind: "other" });

/** A telegram whose fragments took longer serves as a baseline, but is not handed on: a fresher one comes next. */
const OLDEST_NEWS: Milliseconds = 60_000;

export class FrameContents {
	readonly #options: FrameContentsOptions;
	readonly #decoder = new TelegramDecoder();
	readonly #reassembly = new Reassembly();
	/** When the first fragment of the transfer under way came. */
	#transferSince: Milliseconds = 0;
	/**
	 * What the last fragment of a transfer was answered with, should it come again: a template is not decoded twice in a
	 * row.
	 */
	#completed: Handled | undefined;

	constructor(options: FrameContentsOptions) {
		this.#options = options;
	}

	/** Forgets template and baselines. */
	forget(): void {
		this.#decoder.forget();
	}

	/** Undefined where there is nothing to answer. */
	take(type: FrameType, body: Uint8Array, counter: number, now: Milliseconds): Handled | undefined {
		switch (type) {
			case FrameType.probe:
				return { crc32: crc32(body) >>> 0, heard: OTHER };
			case FrameType.link:
				return this.#command(body);
			case FrameType.telegram:
				return this.#rebuild(unpadded(body), counter, false);
			case FrameType.snapshots: {
				// Handed on before the answer goes out, which makes the transmitter forget them.
				const snapshots = decodeSnapshots(body);
				const isTaken = snapshots !== undefined && this.#options.onSnapshots(snapshots);
				return { crc32: isTaken ? crc32(body) >>> 0 : 0, heard: OTHER };
			}
			case FrameType.fragment:
				return this.#piece(body, counter, now);
			default:
				return undefined;
		}
	}

	/** A proposal of a channel that this board does not know gets no answer: the transmitter gives it up. */
	#command(body: Uint8Array): Handled | undefined {
		const heard = decodeLinkCommand(body);
		if (heard === undefined || (heard.kind === "propose" && !this.#options.plan.knows(heard.to))) return undefined;
		return { crc32: crc32(body) >>> 0, heard };
	}

	#piece(body: Uint8Array, counter: number, now: Milliseconds): Handled | undefined {
		const fragment = decodeFragment(body);
		if (fragment === undefined) return undefined;
		if (fragment.index === 0) this.#transferSince = now;
		const reassembled = this.#reassembly.add(fragment);
		if (reassembled.kind === "complete") {
			if (reassembled.repeated && this.#completed !== undefined) {
				this.#decoder.renew(counter);
				return this.#completed;
			}
			const isOld = now - this.#transferSince > OLDEST_NEWS;
			const rebuilt = this.#rebuild(reassembled.body, counter, isOld);
			this.#completed = { ...rebuilt, telegram: undefined };
			return rebuilt;
		}
		this.#completed = undefined;
		const needTemplate = reassembled.kind === "broken";
		return { crc32: crc32(body) >>> 0, needTemplate, heard: OTHER };
	}

	/** Rebuilds a telegram; one that `isOld` is answered, but not handed on. */
	#rebuild(body: Uint8Array, counter: number, isOld: boolean): Handled {
		const decoded = this.#decoder.decode(body, counter);
		if (!decoded.ok) {
			if (decoded.reason === "version") this.#options.onForeignBody();
			const needKey = decoded.reason === "no baseline";
			return { crc32: 0, needTemplate: !needKey, needKey, heard: OTHER };
		}
		const { crc32, telegram, partial } = decoded;
		return isOld ? { crc32, heard: OTHER } : { crc32, heard: OTHER, telegram, partial };
	}
}
