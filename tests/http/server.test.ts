import type { Answer, Route } from "../../src/http/route.js";
import { ANSWER_TIMEOUT, HTTPServer, REQUEST_TIMEOUT } from "../../src/http/server.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { assert, test } from "../harness/index.js";
import { scriptedServing, send, sent } from "./scripted-serving.js";

const PAGE = "x".repeat(3000);

function get(path: string, answer: () => Answer): Route {
	return { method: "GET", path, answer };
}

function text(body: Answer["body"]): Answer {
	return { status: 200, type: "text/plain", body };
}

const ROUTES: readonly Route[] = [
	get("/page", () => text([PAGE, "", new Uint8Array([0x79, 0x7a])])),
	get("/pieces", () => text((index) => (index < 3 ? `${index}` : undefined))),
	get("/broken", () => {
		throw new Error("a mistake");
	}),
	get("/breaks", () =>
		text((index) => {
			if (index === 2) throw new Error("a mistake");
			return "half";
		}),
	),
	{
		method: "POST",
		path: "/echo",
		longestBody: 8,
		answer: (body) => text([new Uint8Array(body)]),
	},
];

function served() {
	const clock = new VirtualClock();
	const serving = scriptedServing();
	const server = new HTTPServer({ clock, serving, port: 80, routes: ROUTES });
	const ask = (request: string, room?: number) => {
		const socket = serving.connect(room);
		send(socket, request);
		return socket;
	};
	return { clock, serving, server, ask };
}

const at = (path: string) => `GET ${path} HTTP/1.1\r\nHost: p1.local\r\n\r\n`;

function bodyOf(answer: string): string {
	return answer.slice(answer.indexOf("\r\n\r\n") + 4);
}

test("an answer is whole, says how long it is, and ends the connection", () => {
	const { ask, server } = served();
	const socket = ask(at("/page"));
	const answer = sent(socket);
	assert.match(
		answer,
		/^HTTP\/1\.1 200 OK\r\nContent-Type: text\/plain\r\nContent-Length: 3002\r\nConnection: close\r\n/,
	);
	assert.equal(bodyOf(answer), `${PAGE}yz`);
	assert.ok(socket?.closed);
	assert.equal(server.clients, 0);
});

test("an answer waits for room, byte by byte if need be, and never writes beyond it", () => {
	const { ask } = served();
	const socket = ask(at("/page"), 0);
	assert.equal(sent(socket), "");
	for (let turn = 0; turn < 5000 && !socket?.closed; turn++) socket?.give(turn % 3);
	assert.equal(bodyOf(sent(socket)), `${PAGE}yz`);
	assert.equal(socket?.overrun, 0);
	assert.ok(socket?.closed);
});

test("HEAD gets what GET would, without the body", () => {
	const { ask } = served();
	const socket = ask(at("/page").replace("GET", "HEAD"));
	assert.match(sent(socket), /Content-Length: 3002\r\n/);
	assert.equal(bodyOf(sent(socket)), "");
	for (const [path, status] of [
		["/none", "404 Not Found"],
		["/broken", "500 Internal Server Error"],
		["/echo", "405 Method Not Allowed"],
	]) {
		const refused = sent(ask(at(path).replace("GET", "HEAD")));
		assert.match(refused, new RegExp(`^HTTP/1.1 ${status}`));
		assert.equal(bodyOf(refused), "", path);
	}
});

test("an answer in pieces ends with the connection", () => {
	const { ask } = served();
	const socket = ask(at("/pieces"));
	assert.ok(!sent(socket).includes("Content-Length"));
	assert.equal(bodyOf(sent(socket)), "012");
	assert.ok(socket?.closed);
});

