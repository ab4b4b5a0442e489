import { type PathOptions, Paths, type Place } from "../../tools/sim/paths.js";
import { BUILT_UP, INDOOR, type Position, pathLossDb, rayleighDb, reachM } from "../../tools/sim/propagation.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";

const HERE: Position = Object.freeze({ x: 0, y: 0 });

test("in a built-up area 40 m cost 127.41 dB, and ten times as far 20.8 dB more", () => {
	assert.close(pathLossDb(BUILT_UP, HERE, { x: 40, y: 0 }), 127.41, 0);
	assert.close(pathLossDb(BUILT_UP, HERE, { x: 240, y: 320 }), 148.21, 0.001);
	assert.close(reachM(BUILT_UP, 148.21), 400, 0.001);
});

test("within a building each floor has its price, and so has what stands between", () => {
	const up = (floor: number) => pathLossDb(INDOOR, HERE, { x: 10, y: 0, floor });
	assert.close(up(0), 30.77 + 33, 0.001);
	assert.close(up(1) - up(0), 9 + 16.5 * Math.log10(109 / 100), 0.002);
	assert.close(up(-3) - up(0), 24 + 16.5 * Math.log10(181 / 100), 0.002);
	assert.close(up(5) - up(0), 34 + 16.5 * Math.log10(325 / 100), 0.002);
	const walled = { ...INDOOR, obstaclesDb: () => 12 };
	assert.close(pathLossDb(walled, HERE, { x: 10, y: 0 }) - up(0), 12, 0.001);
});

test("Rayleigh fades have a mean power of one, and one in ten is below -9.8 dB", () => {
	const random = seededRandom(1);
	const fades = Array.from({ length: 5000 }, () => rayleighDb(random()));
	assert.close(fades.reduce((sum, db) => sum + 10 ** (db / 10), 0) / 5000, 1, 0.05);
	assert.close(fades.filter((db) => db < -9.77).length / 5000, 0.1, 0.015);
});

interface Node extends Place {
	readonly name: string;
}

function paths(positions: Record<string, Position | undefined>, options: Partial<PathOptions> = {}) {
	const made = new Paths<Node>({ seed: 1, propagation: BUILT_UP, ...options });
	const nodes: Record<string, Node> = {};
	for (const [name, position] of Object.entries(positions)) {
		nodes[name] = { name, position };
		made.addReceiver(nodes[name]);
	}
	const names = (from: string, lossDb: number) => made.reached(nodes[from], lossDb).map(({ to }) => to.name);
	return { made, nodes, names };
}

test("a signal reaches those that are near enough, the nearest first, and only those", () => {
	const { names } = paths({ a: HERE, far: { x: 400, y: 0 }, near: { x: 4, y: 0 }, middle: { x: 40, y: 0 } });
	assert.deepEqual(names("a", 160), ["near", "middle", "far"]);
	assert.deepEqual(names("a", 130), ["near", "middle"]);
	assert.deepEqual(names("a", 149), ["near", "middle", "far"]);
	assert.deepEqual(names("middle", 130), ["near", "a"]);
});

test("a path loss that is set goes before what positions say, both ways, at once", () => {
	const { made, names } = paths({ a: HERE, b: { x: 4, y: 0 }, c: { x: 10_000, y: 0 } });
	assert.deepEqual(names("a", 130), ["b"]);
	made.setLoss("c", "a", 100);
	made.setLoss("a", "b", 140);
	assert.deepEqual(names("a", 130), ["c"]);
	assert.deepEqual(names("c", 130), ["a"]);
});

test("nodes without a position are as far apart as is said for all", () => {
	const { names } = paths({ a: undefined, b: HERE }, { pathLossDb: 130 });
	assert.deepEqual(names("a", 129), []);
	assert.deepEqual(names("a", 130), ["b"]);
});

test("shadowing is a pair's own, the same both ways and always, with the deviation asked for", () => {
	const positions = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`n${index}`, HERE]));
	const { made, nodes } = paths(positions, { propagation: { ...BUILT_UP, shadowingDb: 8 } });
	const loss = (from: string, to: string) => {
		const hop = made.reached(nodes[from], 300).find((hop) => hop.to.name === to);
		return hop === undefined ? Number.NaN : made.lossDb(hop, 0, 0);
	};
	assert.equal(loss("n1", "n2"), loss("n2", "n1"));
	const losses = made.reached(nodes.n0, 300).map((hop) => made.lossDb(hop, 0, 0));
	const mean = losses.reduce((sum, db) => sum + db) / losses.length;
	const deviation = Math.sqrt(losses.reduce((sum, db) => sum + (db - mean) ** 2, 0) / losses.length);
	assert.close(deviation, 8, 2);
});

test("fading comes and goes slowly, with the deviation asked for, the same both ways", () => {
	const options = { propagation: undefined, pathLossDb: 100, fading: { deviationDb: 4, coherence: 10_000 } };
	const { made, nodes } = paths({ a: undefined, b: undefined }, options);
	const [there] = made.reached(nodes.a, 300);
	const [back] = made.reached(nodes.b, 300);
	const fades: number[] = [];
	for (let second = 0; second < 2000; second++) {
		fades.push(made.lossDb(there, 0, second * 1000) - 100);
		assert.equal(made.lossDb(back, 0, second * 1000) - 100, fades[second]);
	}
	const steps = fades.slice(1).map((value, index) => value - fades[index]);
	assert.close(rootMeanSquare(fades), 4, 0.5);
	// Neighbours in time are correlated by exp(-1 s / 10 s).
	assert.close(rootMeanSquare(steps), 4 * Math.sqrt(2 * (1 - Math.exp(-0.1))), 0.2);
});

test("Rayleigh fades change from frame to frame, and are one frame's own", () => {
	const { made, nodes } = paths({ a: HERE, b: { x: 40, y: 0 } }, { rayleigh: true });
	const [hop] = made.reached(nodes.a, 300);
	assert.equal(made.lossDb(hop, 3, 0), made.lossDb(hop, 3, 1000));
	assert.notEqual(made.lossDb(hop, 3, 0), made.lossDb(hop, 4, 0));
});

function rootMeanSquare(values: number[]): number {
	return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
