/** Telegrams of generated meters, some of each family, for the codec to be fuzzed with. */
import { GeneratedMeter, METER_MODELS } from "../sim/meters.js";
import { seededRandom } from "../sim/random.js";

export function generatedSeries(): Uint8Array[][] {
	return Object.values(METER_MODELS).map((model) => {
		const meter = new GeneratedMeter(model, seededRandom(3, "fuzz"));
		return [meter.next(), meter.next(), meter.next()];
	});
}