test("a body is taken as it comes, and what follows it is no second request", () => {
	const { ask } = served();
	const socket = ask("POST /echo HTTP/1.1\r\nHost: p1.local\r\nContent-Length: 5\r\n\r\nab");
	assert.equal(sent(socket), "");
	send(socket, "c");
	send(socket, `de${at("/page")}`);
	assert.equal(bodyOf(sent(socket)), "abcde");
	assert.ok(socket?.closed);
});

test("a mistake in an answer costs that answer", () => {
	const { ask, server, clock } = served();
	assert.match(sent(ask(at("/broken"))), /^HTTP\/1\.1 500 /);
	const socket = ask(at("/breaks"));
	assert.ok(socket?.closed);
	clock.advance(60_000);
	assert.equal(server.clients, 0);
	assert.match(sent(ask(at("/pieces"))), /^HTTP\/1\.1 200 /);
});

test("whoever dawdles over a request is told so after ten seconds, however much has come", () => {
	const { clock, ask, server } = served();
	const silent = ask("");
	const slow = ask("");
	for (let second = 0; second < 11; second++) {
		send(slow, "GET / HTTP/1.1\r\n"[second]);
		clock.advance(REQUEST_TIMEOUT / 10);
	}
	assert.match(sent(silent), /^HTTP\/1\.1 408 /);
	assert.match(sent(slow), /^HTTP\/1\.1 408 /);
	clock.advance(1000);
	assert.equal(server.clients, 0);
});

test("whoever does not take an answer is dropped", () => {
	const { clock, ask, server } = served();
	const socket = ask(at("/page"), 100);
	clock.advance(ANSWER_TIMEOUT - 1);
	assert.equal(server.clients, 1);
	clock.advance(1);
	assert.ok(socket?.closed);
	assert.equal(server.clients, 0);
});

test("after a refusal the rest of the request is read and forgotten for a second, so that the refusal arrives", () => {
	const { clock, ask, server } = served();
	const socket = ask("POST /echo HTTP/1.1\r\nHost: p1.local\r\nContent-Length: 9999\r\n\r\n");
	assert.match(sent(socket), /^HTTP\/1\.1 413 /);
	assert.ok(!socket?.closed);
	for (let i = 0; i < 10; i++) send(socket, "x".repeat(1000));
	clock.advance(1000);
	assert.ok(socket?.closed);
	assert.equal(server.clients, 0);
});

test("three clients at a time, and the next as soon as one has gone", () => {
	const { ask, server } = served();
	const sockets = [ask("G"), ask("GET /"), ask(at("/page"), 10)];
	assert.equal(server.clients, 3);
	assert.equal(ask(""), undefined);
	sockets[1]?.hangUp();
	assert.match(sent(ask(at("/pieces"))), /^HTTP\/1\.1 200 /);
});

test("of three clients one that has said nothing yet goes for a fourth, the oldest first: browsers keep some ready", () => {
	const { ask, server } = served();
	const [busy, older, newer] = [ask("G"), ask(""), ask("")];
	assert.match(sent(ask(at("/pieces"))), /^HTTP\/1\.1 200 /);
	assert.deepEqual([busy?.closed, older?.closed, newer?.closed], [false, true, false]);
	assert.equal(server.clients, 2);
});

test("a server that closes lets go of port and clients, and no timer stays", () => {
	const { clock, ask, server, serving } = served();
	const sockets = [ask(""), ask(at("/page"), 10)];
	server.close();
	assert.ok(!serving.listening);
	assert.ok(sockets.every((socket) => socket?.closed));
	clock.advance(120_000);
	assert.equal(server.clients, 0);
});

test("a port that cannot be listened on is told, and nothing is thrown", () => {
	let failures = 0;
	const serving = scriptedServing();
	serving.listener.io = class {
		constructor() {
			throw new Error("no socket");
		}
	} as never; // A board without a socket left throws here.
	const server = new HTTPServer({
		clock: new VirtualClock(),
		serving,
		port: 80,
		routes: [],
		onFailure: () => failures++,
	});
	assert.equal(failures, 1);
	server.close();
});
