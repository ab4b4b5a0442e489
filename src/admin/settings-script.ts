/**
 * The settings page's script. It stamps each request as `guard.ts` has it; browsers keep their own SHA-256 from pages
 * without TLS. The password is forgotten after ten minutes without a request. No backslash, no `${`, and ASCII only.
 */
export const SETTINGS_SCRIPT = `
"use strict";
const IDLE = 600000, byId = (id) => document.getElementById(id), utf8 = (text) => new TextEncoder().encode(text);
const OFF = "This page is off, as it has no password. Connect the receiver by USB to a computer, and: " +
	"p1-lora config PORT --set pagePassword --restart";
let password = "", idle, known = new Map();

const ROUNDS = [], START = [];
for (let n = 2; ROUNDS.length < 64; n++) {
	let prime = true;
	for (let d = 2; d * d <= n; d++) prime = prime && n % d !== 0;
	if (!prime) continue;
	if (START.length < 8) START.push((n ** 0.5 % 1) * 4294967296 | 0);
	ROUNDS.push((Math.cbrt(n) % 1) * 4294967296 | 0);
}

function sha256(bytes) {
	const padded = new Uint8Array((bytes.length + 8 >> 6) + 1 << 6), view = new DataView(padded.buffer), w = [];
	let hash = START;
	padded.set(bytes);
	padded[bytes.length] = 128;
	view.setUint32(padded.length - 4, bytes.length * 8);
	const turn = (x, n) => x >>> n | x << 32 - n;
	for (let at = 0; at < padded.length; at += 64) {
		let [a, b, c, d, e, f, g, h] = hash;
		for (let i = 0; i < 64; i++) {
			if (i < 16) w[i] = view.getInt32(at + 4 * i);
			else {
				const x = w[i - 15], y = w[i - 2];
				w[i] = w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ x >>> 3) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ y >>> 10) | 0;
			}
			const t = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + ROUNDS[i] + w[i] | 0;
			const u = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
			h = g; g = f; f = e; e = d + t | 0; d = c; c = b; b = a; a = t + u | 0;
		}
		hash = [a, b, c, d, e, f, g, h].map((x, i) => x + hash[i] | 0);
	}
	const digest = new DataView(new ArrayBuffer(32));
	hash.forEach((x, i) => digest.setInt32(4 * i, x));
	return new Uint8Array(digest.buffer);
}

function hmac(key, message) {
	const pad = (fill) => Uint8Array.from({ length: 64 }, (_, i) => key[i] ^ fill);
	return sha256(Uint8Array.of(...pad(92), ...sha256(Uint8Array.of(...pad(54), ...message))));
}

function send(method, target, body, stamp) {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open(method, target);
		if (stamp) request.setRequestHeader("Authorization", stamp);
		request.timeout = 15000;
		request.onload = () => resolve({ status: request.status, text: request.responseText });
		request.onerror = request.ontimeout = () => reject(new Error("The receiver does not answer."));
		request.send(body);
	});
}

async function ask(method, target, body = "") {
	clearTimeout(idle);
	idle = setTimeout(leave, IDLE, "Ten minutes without a change: give the password again.");
	for (let tries = 0; ; tries++) {
		const { challenge, pauseSeconds } = JSON.parse((await send("GET", "/api/challenge")).text);
		if (!challenge) throw new Error(OFF);
		if (pauseSeconds) throw new Error("The password was wrong too often: wait " + pauseSeconds + " s.");
		const line = utf8(method + " " + target + String.fromCharCode(10) + challenge + String.fromCharCode(10));
		const message = Uint8Array.of(...line, ...(typeof body === "string" ? utf8(body) : body));
		const hex = Array.from(hmac(utf8(password), message), (byte) => byte.toString(16).padStart(2, "0")).join("");
		const answer = await send(method, target, body, "P1-LoRa " + challenge + " " + hex);
		if (answer.status === 401) leave(answer.text);
		if (answer.status === 409 && tries < 3) continue;
		if (answer.status !== 200 && answer.status !== 422) throw new Error(reasonOf(answer));
		return answer;
	}
}

function reasonOf({ status, text }) {
	try {
		return JSON.parse(text).reason || "The receiver answers with " + status + ".";
	} catch {
		return text.trim();
	}
}

function leave(reason) {
	password = "";
	byId("password").value = "";
	byId("room").hidden = true;
	byId("door").hidden = false;
	tell("loginsays", reason);
	byId("password").focus();
}

function tell(id, text, good) {
	byId(id).textContent = text;
	byId(id).className = good ? "done" : "error";
}

function element(tag, properties, ...children) {
	const made = Object.assign(document.createElement(tag), properties);
	made.append(...children);
	return made;
}

function field({ key, about, wants, kind, choices, usual, value, isSet }) {
	const id = "f-" + key, secret = value === undefined;
	const input = choices ? element("select", { id }, ...["", ...choices].map((choice) =>
		element("option", { value: choice, textContent: choice || "default" + (usual && ": " + usual) })))
		: element("input", { id, type: secret ? "password" : "text", autocomplete: secret ? "new-password" : "off",
			spellcheck: false, autocapitalize: "none", inputMode: kind === "number" ? "numeric" : "text",
			placeholder: secret ? (isSet ? "set, and not shown" : "not set") : usual });
	input.value = value === usual ? "" : value || "";
	input.setAttribute("aria-describedby", id + "-about " + id + "-error");
	const made = element("div", { className: "field" }, element("label", { htmlFor: id, textContent: key }),
		element("p", { id: id + "-about", textContent: about[0].toUpperCase() + about.slice(1) + ": " + wants + "." }), input);
	let forget;
	if (secret && isSet) {
		forget = element("input", { type: "checkbox" });
		made.append(element("label", { className: "check" }, forget, "Forget " + key));
	}
	made.append(element("p", { id: id + "-error", className: "error" }));
	known.set(key, { input, forget, before: input.value });
	return made;
}

async function load() {
	const { problem, settings } = JSON.parse((await ask("GET", "/api/settings")).text);
	known = new Map();
	byId("problem").textContent = problem && problem + ".";
	byId("fields").replaceChildren(...settings.map(field));
	byId("door").hidden = true;
	byId("room").hidden = false;
}

async function store() {
	const lines = [];
	for (const [key, { input, forget, before }] of known) {
		if (forget && forget.checked) lines.push(key);
		else if (input.value !== before) lines.push(key + " " + input.value);
		complain(key, "");
	}
	if (lines.length === 0) return tell("says", "Nothing was changed.", true);
	const answer = await ask("POST", "/api/settings", lines.join(String.fromCharCode(10)));
	if (answer.status === 200) {
		await load();
		return tell("says", "Stored. It is in force once the receiver has started anew.", true);
	}
	const refused = Object.entries(JSON.parse(answer.text).refused);
	for (const [key, reason] of refused) complain(key, reason + ".");
	tell("says", "Nothing was stored: see above.");
	byId("f-" + refused[0][0]).focus();
}

function complain(key, reason) {
	byId("f-" + key).setAttribute("aria-invalid", reason !== "");
	byId("f-" + key + "-error").textContent = reason;
}

function on(id, event, button, says, action) {
	byId(id).addEventListener(event, async (happened) => {
		happened.preventDefault();
		if (byId(button).disabled) return;
		byId(button).disabled = true;
		try {
			await action();
		} catch (error) {
			tell(byId("room").hidden ? "loginsays" : says, error.message);
		}
		byId(button).disabled = false;
	});
}

on("login", "submit", "open", "loginsays", async () => {
	password = byId("password").value;
	tell("loginsays", "");
	await load();
	byId("room").focus();
});
on("form", "submit", "save", "says", store);
on("restart", "click", "restart", "says", async () => {
	await ask("POST", "/api/restart");
	tell("says", "The receiver starts anew.", true);
});
byId("password").focus();
send("GET", "/api/challenge").then(({ text }) => JSON.parse(text).challenge || tell("loginsays", OFF)).catch(() => {});
`;
