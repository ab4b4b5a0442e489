/** What the home network may ask of the receiver, and what it costs: the figures of docs/home.md. Run by `meter`. */
import { Guard } from "../../src/admin/guard.js";
import { settingsRoutes } from "../../src/admin/settings-routes.js";
import { updateRoutes } from "../../src/admin/update-routes.js";
import { Settings } from "../../src/device/settings.js";
import { Home } from "../../src/home/home.js";
import { LinkHistory } from "../../src/home/link-history.js";
import type { ReceiverReport } from "../../src/home/receiver-report.js";
import type { AcceptedTCPOptions, Listener, ListenerOptions, TCP, UDP, UDPOptions } from "../../src/io.js";
import { Responder } from "../../src/mdns/responder.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { Updater } from "../../src/update/updater.js";
import { encodeUtf8 } from "../../src/utf8.js";
import { VirtualClock } from "../sim/clock.js";
import { Flash } from "../sim/flash.js";
import { GeneratedMeter, METER_MODELS } from "../sim/meters.js";
import { seededRandom } from "../sim/random.js";
import { measure } from "../xs/measure.js";

const P1_PORT = 2001;
const HTTP_PORT = 80;
/** What a socket of the board takes at a time. */
const ROOM_BYTES = 512;
/** Of a day in the link's history. */
const POINTS = 96;

/** One end of a connection, whose other end takes everything and says what it is told to. */
class Line implements TCP {
	static latest: Line | undefined;
	readonly options: AcceptedTCPOptions;
	closed = false;
	incoming: Uint8Array = new Uint8Array(0);

	constructor(options: AcceptedTCPOptions) {
		this.options = options;
		Line.latest = this;
	}

	read(): ArrayBuffer {
		return this.incoming.slice().buffer as ArrayBuffer; // a slice has a buffer of its own
	}

	write(): void {}

	close(): void {
		this.closed = true;
	}

	say(bytes: Uint8Array): void {
		this.incoming = bytes;
		this.options.onReadable?.(bytes.length);
	}

	/** Takes until there is no more. */
	drain(): void {
		for (let turns = 0; turns < 1000 && !this.closed; turns++) this.options.onWritable?.(ROOM_BYTES);
	}
}

const NOBODY: TCP = { read: () => undefined, write() {}, close() {} };
let isWaiting = false;

class Door implements Listener {
	static readonly doors = new Map<number, ListenerOptions>();
	readonly port: number;

	constructor(options: ListenerOptions) {
		this.port = options.port;
		Door.doors.set(options.port, options);
	}

	read(): TCP | undefined {
		const visitor = isWaiting ? NOBODY : undefined;
		isWaiting = false;
		return visitor;
	}

	close(): void {}
}

function visit(port: number): Line | undefined {
	isWaiting = true;
	Door.doors.get(port)?.onReadable(1);
	const visitor = Line.latest;
	Line.latest = undefined;
	return visitor;
}

function request(path: string): Uint8Array {
	return encodeUtf8(`GET ${path} HTTP/1.1\r\nHost: 192.168.1.7\r\n\r\n`);
}

class Group implements UDP {
	static options: UDPOptions;
	static packet: ReturnType<UDP["read"]>;

	constructor(options: UDPOptions) {
		Group.options = options;
	}

	read(): ReturnType<UDP["read"]> {
		return Group.packet;
	}

	add(): void {}

	write(): void {}

	close(): void {}
}

const clock = new VirtualClock();
const meter = new GeneratedMeter(METER_MODELS["be-3ph"], seededRandom(1, "meter"));
const telegram = meter.next();
const later = meter.next();
const snapshot: ReceiverReport = {
	deviceId: "103789fa",
	upSeconds: 93_784,
	isFresh: true,
	link: { rssiDbm: -101.4, snrDb: 7.25, rung: "SF7/250", frequencyMHz: 869.525, lossPercent: 12.5, ageSeconds: 3 },
	phase: "settled",
	rungWanted: "automatic",
	telegrams: 4711,
	refused: {},
	airtimeUsedUs: 12_345_678,
	airtimeLimitUs: 360_000_000,
	broker: { host: "homeassistant.local", state: { phase: "ready", since: 0, heardAt: 0 } },
	wifi: { name: "Home", address: "192.168.1.7", rssiDbm: -61 },
	reading: parseTelegram(telegram),
	telegram,
};

const history = measure("home: the link's history", () => new LinkHistory(0));
for (let point = 0; point < POINTS; point++) history.record({ rung: 6, rssiDbm: -101, snrDb: 7 }, 15_000 * point);

const { guard, updater } = measure("home: the updater and the password's guard", () => ({
	guard: new Guard({ password: "a long password", clock, random: () => 0.5 }),
	updater: new Updater({
		clock,
		publicKey: new Uint8Array(32),
		role: "receiver",
		board: "ttgo-t3-v1.6.1",
		version: "0.0.0",
		openSlot: () => {
			throw new Error("no slot");
		},
		digest: () => ({ update() {}, digest: () => new Uint8Array(32) }),
		onWritten() {},
	}),
}));
const settings = new Settings(new Flash().open("settings"), "receiver", {});
const home = measure(
	"home: always, with both ports and the routes of settings and update",
	() =>
		new Home({
			settings: { p1Port: P1_PORT, httpPort: HTTP_PORT, homeWizard: true },
			deviceId: snapshot.deviceId,
			clock,
			random: () => 0.5,
			serving: { listener: { io: Door }, accepted: { io: Line } },
			socket: { io: Line as never }, // nothing is pushed
			look: () => snapshot,
			history: () => history,
			moreRoutes: [
				...settingsRoutes({ guard, settings, role: "receiver", clock, restart() {} }),
				...updateRoutes(guard, updater),
			],
			log() {},
		}),
);

const { announcement } = home;
const responder = measure(
	"home: found by name, always",
	() => new Responder({ io: Group, clock, announcement, address: "192.168.1.7" }),
);
clock.advance(60_000);
const asked = encodeUtf8("\0\0\0\0\0\x01\0\0\0\0\0\0\x05_http\x04_tcp\x05local\0\0\x0c\0\x01");
measure("home: somebody who looks for it is answered", () => {
	const bytes = asked.slice().buffer as ArrayBuffer; // a slice has a buffer of its own
	Group.packet = Object.assign(bytes, { address: "192.168.1.9", port: 5353 });
	Group.options.onReadable?.(1);
});
responder.close();

home.offer(telegram);
const reader = measure("home: a reader of raw P1 comes", () => visit(P1_PORT));
reader?.drain();
measure("home: it gets a telegram", () => {
	home.offer(later);
	for (let turns = 0; turns < 4; turns++) reader?.options.onWritable?.(ROOM_BYTES);
});
reader?.options.onError?.();

const browser = measure("home: an HTTP connection", () => visit(HTTP_PORT));
browser?.options.onError?.();
for (const path of ["/", "/settings", "/api/status", "/api/history", "/metrics", "/api/v1/data"]) {
	const bytes = request(path);
	measure(`home: a connection, and ${path} over it`, () => {
		const visitor = visit(HTTP_PORT);
		visitor?.say(bytes);
		visitor?.drain();
	});
}

const status = request("/api/status");
measure("home: three readers of raw P1, and three who ask for /api/status and take nothing of it", () => {
	for (let count = 0; count < 3; count++) {
		visit(P1_PORT);
		visit(HTTP_PORT)?.say(status);
	}
});
