/** What other machines read from the receiver, beside MQTT: raw P1, HTTP, and telegrams pushed to DSMR-reader. */
import type { Clock } from "../clock.js";
import type { Answer, Route } from "../http/route.js";
import { HTTPServer } from "../http/server.js";
import type { TCPClass } from "../io.js";
import type { Log } from "../log.js";
import type { Serving } from "../tcp-server.js";
import { type Announcement, announcementOf } from "./announcement.js";
import { dataDocument, deviceDocument } from "./homewizard.js";
import type { LinkHistory } from "./link-history.js";
import { METRICS_TYPE, metricsDocument } from "./metrics.js";
import { P1Server } from "./p1-server.js";
import { BODY, FOOT, HEAD, SETTINGS_LINK, TAIL } from "./page-markup.js";
import { SCRIPT } from "./page-script.js";
import { BASE_STYLE, STATUS_STYLE } from "./page-style.js";
import { readableTelegram } from "./readable-telegram.js";
import type { ReceiverReport } from "./receiver-report.js";
import { historyDocument, statusDocument } from "./status.js";
import { parsePushTarget, TelegramPush } from "./telegram-push.js";

/** What a person sets. A port that is 0 or not given is not listened on. */
export interface HomeSettings {
	p1Port?: number | undefined;
	httpPort?: number | undefined;
	/** Whether to answer as a HomeWizard P1 meter, too. */
	homeWizard?: boolean | undefined;
	/** `http://host:port` of a DSMR-reader. */
	pushUrl?: string | undefined;
	/** Of its API. */
	pushKey?: string | undefined;
}

export interface HomeOptions {
	settings: HomeSettings;
	deviceId: string;
	/** Of the sockets, which live in real time. */
	clock: Clock;
	/** In [0, 1). */
	random: () => number;
	serving: Serving;
	socket: { io: TCPClass };
	resolve?: ((host: string, done: (address: string | undefined) => void) => void) | undefined;
	/** Where the network can be away: whether it is there. */
	isOnline?: (() => boolean) | undefined;
	/** How everything is at this moment. */
	look: () => ReceiverReport;
	/** More routes for HTTP: the settings, for one. */
	moreRoutes?: readonly Route[] | undefined;
	/** The link's history up to this moment. */
	history: () => LinkHistory;
	log: Log;
}

export class Home {
	readonly announcement: Announcement;
	readonly #p1: P1Server | undefined;
	readonly #http: HTTPServer | undefined;
	readonly #push: TelegramPush | undefined;

	constructor(options: HomeOptions) {
		const { settings, deviceId, clock, serving, look, log } = options;
		const { p1Port = 0, httpPort = 0, homeWizard = false } = settings;
		const failed = (what: string, port: number) =>
			log(`${what} is off: port ${port} cannot be listened on. Set p1Port and httpPort to two other ports`);
		if (p1Port !== 0) {
			this.#p1 = new P1Server({
				clock,
				serving,
				port: p1Port,
				isFresh: () => look().isFresh,
				onFailure: () => failed("P1 over TCP", p1Port),
			});
		}
		if (httpPort !== 0) {
			this.#http = new HTTPServer({
				clock,
				serving,
				port: httpPort,
				routes: [...routesOf(options), ...(options.moreRoutes ?? [])],
				onFailure: () => failed("HTTP", httpPort),
			});
		}
		this.#push = openPush(options);
		this.announcement = announcementOf(deviceId, {
			httpPort: this.#http && httpPort,
			p1Port: this.#p1 && p1Port,
			homeWizard,
		});
	}

	/** A whole telegram has come through. */
	offer(telegram: Uint8Array): void {
		this.#p1?.offer(telegram);
		this.#push?.offer(telegram);
	}

	close(): void {
		this.#p1?.close();
		this.#http?.close();
		this.#push?.close();
	}
}

function openPush({ settings, clock, random, socket, resolve, isOnline, log }: HomeOptions): TelegramPush | undefined {
	const { pushUrl, pushKey } = settings;
	if (pushUrl === undefined) return undefined;
	const target = parsePushTarget(pushUrl);
	if (target === undefined || pushKey === undefined || !/^[!-~]+$/.test(pushKey)) {
		log("DSMR-reader gets nothing: pushUrl is http://host:port, pushKey its API key");
		return undefined;
	}
	const onTrouble = (trouble: string | undefined) =>
		log(trouble === undefined ? `DSMR-reader on ${target.host} takes the telegrams` : `DSMR-reader: ${trouble}`);
	return new TelegramPush({ clock, random, socket, resolve, isOnline, target, key: pushKey, onTrouble });
}

const HTML_TYPE = "text/html; charset=utf-8";
const [BEFORE, AFTER] = [Object.freeze([HEAD, BASE_STYLE, STATUS_STYLE, BODY]), Object.freeze([FOOT, SCRIPT, TAIL])];
const PAGE: Answer["body"] = Object.freeze([...BEFORE, ...AFTER]);
const PAGE_WITH_SETTINGS: Answer["body"] = Object.freeze([...BEFORE, SETTINGS_LINK, ...AFTER]);

const JSON_TYPE = "application/json";

function ok(type: string, body: Answer["body"]): Answer {
	return { status: 200, type, body };
}

/** The routes that tell of meter and link. None of them changes anything. */
function routesOf({ settings, deviceId, look, history, moreRoutes = [] }: HomeOptions): readonly Route[] {
	const get = (path: string, answer: () => Answer): Route => ({ method: "GET", path, answer });
	/** Their clients take 403 for an API that is switched off. */
	const homeWizard = (path: string, answer: () => Answer) =>
		get(path, () => (settings.homeWizard ? answer() : HOMEWIZARD_OFF));
	const hasSettings = moreRoutes.some(({ path }) => path === "/settings");
	return [
		get("/", () => ok(HTML_TYPE, hasSettings ? PAGE_WITH_SETTINGS : PAGE)),
		get("/api/status", () => ok(JSON_TYPE, statusDocument(look()))),
		get("/api/history", () => ok(JSON_TYPE, historyDocument(history()))),
		get("/metrics", () => ok(METRICS_TYPE, metricsDocument(look()))),
		homeWizard("/api", () => ok(JSON_TYPE, [deviceDocument(deviceId)])),
		homeWizard("/api/v1/data", () => ok(JSON_TYPE, [dataDocument(look())])),
		homeWizard("/api/v1/telegram", () => {
			const { telegram } = look();
			return telegram === undefined ? NO_TELEGRAM : ok("text/plain", [readableTelegram(telegram)]);
		}),
	];
}

const HOMEWIZARD_OFF: Answer = Object.freeze({
	status: 403,
	type: JSON_TYPE,
	// Their own error for it.
	body: Object.freeze(['{"error":{"id":202,"description":"API not enabled"}}']),
});

const NO_TELEGRAM: Answer = Object.freeze({
	status: 503,
	type: "text/plain",
	body: Object.freeze(["No telegram has come yet.\n"]),
});
