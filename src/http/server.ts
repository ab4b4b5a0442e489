/**
 * An HTTP/1.1 server for one request a connection, for which it sets aside half a kilobyte, and the body that its route
 * takes. Whatever a client sends, and however slowly, costs no more; nothing is kept of it once it is gone.
 */
import type { Clock, Milliseconds, Timer } from "../clock.js";
import { type Host, type Serving, TCPServer, type Visitor } from "../tcp-server.js";
import { type Head, HeadReader, LONGEST_LINE } from "./head-reader.js";
import { type Answer, type BodySink, judge, type Piece, type Route } from "./route.js";
import { REASONS, type Status } from "./status.js";

/** For the whole request, since the connection was made. */
export const REQUEST_TIMEOUT: Milliseconds = 10_000;

/** For the whole of a body that is taken as it comes, in which no pause may be longer than `REQUEST_TIMEOUT`. */
const STREAM_TIMEOUT: Milliseconds = 20 * 60_000;

/** For the whole answer. */
export const ANSWER_TIMEOUT: Milliseconds = 30_000;

/**
 * After a refusal: what the client still sends is read and forgotten. To close at once would be a reset, and the client
 * might never see why.
 */
const LINGER: Milliseconds = 1000;

/** The board has eight connections in all. */
const MOST_CLIENTS = 3;

/**
 * No other page may frame this one or be asked by it, and no script come from elsewhere. Nothing is cached: what is read now
 * is stale in ten seconds.
 */
const COMMON_HEADERS =
	"Connection: close\r\n" +
	"Cache-Control: no-store\r\n" +
	"X-Content-Type-Options: nosniff\r\n" +
	"Referrer-Policy: no-referrer\r\n" +
	"Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; " +
	"connect-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'\r\n\r\n";

export interface HTTPServerOptions {
	clock: Clock;
	serving: Serving;
	/** 0 is any free one. */
	port: number;
	routes: readonly Route[];
	onFailure?: () => void;
}

export class HTTPServer {
	readonly #server: TCPServer;

	constructor(options: HTTPServerOptions) {
		this.#server = new TCPServer({
			...options,
			mostVisitors: MOST_CLIENTS,
			receive: (visitor) => new Exchange(visitor, options.clock, options.routes),
		});
	}

	get port(): number {
		return this.#server.port;
	}

	get clients(): number {
		return this.#server.visitors;
	}

	close(): void {
		this.#server.close();
	}
}

type Phase =
	| { kind: "head"; reader: HeadReader }
	| { kind: "body"; route: Route; head: Head; headOnly: boolean; body: Uint8Array; length: number }
	| { kind: "stream"; sink: BodySink; left: number; until: Milliseconds }
	| { kind: "answering"; refused: boolean; body: Answer["body"]; index: number; piece: Piece; at: number }
	| { kind: "lingering" };

/** One request and its answer. */
class Exchange implements Host {
	readonly #visitor: Visitor;
	readonly #clock: Clock;
	readonly #routes: readonly Route[];
	/** First for the lines that come in, then for what goes out. */
	readonly #buffer = new Uint8Array(LONGEST_LINE);
	#phase: Phase;
	#deadline: Timer | undefined;
	/** What waits in the buffer for room. */
	#filled = 0;
	#sent = 0;

	constructor(visitor: Visitor, clock: Clock, routes: readonly Route[]) {
		this.#visitor = visitor;
		this.#clock = clock;
		this.#routes = routes;
		this.#phase = { kind: "head", reader: new HeadReader(this.#buffer) };
		this.#within(REQUEST_TIMEOUT, () => this.#refuse(408));
	}

	get isIdle(): boolean {
		return this.#phase.kind === "head" && this.#phase.reader.isEmpty;
	}

