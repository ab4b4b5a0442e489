/** Clients that mean harm, or were badly written, on real sockets: the server stays up, and serves the next one. */
import { connect, type Socket } from "node:net";
import { HTTPServer } from "../../src/http/server.js";
import { RealClock } from "../../tools/host/real-clock.js";
import { HostTCP, listenerOn } from "../../tools/host/tcp.js";
import { assert, test } from "../harness/index.js";
import { until } from "../until.js";

const LOCALHOST = "127.0.0.1";
const BODY = "x".repeat(20_000);

async function served(body: (server: HTTPServer) => Promise<void>): Promise<void> {
	let asked = 0;
	const server = new HTTPServer({
		clock: new RealClock(),
		serving: { listener: { io: listenerOn(LOCALHOST) }, accepted: { io: HostTCP } },
		port: 0,
		routes: [
			{
				method: "GET",
				path: "/x",
				answer: () => {
					asked++;
					return { status: 200, type: "text/plain", body: [BODY] };
				},
			},
			{ method: "POST", path: "/x", longestBody: 100, answer: () => ({ status: 200, type: "text/plain", body: [] }) },
		],
	});
	await until("it listens", () => server.port > 0);
	try {
		await body(server);
		const before = asked;
		const answer = await fetch(`http://${LOCALHOST}:${server.port}/x`);
		assert.equal(await answer.text(), BODY);
		assert.equal(asked, before + 1);
	} finally {
		server.close();
	}
}

/** All that comes back until the server ends the connection. */
function exchange(port: number, ...parts: string[]): Promise<string> {
	return new Promise((resolve) => {
		const socket = connect(port, LOCALHOST, () => {
			for (const part of parts) socket.write(part, "latin1");
		});
		let text = "";
		socket.setEncoding("latin1").on("data", (data) => {
			text += data;
		});
		socket.on("error", () => {}).on("close", () => resolve(text));
	});
}

const HOST = "Host: 127.0.0.1\r\n";

for (const [what, request, status] of [
	["a header line of 8 KB", `GET /x HTTP/1.1\r\n${HOST}X: ${"a".repeat(8192)}\r\n\r\n`, 431],
	["an endless path", `GET /${"a".repeat(1_000_000)}`, 414],
	["a NUL in the path", `GET /x%00 HTTP/1.1\r\n${HOST}\r\n`, 404],
	["a way up", `GET /../../etc/passwd HTTP/1.1\r\n${HOST}\r\n`, 404],
	["a way up in disguise", `GET /%2e%2e%2f%2e%2e/etc/passwd HTTP/1.1\r\n${HOST}\r\n`, 404],
	["no length", `POST /x HTTP/1.1\r\n${HOST}\r\nabc`, 411],
	["chunks", `POST /x HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n`, 411],
	["a length of a gigabyte", `POST /x HTTP/1.1\r\n${HOST}Content-Length: 999999999\r\n\r\n${"a".repeat(100_000)}`, 413],
	["a foreign name", "GET /x HTTP/1.1\r\nHost: rebound.example\r\n\r\n", 403],
	[
		"a foreign page's Origin",
		`POST /x HTTP/1.1\r\n${HOST}Origin: http://evil.example\r\nContent-Length: 0\r\n\r\n`,
		403,
	],
	["TRACE", `TRACE /x HTTP/1.1\r\n${HOST}\r\n`, 501],
	["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400],
	["two requests in one go", `DELETE /x HTTP/1.1\r\n${HOST}\r\nGET /x HTTP/1.1\r\n${HOST}\r\n`, 501],
] as const) {
	test(`a request with ${what} gets ${status}, and nothing else happens`, async () => {
		await served(async ({ port }) => {
			const answer = await exchange(port, request);
			assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
			assert.equal(answer.split("HTTP/1.1 ").length, 2);
			assert.ok(!answer.includes(BODY));
		});
	});
}

test("of two requests in one go the first is answered", async () => {
	await served(async ({ port }) => {
		const answer = await exchange(port, `GET /x HTTP/1.1\r\n${HOST}\r\n`.repeat(2));
		assert.equal(answer.split("HTTP/1.1 200").length, 2);
	});
});

test("fifty connections at once, silent ones among them: the server has three, and is there again when they leave", async () => {
	await served(async (server) => {
		const sockets = await Promise.all(
			Array.from({ length: 50 }, () => {
				const socket = connect(server.port, LOCALHOST);
				return new Promise<Socket>((resolve) => socket.on("error", () => {}).on("connect", () => resolve(socket)));
			}),
		);
		await until("all others are turned away", () => sockets.filter(({ destroyed }) => destroyed).length === 47);
		assert.equal(server.clients, 3);
		for (const socket of sockets) socket.resetAndDestroy();
		await until("all are gone", () => server.clients === 0);
	});
});

test("a client that resets in the midst of an answer, a thousand times, leaves nothing behind", async () => {
	await served(async (server) => {
		for (let turn = 0; turn < 1000; turn++) {
			await new Promise<void>((resolve) => {
				const socket = connect(server.port, LOCALHOST, () => socket.write(`GET /x HTTP/1.1\r\n${HOST}\r\n`));
				socket.on("error", () => {}).on("close", () => resolve());
				if (turn % 2 === 0) socket.once("data", () => socket.resetAndDestroy());
				else setImmediate(() => socket.resetAndDestroy());
			});
		}
		await until("all are gone", () => server.clients === 0);
	});
});
