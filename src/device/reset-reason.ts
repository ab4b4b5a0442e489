import getResetReason from "resetReason";

/** Why the board started, in the SDK's words: `Power-On`, `Panic`, `Brownout` and so on. */
export function resetReason(): string {
	return getResetReason().string;
}
