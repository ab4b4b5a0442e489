import { type Decoded, TelegramDecoder } from "../../src/codec/decoder.js";
import { TelegramEncoder } from "../../src/codec/encoder.js";
import { crc32 } from "../../src/vendor/crc-32.js";
import { Random } from "../crypto/random.js";
import { FIXTURES } from "../fixtures/p1/all.js";
import { assert, test } from "../harness/index.js";
import { assertSameBytes, bytesOf, dutchTelegram, SAMPLES, telegramOf } from "./samples.js";

/** A pair between which nothing is lost, after the peer has acknowledged `telegram`. */
function pairAfter(telegram: Uint8Array): { encoder: TelegramEncoder; decoder: TelegramDecoder } {
	const pair = { encoder: new TelegramEncoder(), decoder: new TelegramDecoder() };
	deliver(pair, telegram);
	return pair;
}

/** Fails unless the receiver rebuilt this telegram, and tells its CRC-32. */
function assertRebuilt(decoded: Decoded, telegram: Uint8Array, message: string): void {
	if (!decoded.ok) throw new Error(`${message}: ${decoded.reason}`);
	assertSameBytes(decoded.telegram, telegram, message);
	assert.equal(decoded.crc32, crc32(telegram) >>> 0, message);
}

/** Encodes, decodes and acknowledges; the form it took. */
function deliver(pair: { encoder: TelegramEncoder; decoder: TelegramDecoder }, telegram: Uint8Array): string {
	const encoded = pair.encoder.encode(telegram);
	assertRebuilt(pair.decoder.decode(encoded.body), telegram, encoded.kind);
	assert.ok(pair.encoder.acknowledge(encoded.crc32));
	return encoded.kind;
}

function reasonOf(decoded: Decoded): string {
	return decoded.ok ? "ok" : decoded.reason;
}

test("any telegram comes back byte for byte as a template, as a delta and as a key frame", () => {
	const recorded = FIXTURES.map(({ name, telegram }) => [name, bytesOf(telegram)] as const);
	for (const [name, telegram] of [...recorded, ...Object.entries(SAMPLES)]) {
		const pair = { encoder: new TelegramEncoder(), decoder: new TelegramDecoder() };
		assert.equal(deliver(pair, telegram), "template", name);
		assert.equal(deliver(pair, telegram), "delta", name);
		pair.encoder.needKey();
		assert.equal(deliver(pair, telegram), "key", name);
	}
});

test("a series of telegrams goes as one template and then as deltas of a few bytes", () => {
	const random = new Random(3);
	const pair = pairAfter(dutchTelegram(0, random));
	for (let second = 1; second <= 20; second++) {
		const telegram = dutchTelegram(second, random);
		const { kind, body } = pair.encoder.encode(telegram);
		assert.equal(kind, "delta");
		assert.ok(body.length <= 25, `${body.length} bytes`);
		deliver(pair, telegram);
	}
});

test("the CRC-32 that the receiver returns is the one of the telegram's bytes", () => {
	const telegram = dutchTelegram(0, new Random(1));
	assert.equal(new TelegramEncoder().encode(telegram).crc32, crc32(telegram) >>> 0);
});

test("a meter that changes a word in its telegram is sent a new template", () => {
	const pair = pairAfter(telegramOf(["/ABC5", "", "0-0:96.50.68(ON)", "1-0:1.7.0(00.123*kW)"]));
	const changed = telegramOf(["/ABC5", "", "0-0:96.50.68(OFF)", "1-0:1.7.0(00.124*kW)"]);
	assert.equal(deliver(pair, changed), "template");
	assert.equal(deliver(pair, changed), "delta");
});

test("the template is sent until it is acknowledged", () => {
	const random = new Random(1);
	const encoder = new TelegramEncoder();
	for (let second = 0; second < 3; second++)
		assert.equal(encoder.encode(dutchTelegram(second, random)).kind, "template");
	assert.ok(!encoder.acknowledge(0));
	assert.equal(encoder.encode(dutchTelegram(3, random)).kind, "template");
	assert.ok(encoder.acknowledge(encoder.encode(dutchTelegram(4, random)).crc32));
	assert.equal(encoder.encode(dutchTelegram(5, random)).kind, "delta");
});

test("an acknowledgement of another telegram proves nothing", () => {
	const random = new Random(1);
	const { encoder } = pairAfter(dutchTelegram(0, random));
	const earlier = encoder.encode(dutchTelegram(1, random)).crc32;
	encoder.encode(dutchTelegram(2, random));
	assert.ok(!encoder.acknowledge(earlier));
});

