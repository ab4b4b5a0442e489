/** Plans of channels for tests: of a duty cycle alone, or a region's. */
import { EU868, mostPowerDbm, regionNamed, type SubBand, subBandOf } from "../../src/lora/regions.js";
import { ChannelPlan } from "../../src/negotiation/channel-plan.js";

const BAND_P = EU868.find(({ name }) => name === "P") ?? EU868[0];

/** One channel, in band P, with this duty cycle. */
export function planOf(dutyCycle = BAND_P.dutyCycle): ChannelPlan {
	const subBand: SubBand = { ...BAND_P, dutyCycle };
	return new ChannelPlan([{ frequencyHz: 869_525_000, subBand, powerDbm: 14 }]);
}

/** All channels of a region, met on the one at `meeting`, with a rod of 2 dBi. */
export function planOfRegion(name = "EU868", { meeting = 0, powerDbm = 14 } = {}): ChannelPlan {
	const found = regionNamed(name);
	if (!found.ok) throw new Error(found.reason);
	const { channelsHz, subBands } = found.region;
	const channels = channelsHz.map((frequencyHz) => {
		const subBand = subBandOf(frequencyHz, 250_000, subBands);
		if (subBand === undefined) throw new Error(`${frequencyHz} Hz is in no sub-band`);
		return { frequencyHz, subBand, powerDbm: Math.min(powerDbm, mostPowerDbm(subBand, 2)) };
	});
	return new ChannelPlan(channels, meeting, meeting === 0 ? 1 : 0);
}
