import type { Milliseconds } from "../../src/clock.js";
import { TelegramDecoder } from "../../src/codec/decoder.js";
import { wantedLines } from "../../src/codec/wanted-lines.js";
import { FrameType, OVERHEAD_BYTES } from "../../src/link/frame.js";
import { type Acknowledgement, decodeFragment } from "../../src/link/messages.js";
import { Reassembly } from "../../src/link/reassembly.js";
import { type Delivery, EARLY_VALUES_FROM, type Outgoing, TelegramSender } from "../../src/link/telegram-sender.js";
import { crc32 } from "../../src/vendor/crc-32.js";
import { assertSameBytes, dutchTelegram, wordyTelegram } from "../codec/samples.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";

const LARGE = 255;
/** Two fragments or three for a template. */
const SMALL = 60;
/** Less than any rung carries: many fragments. */
const TINY = 24;

/** The telegrams of consecutive seconds. */
function telegrams(count: number): Uint8Array[] {
	const random = new Random(17);
	return Array.from({ length: count }, (_, second) => dutchTelegram(second, random));
}

/** What the receiver answers to a frame, and the telegrams that it rebuilt. */
class Peer {
	readonly rebuilt: Uint8Array[] = [];
	/** Those that went ahead. */
	readonly partial: Uint8Array[] = [];
	#decoder = new TelegramDecoder();
	#reassembly = new Reassembly();

	/** The board restarts. */
	forget(): void {
		this.#decoder = new TelegramDecoder();
		this.#reassembly = new Reassembly();
	}

	answer({ type, body }: Outgoing, counter: number): Acknowledgement {
		if (type === FrameType.telegram) return this.#rebuild(body, counter, false);
		const fragment = decodeFragment(body);
		assert.ok(fragment);
		const result = this.#reassembly.add(fragment);
		if (result.kind === "complete") return this.#rebuild(result.body, counter, result.repeated);
		return acknowledgement(crc32(body) >>> 0, { needTemplate: result.kind === "broken" });
	}

	#rebuild(body: Uint8Array, counter: number, repeated: boolean): Acknowledgement {
		const decoded = this.#decoder.decode(body, counter);
		if (!decoded.ok) {
			const needKey = decoded.reason === "no baseline";
			return acknowledgement(0, { needKey, needTemplate: !needKey });
		}
		if (decoded.partial) this.partial.push(decoded.telegram);
		else if (!repeated) this.rebuilt.push(decoded.telegram);
		return acknowledgement(decoded.crc32);
	}
}

function acknowledgement(crc32: number, lacks: Partial<Acknowledgement> = {}): Acknowledgement {
	return { echo: 0, crc32, snrDb: 0, needTemplate: false, needKey: false, wish: undefined, ...lacks };
}

/** A sender, with the counters that its frames get. */
class Sender extends TelegramSender {
	counter = 0;

	override offer(telegram: Uint8Array, now: Milliseconds = 0): void {
		super.offer(telegram, now);
	}

	frame(maxBytes = LARGE, interval: Milliseconds = 0): Outgoing | undefined {
		return this.next({ maxBytes, counter: ++this.counter, interval, now: 0 });
	}

	/** The answer to the frame that went out last. */
	hears(answer: Acknowledgement, { crc32 }: Outgoing): Delivery {
		return this.answered(answer, crc32, this.counter);
	}

	/** The frame that went out last comes to a receiver, and its answer back. */
	exchange(peer: Peer, outgoing: Outgoing): Delivery {
		return this.hears(peer.answer(outgoing, this.counter), outgoing);
	}
}

function next(sender: Sender, maxBytes = LARGE, interval: Milliseconds = 0): Outgoing {
	const outgoing = sender.frame(maxBytes, interval);
	assert.ok(outgoing);
	assert.ok(outgoing.body.length + OVERHEAD_BYTES <= maxBytes, `${outgoing.body.length} bytes`);
	return outgoing;
}

/** Frames go out and are answered until a telegram is delivered; returns in which form. */
function deliver(sender: Sender, peer: Peer, maxBytes = LARGE, interval: Milliseconds = 0): string {
	for (let frames = 0; frames < 100; frames++) {
		const outcome = sender.exchange(peer, next(sender, maxBytes, interval));
		if (outcome.kind === "delivered") return outcome.form;
		assert.equal(outcome.kind, "continue");
	}
	throw new Error("a telegram takes more than 100 frames");
}

