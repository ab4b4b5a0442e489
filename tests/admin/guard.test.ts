import { Guard, stampOf } from "../../src/admin/guard.js";
import type { Head } from "../../src/http/head-reader.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";

const PASSWORD = "correct horse";
const BODY = bytesOf("mqttPort 1884");

function opened(password: string | undefined = PASSWORD) {
	const clock = new VirtualClock();
	let drawn = 0;
	const guard = new Guard({ password, clock, random: () => (drawn++ % 251) / 256 });
	const head = (authorization?: string, target = "/api/settings"): Head => ({
		method: "POST",
		target,
		version: "1.1",
		headers: authorization === undefined ? {} : { authorization },
	});
	const stamped = (challenge: string, guess = PASSWORD, target = "/api/settings", body = BODY) =>
		`P1-LoRa ${challenge} ${stampOf(guess, "POST", target, challenge, body)}`;
	const ask = (authorization?: string, target?: string, body = BODY) =>
		guard.refusal(head(authorization, target), body)?.status;
	return { clock, guard, stamped, ask };
}

test("a stamp is HMAC-SHA-256 under the password, of method, target, challenge and body", () => {
	// From Python's hmac and hashlib.
	assert.equal(
		stampOf(PASSWORD, "POST", "/api/settings", "00112233445566778899aabbccddeeff", BODY),
		"f2ab01afd37e2755beebb6b5a2560a334e22819d991b63d9a3bd5bd68fa72f9f",
	);
});

test("whoever knows the password is let in once per challenge: what is overheard can't be sent again", () => {
	const { guard, stamped, ask } = opened();
	const authorization = stamped(guard.challenge);
	assert.equal(ask(authorization), undefined);
	assert.equal(ask(authorization), 409);
	assert.equal(ask(stamped(guard.challenge)), undefined);
});

test("a stamp is good for its method, its target and its body only", () => {
	const { guard, stamped, ask } = opened();
	const authorization = stamped(guard.challenge);
	assert.equal(ask(authorization, "/api/restart"), 401);
	assert.equal(ask(authorization, "/api/settings?x"), 401);
	assert.equal(ask(authorization, "/api/settings", bytesOf("mqttPort 1885")), 401);
});

test("without a stamp, or with another scheme, the password is asked for, and no try is counted", () => {
	const { guard, stamped, ask } = opened();
	for (const authorization of [undefined, "", "Basic OnNlY3JldA==", "P1-LoRa", `P1-LoRa ${"0".repeat(96)}`]) {
		for (let turn = 0; turn < 3; turn++) assert.equal(ask(authorization), 401);
	}
	for (let turn = 0; turn < 9; turn++) assert.equal(ask(stamped("0".repeat(32))), 409);
	assert.equal(guard.pauseSeconds, 0);
	assert.equal(ask(stamped(guard.challenge)), undefined);
});

test("after three wrong passwords none is looked at for ten seconds, and each one more doubles the pause, up to five minutes", () => {
	const { clock, guard, stamped, ask } = opened();
	assert.equal(ask(stamped(guard.challenge, "wrong horse")), 401);
	assert.equal(ask(stamped(guard.challenge, "wrong horse")), 401);
	assert.equal(guard.pauseSeconds, 0);
	for (const seconds of [10, 20, 40, 80, 160, 300, 300]) {
		assert.equal(ask(stamped(guard.challenge, "wrong horse")), 401);
		assert.equal(guard.pauseSeconds, seconds);
		assert.equal(ask(stamped(guard.challenge)), 429);
		clock.advance(seconds * 1000);
	}
	assert.equal(ask(stamped(guard.challenge)), undefined);
	assert.equal(ask(stamped(guard.challenge, "wrong horse")), 401);
	assert.equal(guard.pauseSeconds, 0);
});

test("without a password nobody is let in, whatever the stamp", () => {
	const { guard, stamped, ask } = opened("");
	assert.ok(guard.isOff);
	assert.equal(ask(stamped(guard.challenge, "")), 403);
});