	/** What follows a request is read and forgotten: there is one a connection. */
	received(bytes: Uint8Array): void {
		const phase = this.#phase;
		if (phase.kind === "body") this.#takeBody(phase, bytes);
		if (phase.kind === "stream") this.#takeStream(phase, bytes);
		if (phase.kind !== "head") return;
		const result = phase.reader.push(bytes);
		if (result.kind === "refused") this.#refuse(result.status);
		if (result.kind !== "done") return;
		const verdict = judge(result.head, this.#routes);
		if (!verdict.ok) {
			this.#refuse(verdict.status, { allow: verdict.allow, headOnly: result.head.method === "HEAD" });
			return;
		}
		const { route, bodyLength, headOnly } = verdict;
		if (route.receive !== undefined) {
			this.#begin(route.receive(bodyLength), bodyLength, bytes.subarray(result.end));
			return;
		}
		const body = new Uint8Array(bodyLength);
		const taking = { kind: "body", route, head: result.head, headOnly, body, length: 0 } as const;
		this.#phase = taking;
		this.#takeBody(taking, bytes.subarray(result.end));
	}

	writable(): void {
		while (this.#visitor.room > 0 && this.#phase.kind === "answering") {
			if (this.#sent === this.#filled && !this.#fill(this.#phase)) this.#finish(this.#phase.refused);
			else this.#sent = this.#visitor.write(this.#buffer.subarray(0, this.#filled), this.#sent);
		}
	}

	gone(): void {
		this.#clock.cancel(this.#deadline);
		if (this.#phase.kind === "stream") this.#phase.sink.gone();
		this.#phase = { kind: "lingering" };
	}

	#takeBody(phase: Extract<Phase, { kind: "body" }>, bytes: Uint8Array): void {
		const { route, head, headOnly, body } = phase;
		const taken = bytes.subarray(0, body.length - phase.length);
		body.set(taken, phase.length);
		phase.length += taken.length;
		if (phase.length < body.length) return;
		let answer: Answer;
		try {
			answer = route.answer(body, head);
		} catch {
			this.#refuse(500, { headOnly });
			return;
		}
		this.#answer(answer, { headOnly });
	}

	#begin(taken: BodySink | Answer, length: number, bytes: Uint8Array): void {
		if ("status" in taken) {
			this.#answer(taken, { refused: true });
			return;
		}
		const streaming = { kind: "stream", sink: taken, left: length, until: this.#clock.now() + STREAM_TIMEOUT } as const;
		this.#phase = streaming;
		this.#takeStream(streaming, bytes);
	}

	#takeStream(phase: Extract<Phase, { kind: "stream" }>, bytes: Uint8Array): void {
		const { sink, until } = phase;
		const taken = bytes.subarray(0, phase.left);
		phase.left -= taken.length;
		const isWanted = taken.length === 0 || sink.push(taken);
		if (isWanted && phase.left > 0) {
			this.#within(Math.min(REQUEST_TIMEOUT, until - this.#clock.now()), () => this.#visitor.close());
			return;
		}
		this.#answer(sink.answer(), { refused: !isWanted });
	}

	#refuse(status: Status, { allow, headOnly }: { allow?: string | undefined; headOnly?: boolean } = {}): void {
		const body = [`${status} ${REASONS[status]}\n`];
		const header = allow === undefined ? {} : { header: `Allow: ${allow}` };
		this.#answer({ status, type: "text/plain", ...header, body }, { refused: true, headOnly });
	}

	#answer(answer: Answer, how: { headOnly?: boolean | undefined; refused?: boolean }): void {
		const { status, type, header, body } = answer;
		const length = typeof body === "function" ? "" : `Content-Length: ${lengthOf(body)}\r\n`;
		const more = header === undefined ? "" : `${header}\r\n`;
		this.#phase = {
			kind: "answering",
			refused: how.refused ?? false,
			piece: `HTTP/1.1 ${status} ${REASONS[status]}\r\nContent-Type: ${type}\r\n${length}${more}${COMMON_HEADERS}`,
			body: how.headOnly ? [] : body,
			index: 0,
			at: 0,
		};
		this.#within(ANSWER_TIMEOUT, () => this.#visitor.close());
		this.writable();
	}

	/** The next bytes of the answer into the buffer; false when there are none. */
	#fill(phase: Extract<Phase, { kind: "answering" }>): boolean {
		const { body } = phase;
		while (phase.at === phase.piece.length) {
			const next = typeof body === "function" ? body(phase.index) : body[phase.index];
			if (next === undefined) return false;
			phase.index++;
			phase.piece = next;
			phase.at = 0;
		}
		const { piece, at } = phase;
		const count = Math.min(piece.length - at, this.#buffer.length);
		for (let i = 0; i < count; i++) {
			this.#buffer[i] = typeof piece === "string" ? piece.charCodeAt(at + i) : piece[at + i];
		}
		phase.at += count;
		this.#filled = count;
		this.#sent = 0;
		return true;
	}

	#finish(refused: boolean): void {
		this.#phase = { kind: "lingering" };
		if (refused) this.#within(LINGER, () => this.#visitor.close());
		else this.#visitor.close();
	}

	#within(delay: Milliseconds, otherwise: () => void): void {
		this.#clock.cancel(this.#deadline);
		this.#deadline = this.#clock.after(delay, otherwise);
	}
}

function lengthOf(body: readonly Piece[]): number {
	let length = 0;
	for (const piece of body) length += piece.length;
	return length;
}
