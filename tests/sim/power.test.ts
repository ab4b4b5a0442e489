import type { TCP, TCPOptions } from "../../src/io.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { Power, PoweredClock, poweredListener, poweredTCP } from "../../tools/sim/power.js";
import { assert, test } from "../harness/index.js";
import { scriptedServing } from "../http/scripted-serving.js";

test("a cut is told once to each part that asked, and not to one that has left", () => {
	const power = new Power();
	const told: string[] = [];
	power.whenCut(() => told.push("stays"));
	const forget = power.whenCut(() => told.push("has left"));
	forget();
	assert.ok(power.on);
	power.cut();
	power.cut();
	assert.ok(!power.on);
	assert.deepEqual(told, ["stays"]);
});

test("a board's clock starts at 0 with the power, and its timers die with it", () => {
	const clock = new VirtualClock();
	clock.advance(1000);
	const power = new Power();
	const board = new PoweredClock(clock, power);
	const rung: number[] = [];
	const cancelled = board.after(5, () => rung.push(5));
	board.after(10, () => rung.push(board.now()));
	board.after(30, () => rung.push(30));
	board.cancel(cancelled);
	clock.advance(20);
	power.cut();
	clock.advance(20);
	assert.deepEqual(rung, [10]);
	assert.equal(board.now(), 40);
});

/** Sockets that note what is done to them. */
function sockets() {
	const opened: { options: TCPOptions; closed: number }[] = [];
	class NotingTCP implements TCP {
		readonly #note: { options: TCPOptions; closed: number };

		constructor(options: TCPOptions) {
			this.#note = { options, closed: 0 };
			opened.push(this.#note);
		}

		read(): undefined {}

		write(): void {}

		close(): void {
			this.#note.closed++;
		}
	}
	return { opened, NotingTCP };
}

test("sockets break with the power: they are closed, and nothing is heard of them any more", () => {
	const { opened, NotingTCP } = sockets();
	const power = new Power();
	const Socket = poweredTCP(NotingTCP, power);
	const heard: string[] = [];
	new Socket({
		address: "192.0.2.1",
		port: 1883,
		onReadable: () => heard.push("readable"),
		onWritable: () => heard.push("writable"),
		onError: () => heard.push("error"),
	});
	const [{ options }] = opened;
	options.onWritable?.(1);
	power.cut();
	options.onReadable?.(1);
	options.onError?.();
	assert.deepEqual(heard, ["writable"]);
	assert.equal(opened[0].closed, 1);
});

test("sockets that ended before the cut are not touched by it, however many there were", () => {
	const { opened, NotingTCP } = sockets();
	const power = new Power();
	const Socket = poweredTCP(NotingTCP, power);
	const lost = new Socket({ address: "192.0.2.1", port: 1883 });
	opened[0].options.onError?.();
	const closed = new Socket({ address: "192.0.2.1", port: 1883 });
	closed.close();
	power.cut();
	assert.ok(lost !== closed);
	assert.deepEqual(
		opened.map(({ closed }) => closed),
		[0, 1],
	);
});

test("a listener is gone with the power, and hears of nobody any more", () => {
	const power = new Power();
	const serving = scriptedServing();
	const Listener = poweredListener(serving.listener.io, power);
	let told = 0;
	new Listener({ port: 80, onReadable: () => told++ });
	serving.connect();
	power.cut();
	serving.connect();
	assert.deepEqual([told, serving.listening], [1, false]);
});
