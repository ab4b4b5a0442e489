import { assert, test } from "./index.js";

/** The message that `body`'s failed assertion gives; it has to fail. */
function failure(body: () => void): string {
	try {
		body();
	} catch (error) {
		if (error instanceof Error && error.name === "AssertionError") return error.message;
		throw error;
	}
	throw new Error("the assertion held");
}

test("an assertion's failure says what it got and what it expected, after the test's own words", () => {
	assert.equal(
		failure(() => assert.equal(1, 2, "sum")),
		"sum: got 1, expected 2",
	);
	assert.equal(
		failure(() => assert.equal<string>("a", "b")),
		'got "a", expected "b"',
	);
});

test("ok takes what is truthy and nothing else", () => {
	assert.ok(1);
	for (const value of [0, "", undefined, null, false])
		assert.match(
			failure(() => assert.ok(value)),
			/is not truthy$/,
		);
});

test("equal goes by identity: NaN equals itself, zero differs from minus zero, two objects are two", () => {
	assert.equal(Number.NaN, Number.NaN);
	failure(() => assert.equal(0, -0));
	failure(() => assert.equal({}, {}));
});

test("notEqual fails for the same value", () => {
	assert.notEqual(1, 2);
	assert.equal(
		failure(() => assert.notEqual(1, 1)),
		"got 1, expected anything else",
	);
});

test("close includes its tolerance and never takes NaN", () => {
	assert.close(10.5, 10, 0.5);
	failure(() => assert.close(10.6, 10, 0.5));
	failure(() => assert.close(Number.NaN, 10, 0.5));
});

test("deepEqual says where nested values differ", () => {
	assert.deepEqual({ a: [1, { b: "c" }] }, { a: [1, { b: "c" }] });
	assert.match(
		failure(() => assert.deepEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] })),
		/^differ at value\.a\.1\.b: /,
	);
});

test("deepEqual misses no key, on either side, nor one that is there and undefined", () => {
	type Loose = { a?: number | undefined; b?: number | undefined };
	assert.match(
		failure(() => assert.deepEqual<Loose>({ a: 1 }, { a: 1, b: 2 })),
		/value\.b/,
	);
	assert.match(
		failure(() => assert.deepEqual<Loose>({ a: 1, b: 2 }, { a: 1 })),
		/value\.b/,
	);
	assert.match(
		failure(() => assert.deepEqual<Loose>({ a: 1, b: undefined }, { a: 1 })),
		/value\.b/,
	);
});

test("deepEqual tells an array from an object of the same keys, and a shorter array from a longer one", () => {
	failure(() => assert.deepEqual<object>(["x"], { 0: "x" }));
	failure(() => assert.deepEqual([1, 2], [1, 2, 3]));
	failure(() => assert.deepEqual([undefined], []));
});

test("deepEqual compares bytes by content, length and type, and shows them as hex", () => {
	assert.deepEqual(Uint8Array.of(1, 255), Uint8Array.of(1, 255));
	assert.match(
		failure(() => assert.deepEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 3))),
		/got <01 02>, expected <01 03>$/,
	);
	failure(() => assert.deepEqual(Uint8Array.of(1, 2), Uint8Array.of(1)));
	failure(() => assert.deepEqual<ArrayLike<number>>(Uint8Array.of(1), Int8Array.of(1)));
});

test("deepEqual compares buffers by their bytes", () => {
	assert.deepEqual(Uint8Array.of(1, 2).buffer, Uint8Array.of(1, 2).buffer);
	failure(() => assert.deepEqual(Uint8Array.of(1, 2).buffer, Uint8Array.of(1, 3).buffer));
	failure(() => assert.deepEqual(Uint8Array.of(1, 2).buffer, Uint8Array.of(1).buffer));
});

test("a failure shows bytes, maps and big integers inside of other values", () => {
	const value = { frame: Uint8Array.of(10, 11), counts: new Map([["a", 1n]]) };
	assert.equal(
		failure(() => assert.equal<object>(value, {})),
		'got {"frame":"<0a 0b>","counts":[["a","1n"]]}, expected {}',
	);
});

test("deepEqual compares dates and errors by what they say", () => {
	assert.deepEqual(new Date(1), new Date(1));
	failure(() => assert.deepEqual(new Date(1), new Date(2)));
	assert.deepEqual(new RangeError("a"), new RangeError("a"));
	failure(() => assert.deepEqual(new RangeError("a"), new RangeError("b")));
});

test("deepEqual compares maps and sets by their entries, in order", () => {
	assert.deepEqual(new Map([["a", { n: 1 }]]), new Map([["a", { n: 1 }]]));
	failure(() => assert.deepEqual(new Map([["a", { n: 1 }]]), new Map([["a", { n: 2 }]])));
	failure(() => assert.deepEqual(new Set([1, 2]), new Set([1])));
	failure(() => assert.deepEqual(new Set([1, 2]), new Set([2, 1])));
});

test("match shows the text that does not match", () => {
	assert.match("telegram", /^tele/);
	assert.equal(
		failure(() => assert.match("frame", /^tele/)),
		'"frame" does not match /^tele/',
	);
});

test("throws wants an error with a matching message, and returns it", () => {
	const error = assert.throws(() => {
		throw new RangeError("channel 9 is not among 0 to 7");
	}, /^channel 9/);
	assert.ok(error instanceof RangeError);
	assert.equal(
		failure(() => assert.throws(() => {}, /./)),
		"did not throw",
	);
	failure(() =>
		assert.throws(() => {
			throw new Error("something else");
		}, /^channel 9/),
	);
	failure(() =>
		assert.throws(() => {
			throw "no error";
		}, /no error/),
	);
});

test("rejects wants a promise that fails with a matching message", async () => {
	const error = await assert.rejects(Promise.reject(new TypeError("socket gone")), /gone$/);
	assert.ok(error instanceof TypeError);
	const accepted = await assert.rejects(assert.rejects(Promise.resolve(1), /./), /^did not reject$/);
	assert.equal(accepted.name, "AssertionError");
});

test("an asynchronous test is awaited", async () => {
	let turns = 0;
	for (let i = 0; i < 3; i++) {
		await Promise.resolve();
		turns++;
	}
	assert.equal(turns, 3);
});
