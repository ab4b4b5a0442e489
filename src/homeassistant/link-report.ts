/** How the radio link does, for its diagnostics. What is not known yet is undefined. */
export interface LinkReport {
	/** Of the last frame received. */
	rssiDbm: number | undefined;
	/** Of the last frame received; the radio measures quarters. */
	snrDb: number | undefined;
	/** Spreading factor and bandwidth in kHz: `SF7/250`. */
	rung: string | undefined;
	/** The channel that it came on. */
	frequencyMHz: number | undefined;
	/** Frames lost lately, 0 to 100. */
	lossPercent: number | undefined;
	/** Since the last telegram was received. */
	ageSeconds: number | undefined;
}
