/** The browsers that listen: server-sent events (HTML, 9.2), few enough, and none that can't keep up. */
import type { ServerResponse } from "node:http";
import type { Milliseconds } from "../../src/clock.js";
import type { DashboardEvent, Snapshot } from "./events.js";
import type { Hub } from "./hub.js";

export const MOST_STREAMS = 16;

/** What a browser has not taken by now, it never will in time: it is dropped, comes again, and is given all anew. */
const MOST_WAITING_BYTES = 1_000_000;

/** How soon a browser comes again. */
const RETRY: Milliseconds = 1000;

/** A comment so often, so that one that is gone is noticed. */
const ALIVE: Milliseconds = 15_000;

export class Streams {
	readonly #hub: Hub;
	readonly #open = new Set<ServerResponse>();

	constructor(hub: Hub) {
		this.#hub = hub;
	}

	get isFull(): boolean {
		return this.#open.size >= MOST_STREAMS;
	}

	/** Answers with a stream that ends when either side wants it to. */
	add(response: ServerResponse): void {
		response.writeHead(200, {
			"content-type": "text/event-stream",
			"cache-control": "no-store",
			"x-accel-buffering": "no",
		});
		response.write(`retry: ${RETRY}\n\n`);
		this.#open.add(response);
		const leave = this.#hub.listen(
			(snapshot) => send(response, [snapshot]),
			(batch) => send(response, batch),
		);
		const alive = setInterval(() => response.write(":\n\n"), ALIVE);
		response.on("close", () => {
			clearInterval(alive);
			leave();
			this.#open.delete(response);
		});
	}

	/** Ends all; browsers come again by themselves. */
	drop(): void {
		for (const response of this.#open) response.destroy();
	}
}

function send(response: ServerResponse, batch: readonly (DashboardEvent | Snapshot)[]): void {
	if (response.writableLength > MOST_WAITING_BYTES) response.destroy();
	else response.write(`data: ${JSON.stringify(batch)}\n\n`);
}
