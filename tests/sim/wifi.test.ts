import { WiFiStation } from "../../src/device/wifi.js";
import type { TCP, TCPOptions } from "../../src/io.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { Power } from "../../tools/sim/power.js";
import { AccessPoint } from "../../tools/sim/wifi.js";
import { assert, test } from "../harness/index.js";

function home() {
	const clock = new VirtualClock();
	const point = new AccessPoint(clock);
	const power = new Power();
	const said: string[] = [];
	const station = new WiFiStation({
		io: point.radioFor(power),
		clock,
		random: () => 0,
		credentials: { network: "Home", password: undefined },
		onOnline: (address) => said.push(`online ${address}`),
		onOffline: () => said.push("offline"),
	});
	return { clock, point, power, said, station };
}

test("a board joins, is told when the network goes, and joins again when it is back", () => {
	const { clock, point, said, station } = home();
	clock.advance(2000);
	assert.equal(station.state.phase, "online");
	point.switch(false);
	assert.deepEqual(said, ["online 192.0.2.7", "offline"]);
	clock.advance(60_000);
	assert.equal(station.state.phase === "online", false);
	point.switch(true);
	clock.advance(60_000);
	assert.equal(station.state.phase, "online");
	assert.equal(said.length, 3);
});

test("a board without power hears nothing of the network", () => {
	const { clock, point, power, said } = home();
	clock.advance(2000);
	power.cut();
	point.switch(false);
	assert.equal(said.length, 1);
});

/** What it was constructed with, and what was written to it. */
class Wire implements TCP {
	static last: Wire | undefined;
	readonly written: number[] = [];
	readonly options: TCPOptions;
	isClosed = false;

	constructor(options: TCPOptions) {
		this.options = options;
		Wire.last = this;
	}

	read(): undefined {}

	write(buffer: ArrayBuffer | Uint8Array): void {
		this.written.push(...new Uint8Array(buffer));
	}

	close(): void {
		this.isClosed = true;
	}
}

test("what is sent while the network is away waits, both ways, and arrives in its order", () => {
	const { point } = home();
	const Carried = point.carry(Wire);
	const heard: number[] = [];
	const socket = new Carried({ address: "192.0.2.1", port: 1883, onReadable: (count) => heard.push(count) });
	socket.write(Uint8Array.of(1));
	point.switch(false);
	socket.write(Uint8Array.of(2));
	socket.write(Uint8Array.of(3));
	Wire.last?.options.onReadable?.(7);
	assert.deepEqual(Wire.last?.written, [1]);
	assert.deepEqual(heard, []);
	point.switch(true);
	assert.deepEqual(Wire.last?.written, [1, 2, 3]);
	assert.deepEqual(heard, [7]);
});

test("a connection that was given up meanwhile is not heard of again", () => {
	const { point } = home();
	const Carried = point.carry(Wire);
	let errors = 0;
	const socket = new Carried({ address: "192.0.2.1", port: 1883, onError: () => errors++ });
	point.switch(false);
	socket.write(Uint8Array.of(1));
	Wire.last?.options.onError?.();
	socket.close();
	point.switch(true);
	assert.deepEqual(Wire.last?.written, []);
	assert.equal(errors, 0);
	assert.equal(Wire.last?.isClosed, true);
});
