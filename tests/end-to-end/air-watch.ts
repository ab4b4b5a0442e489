/** Listens to everything that is on the air, as the spectrum's owner and a cryptographer would. */
import type { Milliseconds } from "../../src/clock.js";
import { decodeHeader, FrameType } from "../../src/link/frame.js";
import type { Air } from "../../tools/sim/air.js";

const HOUR: Milliseconds = 3_600_000;

interface Sent {
	from: Milliseconds;
	to: Milliseconds;
}

export class AirWatch {
	/** What must not be: sentences. */
	readonly offences: string[] = [];
	frames = 0;
	readonly #sent = new Map<string, Sent[]>();
	readonly #counters = new Map<string, number>();

	constructor(air: Air) {
		air.observe((event) => {
			if (event.kind === "started") this.#checkCounter(event.from, event.emission.payload);
			else this.#note(event.from, { from: event.startedAt, to: event.endsAt });
		});
	}

	/**
	 * The counter only rises, so no nonce comes twice, whatever the salts. A hello says all 32 bits of it; the low 16 of
	 * other frames tell, as long as no board skips half of them at once.
	 */
	#checkCounter(from: string, payload: Uint8Array): void {
		this.frames++;
		const decoded = decodeHeader(payload);
		if (!decoded.ok) {
			this.offences.push(`${from} sent a frame that is ${decoded.reason}`);
			return;
		}
		const { type, counter } = decoded.header;
		const last = this.#counters.get(from) ?? 0;
		const step = type === FrameType.hello ? counter - last : ((counter - last) << 16) >> 16;
		if (step <= 0) this.offences.push(`${from} used counter ${last + step} after ${last}`);
		this.#counters.set(from, last + step);
	}

	/** In the order of their ends: one that was cut off is told of when it would have been over, perhaps after the next. */
	#note(board: string, sent: Sent): void {
		const all = this.#sent.get(board) ?? [];
		this.#sent.set(board, all);
		let place = all.length;
		while (place > 0 && all[place - 1].to > sent.to) place--;
		all.splice(place, 0, sent);
	}

	/** The most time on air of any board in any hour. */
	get busiestHour(): Milliseconds {
		return Math.max(0, ...[...this.#sent.values()].map(busiestHour));
	}
}

/** The busiest hours end with a transmission. */
function busiestHour(sent: readonly Sent[]): Milliseconds {
	let busiest = 0;
	let total = 0;
	let first = 0;
	for (const { from, to } of sent) {
		total += to - from;
		const since = to - HOUR;
		while (sent[first].to <= since) {
			total -= sent[first].to - sent[first].from;
			first++;
		}
		busiest = Math.max(busiest, total - Math.max(0, since - sent[first].from));
	}
	return busiest;
}
