import type { Milliseconds } from "../clock.js";
import type { AirPort } from "./air-port.js";

const MINUTE: Milliseconds = 60_000;

/** For a person, at a start: that nothing may be sent where the boards meet, and why; undefined where something may. */
export function describeSilence({ ledger, channel }: AirPort, now: Milliseconds): string | undefined {
	const wait = ledger.allowedAt(1) - now;
	if (wait <= 0) return undefined;
	const where = `${channel.frequencyHz / 1e6} MHz`;
	return (
		`nothing may be sent on ${where} for ${Math.ceil(wait / MINUTE)} minutes: this board is new there, has lost what it ` +
		"noted of the hour, or has sent all that the law allows. It goes on by itself if it is left powered"
	);
}
