import { type Decoded, TelegramDecoder } from "../../src/codec/decoder.js";
import { type Encoded, encodePartial, TelegramEncoder } from "../../src/codec/encoder.js";
import { wantedLines } from "../../src/codec/wanted-lines.js";
import { crc32 } from "../../src/vendor/crc-32.js";
import { Random } from "../crypto/random.js";
import { FIXTURES } from "../fixtures/p1/all.js";
import { assert, test } from "../harness/index.js";
import { assertSameBytes, bytesOf, dutchTelegram, SAMPLES, telegramOf } from "./samples.js";

/** Both sides, and the counter of the frame between them. */
class Pair {
	encoder = new TelegramEncoder();
	decoder: TelegramDecoder;
	frame = 0;

	constructor(decoder = new TelegramDecoder()) {
		this.decoder = decoder;
	}

	encode(telegram: Uint8Array): Encoded {
		return this.encoder.encode(telegram, ++this.frame);
	}

	decode({ body }: Encoded): Decoded {
		return this.decoder.decode(body, this.frame);
	}

	acknowledge(crc32: number): boolean {
		return this.encoder.acknowledge(crc32, this.frame);
	}

	/** Encodes, decodes and acknowledges; the form it took. */
	deliver(telegram: Uint8Array): string {
		const encoded = this.encode(telegram);
		assertRebuilt(this.decode(encoded), telegram, encoded.kind);
		assert.ok(this.acknowledge(encoded.crc32));
		return encoded.kind;
	}
}

/** A pair between which nothing is lost, after the peer has acknowledged `telegram`. */
function pairAfter(telegram: Uint8Array): Pair {
	const pair = new Pair();
	pair.deliver(telegram);
	return pair;
}

/** Fails unless the receiver rebuilt this telegram, and tells its CRC-32. */
function assertRebuilt(decoded: Decoded, telegram: Uint8Array, message: string): void {
	if (!decoded.ok) throw new Error(`${message}: ${decoded.reason}`);
	assertSameBytes(decoded.telegram, telegram, message);
	assert.equal(decoded.crc32, crc32(telegram) >>> 0, message);
}

function reasonOf(decoded: Decoded): string {
	return decoded.ok ? "ok" : decoded.reason;
}

test("any telegram comes back byte for byte as a template, as a delta and as a key frame", () => {
	const recorded = FIXTURES.map(({ name, telegram }) => [name, bytesOf(telegram)] as const);
	for (const [name, telegram] of [...recorded, ...Object.entries(SAMPLES)]) {
		const pair = new Pair();
		assert.equal(pair.deliver(telegram), "template", name);
		assert.equal(pair.deliver(telegram), "delta", name);
		pair.encoder.needKey();
		assert.equal(pair.deliver(telegram), "key", name);
	}
});

test("a telegram without its `!`, as some meters send it, comes back byte for byte", () => {
	const pair = new Pair();
	const telegram = dutchTelegram(0, new Random(1));
	const end = telegram.lastIndexOf(0x21);
	assert.deepEqual(
		[0, 10, 20].map((seconds) => pair.deliver(dutchTelegram(seconds, new Random(1)).slice(0, end))),
		["template", "delta", "delta"],
	);
});

test("a series of telegrams goes as one template and then as deltas of a few bytes", () => {
	const random = new Random(3);
	const pair = pairAfter(dutchTelegram(0, random));
	for (let second = 1; second <= 20; second++) {
		const telegram = dutchTelegram(second, random);
		const { kind, body } = pair.encode(telegram);
		assert.equal(kind, "delta");
		assert.ok(body.length <= 20, `${body.length} bytes`);
		pair.deliver(telegram);
	}
});

test("the CRC-32 that the receiver returns is the one of the telegram's bytes", () => {
	const telegram = dutchTelegram(0, new Random(1));
	assert.equal(new TelegramEncoder().encode(telegram, 1).crc32, crc32(telegram) >>> 0);
});

test("a meter that changes a word in its telegram is sent a new template", () => {
	const pair = pairAfter(telegramOf(["/ABC5", "", "0-0:96.50.68(ON)", "1-0:1.7.0(00.123*kW)"]));
	const changed = telegramOf(["/ABC5", "", "0-0:96.50.68(OFF)", "1-0:1.7.0(00.124*kW)"]);
	assert.equal(pair.deliver(changed), "template");
	assert.equal(pair.deliver(changed), "delta");
});

