import { TelegramDecoder } from "../../src/codec/decoder.js";
import { FrameType, OVERHEAD_BYTES } from "../../src/link/frame.js";
import { type Acknowledgement, decodeFragment } from "../../src/link/messages.js";
import { Reassembly } from "../../src/link/reassembly.js";
import { type Outgoing, TelegramSender } from "../../src/link/telegram-sender.js";
import { RENDEZVOUS } from "../../src/negotiation/ladder.js";
import { maxFrameBytes } from "../../src/negotiation/timing.js";
import { crc32 } from "../../src/vendor/crc-32.js";
import { assertSameBytes, dutchTelegram } from "../codec/samples.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";

const LARGE = 255;
const SMALL = maxFrameBytes(RENDEZVOUS);
/** Less than any rung carries: many fragments. */
const TINY = 40;

/** The telegrams of consecutive seconds. */
function telegrams(count: number): Uint8Array[] {
	const random = new Random(17);
	return Array.from({ length: count }, (_, second) => dutchTelegram(second, random));
}

/** What the receiver answers to a frame, and the telegrams that it rebuilt. */
class Peer {
	readonly rebuilt: Uint8Array[] = [];
	#decoder = new TelegramDecoder();
	#reassembly = new Reassembly();

	/** The board restarts. */
	forget(): void {
		this.#decoder = new TelegramDecoder();
		this.#reassembly = new Reassembly();
	}

	answer({ type, body }: Outgoing): Acknowledgement {
		if (type === FrameType.telegram) return this.#rebuild(body, false);
		const fragment = decodeFragment(body);
		assert.ok(fragment);
		const result = this.#reassembly.add(fragment);
		if (result.kind === "complete") return this.#rebuild(result.body, result.repeated);
		return acknowledgement(crc32(body) >>> 0, { needTemplate: result.kind === "broken" });
	}

	#rebuild(body: Uint8Array, repeated: boolean): Acknowledgement {
		const decoded = this.#decoder.decode(body);
		if (!decoded.ok) {
			const needKey = decoded.reason === "no baseline";
			return acknowledgement(0, { needKey, needTemplate: !needKey });
		}
		if (!repeated) this.rebuilt.push(decoded.telegram);
		return acknowledgement(decoded.crc32);
	}
}

function acknowledgement(crc32: number, lacks: Partial<Acknowledgement> = {}): Acknowledgement {
	return { echo: 0, crc32, snrDb: 0, needTemplate: false, needKey: false, ...lacks };
}

function next(sender: TelegramSender, maxBytes = LARGE): Outgoing {
	const outgoing = sender.next(maxBytes);
	assert.ok(outgoing);
	assert.ok(outgoing.body.length + OVERHEAD_BYTES <= maxBytes, `${outgoing.body.length} bytes`);
	return outgoing;
}

/** Frames go out and are answered until a telegram is delivered; returns in which form. */
function deliver(sender: TelegramSender, peer: Peer, maxBytes = LARGE): string {
	for (let frames = 0; frames < 100; frames++) {
		const outgoing = next(sender, maxBytes);
		const outcome = sender.answered(peer.answer(outgoing), outgoing.crc32);
		if (outcome.kind === "delivered") return outcome.form;
		assert.equal(outcome.kind, "continue");
	}
	throw new Error("a telegram takes more than 100 frames");
}

/** A sender whose first telegram the peer has. */
function acquainted(): { sender: TelegramSender; peer: Peer; rest: Uint8Array[] } {
	const [first, ...rest] = telegrams(12);
	const sender = new TelegramSender();
	const peer = new Peer();
	sender.offer(first);
	deliver(sender, peer);
	return { sender, peer, rest };
}

test("with no telegram there is nothing to send", () => {
	const sender = new TelegramSender();
	assert.equal(sender.hasNext, false);
	assert.equal(sender.next(LARGE), undefined);
});

test("the first telegram brings the template along, those after it only what has changed", () => {
	const [first, second, third] = telegrams(3);
	const sender = new TelegramSender();
	const peer = new Peer();
	for (const [telegram, form] of [
		[first, "template"],
		[second, "delta"],
		[third, "delta"],
	] as const) {
		sender.offer(telegram);
		assert.ok(sender.hasNext);
		assert.equal(deliver(sender, peer), form);
		assert.equal(sender.hasNext, false);
		assertSameBytes(peer.rebuilt.at(-1), telegram, form);
	}
});

test("the newest telegram wins: older ones that still wait are not sent", () => {
	const { sender, peer, rest } = acquainted();
	for (const telegram of rest) sender.offer(telegram);
	deliver(sender, peer);
	assert.equal(peer.rebuilt.length, 2);
	assertSameBytes(peer.rebuilt[1], rest[rest.length - 1], "the newest");
	assert.equal(sender.next(LARGE), undefined);
});

test("a telegram in one frame that is lost is not sent again", () => {
	const { sender, rest } = acquainted();
	sender.offer(rest[0]);
	next(sender);
	sender.unanswered();
	assert.equal(sender.hasNext, false);
	assert.equal(sender.next(LARGE), undefined);
});

test("a telegram that came while another was on its way follows it", () => {
	const { sender, peer, rest } = acquainted();
	sender.offer(rest[0]);
	const outgoing = next(sender);
	sender.offer(rest[1]);
	assert.equal(sender.answered(peer.answer(outgoing), outgoing.crc32).kind, "delivered");
	deliver(sender, peer);
	assertSameBytes(peer.rebuilt[2], rest[1], "the later one");
});

