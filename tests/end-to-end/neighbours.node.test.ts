/** Pairs of boards in one air whose meters all keep the same second: nobody is shut out for ever. */
import { pair as pairBoard } from "../../src/link/pairing.js";
import { ReceiverSession } from "../../src/link/receiver-session.js";
import { openStation, type StationOptions } from "../../src/link/station.js";
import { TransmitterSession } from "../../src/link/transmitter-session.js";
import type { ReceivedPacket } from "../../src/lora/received-packet.js";
import { type Rung, TOP_RUNG } from "../../src/negotiation/ladder.js";
import { Air } from "../../tools/sim/air.js";
import { SimulatedBoard } from "../../tools/sim/board.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { seededRandom } from "../../tools/sim/random.js";
import { dutchTelegram } from "../codec/samples.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";

/** Neighbours hear each other as well as their own: the worst that can be. */
const PATH_LOSS_DB = 105;

class Neighbourhood {
	readonly clock = new VirtualClock();
	readonly air = new Air({ clock: this.clock, seed: 1, pathLossDb: PATH_LOSS_DB });
	/** Telegrams that each pair's receiver has rebuilt. */
	readonly rebuilt: number[] = [];
	readonly #transmitters: TransmitterSession[] = [];

	/** All have run on `lastGood` before, if it is given. */
	constructor(pairs: number, lastGood?: Rung) {
		for (let index = 0; index < pairs; index++) this.#move(index, lastGood);
	}

	/** A telegram of every meter, at the same instant, every second. */
	meters(seconds: number): void {
		for (let second = 0; second < seconds; second++) {
			for (const [index, transmitter] of this.#transmitters.entries()) {
				transmitter.offer(dutchTelegram(Math.round(this.clock.now() / 1000), new Random(1000 * index + second)));
			}
			this.clock.advance(1000);
		}
	}

	#move(index: number, before: Rung | undefined): void {
		const { clock, air, rebuilt } = this;
		const key = Uint8Array.from({ length: 32 }, (_, byte) => byte + 7 * index);
		const random = seededRandom(index, "transmitter");
		rebuilt.push(0);
		const station = (options: Omit<StationOptions, "onFault">) => {
			const opened = openStation({ ...options, onFault: () => {} });
			if (!opened.ok) throw new Error(opened.reason);
			const { port, channel, plan, lastGood, remember } = opened.station;
			return { clock, port, channel, plan, lastGood, onRemember: remember };
		};
		const board = (role: "transmitter" | "receiver", run: (parts: Omit<StationOptions, "onFault">) => void) => {
			let onReceive: (packet: ReceivedPacket) => void = () => {};
			const drawn = role === "transmitter" ? random : seededRandom(index, "receiver");
			const simulated = new SimulatedBoard(`${role} ${index}`, clock, air, ({ radio, storage }) =>
				run({ role, clock, random: drawn, radio, storage, onReceive: (packet) => onReceive(packet) }),
			);
			const link = simulated.flash.open("link");
			pairBoard(link, key);
			if (before !== undefined) link.write("rung", Uint8Array.of(before).buffer);
			simulated.powerOn();
			return (handler: typeof onReceive) => {
				onReceive = handler;
			};
		};
		let receiver: ReceiverSession | undefined;
		board("receiver", (parts) => {
			receiver = new ReceiverSession({
				...station(parts),
				onTelegram: () => {
					rebuilt[index]++;
				},
				onSnapshots: () => true,
				onEvent: () => {},
			});
			receiver.start();
		})((packet) => receiver?.received(packet));
		let transmitter: TransmitterSession | undefined;
		board("transmitter", (parts) => {
			transmitter = new TransmitterSession({ ...station(parts), random, onEvent: () => {} });
		})((packet) => transmitter?.received(packet));
		if (transmitter !== undefined) this.#transmitters.push(transmitter);
	}
}

/** Of the two minutes after the first `seconds`, what share of its meter's telegrams each pair carries. */
function shares(neighbourhood: Neighbourhood, seconds: number): number[] {
	neighbourhood.meters(seconds);
	const before = [...neighbourhood.rebuilt];
	neighbourhood.meters(120);
	return neighbourhood.rebuilt.map((count, index) => (count - before[index]) / 120);
}

test("a few pairs that are switched on together, their meters in step, meet and carry most of what there is, all of them", () => {
	const table: [number, number][] = [
		[2, 0.9],
		[5, 0.75],
	];
	for (const [pairs, least] of table) {
		const carried = shares(new Neighbourhood(pairs), 200);
		assert.ok(Math.min(...carried) >= least, `${carried}`);
	}
});

test("of twenty pairs in one air after a power cut, twice what it can carry, none is shut out", () => {
	const neighbourhood = new Neighbourhood(20, TOP_RUNG);
	const { rebuilt, clock } = neighbourhood;
	while (Math.min(...rebuilt) === 0 && clock.now() < 900_000) neighbourhood.meters(30);
	assert.ok(Math.min(...rebuilt) > 0, `${rebuilt}`);
	// Together they carry about what the air can: three telegrams a second, of twelve that would fit without a collision.
	const carried = rebuilt.reduce((sum, count) => sum + count, 0) / (clock.now() / 1000);
	assert.ok(carried > 3, `${carried} a second`);
});
