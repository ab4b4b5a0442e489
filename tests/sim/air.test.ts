import { Air, type AirOptions, type Fate } from "../../tools/sim/air.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { seededRandom } from "../../tools/sim/random.js";
import { SX1276 } from "../../tools/sim/sx1276.js";
import { assert, test } from "../harness/index.js";

/** 20 bytes at SF7 and 125 kHz, the chip's reset values: 56.576 ms, preamble locked on after 3 symbols (3.072 ms). */
const DURATION = 56.576;
/** Of 14 dBm at SF7 and 125 kHz: -116.03 dBm of noise, -7.5 dB of SNR. */
const LIMIT_LOSS_DB = 14 + 116.03 + 7.5;

interface World extends Pick<AirOptions, "pathLossDb" | "fading"> {
	seed?: number;
	nodes?: string[];
}

function world({ seed = 1, pathLossDb = 100, fading, nodes = ["a", "b", "c"] }: World = {}) {
	const clock = new VirtualClock();
	const air = new Air({ clock, random: seededRandom(seed), pathLossDb, fading });
	const fates: string[] = [];
	air.observe((event) => {
		if (event.kind === "ended") for (const { to, fate } of event.receptions) fates.push(`${event.from}>${to} ${fate}`);
	});
	const chips = Object.fromEntries(nodes.map((name) => [name, new SX1276({ clock })]));
	const write = (name: string, register: number, ...values: number[]) => {
		chips[name].transfer(Uint8Array.of(register | 0x80, ...values));
		chips[name].deselect();
	};
	for (const name of nodes) {
		air.join(name, chips[name]);
		for (const opMode of [0x00, 0x80, 0x81]) write(name, 0x01, opMode);
		write(name, 0x06, 0xd9, 0x61, 0x9a, 0xfc);
		write(name, 0x1e, 0x74);
		write(name, 0x22, 20);
	}
	const listen = (...names: string[]) => {
		for (const name of names) write(name, 0x01, 0x85);
	};
	const send = (name: string) => write(name, 0x01, 0x83);
	return { clock, air, chips, fates, write, listen, send };
}

function fateAt(fates: string[], path: string): string {
	const found = fates.filter((fate) => fate.startsWith(`${path} `)).map((fate) => fate.slice(path.length + 1));
	assert.equal(found.length, 1, path);
	return found[0];
}

test("a frame is heard by everyone who listens, at its end", () => {
	const { clock, chips, fates, listen, send } = world();
	listen("b");
	send("a");
	clock.advance(DURATION - 0.001);
	assert.deepEqual(fates, []);
	clock.advance(0.002);
	assert.deepEqual(fates, ["a>b received", "a>c not listening"]);
	assert.equal(chips.b.peek(0x13), 20);
});

const MISTUNED: [what: string, register: number, ...values: number[]][] = [
	["spreading factor", 0x1e, 0x84],
	["bandwidth", 0x1d, 0x82],
	["frequency", 0x06, 0xd9, 0x13, 0x33],
	["sync word", 0x39, 0x34],
];

for (const [what, register, ...values] of MISTUNED) {
	test(`a receiver with another ${what} hears nothing`, () => {
		const { clock, fates, write, listen, send } = world();
		write("b", register, ...values);
		listen("b");
		send("a");
		clock.advance(100);
		assert.equal(fateAt(fates, "a>b"), "not tuned");
	});
}

test("ends that disagree on low data rate optimisation understand the header only", () => {
	const { clock, chips, fates, write, listen, send } = world();
	write("b", 0x26, 0x0c);
	listen("b");
	send("a");
	clock.advance(100);
	assert.equal(fateAt(fates, "a>b"), "damaged");
	assert.equal(chips.b.peek(0x12), 0x70);
});

test("the first three symbols of a preamble of eight may be missed, no more", () => {
	for (const [late, fate] of [
		[3, "received"],
		[3.2, "not listening"],
	] as const) {
		const { clock, fates, listen, send } = world();
		send("a");
		clock.advance(late);
		listen("b");
		clock.advance(100);
		assert.equal(fateAt(fates, "a>b"), fate);
	}
});

test("a receiver that stops before the end loses the frame, and a sender that stops cuts it off", () => {
	const first = world();
	first.listen("b");
	first.send("a");
	first.clock.advance(50);
	first.write("b", 0x01, 0x81);
	first.clock.advance(50);
	assert.equal(fateAt(first.fates, "a>b"), "not listening");
	const second = world();
	second.listen("b");
	second.send("a");
	second.clock.advance(50);
	second.chips.a.brownOut();
	second.clock.advance(50);
	assert.equal(fateAt(second.fates, "a>b"), "cut off");
});

