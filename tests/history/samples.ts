import { REGISTERS, type RegisterSnapshot } from "../../src/history/register-snapshot.js";
import type { Random } from "../crypto/random.js";

/** 2026-05-12T06:00:00Z */
export const START = 1_778_565_600;

const KWH = 0;
const M3 = 3;
const NAMES = ["energy_delivered_tariff1", "energy_delivered_tariff2", "energy_returned_tariff1", "gas_delivered"];

/** So many quarters of an hour of a household. */
export function quarters(count: number, random: Random, start = START): RegisterSnapshot[] {
	const values = [1_234_567, 7_654_321, 12, 9_876_543];
	return Array.from({ length: count }, (_, quarter) => {
		values[quarter % 2] += random.below(3000);
		if (random.below(3) === 0) values[3] += random.below(400);
		return {
			seconds: start + 900 * quarter,
			registers: NAMES.map((name, index) => ({
				register: REGISTERS.indexOf(name),
				unit: name.startsWith("gas") ? M3 : KWH,
				scale: 3,
				value: values[index],
			})),
		};
	});
}
