/** Asks the bench for something, and says why where it refuses. */
import type { Action, ActionAnswer } from "../events.js";
import { byId, setText } from "./dom.js";

export async function ask(action: Action): Promise<void> {
	const refusal = byId("refusal");
	try {
		const answer = await fetch("/action", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(action),
		});
		const told = (await answer.json()) as ActionAnswer; // the bench's own type
		setText(refusal, told.ok ? "" : told.reason);
	} catch {
		setText(refusal, "The bench does not answer: it was stopped, or is busy.");
	}
}
