import { describeFault } from "./describe-fault.js";
import type { RadioFault } from "./radio-state.js";

/** Carries a fault from where it shows to the one place that mends it; the driver's users never see it. */
export class RadioError extends Error {
	readonly fault: RadioFault;

	constructor(fault: RadioFault) {
		super(describeFault(fault));
		this.fault = fault;
	}
}

/** For what a hardware class threw. */
export function busFailure(error: unknown): RadioError {
	return new RadioError({ kind: "bus failure", reason: error instanceof Error ? error.message : String(error) });
}
