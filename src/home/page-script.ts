/**
 * The status page's script. What the meter says goes into the page as text, never as markup. One request at a time:
 * the board has few connections. No backslash, no `${`, and ASCII only.
 */
export const SCRIPT = `
"use strict";
const REFRESH = 5000, HISTORY_EVERY = 6;
const RUNGS = ["SF12/125", "SF12/250", "SF11/250", "SF10/250", "SF9/250", "SF8/250", "SF7/250"];
const PHASES = { searching: "looking for the transmitter", trial: "trying another rung", settled: "connected" };
const BROKER = { connecting: "connecting", ready: "connected", waiting: "not reachable, trying again", closed: "off" };
const NOW = [["power_delivered", "From the grid"], ["power_returned", "To the grid"],
	["active_energy_import_current_average_demand", "Quarter-hour demand"],
	["gas_delivered", "Gas"], ["water_delivered", "Water"], ["thermal_delivered", "Heat"]];
const byId = (id) => document.getElementById(id);
let rounds = 0;

function element(tag, text) {
	const made = document.createElement(tag);
	made.textContent = text;
	return made;
}

function rows(id, pairs) {
	byId(id).replaceChildren(...pairs.filter(([, value]) => value !== undefined)
		.flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
}

function label(name) {
	const words = name.replaceAll("_", " ").replace(" delivered", " consumption").replace(" returned", " production")
		.replace(/tariff([0-9])/, "tariff $1").replace(/ l([123])$/, " L$1");
	return words[0].toUpperCase() + words.slice(1);
}

function unit(text) {
	return text === "m3" ? "m" + String.fromCharCode(179) : text;
}

function amount(reading) {
	if (/^[0-9-]{10}T[0-9:]{8}Z$/.test(reading.value)) return new Date(reading.value).toLocaleString();
	return reading.value + (reading.unit ? " " + unit(reading.unit) : "");
}

function span(seconds) {
	if (seconds === undefined) return undefined;
	if (seconds < 120) return Math.round(seconds) + " s";
	if (seconds < 7200) return Math.round(seconds / 60) + " min";
	if (seconds < 172800) return Math.round(seconds / 3600) + " h";
	return Math.round(seconds / 86400) + " days";
}

function withUnit(value, text, digits) {
	return value === undefined ? undefined : value.toFixed(digits) + " " + text;
}

function state(text, good) {
	const shown = byId("state");
	if (shown.textContent !== text) shown.textContent = text;
	shown.className = good ? "good" : "bad";
}

function showStatus(status) {
	const { link, airtime, broker, wifi, readings } = status;
	if (status.fresh) state("Telegrams come through", true);
	else state(link.phase === "searching" ? "The board at the meter is not heard"
		: status.telegrams ? "The meter is silent" : "No telegram yet", false);
	const now = NOW.filter(([name]) => readings[name]).map(([name, title]) => {
		const pair = document.createElement("div");
		pair.append(element("dt", title), element("dd", amount(readings[name])));
		return pair;
	});
	byId("now").replaceChildren(...now);
	byId("now").className = byId("all").className = status.fresh ? "" : "old";
	byId("meter").textContent = link.ageSeconds === undefined ? "Nothing has come yet."
		: "Meter " + (status.meter || "unknown") + ", " + span(link.ageSeconds) + " ago";
	rows("link", [["State", PHASES[link.phase]], ["Rung", link.rung], ["Channel", withUnit(link.frequencyMHz, "MHz", 3)],
		["Rung wanted", link.rungWanted === "automatic" ? undefined : link.rungWanted], ["Signal", withUnit(link.rssiDbm, "dBm", 0)],
		["SNR", withUnit(link.snrDb, "dB", 1)], ["Frames lost lately", withUnit(link.lossPercent, "%", 0)],
		["Telegrams", String(status.telegrams)]]);
	byId("air").value = airtime.limitSeconds ? airtime.usedSeconds / airtime.limitSeconds : 0;
	byId("airtext").textContent = airtime.usedSeconds.toFixed(1) + " s of the " + airtime.limitSeconds.toFixed(0) +
		" s that an hour may hold";
	rows("net", [["MQTT broker", BROKER[broker.state]], ["Broker's address", broker.host],
		["Wi-Fi", wifi && wifi.name], ["Wi-Fi signal", wifi && withUnit(wifi.rssiDbm, "dBm", 0)],
		["Address", wifi && wifi.address]]);
	byId("all").replaceChildren(...Object.entries(readings).filter(([, reading]) => reading.value.length < 60)
		.map(([name, reading]) => {
			const row = document.createElement("tr");
			const head = element("th", label(name));
			head.scope = "row";
			row.append(head, element("td", amount(reading)));
			return row;
		}));
	byId("about").textContent = "Version " + status.version + ", pair " + status.device + ", up " + span(status.upSeconds) + ".";
}

function draw(tag, attributes, text) {
	const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
	for (const name in attributes) made.setAttribute(name, attributes[name]);
	if (text !== undefined) made.textContent = text;
	return made;
}

function showHistory({ stepSeconds, rssiDbm, rung }) {
	const chart = byId("history"), all = Math.max(300, chart.clientWidth);
	const left = 46, right = all - 4, count = rssiDbm.length, width = (right - left) / Math.max(count, 12);
	const x = (i) => left + width * i;
	const y = (dbm) => 10 + (Math.min(-30, Math.max(-140, dbm)) + 30) / -110 * 90;
	const parts = [];
	for (const dbm of [-40, -80, -120]) {
		parts.push(draw("line", { class: "grid", x1: left, x2: right, y1: y(dbm), y2: y(dbm) }),
			draw("text", { x: left - 6, y: y(dbm) + 4, "text-anchor": "end" }, dbm));
	}
	let path = "";
	rssiDbm.forEach((dbm, i) => {
		if (dbm === null) return;
		path += (path && rssiDbm[i - 1] !== null ? "L" : "M") + x(i).toFixed(1) + " " + y(dbm).toFixed(1) + "h" + width.toFixed(1);
	});
	parts.push(draw("path", { class: "signal", d: path }));
	rung.forEach((step, i) => {
		if (step === null) return;
		const height = 6 * (step + 1);
		parts.push(draw("rect", { class: "rung", x: x(i).toFixed(1), y: 168 - height, width: width.toFixed(1), height }));
	});
	parts.push(draw("line", { class: "grid", x1: left, x2: right, y1: 168, y2: 168 }),
		draw("text", { x: 2, y: 12 }, "dBm"), draw("text", { x: 2, y: 134 }, "SF7"), draw("text", { x: 2, y: 168 }, "SF12"),
		draw("text", { x: left, y: 185 }, span(stepSeconds * (count - 1)) + " ago"),
		draw("text", { x: Math.max(x(count), left + 110), y: 185, "text-anchor": "end" }, "now"));
	const heard = rssiDbm.filter((dbm) => dbm !== null), last = rung.findLast((step) => step !== null);
	chart.setAttribute("viewBox", "0 0 " + all + " 190");
	chart.setAttribute("aria-label", heard.length === 0 ? "Nothing was received yet"
		: "Signal and rung of the last " + span(stepSeconds * count) + ": " + Math.min(...heard) + " to " +
			Math.max(...heard) + " dBm, at last " + RUNGS[last]);
	chart.replaceChildren(...parts);
}

async function read(path) {
	const answer = await fetch(path, { signal: AbortSignal.timeout(8000) });
	if (!answer.ok) throw new Error(path + ": " + answer.status);
	return answer.json();
}

async function refresh() {
	try {
		if (!document.hidden) {
			showStatus(await read("/api/status"));
			if (rounds++ % HISTORY_EVERY === 0) showHistory(await read("/api/history"));
		}
	} catch {
		state("The receiver does not answer", false);
		rounds = 0;
	}
	setTimeout(refresh, REFRESH);
}
refresh();
`;
