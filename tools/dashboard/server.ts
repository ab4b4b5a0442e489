/** Serves the dashboard: its page, the stream of what happens, and the controls. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isLocalHost, isSameOrigin } from "../../src/http/local-host.js";
import { readAction } from "./actions.js";
import type { ActionAnswer } from "./events.js";
import type { Hands } from "./hands.js";
import type { Hub } from "./hub.js";
import { type PageFile, pageFiles } from "./page-files.js";
import { Streams } from "./streams.js";

const MOST_BODY_BYTES = 1024;

/** A browser has six connections for a place, and a person has some tabs. */
const MOST_CONNECTIONS = 64;

/** Nothing from elsewhere, nothing framed, nothing sent elsewhere. */
const HEADERS = Object.freeze({
	"content-security-policy":
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
	"x-content-type-options": "nosniff",
	"referrer-policy": "no-referrer",
	"cache-control": "no-cache",
});

export interface DashboardServer {
	port: number;
	/** The streams end, and browsers come again. */
	dropStreams(): void;
	close(): Promise<void>;
}

export interface ServerOptions {
	host: string;
	/** 0 for any free one. */
	port: number;
	hub: Hub;
	hands: Hands;
}

/** Rejects with Node's error where it can't listen there. */
export async function serveDashboard({ host, port, hub, hands }: ServerOptions): Promise<DashboardServer> {
	const files = await pageFiles();
	const streams = new Streams(hub);
	const server = createServer((request, response) => {
		for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
		answer(request, response, { files, streams, hands }).catch(() => response.destroy());
	});
	server.maxConnections = MOST_CONNECTIONS;
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, resolve);
	});
	const address = server.address();
	return {
		port: typeof address === "object" && address !== null ? address.port : port,
		dropStreams: () => streams.drop(),
		close: () => closed(server, streams),
	};
}

interface Serving {
	files: ReadonlyMap<string, PageFile>;
	streams: Streams;
	hands: Hands;
}

async function answer(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
	const { method = "", headers } = request;
	const { host = "", origin } = headers;
	// A page from elsewhere may lead its own name here (DNS rebinding), or have a visitor's browser post.
	if (!isLocalHost(host)) return refuse(response, 403, "This page is for this computer: ask for it as localhost.");
	const path = (request.url ?? "").split("?")[0];
	if (path === "/action") {
		if (method !== "POST") return refuse(response, 405, "Controls are told by POST.");
		if (!isSameOrigin(origin, host)) return refuse(response, 403, "Only this page itself may do that.");
		if (!/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? ""))
			return refuse(response, 415, "Controls are told as application/json.");
		return act(request, response, serving.hands);
	}
	if (method !== "GET" && method !== "HEAD") return refuse(response, 405, "There is nothing to send here.");
	if (path === "/events") {
		if (serving.streams.isFull)
			return refuse(response, 503, "Too many browsers look at this bench already: close some of its tabs.");
		serving.streams.add(response);
		return;
	}
	const file = serving.files.get(path);
	if (file === undefined) return refuse(response, 404, "There is nothing here.");
	response.setHeader("content-type", file.type);
	response.end(method === "HEAD" ? undefined : file.content);
}

async function act(request: IncomingMessage, response: ServerResponse, hands: Hands): Promise<void> {
	const body = await bodyOf(request);
	if (body === undefined) return refuse(response, 413, "That is too long for a control.");
	const asked = readAction(body);
	if (!asked.ok) return refuse(response, 400, asked.reason);
	try {
		await asked.act(hands);
	} catch (error) {
		return refuse(response, 409, (error as Error).message); // sentences for a person
	}
	tell(response, 200, { ok: true, settings: hands.settings });
}

/** Undefined where it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
	const pieces: Buffer[] = [];
	let bytes = 0;
	for await (const piece of request) {
		// Without an encoding set, requests give Buffers.
		bytes += (piece as Buffer).length;
		if (bytes <= MOST_BODY_BYTES) pieces.push(piece as Buffer);
		else if (bytes > 64 * MOST_BODY_BYTES) throw new Error("too much");
	}
	return bytes > MOST_BODY_BYTES ? undefined : Buffer.concat(pieces).toString("utf8");
}

function refuse(response: ServerResponse, status: number, reason: string): void {
	tell(response, status, { ok: false, reason });
}

function tell(response: ServerResponse, status: number, told: ActionAnswer): void {
	response.writeHead(status, { "content-type": "application/json" });
	response.end(JSON.stringify(told));
}

function closed(server: Server, streams: Streams): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		streams.drop();
		server.closeAllConnections();
	});
}
