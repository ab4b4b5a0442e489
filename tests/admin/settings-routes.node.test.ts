/** What the settings' routes do and refuse, on real sockets. */
import { connect } from "node:net";
import { SETTINGS, settingsOf } from "../../src/device/settings-table.js";
import { assert, test } from "../harness/index.js";
import { LOCALHOST } from "../home/served-home.js";
import { PASSWORD, withAdmin } from "./served-admin.js";
import { ask } from "./stamped.js";

test("whoever has the password sees this board's settings, and of secrets that they are set", async () => {
	await withAdmin(async ({ owner }) => {
		const answer = await ask(owner, "GET", "/api/settings");
		assert.equal(answer.status, 200);
		const text = await answer.text();
		assert.ok(!text.includes("a secret of mine") && !text.includes(PASSWORD));
		const { settings } = JSON.parse(text);
		const shown = new Map(settings.map((setting: { key: string }) => [setting.key, setting]));
		assert.deepEqual(
			[...shown.keys()],
			settingsOf("receiver").map(({ key }) => key),
		);
		assert.deepEqual(shown.get("wifiPassword"), {
			key: "wifiPassword",
			about: "the password of the Wi-Fi network; not set for an open one",
			wants: "8 to 63 characters of an English keyboard, or 64 hexadecimal digits",
			kind: "passphrase",
			usual: "",
			isSet: true,
		});
		assert.match(JSON.stringify(shown.get("wifiName")), /"value":"Zo\u00eb's <Wi-Fi>"/);
		assert.match(JSON.stringify(shown.get("mqttPort")), /"usual":"1883","value":"1883"/);
	});
});

test("changes are made all, or none: what can't be is said of each setting, and nothing is stored", async () => {
	await withAdmin(async ({ owner, settings }) => {
		const wrong = await ask(
			owner,
			"POST",
			"/api/settings",
			"name Meter\nmqttPort 65536\np1Key \nno such\n__proto__ x\nmqttUser a\nmqttUser b",
		);
		assert.equal(wrong.status, 422);
		assert.deepEqual(Object.entries(((await wrong.json()) as { refused: object }).refused), [
			["mqttPort", "mqttPort must be a whole number from 1 to 65535"],
			["p1Key", "p1Key is a setting of the transmitter, and this is the receiver"],
			["no", "there is no setting no; help lists them"],
			["__proto__", "there is no setting __proto__; help lists them"],
			["mqttUser", "mqttUser is there twice"],
		]);
		assert.equal(settings.text("name"), "P1-LoRa");
		const right = await ask(owner, "POST", "/api/settings", "name Zo\u00eb's meter\nmqttPort 8883\nwifiPassword");
		assert.equal(right.status, 200);
		assert.equal(settings.text("name"), "Zo\u00eb's meter");
		assert.equal(settings.number("mqttPort"), 8883);
		assert.equal(settings.optional("wifiPassword"), undefined);
		assert.equal(settings.text("wifiName"), "Zo\u00eb's <Wi-Fi>");
	});
});

test("a body that is no UTF-8, or has more lines than there are settings, changes nothing", async () => {
	assert.ok(SETTINGS.length < 32);
	await withAdmin(async ({ owner, settings }) => {
		const many = Array.from({ length: 33 }, (_, i) => `key${i} 1`).join("\n");
		for (const body of [`name A\0B`, many]) {
			const { status } = await ask(owner, "POST", "/api/settings", body);
			assert.ok(status === 400 || status === 422, String(status));
		}
		assert.equal(settings.text("name"), "P1-LoRa");
	});
});

test("the board starts anew a second after the answer has gone out", async () => {
	await withAdmin(async ({ owner, restarts }) => {
		assert.equal((await ask(owner, "POST", "/api/restart", "")).status, 200);
		assert.equal(restarts(), 0);
		await new Promise((resolve) => setTimeout(resolve, 1100));
		assert.equal(restarts(), 1);
	});
});

