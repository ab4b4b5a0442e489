import type { ContinuityNote } from "../p1/continuity.js";
import { formatQuantity } from "../p1/reading.js";

/** What was noticed between two readings, as a sentence for a person. */
export function describeContinuity(note: ContinuityNote): string {
	switch (note.kind) {
		case "other-meter":
			return `this may be another meter, ${note.now} and not ${note.before}: whether it stays will tell`;
		case "meter-exchanged":
			return `the meter was exchanged: it was ${note.before}, it is ${note.now}`;
		case "device-exchanged":
			return `the device behind ${note.name} was exchanged: it was ${note.before}, it is ${note.now}`;
	}
	const unit = note.now.unit === "" ? "" : ` ${note.now.unit}`;
	const change = `${note.name} went from ${formatQuantity(note.before)} to ${formatQuantity(note.now)}${unit}`;
	switch (note.kind) {
		case "rolled-over":
			return `${change}: its digits were used up, it begins at zero again`;
		case "went-back":
			return `${change}, but it can only rise: it is not published until it does`;
		case "restarted":
			return `${change} and stays there: it has begun anew, and is published again`;
		case "leapt":
			return `${change}, more than can be in the time: it is not published until another telegram says the same`;
		case "leap-confirmed":
			return `${change} and goes on from there: it is published`;
	}
}