/** A sender whose first telegram the peer has. */
function acquainted(): { sender: Sender; peer: Peer; rest: Uint8Array[] } {
	const [first, ...rest] = telegrams(12);
	const sender = new Sender();
	const peer = new Peer();
	sender.offer(first);
	deliver(sender, peer);
	return { sender, peer, rest };
}

test("with no telegram there is nothing to send", () => {
	const sender = new Sender();
	assert.equal(sender.hasNext(0), false);
	assert.equal(sender.frame(LARGE), undefined);
});

test("the first telegram brings the template along, those after it only what has changed", () => {
	const [first, second, third] = telegrams(3);
	const sender = new Sender();
	const peer = new Peer();
	for (const [telegram, form] of [
		[first, "template"],
		[second, "delta"],
		[third, "delta"],
	] as const) {
		sender.offer(telegram);
		assert.ok(sender.hasNext(0));
		assert.equal(deliver(sender, peer), form);
		assert.equal(sender.hasNext(0), false);
		assertSameBytes(peer.rebuilt.at(-1), telegram, form);
	}
});

test("the newest telegram wins: older ones that still wait are not sent", () => {
	const { sender, peer, rest } = acquainted();
	for (const telegram of rest) sender.offer(telegram);
	deliver(sender, peer);
	assert.equal(peer.rebuilt.length, 2);
	assertSameBytes(peer.rebuilt[1], rest[rest.length - 1], "the newest");
	assert.equal(sender.frame(LARGE), undefined);
});

test("a telegram in one frame that is lost is not sent again", () => {
	const { sender, rest } = acquainted();
	sender.offer(rest[0]);
	next(sender);
	sender.unanswered();
	assert.equal(sender.hasNext(0), false);
	assert.equal(sender.frame(LARGE), undefined);
});

test("a telegram that came while another was on its way follows it", () => {
	const { sender, peer, rest } = acquainted();
	sender.offer(rest[0]);
	const outgoing = next(sender);
	sender.offer(rest[1]);
	assert.equal(sender.exchange(peer, outgoing).kind, "delivered");
	deliver(sender, peer);
	assertSameBytes(peer.rebuilt[2], rest[1], "the later one");
});

test("a body too long for one frame goes in fragments that fit", () => {
	const [telegram] = telegrams(1);
	const sender = new Sender();
	const peer = new Peer();
	sender.offer(telegram);
	assert.equal(next(sender, SMALL).type, FrameType.fragment);
	assert.equal(deliver(sender, peer, SMALL), "template");
	assertSameBytes(peer.rebuilt[0], telegram, "in fragments");
});

test("a fragment that is lost is sent again, and so is one whose answer is lost", () => {
	const [telegram] = telegrams(1);
	for (let missing = 0; missing < 6; missing++) {
		for (const lost of ["frame", "answer"]) {
			const sender = new Sender();
			const peer = new Peer();
			sender.offer(telegram);
			let delivered = 0;
			for (let frame = 0; sender.hasNext(0); frame++) {
				const outgoing = next(sender, TINY);
				const answer = frame === missing && lost === "frame" ? undefined : peer.answer(outgoing, sender.counter);
				if (frame === missing || answer === undefined) {
					sender.unanswered();
					assert.deepEqual(next(sender, TINY), outgoing);
				} else if (sender.hears(answer, outgoing).kind === "delivered") delivered++;
				assert.ok(frame < 40);
			}
			assert.equal(delivered, 1);
			assert.equal(peer.rebuilt.length, 1, `${lost} ${missing} lost`);
			assertSameBytes(peer.rebuilt[0], telegram, `${lost} ${missing} lost`);
		}
	}
});

test("an answer with a wrong CRC-32 does not move a transfer on", () => {
	const sender = new Sender();
	sender.offer(telegrams(1)[0]);
	const outgoing = next(sender, SMALL);
	assert.equal(sender.hears(acknowledgement(outgoing.crc32 ^ 1), outgoing).kind, "continue");
	assert.deepEqual(next(sender, SMALL), outgoing);
});

test("a receiver that has lost the template gets it with the next telegram", () => {
	const { sender, peer, rest } = acquainted();
	peer.forget();
	sender.offer(rest[0]);
	const outgoing = next(sender);
	const answer = peer.answer(outgoing, sender.counter);
	assert.ok(answer.needTemplate);
	assert.equal(sender.hears(answer, outgoing).kind, "continue");
	sender.offer(rest[1]);
	assert.equal(deliver(sender, peer), "template");
	assertSameBytes(peer.rebuilt.at(-1), rest[1], "the next one");
});

