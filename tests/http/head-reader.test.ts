import { HeadReader, type HeadResult, LONGEST_HEAD, LONGEST_LINE } from "../../src/http/head-reader.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";

/** What the reader says to `text`, given in pieces of `size` bytes. */
function read(text: string, size = text.length): HeadResult {
	const reader = new HeadReader(new Uint8Array(LONGEST_LINE));
	const bytes = bytesOf(text);
	for (let at = 0; at < bytes.length; at += size) {
		const result = reader.push(bytes.subarray(at, at + size));
		if (result.kind !== "more") return result;
	}
	return { kind: "more" };
}

const GET = "GET / HTTP/1.1\r\n";
const HOST = "Host: a\r\n";

test("a head is the same in one piece and byte by byte, and what follows it is left", () => {
	const text = "POST /x?y=1 HTTP/1.1\r\nhOST:\t p1-lora \r\nX-Other: \xe9\r\ncontent-length: 3\r\n\r\n";
	const head = {
		method: "POST",
		target: "/x?y=1",
		version: "1.1",
		headers: { host: "p1-lora", "content-length": "3" },
	};
	assert.deepEqual(read(`${text}abc`), { kind: "done", head, end: text.length });
	assert.deepEqual(read(text, 1), { kind: "done", head, end: 1 });
});

test("a header that does not matter may be as long as the head", () => {
	const cookie = `Cookie: ${"x".repeat(LONGEST_HEAD - 100)}\r\n`;
	assert.equal(read(`${GET}${cookie}${HOST}\r\n`).kind, "done");
});

for (const [what, text, status] of [
	["no request", "\r\n\r\n", 400],
	["two words", "GET /\r\n", 400],
	["two spaces", "GET  / HTTP/1.1\r\n", 400],
	["a NUL in the path", "GET /\0 HTTP/1.1\r\n", 400],
	["a line that ends with LF", "GET / HTTP/1.1\n", 400],
	["a CR without LF", "GET / HTTP/1.1\rX", 400],
	["TLS", "\x16\x03\x01\x02", 400],
	["another protocol", "GET / RTSP/1.0\r\n", 400],
	["HTTP/2", "PRI * HTTP/2.0\r\n", 505],
	["a long path", `GET /${"x".repeat(LONGEST_LINE)}`, 414],
	["a header without colon", `${GET}Host\r\n`, 400],
	["a space before the colon", `${GET}Host : a\r\n`, 400],
	["a header over two lines", `${GET}X: a\r\n b\r\n`, 400],
	["two hosts", `${GET}${HOST}${HOST}`, 400],
	["two lengths", `${GET}${HOST}Content-Length: 1\r\nContent-Length: 1\r\n`, 400],
	["a long Host", `${GET}Host: ${"a".repeat(LONGEST_LINE)}\r\n`, 431],
	["a long name", `${GET}${"a".repeat(LONGEST_LINE + 1)}: b\r\n`, 431],
	["many headers", `${GET}${"X: y\r\n".repeat(LONGEST_HEAD / 6)}`, 431],
] as const) {
	test(`a request with ${what} is refused with ${status}`, () => {
		assert.deepEqual(read(text), { kind: "refused", status });
		assert.deepEqual(read(text, 1), { kind: "refused", status });
	});
}