test("another width, a sign, a season and another form of the CRC need no new template", () => {
	const line = (power: string, time: string) =>
		telegramOf(["/ABC5", "", `0-0:1.0.0(${time})`, `1-0:1.7.0(${power}*kW)`]);
	const pair = pairAfter(line("00.123", "260328235959W"));
	for (const [power, time] of [
		["00.124", "260329030001S"],
		["100.124", "260329030002S"],
		["-0.1", "260329030003S"],
		["9", "632525252525W"],
		["00.125", "000101000000W"],
		["00.125", "0"],
		["00.126", "260329030005S"],
	]) {
		assert.equal(pair.deliver(line(power, time)), "delta", `${power} ${time}`);
	}
	const telegram = line("00.127", "260329030006S");
	const lower = Uint8Array.from(telegram, (byte, at) =>
		at > telegram.length - 7 && byte >= 0x41 ? byte | 0x20 : byte,
	);
	assert.equal(pair.deliver(lower), "delta");
	assert.equal(pair.deliver(Uint8Array.from([...telegram.slice(0, -6), 0x0d, 0x0a])), "delta");
	assert.equal(pair.deliver(telegram), "delta");
});

test("the template is sent until it is acknowledged", () => {
	const random = new Random(1);
	const pair = new Pair();
	for (let second = 0; second < 3; second++) assert.equal(pair.encode(dutchTelegram(second, random)).kind, "template");
	assert.ok(!pair.acknowledge(0));
	assert.equal(pair.encode(dutchTelegram(3, random)).kind, "template");
	assert.ok(pair.acknowledge(pair.encode(dutchTelegram(4, random)).crc32));
	assert.equal(pair.encode(dutchTelegram(5, random)).kind, "delta");
});

test("an acknowledgement of another telegram proves nothing", () => {
	const random = new Random(1);
	const pair = pairAfter(dutchTelegram(0, random));
	const earlier = pair.encode(dutchTelegram(1, random)).crc32;
	pair.encode(dutchTelegram(2, random));
	assert.ok(!pair.acknowledge(earlier));
});

test("a value with 15 digits changes by any amount without loss", () => {
	const line = (digits: string) => telegramOf(["/ABC5", "", `1-0:1.8.0(${digits}*kWh)`, `9-9:9.9.9(${digits})`]);
	const pair = pairAfter(line("00000000.0000000"));
	for (const digits of ["99999999.9999999", "00000000.0000001", "42949672.9600000", "00000000.0000000"]) {
		assert.equal(pair.deliver(line(digits)), "delta");
		pair.encoder.needKey();
		assert.equal(pair.deliver(line(digits)), "key");
	}
});

test("values that make no sense to the model are exact all the same", () => {
	const great = "999999999999999";
	const lines = (power: string, volts: string) =>
		telegramOf([
			"/ABC5",
			"",
			`0-0:1.0.0(${power.slice(0, 12)}W)`,
			...[21, 41, 61, 22, 42, 62, 1, 2, 31, 51, 71].map((code) => `1-0:${code}.7.0(${power}*kW)`),
			...[32, 52, 72].map((code) => `1-0:${code}.7.0(${volts}*V)`),
			...["1.8.1", "1.8.2", "1.8.0", "15.8.0", "3.8.0"].map((code) => `1-0:${code}(${power}*kWh)`),
			`1-0:1.4.0(${power}*kW)`,
			`0-1:24.2.1(${power.slice(0, 12)}W)(${power}*m3)`,
		]);
	const values = [great, "0", "1", "-999999999999999", "0.0000001", "99999999.9999999", "260101000000", "5"];
	const pair = pairAfter(lines("1", "230.1"));
	for (const power of values) {
		for (const volts of values) {
			pair.deliver(lines(power, volts));
			pair.encoder.needKey();
			pair.deliver(lines(power, volts));
		}
	}
});

test("a receiver that was restarted asks for the template", () => {
	const random = new Random(1);
	const pair = pairAfter(dutchTelegram(0, random));
	pair.decoder = new TelegramDecoder();
	assert.equal(reasonOf(pair.decode(pair.encode(dutchTelegram(1, random)))), "no template");
	pair.encoder.needKey();
	assert.equal(reasonOf(pair.decode(pair.encode(dutchTelegram(2, random)))), "no template");
	pair.encoder.needTemplate();
	assert.equal(pair.deliver(dutchTelegram(3, random)), "template");
});

test("a transmitter that was restarted begins with the template, and the receiver takes it", () => {
	const random = new Random(1);
	const { decoder } = pairAfter(dutchTelegram(0, random));
	const pair = new Pair(decoder);
	pair.frame = 300;
	assert.equal(pair.deliver(dutchTelegram(9, random)), "template");
	assert.equal(pair.deliver(dutchTelegram(10, random)), "delta");
});

