import type { Head } from "../../src/http/head-reader.js";
import { judge, type Route } from "../../src/http/route.js";
import { assert, test } from "../harness/index.js";

const ROUTES: readonly Route[] = (["GET", "POST"] as const).map((method) => ({
	method,
	path: "/x",
	longestBody: method === "POST" ? 10 : 0,
	answer: () => ({ status: 200, type: "text/plain", body: [] }),
}));

function verdict(request: string, headers: Head["headers"] = {}) {
	const [method, target] = request.split(" ");
	return judge({ method, target, version: "1.1", headers: { host: "192.168.1.7", ...headers } }, ROUTES);
}

test("a route is found by method and path, whatever the query", () => {
	for (const request of ["GET /x", "GET /x?a=%00", "HEAD /x"]) {
		const found = verdict(request);
		assert.ok(found.ok && found.route.method === "GET" && found.bodyLength === 0);
		assert.equal(found.ok && found.headOnly, request.startsWith("HEAD"));
	}
	const posted = verdict("POST /x", { "content-length": "10" });
	assert.ok(posted.ok && posted.bodyLength === 10);
});

for (const [request, headers, status] of [
	["GET /../x", {}, 404],
	["GET /%2e%2e/x", {}, 404],
	["GET /x/", {}, 404],
	["GET /X", {}, 404],
	["GET http://192.168.1.7/x", {}, 400],
	["GET *", {}, 400],
	["TRACE /x", {}, 501],
	["CONNECT a:1", {}, 501],
	["BREW /x", {}, 501],
	["PUT /x", { "content-length": "1" }, 405],
	["POST /x", {}, 411],
	["POST /x", { "transfer-encoding": "chunked" }, 411],
	["POST /x", { "transfer-encoding": "chunked", "content-length": "3" }, 400],
	["POST /x", { "content-length": "11" }, 413],
	["POST /x", { "content-length": "999999999" }, 413],
	["POST /x", { "content-length": "1e1" }, 400],
	["POST /x", { "content-length": "-1" }, 400],
	["POST /x", { "content-length": "+1" }, 400],
	["POST /x", { "content-length": "" }, 400],
	["GET /x", { "content-length": "1" }, 413],
	["GET /x", { host: "evil.example" }, 403],
	["GET /x", { host: "192.168.1.7.evil.example" }, 403],
	["GET /x", { host: "local.evil.example:80" }, 403],
	["GET /x", { host: "" }, 403],
	["GET /x", { origin: "http://evil.example" }, 403],
	["GET /x", { origin: "null" }, 403],
	["GET /x", { origin: "https://192.168.1.7" }, 403],
	["GET /x", { host: "192.168.1.7:8080", origin: "http://192.168.1.7" }, 403],
] as const) {
	test(`${request} with ${JSON.stringify(headers)} gets ${status}`, () => {
		const found = verdict(request, headers);
		assert.equal(found.ok ? 200 : found.status, status);
	});
}

test("without Host there is no request", () => {
	const found = judge({ method: "GET", target: "/x", version: "1.1", headers: {} }, ROUTES);
	assert.deepEqual(found, { ok: false, status: 400 });
});

test("405 tells what can be asked", () => {
	assert.deepEqual(verdict("PUT /x", { "content-length": "0" }), { ok: false, status: 405, allow: "GET, HEAD, POST" });
});

for (const host of [
	"192.168.1.7",
	"10.0.0.1:8080",
	"[fe80::1]",
	"[::1]:80",
	"localhost:8080",
	"p1-lora-103789fa",
	"p1-lora-103789fa.local",
	"P1.LAN",
	"p1.home.arpa",
	"p1-lora-103789fa.fritz.box",
]) {
	test(`${host} is at home, and a page from there may ask`, () => {
		assert.ok(verdict("GET /x", { host }).ok);
		assert.ok(verdict("POST /x", { host, origin: `http://${host.toLowerCase()}`, "content-length": "0" }).ok);
	});
}
