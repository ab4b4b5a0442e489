/** Tells of each frame on the air: whose it is, of what kind, how long it flies, and what became of it. */
import { decodeHeader, FrameType } from "../../src/link/frame.js";
import { LADDER } from "../../src/negotiation/ladder.js";
import type { Air, AirEvent, Fate, ReceptionReport } from "../sim/air.js";
import { noiseDbm } from "../sim/link-budget.js";
import type { Emission } from "../sim/on-air.js";
import type { BoardName, FrameEvent, FrameKind, LandedEvent, Loss } from "./events.js";
import { Neighbours } from "./neighbours.js";

const KINDS: Readonly<Record<FrameType, FrameKind>> = Object.freeze({
	[FrameType.telegram]: "telegram",
	[FrameType.fragment]: "piece",
	[FrameType.acknowledgement]: "ack",
	[FrameType.hello]: "hello",
	[FrameType.link]: "command",
	[FrameType.probe]: "virtual",
	[FrameType.snapshots]: "quarters",
});

const PEER: Readonly<Record<BoardName, BoardName>> = Object.freeze({
	transmitter: "receiver",
	receiver: "transmitter",
});

/** Noise that costs a frame this much is to blame for its loss. */
const JAMMED_DB = 1;

export interface AirWatchOptions {
	air: Air;
	isPowered(board: BoardName): boolean;
	onFrame(event: FrameEvent): void;
	onLanded(event: LandedEvent): void;
}

export class AirWatch {
	readonly #options: AirWatchOptions;
	#count = 0;
	/** The frame that each board has on the air. */
	readonly #flying = new Map<string, number>();
	/** Of the latest telegram on the air, in bytes. */
	telegramBytes: number | undefined;

	constructor(options: AirWatchOptions) {
		this.#options = options;
		options.air.observe((event) => this.#heard(event));
	}

	#heard(event: AirEvent): void {
		const { from, emission } = event;
		const own = isBoard(from) ? from : undefined;
		const sender = own ?? Neighbours.indexOf(from);
		if (sender === undefined) return;
		if (event.kind === "started") {
			const id = this.#count++;
			this.#flying.set(from, id);
			const kind = kindOf(emission.payload);
			const bytes = emission.payload.length;
			if (kind === "telegram" && own !== undefined) this.telegramBytes = bytes;
			const duration = emission.durationUs / 1000;
			this.#options.onFrame({
				type: "frame",
				id,
				at: event.at,
				from: sender,
				kind,
				bytes,
				rung: rungOf(emission),
				frequencyHz: emission.frequencyHz,
				duration,
			});
		} else {
			const id = this.#flying.get(from);
			if (id === undefined || own === undefined) return;
			const peer = PEER[own];
			const report = event.receptions.find(({ to }) => to === peer);
			const lost = this.#options.isPowered(peer) ? lossOf(report, emission) : "no power";
			this.#options.onLanded({ type: "landed", id, lost });
		}
	}
}

function isBoard(name: string): name is BoardName {
	return Object.hasOwn(PEER, name);
}

/** As far as its clear header tells. */
function kindOf(payload: Uint8Array): FrameKind {
	const decoded = decodeHeader(payload);
	return decoded.ok ? KINDS[decoded.header.type] : "telegram";
}

function rungOf({ spreadingFactor, bandwidthHz }: Emission): number | undefined {
	const rung = LADDER.findIndex((step) => step.spreadingFactor === spreadingFactor && step.bandwidthHz === bandwidthHz);
	return rung === -1 ? undefined : rung;
}

const LOSSES: Readonly<Record<Fate, Loss | undefined>> = Object.freeze({
	received: undefined,
	damaged: "path loss",
	"too weak": "path loss",
	collided: "collision",
	busy: "collision",
	"not tuned": "elsewhere",
	"too short": "path loss",
	"not listening": "not listening",
	unwanted: "not listening",
	"cut off": "cut off",
	suppressed: "path loss",
});

/** Undefined: it was received. One that matters to nobody has no report: it was far too weak. */
function lossOf(report: ReceptionReport | undefined, { bandwidthHz }: Emission): Loss | undefined {
	if (report === undefined) return "path loss";
	const loss = LOSSES[report.fate];
	if (loss !== "path loss") return loss;
	return report.rssiDbm - noiseDbm(bandwidthHz) - report.snrDb >= JAMMED_DB ? "jammer" : "path loss";
}