test("a body too long for one frame goes in fragments that fit", () => {
	const [telegram] = telegrams(1);
	const sender = new TelegramSender();
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
			const sender = new TelegramSender();
			const peer = new Peer();
			sender.offer(telegram);
			let delivered = 0;
			for (let frame = 0; sender.hasNext; frame++) {
				const outgoing = next(sender, TINY);
				const answer = frame === missing && lost === "frame" ? undefined : peer.answer(outgoing);
				if (frame === missing || answer === undefined) {
					sender.unanswered();
					assert.deepEqual(next(sender, TINY), outgoing);
				} else if (sender.answered(answer, outgoing.crc32).kind === "delivered") delivered++;
				assert.ok(frame < 40);
			}
			assert.equal(delivered, 1);
			assert.equal(peer.rebuilt.length, 1, `${lost} ${missing} lost`);
			assertSameBytes(peer.rebuilt[0], telegram, `${lost} ${missing} lost`);
		}
	}
});

test("an answer with a wrong CRC-32 does not move a transfer on", () => {
	const sender = new TelegramSender();
	sender.offer(telegrams(1)[0]);
	const outgoing = next(sender, SMALL);
	assert.equal(sender.answered(acknowledgement(outgoing.crc32 ^ 1), outgoing.crc32).kind, "continue");
	assert.deepEqual(next(sender, SMALL), outgoing);
});

test("a receiver that has lost the template gets it with the next telegram", () => {
	const { sender, peer, rest } = acquainted();
	peer.forget();
	sender.offer(rest[0]);
	const outgoing = next(sender);
	const answer = peer.answer(outgoing);
	assert.ok(answer.needTemplate);
	assert.equal(sender.answered(answer, outgoing.crc32).kind, "continue");
	sender.offer(rest[1]);
	assert.equal(deliver(sender, peer), "template");
	assertSameBytes(peer.rebuilt.at(-1), rest[1], "the next one");
});

test("a receiver that has lost its pieces half-way gets the template from its beginning", () => {
	const [first, second] = telegrams(2);
	const sender = new TelegramSender();
	const peer = new Peer();
	sender.offer(first);
	const outgoing = next(sender, SMALL);
	sender.answered(peer.answer(outgoing), outgoing.crc32);
	peer.forget();
	sender.offer(second);
	assert.equal(deliver(sender, peer, SMALL), "template");
	assertSameBytes(peer.rebuilt[0], second, "the newer one");
});

test("a receiver that lacks the baseline gets all values with the next telegram", () => {
	const { sender, peer, rest } = acquainted();
	sender.offer(rest[0]);
	const outgoing = next(sender);
	assert.equal(sender.answered(acknowledgement(0, { needKey: true }), outgoing.crc32).kind, "continue");
	sender.offer(rest[1]);
	assert.equal(deliver(sender, peer), "key");
});

test("a telegram that was rebuilt as something else is a mismatch, and all values go with the next", () => {
	const { sender, peer, rest } = acquainted();
	sender.offer(rest[0]);
	const outgoing = next(sender);
	assert.equal(sender.answered(acknowledgement(outgoing.crc32 ^ 1), outgoing.crc32).kind, "mismatch");
	sender.offer(rest[1]);
	assert.equal(deliver(sender, peer), "key");
	assertSameBytes(peer.rebuilt.at(-1), rest[1], "after the mismatch");
});

test("a telegram whose answer is lost leaves the baseline where both have it", () => {
	const { sender, peer, rest } = acquainted();
	for (const telegram of rest) {
		sender.offer(telegram);
		peer.answer(next(sender));
		sender.unanswered();
	}
	sender.offer(rest[3]);
	assert.equal(deliver(sender, peer), "delta");
});

test("after a change of rung a transfer begins anew, in pieces of the new size", () => {
	const [first, second] = telegrams(2);
	const sender = new TelegramSender();
	const peer = new Peer();
	sender.offer(first);
	const outgoing = next(sender, SMALL);
	sender.answered(peer.answer(outgoing), outgoing.crc32);
	sender.restart();
	sender.offer(second);
	const larger = next(sender, LARGE);
	assert.ok(larger.body.length > outgoing.body.length);
	assert.equal(deliver(sender, peer), "template");
	assertSameBytes(peer.rebuilt[0], second, "after the change");
});

test("an answer that nothing waits for changes nothing", () => {
	const { sender, peer, rest } = acquainted();
	assert.equal(sender.answered(acknowledgement(1, { needTemplate: true }), 1).kind, "continue");
	sender.offer(rest[0]);
	assert.equal(deliver(sender, peer), "delta");
});

test("virtual telegrams are as long as a frame with all values of this meter", () => {
	const { sender, peer, rest } = acquainted();
	sender.offer(rest[0]);
	const outgoing = next(sender);
	sender.answered(acknowledgement(0, { needKey: true }), outgoing.crc32);
	sender.offer(rest[1]);
	const key = next(sender);
	assert.equal(new TelegramSender().keyBodyBytes(rest[1]), key.body.length);
	assert.equal(sender.answered(peer.answer(key), key.crc32).kind, "delivered");
});