test("a delta against a telegram that the receiver does not hold is refused", () => {
	const random = new Random(1);
	const pair = pairAfter(dutchTelegram(0, random));
	const lost = pair.encode(dutchTelegram(1, random));
	assert.ok(pair.acknowledge(lost.crc32));
	assert.equal(reasonOf(pair.decode(pair.encode(dutchTelegram(2, random)))), "no baseline");
	pair.encoder.needKey();
	assert.equal(pair.deliver(dutchTelegram(3, random)), "key");
});

test("a reference is named by its frame: telegrams that are alike can't be taken for each other", () => {
	const random = new Random(1);
	const pair = pairAfter(dutchTelegram(0, random));
	const again = dutchTelegram(1, random);
	pair.deliver(again);
	pair.deliver(again);
	pair.deliver(again);
	const next = dutchTelegram(2, random);
	const encoded = pair.encode(next);
	for (let frame = pair.frame + 1; frame < pair.frame + 20; frame++) {
		const decoded = pair.decoder.decode(encoded.body, frame);
		if (!decoded.ok) assert.equal(decoded.reason, "no baseline");
		else throw new Error(`frame ${frame} was taken for ${pair.frame}`);
	}
	assertRebuilt(pair.decode(encoded), next, "by its own frame");
});

test("a template whose acknowledgement was lost counts from the frame that brought it again", () => {
	const random = new Random(1);
	const pair = new Pair();
	const first = dutchTelegram(0, random);
	const { body, crc32 } = pair.encode(first);
	assertRebuilt(pair.decoder.decode(body, 4), first, "the first time");
	pair.decoder.renew(5);
	for (const frame of [4, 5]) {
		assert.ok(pair.encoder.acknowledge(crc32, frame));
		pair.frame = 9;
		const telegram = dutchTelegram(1, random);
		const delta = pair.encode(telegram);
		assert.equal(delta.kind, "delta");
		assertRebuilt(pair.decode(delta), telegram, `by frame ${frame}`);
		// Only the telegram encoded last can be acknowledged: this one is as before.
		pair.encoder.needTemplate();
		pair.encoder.encode(first, 10);
	}
});

test("the baseline is kept while every acknowledgement is lost, for as long as it takes", () => {
	const random = new Random(1);
	const pair = pairAfter(dutchTelegram(0, random));
	for (let second = 1; second <= 40; second++) {
		const telegram = dutchTelegram(second, random);
		const encoded = pair.encode(telegram);
		assert.equal(encoded.kind, "delta");
		assertRebuilt(pair.decode(encoded), telegram, `second ${second}`);
	}
});

test("a key frame for another template than the receiver's is refused", () => {
	const lineOf = (code: string) => telegramOf(["/ABC5", "", `1-0:${code}(00.123*kW)`]);
	const pair = pairAfter(lineOf("1.7.0"));
	pair.decoder = pairAfter(lineOf("2.7.0")).decoder;
	pair.encoder.needKey();
	const key = pair.encode(lineOf("1.7.0"));
	assert.equal(key.kind, "key");
	assert.equal(reasonOf(pair.decode(key)), "no template");
});

test("with a new template, the telegrams of the old one are no baselines any more", () => {
	const lineOf = (code: string) => telegramOf(["/ABC5", "", `1-0:${code}(00.123*kW)`]);
	const pair = pairAfter(lineOf("1.7.0"));
	const other = new Pair(pair.decoder);
	other.frame = 1;
	other.deliver(lineOf("2.7.0"));
	pair.frame = 2;
	const delta = pair.encode(lineOf("1.7.0"));
	assert.equal(delta.kind, "delta");
	assert.equal(reasonOf(pair.decode(delta)), "no baseline");
});

test("a delta that is too long for its frame goes as a key frame, which fragments can carry", () => {
	const random = new Random(1);
	const pair = pairAfter(dutchTelegram(0, random));
	const telegram = dutchTelegram(1, random);
	assert.equal(pair.encoder.encode(telegram, 2, 40).kind, "delta");
	assert.equal(pair.encoder.encode(telegram, 2, 3).kind, "key");
});

test("a partial telegram is read, and nothing is remembered of it", () => {
	const random = new Random(1);
	const pair = pairAfter(dutchTelegram(0, random));
	const wanted = wantedLines(dutchTelegram(1, random));
	const partial = encodePartial(wanted);
	assert.ok(partial);
	const decoded = pair.decoder.decode(partial.body, 2);
	assertRebuilt(decoded, wanted, "partial");
	assert.ok(decoded.ok && decoded.partial);
	pair.frame = 2;
	assert.equal(pair.deliver(dutchTelegram(2, random)), "delta");
	const fresh = new TelegramDecoder();
	assert.equal(reasonOf(fresh.decode(partial.body, 2)), "ok");
	assert.equal(reasonOf(fresh.decode(pair.encode(dutchTelegram(3, random)).body, pair.frame)), "no template");
});

