/**
 * Who may change something over HTTP: whoever knows the page's password. There is no TLS on the board, so the password
 * itself never travels. A request is stamped: HMAC-SHA-256 (RFC 2104) under the password, of what is asked, a challenge
 * and the body. Each challenge is good for one request, so what is overheard can't be sent again; no other site's page
 * can make a stamp, so it can't ride on a visitor's browser; and there is no session that could be stolen or left open.
 *
 *   Authorization: P1-LoRa CHALLENGE STAMP      (32 and 64 hexadecimal digits)
 */
import { hexOf } from "../bytes.js";
import type { Clock, Milliseconds } from "../clock.js";
import type { Head } from "../http/head-reader.js";
import type { Answer } from "../http/route.js";
import type { Status } from "../http/status.js";
import { encodeUtf8 } from "../utf8.js";
import { extract, sha256 } from "../vendor/noble-hashes.js";

const CHALLENGE_BYTES = 16;

/** Wrong stamps in a row before none is looked at for a while; each one more doubles the pause, up to the longest. */
const FREE_TRIES = 3;
const FIRST_PAUSE: Milliseconds = 10_000;
const LONGEST_PAUSE: Milliseconds = 300_000;

export interface GuardOptions {
	/** Undefined or empty: nobody may. */
	password: string | undefined;
	clock: Clock;
	/** In [0, 1). */
	random: () => number;
}

export class Guard {
	readonly #options: GuardOptions;
	#challenge: string;
	#failures = 0;
	#pausedUntil: Milliseconds = 0;

	constructor(options: GuardOptions) {
		this.#options = options;
		this.#challenge = this.#draw();
	}

	/** Nobody may, as there is no password. */
	get isOff(): boolean {
		return !this.#options.password;
	}

	/** For the next request that is let in. */
	get challenge(): string {
		return this.#challenge;
	}

	/** How long no stamp is looked at. */
	get pauseSeconds(): number {
		return Math.max(0, Math.ceil((this.#pausedUntil - this.#options.clock.now()) / 1000));
	}

	/** Undefined for a request that is let in; otherwise what it gets. */
	refusal({ method, target, headers }: Head, body: Uint8Array): Answer | undefined {
		const { password } = this.#options;
		if (!password) return refused(403, OFF);
		const given = /^P1-LoRa ([0-9a-f]{32}) ([0-9a-f]{64})$/.exec(headers.authorization ?? "");
		if (given === null) return refused(401, "The password is wanted.");
		const { pauseSeconds } = this;
		if (pauseSeconds > 0) return paused(pauseSeconds);
		const [, challenge, stamp] = given;
		if (challenge !== this.#challenge) return refused(409, "The challenge is an old one.");
		if (!isSame(stamp, stampOf(password, method, target, challenge, body))) {
			this.#fail();
			return refused(401, "The password is wrong.");
		}
		this.#failures = 0;
		this.#challenge = this.#draw();
		return undefined;
	}

	#fail(): void {
		this.#failures++;
		if (this.#failures < FREE_TRIES) return;
		const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(10, this.#failures - FREE_TRIES));
		this.#pausedUntil = this.#options.clock.now() + pause;
	}

	#draw(): string {
		const bytes = new Uint8Array(CHALLENGE_BYTES);
		for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(256 * this.#options.random());
		return hexOf(bytes);
	}
}

const OFF =
	"The settings page is off, as it has no password. Connect the receiver by USB, and: " +
	"p1-lora config PORT --set pagePassword --restart";

export function stampOf(password: string, method: string, target: string, challenge: string, body: Uint8Array): string {
	const head = encodeUtf8(`${method} ${target}\n${challenge}\n`);
	const message = new Uint8Array(head.length + body.length);
	message.set(head);
	message.set(body, head.length);
	// HKDF-Extract is HMAC, with the salt as its key (RFC 5869, 2.2).
	return hexOf(extract(sha256, message, encodeUtf8(password)));
}

/** Takes as long for any two texts of one length. */
function isSame(a: string, b: string): boolean {
	let difference = a.length ^ b.length;
	for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
	return difference === 0;
}

function refused(status: Status, reason: string): Answer {
	const header = status === 401 ? { header: "WWW-Authenticate: P1-LoRa" } : {};
	return { status, type: "text/plain", ...header, body: [`${reason}\n`] };
}

function paused(seconds: number): Answer {
	const body = [`The password was wrong too often: wait ${seconds} s.\n`];
	return { status: 429, type: "text/plain", header: `Retry-After: ${seconds}`, body };
}
