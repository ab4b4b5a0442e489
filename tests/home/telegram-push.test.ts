import { MOST_WAITING, PUSH_TIMEOUT, parsePushTarget, TelegramPush } from "../../src/home/telegram-push.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { bytesOf, sealed } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";
import { send, sent } from "../http/scripted-serving.js";
import { scriptedNetwork } from "../mqtt/scripted-tcp.js";

const TARGET = { host: "192.0.2.9", port: 7777, path: "/api/v1/datalogger/dsmrreading" };

function telegram(n: number): string {
	return sealed(["/FLU5\\253769484_A", "", `1-0:1.7.0(00.10${n}*kW)`]);
}

function pushing(isOnline?: () => boolean) {
	const clock = new VirtualClock();
	const network = scriptedNetwork();
	const told: (string | undefined)[] = [];
	const push = new TelegramPush({
		clock,
		random: () => 0,
		socket: network,
		target: TARGET,
		key: "s3cret",
		isOnline,
		onTrouble: (trouble) => told.push(trouble),
	});
	const offer = (n: number) => push.offer(bytesOf(telegram(n)));
	return { clock, sockets: network.sockets, told, push, offer };
}

const CREATED = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}";

/** What was posted, as the other side decodes it. */
function posted(request: string): string {
	return decodeURIComponent(request.slice(request.indexOf("\r\n\r\n") + 4).replace("telegram=", ""));
}

test("a telegram is posted as DSMR-reader wants it, and its answer ends the connection", () => {
	const { sockets, push, offer, told } = pushing();
	offer(1);
	assert.deepEqual([sockets[0].options.address, sockets[0].options.port], ["192.0.2.9", 7777]);
	for (let turn = 0; turn < 20; turn++) sockets[0].give(10);
	sockets[0].give(1000);
	const request = sent(sockets[0]);
	const [head, body] = request.split("\r\n\r\n");
	assert.deepEqual(head.split("\r\n"), [
		"POST /api/v1/datalogger/dsmrreading HTTP/1.1",
		"Host: 192.0.2.9:7777",
		"Authorization: Token s3cret",
		"Content-Type: application/x-www-form-urlencoded",
		`Content-Length: ${body.length}`,
		"Connection: close",
	]);
	assert.equal(posted(request), telegram(1));
	send(sockets[0], CREATED.slice(0, 10));
	assert.ok(!sockets[0].closed);
	send(sockets[0], CREATED.slice(10));
	assert.ok(sockets[0].closed);
	assert.deepEqual([push.delivered, push.waiting, told], [1, 0, []]);
});

test("while it is away, two telegrams wait, the oldest go, and each try comes later than the last", () => {
	const { clock, sockets, push, offer, told } = pushing();
	for (let n = 0; n < 9; n++) {
		offer(n);
		sockets.at(-1)?.hangUp();
	}
	assert.deepEqual([push.waiting, push.dropped], [MOST_WAITING, 7]);
	const tries: number[] = [];
	for (let second = 0; second < 300; second++) {
		const before = sockets.length;
		clock.advance(1000);
		if (sockets.length > before) tries.push(second);
		sockets.at(-1)?.hangUp();
	}
	assert.deepEqual(told, ["it cannot be reached"]);
	assert.ok(tries.length > 5 && tries.length < 15, String(tries));
	const tried = sockets.length;
	for (let second = 0; second < 60 && sockets.length === tried; second++) clock.advance(1000);
	for (let n = 7; n < 9; n++) {
		const socket = sockets.at(-1);
		socket?.give(4000);
		assert.equal(posted(sent(socket)), telegram(n));
		send(socket, CREATED);
	}
	assert.deepEqual([push.waiting, push.delivered], [0, 2]);
	assert.deepEqual(told, ["it cannot be reached", undefined]);
});

test("the telegram under way is not dropped for a newer one", () => {
	const { sockets, push, offer } = pushing();
	for (let n = 0; n < 9; n++) offer(n);
	assert.deepEqual([sockets.length, push.waiting], [1, MOST_WAITING]);
	for (const n of [0, 8]) {
		const socket = sockets.at(-1);
		socket?.give(4000);
		assert.equal(posted(sent(socket)), telegram(n));
		send(socket, CREATED);
	}
});

for (const [answer, trouble, waiting] of [
	["HTTP/1.1 403 Forbidden\r\n", "it does not accept the API key", 0],
	["HTTP/1.1 400 Bad Request\r\n", "it answers 400", 0],
	["HTTP/1.1 502 Bad Gateway\r\n", "it answers 502", 1],
	["HTTP/1.1 301 Moved Permanently\r\n", "it answers 301", 1],
	[`SSH-2.0-${"x".repeat(60)}`, "what answers is no web server", 1],
] as const) {
	test(`after ${answer.slice(0, 20).trim()} the trouble is told, and ${waiting} telegram waits`, () => {
		const { sockets, push, offer, told } = pushing();
		offer(1);
		sockets[0].give(4000);
		send(sockets[0], answer);
		assert.deepEqual([told, push.waiting, sockets[0].closed], [[trouble], waiting, true]);
	});
}

test("one that never answers, or never takes the request, is given up after twenty seconds", () => {
	const { clock, sockets, offer, told } = pushing();
	offer(1);
	sockets[0].give(50);
	clock.advance(PUSH_TIMEOUT);
	assert.ok(sockets[0].closed);
	assert.deepEqual(told, ["it does not answer"]);
	sockets[0].give(50);
	sockets[0].hangUp();
	assert.deepEqual(told, ["it does not answer"]);
});

test("closed, it lets go of everything", () => {
	const { clock, sockets, push, offer } = pushing();
	offer(1);
	push.close();
	assert.ok(sockets[0].closed);
	clock.advance(600_000);
	assert.equal(sockets.length, 1);
});

for (const [url, target] of [
	["http://dsmr.local", { host: "dsmr.local", port: 80, path: TARGET.path }],
	["http://192.0.2.9:7777/", TARGET],
	["http://dsmr.local:8000/other?x=1", { host: "dsmr.local", port: 8000, path: "/other?x=1" }],
	["https://dsmr.local", undefined],
	["http://", undefined],
	["http://a:0", undefined],
	["http://a:65536", undefined],
	["http://user@a", undefined],
	["http://a/x y", undefined],
	["http://a/x\r\nX-Injected: y", undefined],
] as const) {
	test(`${JSON.stringify(url)} is ${target === undefined ? "no" : "a"} target`, () => {
		assert.deepEqual(parsePushTarget(url), target);
	});
}

test("while there is no Wi-Fi that is what is told, not that DSMR-reader is at fault", () => {
	let isOnline = false;
	const { clock, sockets, told, offer } = pushing(() => isOnline);
	offer(1);
	clock.advance(PUSH_TIMEOUT);
	isOnline = true;
	clock.advance(1000);
	sockets[1].hangUp();
	assert.deepEqual(told, ["it is out of reach while there is no Wi-Fi", "it cannot be reached"]);
});