test("a receiver that has lost its pieces half-way gets the template from its beginning", () => {
	const [first, second] = telegrams(2);
	const sender = new Sender();
	const peer = new Peer();
	sender.offer(first);
	const outgoing = next(sender, SMALL);
	sender.exchange(peer, outgoing);
	peer.forget();
	sender.offer(second);
	assert.equal(deliver(sender, peer, SMALL), "template");
	assertSameBytes(peer.rebuilt[0], second, "the newer one");
});

test("a receiver that lacks the baseline gets all values with the next telegram", () => {
	const { sender, peer, rest } = acquainted();
	sender.offer(rest[0]);
	const outgoing = next(sender);
	assert.equal(sender.hears(acknowledgement(0, { needKey: true }), outgoing).kind, "continue");
	sender.offer(rest[1]);
	assert.equal(deliver(sender, peer), "key");
});

test("a telegram that was rebuilt as something else is a mismatch, and all values go with the next", () => {
	const { sender, peer, rest } = acquainted();
	sender.offer(rest[0]);
	const outgoing = next(sender);
	assert.equal(sender.hears(acknowledgement(outgoing.crc32 ^ 1), outgoing).kind, "mismatch");
	sender.offer(rest[1]);
	assert.equal(deliver(sender, peer), "key");
	assertSameBytes(peer.rebuilt.at(-1), rest[1], "after the mismatch");
});

test("a telegram whose answer is lost leaves the baseline where both have it", () => {
	const { sender, peer, rest } = acquainted();
	for (const telegram of rest) {
		sender.offer(telegram);
		peer.answer(next(sender), sender.counter);
		sender.unanswered();
	}
	sender.offer(rest[3]);
	assert.equal(deliver(sender, peer), "delta");
});

test("after a change of rung a transfer begins anew, in pieces of the new size", () => {
	const [first, second] = telegrams(2);
	const sender = new Sender();
	const peer = new Peer();
	sender.offer(first);
	const outgoing = next(sender, SMALL);
	sender.exchange(peer, outgoing);
	sender.restart();
	sender.offer(second);
	const larger = next(sender, LARGE);
	assert.ok(larger.body.length > outgoing.body.length);
	assert.equal(deliver(sender, peer), "template");
	assertSameBytes(peer.rebuilt[0], second, "after the change");
});

test("an answer that nothing waits for changes nothing", () => {
	const { sender, peer, rest } = acquainted();
	assert.equal(sender.answered(acknowledgement(1, { needTemplate: true }), 1, 1).kind, "continue");
	sender.offer(rest[0]);
	assert.equal(deliver(sender, peer), "delta");
});

test("virtual telegrams are as long as a frame with all values of this meter", () => {
	const { sender, peer, rest } = acquainted();
	sender.offer(rest[0]);
	const outgoing = next(sender);
	sender.hears(acknowledgement(0, { needKey: true }), outgoing);
	sender.offer(rest[1]);
	const key = next(sender);
	assert.equal(new Sender().keyBodyBytes(rest[1]), key.body.length);
	assert.equal(sender.exchange(peer, key).kind, "delivered");
});

test("where fragments take longer than a minute, the wanted lines go first, and the newest telegram after them", () => {
	const random = new Random(2);
	const [first, second] = [wordyTelegram(0, random), wordyTelegram(1, random)];
	const sender = new Sender();
	const peer = new Peer();
	sender.offer(first);
	const ahead = next(sender, SMALL + 40, EARLY_VALUES_FROM);
	assert.equal(ahead.type, FrameType.telegram);
	sender.offer(second);
	assert.equal(sender.exchange(peer, ahead).kind, "continue");
	assert.equal(peer.partial.length, 1);
	assertSameBytes(peer.partial[0], wantedLines(first), "ahead");
	assert.equal(deliver(sender, peer, SMALL + 40, EARLY_VALUES_FROM), "template");
	assertSameBytes(peer.rebuilt[0], second, "the newest");
	assert.equal(peer.partial.length, 1);
});

test("where fragments take a minute at most, or the wanted lines need fragments too, nothing goes first", () => {
	for (const [maxBytes, interval] of [
		[SMALL + 40, 1000],
		[TINY, EARLY_VALUES_FROM],
	]) {
		const sender = new Sender();
		sender.offer(wordyTelegram(0, new Random(2)));
		assert.equal(next(sender, maxBytes, interval).type, FrameType.fragment);
	}
});