const COLLISIONS: [what: string, advantageDb: number, offset: number, a: Fate, b: Fate][] = [
	["equally strong, destroy each other", 0, 10, "collided", "collided"],
	["5.9 dB apart, destroy each other", 5.9, 10, "collided", "collided"],
	["6 dB apart, leave the stronger", 6, 10, "received", "collided"],
	["in turn, don't meet", 0, DURATION, "received", "received"],
	["meeting in the first three preamble symbols, leave the later", 0, DURATION - 3, "collided", "received"],
];

for (const [what, advantageDb, offset, fateOfA, fateOfB] of COLLISIONS) {
	test(`two frames, ${what}`, () => {
		const { clock, air, fates, listen, send } = world();
		air.setPathLoss("a", "c", 100 - advantageDb);
		listen("c");
		send("a");
		clock.advance(offset);
		send("b");
		clock.advance(200);
		assert.equal(fateAt(fates, "a>c"), fateOfA);
		assert.equal(fateAt(fates, "b>c"), fateOfB);
	});
}

test("other spreading factors pass through each other", () => {
	const { clock, fates, write, listen, send } = world();
	write("b", 0x1e, 0x84);
	listen("c");
	send("a");
	send("b");
	clock.advance(200);
	assert.equal(fateAt(fates, "a>c"), "received");
});

/** Share of frames that arrive. */
function deliveryRatio(pathLossDb: number, change: (air: Air) => void = () => {}): number {
	const { clock, air, fates, listen, send } = world({ pathLossDb, nodes: ["a", "b"] });
	change(air);
	listen("b");
	for (let i = 0; i < 400; i++) {
		send("a");
		clock.advance(100);
	}
	return fates.filter((fate) => fate === "a>b received").length / 400;
}

test("frames get lost around the spreading factor's limit, within a decibel or two", () => {
	assert.equal(deliveryRatio(LIMIT_LOSS_DB - 3), 1);
	assert.close(deliveryRatio(LIMIT_LOSS_DB - 1), 0.98, 0.02);
	assert.close(deliveryRatio(LIMIT_LOSS_DB), 0.5, 0.08);
	assert.close(deliveryRatio(LIMIT_LOSS_DB + 1), 0.02, 0.02);
	assert.equal(deliveryRatio(LIMIT_LOSS_DB + 3), 0);
});

test("a jammer raises the noise for as long as it likes", () => {
	const { clock, air, fates, listen, send } = world();
	air.jammer = ({ startedAt }) => (startedAt < 1000 ? -70 : Number.NEGATIVE_INFINITY);
	listen("b");
	send("a");
	clock.runUntil(1000);
	send("a");
	clock.advance(100);
	assert.deepEqual(
		fates.filter((fate) => fate.startsWith("a>b")),
		["a>b too weak", "a>b received"],
	);
});

test("fading comes and goes slowly, with the deviation asked for", () => {
	const { clock, air, send } = world({ nodes: ["a", "b"], fading: { deviationDb: 4, coherence: 10_000 } });
	const rssi: number[] = [];
	air.observe((event) => {
		if (event.kind === "ended") rssi.push(event.receptions[0].rssiDbm + 86);
	});
	for (let i = 0; i < 2000; i++) {
		send("a");
		clock.advance(1_000);
	}
	const steps = rssi.slice(1).map((value, index) => value - rssi[index]);
	assert.close(rootMeanSquare(rssi), 4, 0.5);
	// Neighbours in time are correlated by exp(-1 s / 10 s).
	assert.close(rootMeanSquare(steps), 4 * Math.sqrt(2 * (1 - Math.exp(-0.1))), 0.2);
});

function rootMeanSquare(values: number[]): number {
	return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/** A hundred frames to two receivers at the edge of what they can hear. */
function day(seed: number): string {
	const fading = { deviationDb: 2, coherence: 1_000 };
	const { clock, fates, listen, send } = world({ seed, pathLossDb: LIMIT_LOSS_DB, fading });
	listen("b", "c");
	for (let i = 0; i < 100; i++) {
		send("a");
		clock.advance(100);
	}
	return fates.map((fate) => fate.slice(4, 5)).join("");
}

test("the same seed gives the same day, frame by frame, on every engine", () => {
	assert.equal(day(3), day(3));
	assert.notEqual(day(3), day(4));
	// r(eceived), d(amaged), t(oo weak), as Node has it.
	assert.equal(
		day(3),
		"ddtdtdtdttttttttttttttttttttttttttdttdttdtrtrdrddrdrdrrdrdrdrdrdrdrrrrrdrdrdrdrrrdrrrrrrrrrrrdrrrrrr" +
			"rrrrrrrrrdrrrdrdrtrtrtrtrtrtrtrtrtrtrtrdrdrdrdrtrtrtrdrtrdrdrtrtttdtdtttttdtdttdtdtrttddrtrdrddtdtrt",
	);
});
