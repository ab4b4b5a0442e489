import { createHash } from "node:crypto";
import { ENVELOPE_BYTES, HEAD_BYTES } from "../../src/update/image-head.js";
import { Updater, type UpdaterOptions } from "../../src/update/updater.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { makeSigningKey, publicKeyOf, readSigningKey, signImage } from "../../tools/update/sign.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";
import { MemorySlot, portableDigest } from "./slots.js";

const MINUTE = 60_000;
const KEY = readSigningKey(makeSigningKey());
const OTHER_KEY = readSigningKey(makeSigningKey());
/** ESP-IDF's images begin so. */
const IMAGE = Uint8Array.of(0xe9, ...new Random(1).bytes(5000));
const ABOUT = { role: "receiver", board: "ttgo-t3-v1.6.1", version: "0.2.0" } as const;

class Bench {
	readonly clock = new VirtualClock();
	readonly slot = new MemorySlot();
	readonly started: string[] = [];
	readonly phases: string[] = [];
	readonly updater: Updater;

	constructor(options: Partial<UpdaterOptions> = {}) {
		this.updater = new Updater({
			clock: this.clock,
			publicKey: publicKeyOf(KEY),
			role: "receiver",
			board: "ttgo-t3-v1.6.1",
			version: "0.1.0",
			openSlot: this.slot.open,
			digest: portableDigest,
			onWritten: (version) => this.started.push(version),
			...options,
		});
		this.updater.watch(() => this.phases.push(this.updater.state.phase));
	}

	/** Offers what this file begins with, and lets its signature be looked at. */
	offer(file: Uint8Array, back = false): this {
		this.updater.offer(file.subarray(0, ENVELOPE_BYTES), back);
		this.clock.runWhile(() => this.updater.state.phase === "checking", this.clock.now() + MINUTE);
		return this;
	}

	/** All of it, in pieces. */
	send(image: Uint8Array, pieceBytes = 512): this {
		for (let at = 0; at < image.length; at += pieceBytes) this.updater.write(image.subarray(at, at + pieceBytes));
		return this;
	}

	get reason(): string | undefined {
		return this.updater.state.phase === "refused" ? this.updater.state.reason : undefined;
	}
}

test("a signed image is written, proved, made the one to start, and that is told at once: power may be cut at any moment", () => {
	const bench = new Bench();
	bench.offer(signImage(IMAGE, ABOUT, KEY));
	assert.equal(bench.updater.state.phase, "offered");
	bench.send(IMAGE);
	assert.deepEqual(bench.slot.boots, [...IMAGE]);
	assert.deepEqual(bench.phases, ["checking", "offered", "writing", "written"]);
	assert.deepEqual(bench.started, ["0.2.0"]);
	assert.ok(!bench.slot.isOpen);
});

test("what another key has signed, or nobody, is refused before a byte of it is taken", () => {
	const file = signImage(IMAGE, ABOUT, KEY);
	const unsigned = file.slice();
	unsigned.fill(0, HEAD_BYTES, ENVELOPE_BYTES);
	// Each field of the head, after it was signed.
	const altered = [5, 7, 13, 30, 40].map((at) => {
		const changed = file.slice();
		changed[at] ^= 1;
		return changed;
	});
	for (const forged of [signImage(IMAGE, ABOUT, OTHER_KEY), unsigned, ...altered]) {
		const bench = new Bench().offer(forged);
		assert.equal(bench.reason, "it is not signed with the key that this receiver trusts: nothing was changed");
		assert.ok(!bench.updater.write(IMAGE.subarray(0, 512)));
		assert.deepEqual([bench.slot.written, bench.slot.boots], [[], undefined]);
	}
});

test("a genuine image for something else is refused with what it is for", () => {
	for (const [about, reason] of [
		[{ role: "transmitter" }, "it is for the transmitter, and this is the receiver"],
		[{ board: "heltec" }, "it is for the board heltec, and this is a ttgo-t3-v1.6.1"],
		[{ version: "0.1.0" }, "0.1.0 runs already"],
		[{ version: "0.0.9" }, "0.0.9 is older than 0.1.0, which runs"],
	] as const) {
		const bench = new Bench().offer(signImage(IMAGE, { ...ABOUT, ...about }, KEY));
		assert.equal(bench.reason, `${reason}: nothing was changed`);
	}
});

test("an older image is taken by whoever means it, another board's never", () => {
	const older = new Bench().offer(signImage(IMAGE, { ...ABOUT, version: "0.0.9" }, KEY), true).send(IMAGE);
	assert.equal(older.updater.state.phase, "written");
	const other = new Bench().offer(signImage(IMAGE, { ...ABOUT, board: "heltec" }, KEY), true);
	assert.equal(other.updater.state.phase, "refused");
});

