/** An air that a test plays by hand: it takes note of what a modem asks, and answers what it was told to. */
import type { Milliseconds } from "../../src/clock.js";
import type { Antenna, Emission, Tuning } from "../../tools/sim/on-air.js";

export class ScriptedAntenna implements Antenna {
	readonly emissions: Emission[] = [];
	/** How many of them were cut off. */
	ceased = 0;
	/** What `strengthDbm` answers. */
	strength = -110;
	/** What `preambleSince` answers. */
	preamble = false;
	/** Since when `preambleSince` was asked about, each time. */
	readonly asked: Milliseconds[] = [];
	/** The last tuning that was asked about. */
	tuning: Tuning | undefined;

	radiate(emission: Emission): void {
		this.emissions.push(emission);
	}

	cease(): void {
		this.ceased++;
	}

	strengthDbm(tuning: Tuning): number {
		this.tuning = tuning;
		return this.strength;
	}

	preambleSince(tuning: Tuning, since: Milliseconds): boolean {
		this.tuning = tuning;
		this.asked.push(since);
		return this.preamble;
	}
}
