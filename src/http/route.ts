/** What a server answers to: a table of routes, and which of them a request means, if any. */
import type { Head } from "./head-reader.js";
import { isLocalHost, isSameOrigin } from "./local-host.js";
import type { Status } from "./status.js";

export type Method = "GET" | "POST" | "PUT";

/** Text is in ASCII. */
export type Piece = string | Uint8Array;

export interface Answer {
	status: Status;
	type: string;
	/** One more line of the head, such as `Retry-After: 10`. */
	header?: string;
	/** All pieces, or a function that makes number 0, 1, 2 and so on when it is their turn, and at last undefined. */
	body: readonly Piece[] | ((index: number) => Piece | undefined);
}

/** Takes a body that is too long to be kept, as it comes. What it throws ends the connection. */
export interface BodySink {
	/** False: no more of it is wanted. */
	push(bytes: Uint8Array): boolean;
	/** Once all of it has come, or no more is wanted. */
	answer(): Answer;
	/** The connection broke before. */
	gone(): void;
}

export interface Route {
	method: Method;
	path: string;
	/** The longest body of a request that is taken; none where it is left out. */
	longestBody?: number;
	/** Takes the body in place of `answer`, a piece at a time; or answers at once, to take none of it. */
	receive?: (length: number) => BodySink | Answer;
	/** Must change nothing on a GET: anybody's link can make a browser send one. */
	answer: (body: Uint8Array, head: Head) => Answer;
}

/** `allow`: what else could have been asked of this path. */
export type Verdict =
	| { ok: true; route: Route; bodyLength: number; headOnly: boolean }
	| { ok: false; status: Status; allow?: string };

const METHODS: readonly string[] = Object.freeze(["GET", "HEAD", "POST", "PUT"]);

/** Which route the head asks for, or why it gets none. */
export function judge(head: Head, routes: readonly Route[]): Verdict {
	const { method, target, headers } = head;
	const { host, origin } = headers;
	if (!METHODS.includes(method)) return refusal(501);
	if (host === undefined || !target.startsWith("/")) return refusal(400);
	if (!isLocalHost(host) || !isSameOrigin(origin, host)) return refusal(403);
	const length = bodyLength(head);
	if (typeof length === "object") return length;
	const query = target.indexOf("?");
	const path = query < 0 ? target : target.slice(0, query);
	const here = routes.filter((route) => route.path === path);
	if (here.length === 0) return refusal(404);
	const headOnly = method === "HEAD";
	const route = here.find((candidate) => candidate.method === (headOnly ? "GET" : method));
	if (route === undefined) return { ok: false, status: 405, allow: allowed(here) };
	if (length === undefined && route.method !== "GET") return refusal(411);
	if ((length ?? 0) > (route.longestBody ?? 0)) return refusal(413);
	return { ok: true, route, bodyLength: length ?? 0, headOnly };
}

/** Undefined where none is said. A body whose length comes in chunks is not taken (RFC 9112, 6.3). */
function bodyLength({ headers }: Head): number | undefined | Extract<Verdict, { ok: false }> {
	const length = headers["content-length"];
	if (headers["transfer-encoding"] !== undefined) return refusal(length === undefined ? 411 : 400);
	if (length === undefined) return undefined;
	return /^\d{1,9}$/.test(length) ? Number(length) : refusal(400);
}

function allowed(routes: readonly Route[]): string {
	return routes.map(({ method }) => (method === "GET" ? "GET, HEAD" : method)).join(", ");
}

function refusal(status: Status): Extract<Verdict, { ok: false }> {
	return { ok: false, status };
}