test("an image that is not the signed one, be it by one bit, is never made the one to start", () => {
	for (const at of [1, 2500, IMAGE.length - 1]) {
		const image = IMAGE.slice();
		image[at] ^= 0x10;
		const bench = new Bench().offer(signImage(IMAGE, ABOUT, KEY)).send(image);
		assert.equal(bench.reason, "what came is not what was signed: nothing was changed");
		assert.equal(bench.slot.boots, undefined);
		bench.clock.advance(MINUTE);
		assert.deepEqual(bench.started, []);
	}
});

test("one that comes short, long, late or not at all changes nothing", () => {
	const file = signImage(IMAGE, ABOUT, KEY);
	const long = new Bench().offer(file).send(Uint8Array.of(...IMAGE, 0), 5002);
	assert.equal(long.reason, "more came than the update has: nothing was changed");
	const short = new Bench().offer(file).send(IMAGE.subarray(0, 4000));
	short.clock.advance(MINUTE);
	assert.match(short.reason ?? "", /^the rest of it did not come for a minute/);
	const broken = new Bench().offer(file).send(IMAGE.subarray(0, 4000));
	broken.updater.interrupted();
	assert.match(broken.reason ?? "", /^the connection broke/);
	const none = new Bench().offer(file);
	none.clock.advance(10 * MINUTE);
	assert.equal(none.updater.state.phase, "idle");
	for (const { slot } of [long, short, broken, none]) assert.deepEqual([slot.isOpen, slot.boots], [false, undefined]);
});

test("flash that has no room, refuses, or finds no image in it is told, and the next try is a new one", () => {
	const file = signImage(IMAGE, ABOUT, KEY);
	const small = new Bench({ openSlot: new MemorySlot(5000).open }).offer(file).send(IMAGE);
	assert.equal(small.reason, "the board has no room for an image of 5001 bytes: nothing was changed");
	const worn = new Bench();
	worn.slot.failsAt = 3000;
	worn.offer(file).send(IMAGE);
	assert.match(worn.reason ?? "", /^flash did not take it: nothing was changed/);
	worn.slot.failsAt = Number.POSITIVE_INFINITY;
	assert.equal(worn.offer(file).send(IMAGE).updater.state.phase, "written");
	const text = new TextEncoder().encode("no image");
	const signed = new Bench().offer(signImage(text, ABOUT, KEY)).send(text);
	assert.equal(signed.reason, "the board does not take it for an image: nothing was changed");
});

test("while the update before is on trial no other one is taken: the image to go back to is needed", () => {
	let isOnTrial = true;
	const bench = new Bench({ isOnTrial: () => isOnTrial });
	bench.offer(signImage(IMAGE, ABOUT, KEY));
	assert.equal(bench.reason, "the update before is still on trial: wait a minute and try again");
	isOnTrial = false;
	assert.equal(bench.offer(signImage(IMAGE, ABOUT, KEY)).updater.state.phase, "offered");
});

test("a program that was built without a key takes nothing, and says what to do", () => {
	for (const publicKey of [undefined, new Uint8Array(0), new Uint8Array(31)]) {
		const bench = new Bench({ publicKey }).offer(signImage(IMAGE, ABOUT, KEY));
		assert.match(bench.reason ?? "", /^this receiver was built without a key for updates: update it by USB/);
	}
});

test("what is no update is refused, whatever its length", () => {
	for (const length of [0, 1, 72, 135, 136]) {
		const bench = new Bench().offer(new Random(length + 1).bytes(length));
		assert.match(bench.reason ?? "", /^this is no update/);
	}
});

test("a second offer ends the first, and an image under way with it", () => {
	const bench = new Bench().offer(signImage(IMAGE, ABOUT, KEY)).send(IMAGE.subarray(0, 1000));
	const other = Uint8Array.of(0xe9, ...new Random(2).bytes(3000));
	bench.offer(signImage(other, { ...ABOUT, version: "0.3.0" }, KEY)).send(other);
	assert.deepEqual(bench.slot.boots, [...other]);
	bench.offer(signImage(IMAGE, ABOUT, KEY));
	assert.equal(bench.updater.state.phase, "written", "the board is about to start the other one");
	bench.clock.advance(MINUTE);
	assert.deepEqual(bench.started, ["0.3.0"]);
});

test("the portable hash in pieces is SHA-256", () => {
	const digest = portableDigest();
	for (let at = 0; at < IMAGE.length; at += 700) digest.update(IMAGE.subarray(at, at + 700));
	assert.deepEqual(digest.digest(), new Uint8Array(createHash("sha256").update(IMAGE).digest()));
});