test("a body with more behind its end is malformed", () => {
	const random = new Random(1);
	for (const kind of ["template", "key", "delta"] as const) {
		const pair = pairAfter(dutchTelegram(0, random));
		if (kind === "key") pair.encoder.needKey();
		if (kind === "template") pair.encoder.needTemplate();
		const encoded = pair.encode(dutchTelegram(1, random));
		assert.equal(encoded.kind, kind);
		for (const more of [[0], [1, 2, 3, 4], [0, 0, 0, 0, 0]]) {
			const body = Uint8Array.from([...encoded.body, ...more]);
			assert.equal(reasonOf(pair.decode({ ...encoded, body })), "malformed", kind);
		}
		assert.equal(reasonOf(pair.decode(encoded)), "ok", kind);
	}
});

test("a body that was cut short is refused, or its CRC-32 gives it away", () => {
	const random = new Random(1);
	for (const kind of ["template", "key", "delta"] as const) {
		for (let length = 0; length < 80; length++) {
			const pair = pairAfter(dutchTelegram(0, random));
			if (kind === "key") pair.encoder.needKey();
			if (kind === "template") pair.encoder.needTemplate();
			const encoded = pair.encode(dutchTelegram(1, random));
			if (length >= encoded.body.length) break;
			const decoded = pair.decode({ ...encoded, body: encoded.body.slice(0, length) });
			assert.ok(!decoded.ok || decoded.crc32 !== encoded.crc32, `${kind}, ${length} bytes`);
		}
	}
});

test("a body of another version says so, and so does nothing at all", () => {
	const { body } = new TelegramEncoder().encode(dutchTelegram(0, new Random(1)), 1);
	for (let version = 0; version < 4; version++) {
		const changed = body.slice();
		changed[0] = (version << 6) | (body[0] & 0x3f);
		assert.equal(reasonOf(new TelegramDecoder().decode(changed, 1)), version === body[0] >> 6 ? "ok" : "version");
	}
	assert.equal(reasonOf(new TelegramDecoder().decode(new Uint8Array(0), 1)), "malformed");
});

test("a telegram is 1 to 4,096 bytes long", () => {
	const encoder = new TelegramEncoder();
	assert.throws(() => encoder.encode(new Uint8Array(0), 1), /1 to 4096 bytes/);
	assert.throws(() => encoder.encode(new Uint8Array(4097), 1), /1 to 4096 bytes/);
	assert.equal(encoder.encode(bytesOf("/"), 1).kind, "template");
});

test("whatever is lost, repeated or restarted, a body is rebuilt as the telegram it was made of, or refused", () => {
	for (let seed = 1; seed <= 8; seed++) {
		const random = new Random(seed);
		const lossPercent = [0, 20, 50, 80][seed % 4];
		let encoder = new TelegramEncoder();
		let decoder = new TelegramDecoder();
		let rebuilt = 0;
		let previous: { body: Uint8Array; telegram: Uint8Array; frame: number } | undefined;
		let frame = 0;
		for (let second = 0; second < 120; second++) {
			if (random.below(40) === 0) encoder = new TelegramEncoder();
			if (random.below(40) === 0) decoder = new TelegramDecoder();
			// Now and then the meter has another telegram altogether.
			const telegram = random.below(30) === 0 ? SAMPLES["a CRC in lower case"] : dutchTelegram(second, random);
			frame += 1 + random.below(3);
			const { body } = encoder.encode(telegram, frame);
			if (previous !== undefined && random.below(5) === 0) {
				const repeated = decoder.decode(previous.body, previous.frame);
				if (repeated.ok) assertRebuilt(repeated, previous.telegram, `seed ${seed}, repeated`);
			}
			previous = { body, telegram, frame };
			if (random.below(100) < lossPercent) continue;
			const decoded = decoder.decode(body, frame);
			if (decoded.ok) {
				rebuilt++;
				assertRebuilt(decoded, telegram, `seed ${seed}, second ${second}`);
			}
			if (random.below(100) < lossPercent) continue;
			if (decoded.ok) assert.ok(encoder.acknowledge(decoded.crc32, frame));
			else if (decoded.reason === "no template") encoder.needTemplate();
			else encoder.needKey();
		}
		assert.ok(rebuilt > 10, `seed ${seed} rebuilt ${rebuilt}`);
	}
});