test("a value with 15 digits changes by any amount without loss", () => {
	const line = (digits: string) => telegramOf(["/ABC5", "", `1-0:1.8.0(${digits}*kWh)`]);
	const pair = pairAfter(line("00000000.0000000"));
	for (const digits of ["99999999.9999999", "00000000.0000001", "42949672.9600000", "00000000.0000000"])
		deliver(pair, line(digits));
});

test("when more than 14 values change at once, the delta says so and is still exact", () => {
	const telegram = (digit: number) =>
		telegramOf(["/ABC5", ...Array.from({ length: 40 }, (_, i) => `1-0:1.7.0(0${i % 10}.12${digit}*kW)`)]);
	const pair = pairAfter(telegram(0));
	assert.equal(deliver(pair, telegram(1)), "delta");
});

test("a receiver that was restarted asks for the template", () => {
	const random = new Random(1);
	const { encoder } = pairAfter(dutchTelegram(0, random));
	const restarted = new TelegramDecoder();
	assert.equal(reasonOf(restarted.decode(encoder.encode(dutchTelegram(1, random)).body)), "no template");
	encoder.needKey();
	assert.equal(reasonOf(restarted.decode(encoder.encode(dutchTelegram(2, random)).body)), "no template");
	encoder.needTemplate();
	assert.equal(deliver({ encoder, decoder: restarted }, dutchTelegram(3, random)), "template");
});

test("a transmitter that was restarted begins with the template, and the receiver takes it", () => {
	const random = new Random(1);
	const { decoder } = pairAfter(dutchTelegram(0, random));
	const pair = { encoder: new TelegramEncoder(), decoder };
	assert.equal(deliver(pair, dutchTelegram(9, random)), "template");
	assert.equal(deliver(pair, dutchTelegram(10, random)), "delta");
});

test("a delta against a telegram that the receiver does not hold is refused", () => {
	const random = new Random(1);
	const { encoder, decoder } = pairAfter(dutchTelegram(0, random));
	const lost = encoder.encode(dutchTelegram(1, random));
	assert.ok(encoder.acknowledge(lost.crc32));
	assert.equal(reasonOf(decoder.decode(encoder.encode(dutchTelegram(2, random)).body)), "no baseline");
	encoder.needKey();
	assert.equal(deliver({ encoder, decoder }, dutchTelegram(3, random)), "key");
});

test("the baseline is kept while every acknowledgement is lost, for as long as it takes", () => {
	const random = new Random(1);
	const { encoder, decoder } = pairAfter(dutchTelegram(0, random));
	for (let second = 1; second <= 40; second++) {
		const telegram = dutchTelegram(second, random);
		const { kind, body } = encoder.encode(telegram);
		assert.equal(kind, "delta");
		assertRebuilt(decoder.decode(body), telegram, `second ${second}`);
	}
});

test("a key frame for another template than the receiver's is refused", () => {
	const lineOf = (code: string) => telegramOf(["/ABC5", "", `1-0:${code}(00.123*kW)`]);
	const { encoder } = pairAfter(lineOf("1.7.0"));
	const { decoder } = pairAfter(lineOf("2.7.0"));
	encoder.needKey();
	const key = encoder.encode(lineOf("1.7.0"));
	assert.equal(key.kind, "key");
	assert.equal(reasonOf(decoder.decode(key.body)), "no template");
});

test("with a new template, the telegrams of the old one are no baselines any more", () => {
	const lineOf = (code: string) => telegramOf(["/ABC5", "", `1-0:${code}(00.123*kW)`]);
	const { encoder, decoder } = pairAfter(lineOf("1.7.0"));
	deliver({ encoder: new TelegramEncoder(), decoder }, lineOf("2.7.0"));
	const delta = encoder.encode(lineOf("1.7.0"));
	assert.equal(delta.kind, "delta");
	assert.equal(reasonOf(decoder.decode(delta.body)), "no baseline");
});