test("without the password, or with a wrong one, nothing is told and nothing changes; the pause is told", async () => {
	await withAdmin(async ({ owner, origin, settings, restarts }) => {
		const stranger = { ...owner, password: "wrong horse" };
		for (const [method, target] of [
			["GET", "/api/settings"],
			["POST", "/api/settings"],
			["POST", "/api/restart"],
		] as const) {
			const body = method === "GET" ? {} : { body: "name Mine" };
			const open = await fetch(origin + target, { method, ...body });
			assert.ok(open.status === 401 || open.status === 413, String(open.status));
			const guessed = await ask(stranger, method, target, method === "GET" ? undefined : "");
			assert.equal(guessed.status, 401);
			assert.equal(guessed.headers.get("www-authenticate"), "P1-LoRa");
		}
		const paused = await ask(owner, "GET", "/api/settings");
		assert.equal(paused.status, 429);
		assert.equal(paused.headers.get("retry-after"), "10");
		assert.equal(settings.text("name"), "P1-LoRa");
		assert.equal(restarts(), 0);
	});
});

test("without pagePassword the page is off, and says how to switch it on", async () => {
	await withAdmin(
		async ({ origin, owner }) => {
			assert.deepEqual(await (await fetch(`${origin}/api/challenge`)).json(), {});
			const answer = await ask(owner, "GET", "/api/settings");
			assert.equal(answer.status, 403);
			assert.match(await answer.text(), /USB.*p1-lora config PORT --set pagePassword --restart/);
		},
		{ password: "" },
	);
});

/** The status of what a client of `node:net` gets for these bytes. */
function statusOf(port: number, request: string): Promise<string> {
	return new Promise((resolve) => {
		const socket = connect(port, LOCALHOST, () => socket.write(request, "latin1"));
		let text = "";
		socket.setEncoding("latin1").on("data", (data) => {
			text += data;
		});
		socket.on("error", () => {}).on("close", () => resolve(text.slice(9, 12)));
	});
}

const HOST = "Host: 127.0.0.1\r\n";
const STAMP = `Authorization: P1-LoRa ${"0".repeat(32)} ${"0".repeat(64)}\r\n`;

for (const [what, request, status] of [
	[
		"from a foreign page",
		`POST /api/restart HTTP/1.1\r\n${HOST}Origin: http://evil.example\r\nContent-Length: 0\r\n\r\n`,
		"403",
	],
	["under a foreign name", `POST /api/restart HTTP/1.1\r\nHost: rebound.example\r\nContent-Length: 0\r\n\r\n`, "403"],
	["by GET", `GET /api/restart HTTP/1.1\r\n${HOST}\r\n`, "405"],
	["by GET with a query", `GET /api/settings?name=Mine HTTP/1.1\r\n${HOST}\r\n`, "401"],
	["with two Authorizations", `POST /api/restart HTTP/1.1\r\n${HOST}${STAMP}${STAMP}Content-Length: 0\r\n\r\n`, "400"],
	[
		"with an Authorization of 600 bytes",
		`GET /api/settings HTTP/1.1\r\n${HOST}Authorization: ${"x".repeat(600)}\r\n\r\n`,
		"431",
	],
	[
		"with a megabyte of changes",
		`POST /api/settings HTTP/1.1\r\n${HOST}${STAMP}Content-Length: 1000000\r\n\r\n`,
		"413",
	],
	["with changes in chunks", `POST /api/settings HTTP/1.1\r\n${HOST}${STAMP}Transfer-Encoding: chunked\r\n\r\n`, "411"],
] as const) {
	test(`a request ${what} gets ${status}, and changes nothing`, async () => {
		await withAdmin(async ({ port, settings, restarts }) => {
			assert.equal(await statusOf(port, request), status);
			assert.equal(settings.text("name"), "P1-LoRa");
			assert.equal(restarts(), 0);
		});
	});
}
