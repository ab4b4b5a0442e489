/** Sessions over storage that lies, at lengths for which a board's engine has not the time. */
import { RESERVE } from "../../src/crypto/high-water.js";
import { FrameType } from "../../src/link/frame.js";
import type { Role } from "../../src/role.js";
import { hex } from "../crypto/hex.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";
import { ask, boot, ends, greet, PAIR_KEY, PROFILE, pairedStorage, SALTS } from "./channels.js";

const BODY = hex("00112233445566778899aabbccddeeff1021");
const { telegram, acknowledgement } = FrameType;

/** Nonces as they are on the air, by board: what this cryptographer has seen of them must never come again. */
class Nonces {
	readonly #seen = new Set<string>();

	/** The transmitter's salt, the receiver's, the counter. */
	add(role: Role, salts: readonly [number, number], counter: number): void {
		const nonce = `${role} ${salts[0]} ${salts[1]} ${counter}`;
		assert.ok(!this.#seen.has(nonce), `${nonce} again`);
		this.#seen.add(nonce);
	}

	get size(): number {
		return this.#seen.size;
	}
}

test("storage may go back to any image it ever held, on either board: no nonce comes twice, no frame opens twice", () => {
	const random = new Random(31);
	const nonces = new Nonces();
	for (let round = 0; round < 20; round++) {
		const storages = { transmitter: pairedStorage(), receiver: pairedStorage() };
		const images = { transmitter: [storages.transmitter.image()], receiver: [storages.receiver.image()] };
		const recorded: Uint8Array[] = [];
		// A frame that was held back opens once, as long as both go on: these do not.
		let heldBack: Uint8Array[] = [];
		let [own, peer] = [1 + random.below(2 ** 31), 1 + random.below(2 ** 31)];
		const draw = (salt: number) => () => (salt - 0.5) / 0xffff_ffff;
		let transmitter = boot("transmitter", storages.transmitter, PAIR_KEY, draw(own));
		let receiver = boot("receiver", storages.receiver, PAIR_KEY, draw(peer));
		for (let step = 0; step < 16; step++) {
			const role = random.below(2) === 0 ? "transmitter" : "receiver";
			const choice = images[role][random.below(images[role].length)];
			if (random.below(3) === 0) storages[role].restore(choice);
			if (role === "transmitter") {
				own = 1 + random.below(2 ** 31);
				transmitter = boot(role, storages.transmitter, PAIR_KEY, draw(own));
			} else {
				peer = 1 + random.below(2 ** 31);
				receiver = boot(role, storages.receiver, PAIR_KEY, draw(peer));
				recorded.push(...heldBack);
				heldBack = [];
			}
			const replays = Array.from(
				{ length: Math.min(30, recorded.length) },
				() => recorded[random.below(recorded.length)],
			);
			for (const old of replays) assert.ok(!receiver.open(old, PROFILE).ok, "an old frame, before the hello");
			nonces.add("transmitter", [own, 0], transmitter.nextCounter);
			assert.ok(ask(transmitter, receiver));
			for (const old of replays) assert.ok(!receiver.open(old, PROFILE).ok, "an old frame, after the hello");
			for (let frames = random.below(20); frames > 0; frames--) {
				const question = transmitter.seal(telegram, BODY, PROFILE);
				assert.ok(question);
				nonces.add("transmitter", [own, peer], question.counter);
				if (random.below(4) === 0) {
					heldBack.push(question.frame);
					continue;
				}
				recorded.push(question.frame);
				assert.ok(receiver.open(question.frame, PROFILE).ok);
				assert.ok(!receiver.open(question.frame, PROFILE).ok);
				const answer = receiver.seal(acknowledgement, BODY, PROFILE);
				assert.ok(answer);
				nonces.add("receiver", [own, peer], answer.counter);
				assert.ok(transmitter.open(answer.frame, PROFILE).ok);
			}
			images.transmitter.push(storages.transmitter.image());
			images.receiver.push(storages.receiver.image());
		}
	}
	assert.ok(nonces.size > 3000, `${nonces.size}`);
});

test("a power cut at each write of either board, before or after it, or with the last one lost, ends in a new session", () => {
	for (const role of ["transmitter", "receiver"] as const) {
		for (const fault of ["cut before", "cut after", "losing the last"] as const) {
			for (let cutAt = 1; cutAt <= 2; cutAt++) {
				const ended = ends();
				const salts: [number, number] = [SALTS.transmitter, SALTS.receiver];
				const nonces = new Nonces();
				const at = ended[role];
				const from = at.storage.writes;
				if (fault !== "losing the last") at.storage.fault = (write) => (write === from + cutAt ? fault : undefined);
				for (let frame = 0; frame < 2.5 * RESERVE; frame++) {
					const { transmitter, receiver } = ended;
					const question = transmitter.channel.seal(telegram, BODY, PROFILE);
					if (question !== undefined) {
						nonces.add("transmitter", salts, question.counter);
						const opened = receiver.channel.open(question.frame, PROFILE).ok;
						const answer = opened ? receiver.channel.seal(acknowledgement, BODY, PROFILE) : undefined;
						if (answer !== undefined) nonces.add("receiver", salts, answer.counter);
					}
					if (!at.storage.isOff && (fault !== "losing the last" || frame !== cutAt * RESERVE)) continue;
					at.storage.isOff = false;
					if (fault === "losing the last") at.storage.loseLast(1);
					salts[role === "transmitter" ? 0 : 1] = 77;
					at.channel = boot(role, at.storage, PAIR_KEY, () => 76.5 / 0xffff_ffff);
					assert.ok(greet(transmitter.channel, receiver.channel), `${role}, ${fault}, write ${cutAt}`);
				}
			}
		}
	}
});
