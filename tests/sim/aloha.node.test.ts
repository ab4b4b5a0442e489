import { type AlohaSet, aloha } from "../../tools/sim/aloha.js";
import { assert, test } from "../harness/index.js";

/**
 * Shares received with capture: from an independent implementation of LoRaSim's model (seed and places of its own), and
 * what two facts give for nodes spread evenly over a disc. A node at a part r of the radius is hurt by those that are
 * not 6 dB weaker, of which there are min(1, k r^2), k = 10^(12 / 20.8). And the vulnerable time is twice the time on
 * air, less three symbols of the preamble for each of the two frames.
 */
const WITH_CAPTURE: [set: AlohaSet, nodes: number, loraSim: number][] = [
	["SN1", 50, 0.877],
	["SN1", 120, 0.734],
	["SN1", 400, 0.367],
	["SN1", 800, 0.16],
	["SN3", 50, 0.908],
	["SN3", 120, 0.789],
	["SN3", 400, 0.46],
	["SN3", 800, 0.231],
];

const AIRTIME_MS: Readonly<Record<AlohaSet, number>> = { SN1: 1712.128, SN3: 1318.912 };

function predicted(set: AlohaSet, nodes: number): number {
	const load = (2 * nodes * (AIRTIME_MS[set] - 3 * 32.768)) / 1e6;
	const k = 10 ** (12 / 20.8);
	const none = Math.exp(-load);
	return (1 - none) / (k * load) + (1 - 1 / k) * none;
}

/** For 60,000 frames. */
const hoursFor = (nodes: number) => Math.ceil(60_000 / 3.6 / nodes);

for (const [set, nodes, loraSim] of WITH_CAPTURE) {
	test(`${nodes} nodes of ${set}: LoRaSim's share arrives with capture, pure ALOHA's without`, () => {
		const options = { set, nodes, hours: hoursFor(nodes), seed: 1 };
		const captured = aloha({ ...options, capture: true });
		assert.close(captured.der, loraSim, 0.02);
		assert.close(captured.der, predicted(set, nodes), 0.01);
		const { der, theory } = aloha({ ...options, capture: false });
		assert.close(der, theory, 0.01);
	});
}
