/** Listens to everything that is on the air, as the spectrum's owner and a cryptographer would. */
import type { Milliseconds } from "../../src/clock.js";
import { decodeHeader, FrameType } from "../../src/link/frame.js";
import type { Air } from "../../tools/sim/air.js";

const HOUR: Milliseconds = 3_600_000;

interface Sent {
	from: Milliseconds;
	to: Milliseconds;
}

/** What one board has sent within the last hour, and how long that took in all. */
interface Account {
	sent: Sent[];
	total: Milliseconds;
}

export class AirWatch {
	/** What must not be: sentences. */
	readonly offences: string[] = [];
	/** The most time on air of any board in any hour. */
	busiestHour: Milliseconds = 0;
	frames = 0;
	readonly #accounts = new Map<string, Account>();
	readonly #counters = new Map<string, number>();

	constructor(air: Air) {
		air.observe((event) => {
			if (event.kind === "started") this.#checkCounter(event.from, event.emission.payload);
			else this.#account(event.from, { from: event.startedAt, to: event.at });
		});
	}

	/**
	 * The part of the nonce that changes only rises, so no nonce comes twice. Its low 16 bits tell, as long as a run
	 * stays below 65,536; a hello says all 32.
	 */
	#checkCounter(from: string, payload: Uint8Array): void {
		this.frames++;
		const decoded = decodeHeader(payload);
		if (!decoded.ok) {
			this.offences.push(`${from} sent a frame that is ${decoded.reason}`);
			return;
		}
		const { type, counter } = decoded.header;
		if (type === FrameType.hello && counter > 0xffff) this.offences.push("the run is too long to tell counters apart");
		const last = this.#counters.get(from) ?? 0;
		if (counter <= last) this.offences.push(`${from} used counter ${counter} after ${last}`);
		this.#counters.set(from, counter);
	}

	/** The busiest hours end with a transmission. */
	#account(from: string, sent: Sent): void {
		const account = this.#accounts.get(from) ?? { sent: [], total: 0 };
		this.#accounts.set(from, account);
		account.sent.push(sent);
		account.total += sent.to - sent.from;
		const since = sent.to - HOUR;
		while (account.sent[0].to <= since) {
			account.total -= account.sent[0].to - account.sent[0].from;
			account.sent.shift();
		}
		const before = Math.max(0, since - account.sent[0].from);
		this.busiestHour = Math.max(this.busiestHour, account.total - before);
	}
}
