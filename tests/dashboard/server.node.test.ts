/** The dashboard's server: what it takes, what it refuses, and how its streams begin and end. */
import { request } from "node:http";
import { connect } from "node:net";
import { MOST_STREAMS } from "../../tools/dashboard/streams.js";
import { assert, test } from "../harness/index.js";
import { eventsOf, post, withBench } from "./live-bench.js";

const JSON_TYPE = { "content-type": "application/json" };

const REFUSED: [what: string, body: string, headers: Record<string, string>, status: number, reason: RegExp][] = [
	["no JSON", "walls=2", JSON_TYPE, 400, /no JSON/],
	["no object", "7", JSON_TYPE, 400, /must be like/],
	["an unknown control", '{"name":"fly","value":1}', JSON_TYPE, 400, /no control "fly": there are speed, pathLossDb/],
	["a name of Object's", '{"name":"constructor","value":1}', JSON_TYPE, 400, /no control/],
	["too many walls", '{"name":"walls","value":7}', JSON_TYPE, 400, /walls is 7: a whole number from 0 to 6 is wanted/],
	["half a wall", '{"name":"walls","value":0.5}', JSON_TYPE, 400, /whole number/],
	["a path loss that is a text", '{"name":"pathLossDb","value":"120"}', JSON_TYPE, 400, /from 60 to 175/],
	["a jammer of another kind", '{"name":"jammer","value":"loud"}', JSON_TYPE, 400, /off, pulses, steady, drowning/],
	["a switch that is a number", '{"name":"wifi","value":1}', JSON_TYPE, 400, /true or false/],
	["a form", '{"name":"walls","value":2}', { "content-type": "text/plain" }, 415, /application\/json/],
	["another site's page", '{"name":"walls","value":2}', { ...JSON_TYPE, origin: "http://evil.example" }, 403, /itself/],
	["too long", JSON.stringify({ name: "walls", value: "x".repeat(2000) }), JSON_TYPE, 413, /too long/],
];

test("what no control could have sent is refused with a sentence, and changes nothing", async () => {
	await withBench(async ({ origin, dashboard }) => {
		const before = dashboard.hands.settings;
		for (const [what, body, headers, status, reason] of REFUSED) {
			const answer = await post(origin, body, headers);
			assert.equal(answer.status, status, what);
			assert.match(answer.told.ok ? "" : answer.told.reason, reason);
		}
		assert.deepEqual(dashboard.hands.settings, before);
	});
});

/** A GET with headers that `fetch` would not send. */
function statusOf(origin: string, path: string, headers: Record<string, string>): Promise<number | undefined> {
	return new Promise((resolve, reject) => {
		request(`${origin}${path}`, { headers }, (response) => {
			resolve(response.statusCode);
			response.resume();
		})
			.on("error", reject)
			.end();
	});
}

test("a name that leads here from elsewhere gets nothing, and nothing is allowed to come from elsewhere", async () => {
	await withBench(async ({ origin }) => {
		for (const path of ["/", "/events", "/page.js"])
			assert.equal(await statusOf(origin, path, { host: "rebound.example:8400" }), 403);
		const page = await fetch(`${origin}/`);
		assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'.*connect-src 'self'/);
		assert.equal((await fetch(`${origin}/../package.json`)).status, 404);
		assert.equal((await fetch(`${origin}/action`)).status, 405);
	});
});

test("a stream begins with all there is, whoever comes when, and goes on with what is new", async () => {
	await withBench(async ({ origin }) => {
		const stop = new AbortController();
		const seen = new Set<string>();
		for await (const event of eventsOf(origin, stop.signal)) {
			if (event.type === "snapshot") {
				assert.deepEqual([...seen], []);
				assert.ok(event.samples.length > 0 && event.log.length > 3);
				const latest = event.events.map(({ type }) => type);
				for (const type of ["settings", "status", "telegram", "oled"] as const) assert.ok(latest.includes(type), type);
			}
			seen.add(event.type);
			if (["frame", "landed", "hop", "sample", "oled", "telegram", "status", "log"].every((type) => seen.has(type)))
				break;
		}
		stop.abort();
	});
});

test("there are streams for so many browsers, and a place is free again when one has gone", async () => {
	await withBench(async ({ origin, until, dashboard }) => {
		const stops = Array.from({ length: MOST_STREAMS }, () => new AbortController());
		await Promise.all(stops.map(({ signal }) => fetch(`${origin}/events`, { signal })));
		const late = await fetch(`${origin}/events`);
		assert.equal(late.status, 503);
		assert.match(((await late.json()) as { reason: string }).reason, /Too many browsers/);
		for (const stop of stops) stop.abort();
		await until("nobody listens", () => !dashboard.hub.isWatched);
		const stop = new AbortController();
		assert.equal((await fetch(`${origin}/events`, { signal: stop.signal })).status, 200);
		stop.abort();
	});
});

test("a browser that does not take what it is sent is dropped, and the bench goes on", async () => {
	await withBench(async ({ server, dashboard, until, clock }) => {
		const socket = connect(server.port, "127.0.0.1").pause();
		socket.on("error", () => {});
		socket.write("GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n");
		await until("it listens", () => dashboard.hub.isWatched);
		const line = "x".repeat(20_000);
		await until("it is dropped", () => {
			for (let count = 0; count < 50; count++) dashboard.log("transmitter", line, false);
			return !dashboard.hub.isWatched;
		});
		const before = clock.now();
		await until("time passes", () => clock.now() > before);
		socket.destroy();
	});
});

test("while nobody looks, what the hub keeps is bounded", async () => {
	await withBench(async ({ dashboard }) => {
		for (let count = 0; count < 1000; count++) dashboard.log("transmitter", `line ${count}`, false);
		const { log } = dashboard.hub.snapshot;
		assert.equal(log.length, 300);
		assert.equal(log.at(-1)?.line, "line 999");
	});
});