test("an id that two telegrams share names neither", () => {
	const random = new Random(5);
	const seen = new Map<number, Uint8Array>();
	let first: Uint8Array = new Uint8Array(0);
	let second: Uint8Array = new Uint8Array(0);
	// By the birthday paradox a few hundred are enough for a pair with the same 16 bits.
	for (let i = 0; i < 3000 && second.length === 0; i++) {
		const telegram = dutchTelegram(i, random);
		const id = crc32(telegram) & 0xffff;
		const other = seen.get(id);
		if (other !== undefined) [first, second] = [other, telegram];
		seen.set(id, telegram);
	}
	assert.ok(second.length > 0);

	const pair = pairAfter(first);
	const shadow = pair.encoder.encode(second);
	assertRebuilt(pair.decoder.decode(shadow.body), second, "the second");
	// The acknowledgement is lost, so that the next delta still refers to the first.
	assert.equal(reasonOf(pair.decoder.decode(pair.encoder.encode(dutchTelegram(0, random)).body)), "no baseline");
	pair.encoder.needKey();
	deliver(pair, dutchTelegram(1, random));
	assert.equal(deliver(pair, dutchTelegram(2, random)), "delta");
});

test("a body with a byte too few or too many is malformed", () => {
	const random = new Random(1);
	for (const kind of ["template", "key", "delta"] as const) {
		const { encoder, decoder } = pairAfter(dutchTelegram(0, random));
		if (kind === "key") encoder.needKey();
		if (kind === "template") encoder.needTemplate();
		const encoded = encoder.encode(dutchTelegram(1, random));
		assert.equal(encoded.kind, kind);
		for (let length = 0; length < encoded.body.length; length++)
			assert.equal(reasonOf(decoder.decode(encoded.body.slice(0, length))), "malformed", `${kind}, ${length} bytes`);
		const longer = new Uint8Array(encoded.body.length + 1);
		longer.set(encoded.body);
		assert.equal(reasonOf(decoder.decode(longer)), "malformed", kind);
		assert.equal(reasonOf(decoder.decode(encoded.body)), "ok", kind);
	}
});

test("a body of another version or an unknown kind is malformed", () => {
	const telegram = dutchTelegram(0, new Random(1));
	const { body } = new TelegramEncoder().encode(telegram);
	for (let first = 0; first < 256; first++) {
		const changed = body.slice();
		changed[0] = first;
		const decoded = new TelegramDecoder().decode(changed);
		assert.equal(decoded.ok, first === body[0]);
		const isOurVersion = first >> 6 === body[0] >> 6;
		if (!isOurVersion) assert.equal(reasonOf(decoded), "malformed");
	}
});

test("a telegram is 1 to 4,096 bytes long", () => {
	const encoder = new TelegramEncoder();
	assert.throws(() => encoder.encode(new Uint8Array(0)), /1 to 4096 bytes/);
	assert.throws(() => encoder.encode(new Uint8Array(4097)), /1 to 4096 bytes/);
	assert.equal(encoder.encode(bytesOf("/")).kind, "template");
});

test("whatever is lost, repeated or restarted, a body is rebuilt as the telegram it was made of, or refused", () => {
	for (let seed = 1; seed <= 8; seed++) {
		const random = new Random(seed);
		const lossPercent = [0, 20, 50, 80][seed % 4];
		let encoder = new TelegramEncoder();
		let decoder = new TelegramDecoder();
		let rebuilt = 0;
		let previous: { body: Uint8Array; telegram: Uint8Array } | undefined;
		for (let second = 0; second < 120; second++) {
			if (random.below(40) === 0) encoder = new TelegramEncoder();
			if (random.below(40) === 0) decoder = new TelegramDecoder();
			// Now and then the meter has another telegram altogether.
			const telegram = random.below(30) === 0 ? SAMPLES["a CRC in lower case"] : dutchTelegram(second, random);
			const { body } = encoder.encode(telegram);
			if (previous !== undefined && random.below(5) === 0) {
				const repeated = decoder.decode(previous.body);
				if (repeated.ok) assertRebuilt(repeated, previous.telegram, `seed ${seed}, repeated`);
			}
			previous = { body, telegram };
			if (random.below(100) < lossPercent) continue;
			const decoded = decoder.decode(body);
			if (decoded.ok) {
				rebuilt++;
				assertRebuilt(decoded, telegram, `seed ${seed}, second ${second}`);
			}
			if (random.below(100) < lossPercent) continue;
			if (decoded.ok) assert.ok(encoder.acknowledge(decoded.crc32));
			else if (decoded.reason === "no template") encoder.needTemplate();
			else encoder.needKey();
		}
		assert.ok(rebuilt > 10, `seed ${seed} rebuilt ${rebuilt}`);
	}
});
