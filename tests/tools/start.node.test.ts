import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "mqtt";
import { startBroker } from "../../tools/host/broker.js";
import { FIXTURES } from "../fixtures/p1/all.js";
import { ENCRYPTED_KEY, ENCRYPTED_TELEGRAM } from "../fixtures/p1/encrypted.js";
import { bytesOf, type Fixture } from "../fixtures/p1/fixture.js";
import { luSmarty } from "../fixtures/p1/lu-smarty-3ph-gas.js";
import { nlDsmr30 } from "../fixtures/p1/nl-dsmr30-1ph-gas.js";
import { assert, test } from "../harness/index.js";
import { checkDiscovery } from "../homeassistant/discovery-checker.js";
import { passwordBroker } from "../host/password-broker.js";
import { observe } from "../mqtt/real-world.js";
import { events, publishedTo, runStart, withBroker, written } from "./start-run.js";

const ANY_PORT = { port: 0, host: "127.0.0.1" };

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
	const broker = await startBroker(ANY_PORT);
	await broker.close();
	return broker.port;
}

/** Runs `start` with `telegrams` as its `--replay` file. */
async function replay(telegrams: string, args: string[]) {
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-"));
	try {
		const file = join(folder, "telegrams.txt");
		writeFileSync(file, bytesOf(telegrams));
		return await runStart(["--replay", file, ...args]);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** Each value of the fixture is in the state, digit for digit; and the state has no reading beyond them. */
function assertSays(state: string, { name: fixture, values }: Fixture): void {
	for (const [name, shown] of Object.entries(values)) {
		const member = written(state, name) ?? "nothing";
		const text = member.startsWith('"') ? (JSON.parse(member) as string) : member;
		const utc = /= (\d{4}-\S+Z)$/.exec(shown)?.[1];
		const expected = utc ?? (member.startsWith('"') ? shown : shown.split(" ")[0]);
		assert.equal(text, expected, `${fixture}: ${name}`);
	}
	const others = Object.keys(JSON.parse(state)).filter((name) => !(name in values));
	assert.ok(
		others.every((name) => /^(link|telegram)_/.test(name)),
		`${others}`,
	);
}

for (const fixture of FIXTURES) {
	test(`--replay --once brings ${fixture.name} to MQTT, every digit, and to Home Assistant`, async () => {
		await withBroker(async (port, mqtt) => {
			const run = await replay(fixture.telegram, ["--once", "--path-loss", "110", ...mqtt]);
			assert.equal(run.error, "");
			assert.equal(run.code, 0);
			const { state, stateTopic, discovery, discoveryTopic, availability } = await publishedTo(port);
			assertSays(state, fixture);
			assert.deepEqual(checkDiscovery(discoveryTopic, discovery), []);
			assert.ok(discovery.includes(stateTopic));
			assert.equal(availability, "offline");
		});
	});
}

test("--replay of an encrypted telegram, with --p1-key, brings what it says to MQTT", async () => {
	await withBroker(async (port, mqtt) => {
		const telegrams = String.fromCharCode(...ENCRYPTED_TELEGRAM);
		const run = await replay(telegrams, ["--once", "--p1-key", ENCRYPTED_KEY, "--path-loss", "110", ...mqtt]);
		assert.equal(run.error, "");
		assertSays((await publishedTo(port)).state, luSmarty);
	});
});

test("--replay of an encrypted telegram without a key says what is missing", async () => {
	const telegrams = String.fromCharCode(...ENCRYPTED_TELEGRAM);
	const run = await replay(telegrams, ["--port", "0", "--duration", "30", "--speed", "100000"]);
	assert.equal(
		events(run).filter((line) => line.startsWith("transmitter the meter encrypts its telegrams: set p1Key")).length,
		1,
	);
});

test("a key that is none is refused before anything starts", async () => {
	const { error } = await runStart(["--p1-key", "0123"]);
	assert.equal(error, "--p1-key has 4 characters: give 32 hexadecimal digits.");
});

test("--replay of an old Dutch meter plays at 9600 baud, every ten seconds, and the transmitter finds that out", async () => {
	const run = await replay(nlDsmr30.telegram, ["--port", "0", "--duration", "125", "--speed", "100000"]);
	const lines = events(run);
	assert.ok(lines.includes("transmitter the meter speaks 9600 baud, 7E1"));
	const [, read] = /^bench telegrams read: (\d+)/.exec(lines.at(-1) ?? "") ?? [];
	assert.ok(Number(read) >= 9 && Number(read) <= 12, read);
});

test("a subscriber that was there before gets the values as they are published, and the goodbye", async () => {
	const port = await freePort();
	const subscriber = connect({ host: "127.0.0.1", port, reconnectPeriod: 20 });
	const topics: string[] = [];
	const goodbye = new Promise<void>((resolve) => {
		subscriber.on("message", (topic, payload, { retain }) => {
			assert.ok(!retain);
			// With QoS 1 it may come a moment later than what was said after it.
			if (!topic.endsWith("/history")) topics.push(topic.replace(/.*\//, ""));
			if (`${payload}` === "offline" && topic.endsWith("/availability")) resolve();
		});
	});
	subscriber.on("error", () => {}).subscribe("#");
	const run = await runStart(["--once", "--port", `${port}`]);
	await goodbye;
	subscriber.end(true);
	assert.equal(run.code, 0);
	const greeting = ["availability", "link", "config", "diagnostics"];
	// Electricity, gas and water.
	const meters = ["config", "config", "config"];
	const goodbyes = ["link", "availability"];
	assert.deepEqual(topics, [...greeting, "link", "diagnostics", ...meters, "state", ...goodbyes]);
	assert.match(events(run).at(-1) ?? "", /^bench telegrams read: \d+, carried over the air: 1, states published: 1$/);
});

test("--port 0 takes any free port and tells which, with what to do next", async () => {
	const { lines, code } = await runStart(["--port", "0", "--duration", "0.001"]);
	assert.equal(code, 0);
	assert.match(lines[0], /^An MQTT broker, for this computer only, runs on 127\.0\.0\.1, port [1-9]\d*\. /);
	assert.match(lines.join("\n"), /\n {2}mosquitto_sub -h 127\.0\.0\.1 -p [1-9]\d* -v -t 'p1-lora\/#' /);
});

test("two benches do not share a port: the second says what to do", async () => {
	const port = await freePort();
	const stop = new AbortController();
	const first = runStart(["--port", `${port}`], stop.signal);
	const second = await runStart(["--port", `${port}`]);
	assert.equal(second.code, 1);
	assert.match(second.error, /^The MQTT broker cannot start, since 127\.0\.0\.1:\d+ is in use already: .*--mqtt\.$/);
	stop.abort();
	assert.equal((await first).code, 0);
});

test("a bench that is interrupted says goodbye to its broker and ends well", async () => {
	await withBroker(async (port, mqtt) => {
		const observer = await observe(port);
		const stop = new AbortController();
		const running = runStart(["--speed", "100", ...mqtt], stop.signal);
		while (!(await observer.messages.next()).includes("/state "));
		stop.abort();
		const run = await running;
		observer.client.end(true);
		assert.equal(run.code, 0);
		assert.match(run.lines.at(-1) ?? "", / bench +telegrams read: /);
		assert.equal((await publishedTo(port)).availability, "offline");
	});
});

test("--once that is interrupted before anything was published does not claim to have worked", async () => {
	const stop = new AbortController();
	stop.abort();
	const { code, error } = await runStart(["--once", "--port", "0"], stop.signal);
	assert.equal(code, 1);
	assert.equal(error, "Stopped before a telegram was published.");
});

test("a broker that goes away and comes back gets the values again, and the log is not flooded", async () => {
	const broker = await startBroker(ANY_PORT);
	const before = await observe(broker.port);
	const stop = new AbortController();
	const running = runStart(["--mqtt", `mqtt://127.0.0.1:${broker.port}`, "--speed", "50"], stop.signal);
	while (!(await before.messages.next()).includes("/state "));
	before.client.end(true);
	await broker.close();
	const again = await startBroker({ ...ANY_PORT, port: broker.port });
	const after = await observe(again.port);
	while (!(await after.messages.next()).includes("/state "));
	const { availability, discovery } = await publishedTo(again.port);
	assert.equal(availability, "online");
	assert.ok(discovery.length > 0);
	stop.abort();
	const told = events(await running).filter((line) => line.includes("MQTT"));
	after.client.end(true);
	await again.close();
	assert.equal(told.filter((line) => line.includes("connected to")).length, 2);
	assert.equal(told.filter((line) => line.includes("is lost")).length, 1);
	assert.ok(told.length <= 4, `${told}`);
});

test("a rung wanted over MQTT is the link's, and a reader sees which is wanted and which it is", async () => {
	await withBroker(async (port, mqtt) => {
		const stop = new AbortController();
		const running = runStart(["--speed", "50", ...mqtt], stop.signal);
		const observer = await observe(port);
		const becomes = async (wanted: string, rung: string) => {
			for (;;) {
				const message = await observer.messages.next();
				const [topic, payload] = [message.slice(0, message.indexOf(" ")), message.slice(message.indexOf(" ") + 1)];
				if (topic.endsWith("/state"))
					observer.client.publish(topic.replace("/state", "/command/rung"), wanted, { retain: false });
				if (!topic.endsWith("/diagnostics")) continue;
				const { rung_wanted, link_rung } = JSON.parse(payload);
				if (rung_wanted === wanted && link_rung === rung) return;
			}
		};
		await becomes("SF10/250", "SF10/250");
		await becomes("automatic", "SF7/250");
		stop.abort();
		const run = await running;
		observer.client.end(true);
		assert.ok(events(run).includes("receiver settled on SF10/250"));
	});
});

test("the farther apart the boards, the slower the rung they settle on", async () => {
	const rungs: string[] = [];
	for (const pathLoss of ["110", "137", "139", "144"]) {
		await withBroker(async (port, mqtt) => {
			const run = await runStart(["--once", "--meter", "nl-1ph", "--path-loss", pathLoss, ...mqtt]);
			assert.equal(run.error, "");
			const rung = JSON.parse((await publishedTo(port)).diagnostics).link_rung;
			assert.ok(events(run).includes(`receiver settled on ${rung}`));
			rungs.push(rung);
		});
	}
	assert.equal(rungs[0], "SF7/250");
	const spreadingFactors = rungs.map((rung) => Number(/^SF(\d+)/.exec(rung)?.[1]));
	for (let step = 1; step < rungs.length; step++) {
		assert.ok(spreadingFactors[step] > spreadingFactors[step - 1], `${rungs}`);
	}
});

test("at a hopeless loss the transmitter keeps searching and says so, and --once ends with a sentence", async () => {
	const run = await withBroker((_port, mqtt) =>
		runStart(["--once", "--path-loss", "170", "--duration", "900", ...mqtt]),
	);
	assert.equal(run.code, 1);
	assert.equal(run.error, "No telegram came through within 900 simulated seconds at 170 dB path loss.");
	const attempts = events(run).flatMap(
		(line) => /^transmitter looking for .*, attempt (\d+)(?::.*)?$/.exec(line)?.[1] ?? [],
	);
	assert.ok(Number(attempts.at(-1)) >= 20, `${attempts}`);
	// Most of them are short, on SF7; its pauses leave the air to others.
	assert.ok(Number(attempts.at(-1)) <= 900 / 4, `${attempts}`);
});

test("the same seed gives the same run, line by line, and another seed another one", async () => {
	await withBroker(async (_port, mqtt) => {
		const first = await runStart(["--once", ...mqtt]);
		assert.ok(events(first).length > 10);
		assert.deepEqual((await runStart(["--once", ...mqtt])).lines, first.lines);
		const other = await runStart(["--once", "--seed", "2", ...mqtt]);
		assert.ok(events(other).join() !== events(first).join());
	});
});

test("--verbose tells of every acknowledgement too", async () => {
	await withBroker(async (_port, mqtt) => {
		const args = ["--duration", "40", "--speed", "2000", ...mqtt];
		const delivered = (lines: string[]) => lines.filter((line) => line.includes("telegram delivered")).length;
		assert.equal(delivered((await runStart(args)).lines), 0);
		assert.ok(delivered((await runStart([...args, "--verbose"])).lines) > 5);
	});
});

const REFUSED: [args: string[], sentence: RegExp][] = [
	[["--what"], /^Unknown option '--what': --help lists the options\.$/],
	[["telegrams.txt"], /^Unexpected argument 'telegrams\.txt': --help lists the options\.$/],
	[["--replay"], /^Option '--replay <value>' argument missing: --help lists the options\.$/],
	[
		["--seed", "-1"],
		/^--seed lacks its value \(one that begins with a dash follows an =\): --help lists the options\.$/,
	],
	[["--once=yes"], /^Option '--once' does not take an argument: --help lists the options\.$/],
	[["--replay", "x", "--meter", "be-3ph"], /^--meter, --replay and --serial exclude each other: give one of them\.$/],
	[
		["--serial", "x", "--speed", "2"],
		/^--serial reads a real meter, whose time can't be sped up: leave --speed out\.$/,
	],
	[
		["--mqtt", "mqtt://x", "--port", "1"],
		/^--port is for the broker that comes along: with --mqtt, give the port there\.$/,
	],
	[["--meter", "be-2ph"], /^--meter is "be-2ph": give one of be-3ph, .*\.$/],
	[["--path-loss", ""], /^--path-loss is "": give a number from 0 to 200\.$/],
	[["--path-loss", "201"], /^--path-loss is "201": give a number from 0 to 200\.$/],
	[["--seed=-1"], /^--seed is "-1": give a whole number from 0 to 4294967295\.$/],
	[["--seed", "1.5"], /^--seed is "1\.5": give a whole number from /],
	[["--port", "65536"], /^--port is "65536": give a whole number from 0 to 65535\.$/],
	[["--speed", "0"], /^--speed is "0": give a number from 0\.01 to 100000\.$/],
	[["--duration", "Infinity"], /^--duration is "Infinity": give a number from /],
	[["--mqtt", "localhost:1883"], /^--mqtt is "localhost:1883": give an address such as mqtt:\/\/.*\.$/],
	[["--mqtt", "ftp://localhost"], /^--mqtt is "ftp:\/\/localhost": give an address such as /],
	[["--mqtt", "mqtt://localhost/topic"], /^--mqtt is .*: give an address such as /],
	[["--mqtt", "mqtt://localhost:0"], /^--mqtt is .*: give an address such as /],
	[["--mqtt", "mqtt://:secret@localhost"], /^--mqtt is .*: MQTT takes no password without a user\.$/],
	[["--replay", "p1-lora-no-such-file"], /^Cannot read p1-lora-no-such-file: there is no such file\.$/],
];

for (const [args, sentence] of REFUSED) {
	test(`start ${args.join(" ")} is refused in a sentence`, async () => {
		const { code, error } = await runStart(args);
		assert.equal(code, 1);
		assert.match(error, sentence);
		assert.ok(!error.includes("\n"));
	});
}

for (const password of ["50%25%20%2F%23", "50% %2F%23"]) {
	test(`a broker's password may have any character: ${password}`, async () => {
		const broker = await passwordBroker("me", "50% /#");
		const url = `mqtt://me:${password}@127.0.0.1:${broker.port}`;
		const { code, error, lines } = await runStart(["--mqtt", url, "--duration", "1", "--speed", "100"]);
		assert.equal(error, "");
		assert.equal(code, 0);
		assert.ok(!lines.join().includes("50%"), "the password is not shown");
		await broker.close();
	});
}
