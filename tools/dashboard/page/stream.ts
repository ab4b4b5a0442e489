/** What the bench tells, as it comes: while this page is looked at, and again by itself when the bench was away. */
import type { DashboardEvent, Snapshot } from "../events.js";

export interface StreamOptions {
	onEvent(event: DashboardEvent | Snapshot): void;
	onConnection(connected: boolean): void;
}

/** A browser gives up after some refusals, such as too many tabs: then it is asked anew. */
const ASK_AGAIN = 3000;

export function listen({ onEvent, onConnection }: StreamOptions): void {
	let source: EventSource | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const open = () => {
		clearTimeout(timer);
		source?.close();
		source = new EventSource("/events");
		source.onopen = () => onConnection(true);
		source.onmessage = ({ data }) => {
			for (const event of JSON.parse(data) as (DashboardEvent | Snapshot)[]) onEvent(event); // the bench's own types
		};
		source.onerror = () => {
			onConnection(false);
			if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, ASK_AGAIN);
		};
	};
	// A browser has six connections for all tabs of a place, and what nobody sees need not be drawn.
	document.addEventListener("visibilitychange", () => {
		if (document.visibilityState === "visible") open();
		else {
			clearTimeout(timer);
			source?.close();
		}
	});
	if (document.visibilityState === "visible") open();
}
