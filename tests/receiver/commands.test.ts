import { assert, test } from "../harness/index.js";
import { ascii } from "../mqtt/scripted-tcp.js";
import { Bench, COMMAND, CONNACK_ACCEPTED, REPORT, SUBSCRIBE } from "./publisher-bench.js";

function obedient(upFor = 60_000) {
	const done: string[] = [];
	const bench = new Bench({ handlers: { restart: () => done.push("restart"), resync: () => done.push("resync") } });
	bench.connect();
	bench.pass(upFor);
	return { bench, done };
}

test("a command is obeyed when it says exactly what it must, and at most once a minute", () => {
	const { bench, done } = obedient();
	for (const payload of ["", "Restart", "restart ", "restar", "resync", "1"]) bench.say(`${COMMAND}restart`, payload);
	bench.say(`${COMMAND}key`, "restart");
	assert.deepEqual(done, []);
	for (let round = 0; round < 50; round++) bench.say(`${COMMAND}restart`, "restart");
	bench.say(`${COMMAND}resync`, "resync");
	assert.deepEqual(done, ["restart", "resync"]);
	bench.pass(60_000);
	bench.say(`${COMMAND}resync`, "resync");
	assert.deepEqual(done, ["restart", "resync", "resync"]);
	assert.ok(bench.lines.includes("MQTT: restart, as wanted"));
});

test("a wanted rung is taken by its name, once in five seconds, and how it is now is told at once", () => {
	const wanted: string[] = [];
	const diagnostics = () => ({ ...REPORT, rungWanted: wanted.at(-1) ?? "automatic" });
	const bench = new Bench({ handlers: { rung: (name) => wanted.push(name) }, diagnostics });
	bench.connect();
	bench.pass(5000);
	const told = () => bench.take().flatMap(({ payload }) => JSON.parse(payload).rung_wanted);
	for (const payload of ["SF6/250", "sf9/250", "SF9", ""]) bench.say(`${COMMAND}rung`, payload);
	bench.say(`${COMMAND}rung`, "SF7/250", true);
	assert.deepEqual([wanted, told()], [[], []]);
	bench.say(`${COMMAND}rung`, "SF9/250");
	bench.say(`${COMMAND}rung`, "SF12/125");
	assert.deepEqual([wanted, told()], [["SF9/250"], ["SF9/250"]]);
	bench.pass(5000);
	bench.say(`${COMMAND}rung`, "automatic");
	assert.deepEqual([wanted, told()], [["SF9/250", "automatic"], ["automatic"]]);
	assert.ok(bench.lines.includes("MQTT: rung SF9/250, as wanted"));
});

test("a command left at the broker does nothing, however often the receiver connects", () => {
	const { bench, done } = obedient();
	for (let round = 0; round < 5; round++) {
		bench.say(`${COMMAND}restart`, "restart", true);
		bench.socket.hangUp();
		bench.clock.advance(60_000);
		bench.connect();
	}
	assert.deepEqual(done, []);
});

test("a board that has just started is not restarted: somebody's automation could do that for ever", () => {
	const { bench, done } = obedient(55_000);
	bench.say(`${COMMAND}restart`, "restart");
	assert.deepEqual(done, []);
});

test("only commands that the board can obey are subscribed to and announced", () => {
	const bench = new Bench({ handlers: { resync: () => {} } });
	bench.packets();
	bench.socket.receive(...CONNACK_ACCEPTED);
	const packets = bench.packets();
	const subscribe = ascii(packets.find(({ type }) => type === SUBSCRIBE)?.body ?? new Uint8Array());
	assert.match(subscribe, /command\/resync/);
	assert.ok(!subscribe.includes("command/restart"));
});
