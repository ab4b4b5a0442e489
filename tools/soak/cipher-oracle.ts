/** Opens frames with Node's own cipher, by docs/protocol.md: nothing of the product has a part in it. */
import { createDecipheriv, hkdfSync } from "node:crypto";
import type { Emission } from "../sim/on-air.js";
import type { Oracle, Unsealed } from "./invariants/nonces.js";
import type { BoardName } from "./victim.js";

const SALT = "P1-LoRa v1";
const TAG_BYTES = 8;
const HELLO = 3;
const HEADER_BYTES = Object.freeze({ hello: 6, other: 3 });
/** As it stands in nonces and in the keys' derivation. */
const DIRECTION: Readonly<Record<BoardName, number>> = Object.freeze({ transmitter: 1, receiver: 2 });
/** Epochs to try beyond the highest seen so far. */
const EPOCHS_AHEAD = 2;

interface Line {
	id: Uint8Array;
	keys: Map<number, Uint8Array>;
	epoch: number;
	counter: number;
}

export function cipherOracle(): Oracle {
	const lines = new Map<string, Line>();
	/** The profile byte of each tuning: it is not sent, and found by trying. */
	const profiles = new Map<string, number>();

	return (frame, from, pairKey, emission) => {
		const name = `${from} ${pairKey.join()}`;
		const line = lines.get(name) ?? { id: derive(pairKey, "id", 4), keys: new Map(), epoch: 0, counter: 0 };
		lines.set(name, line);
		for (const profile of profilesOf(emission, profiles)) {
			for (const unsealed of candidates(frame, line)) {
				if (!opens(frame, from, pairKey, line, unsealed, profile)) continue;
				profiles.set(tuningOf(emission), profile);
				line.epoch = Math.max(line.epoch, unsealed.epoch);
				line.counter = Math.max(line.counter, unsealed.counter);
				return unsealed;
			}
		}
		return undefined;
	};
}

function tuningOf({ frequencyHz, spreadingFactor, bandwidthHz }: Emission): string {
	return `${frequencyHz} ${spreadingFactor} ${bandwidthHz}`;
}

function* profilesOf(emission: Emission, profiles: ReadonlyMap<string, number>): Generator<number> {
	const known = profiles.get(tuningOf(emission));
	if (known !== undefined) yield known;
	for (let profile = 0; profile < 256; profile++) yield profile;
}

/** Which nonce it may have been sealed with, the likeliest first. */
function* candidates(frame: Uint8Array, { epoch, counter }: Line): Generator<Unsealed> {
	const view = new DataView(frame.buffer, frame.byteOffset);
	const isHello = ((frame[0] >> 3) & 7) === HELLO;
	const epochs = [epoch];
	for (let other = 0; other <= epoch + EPOCHS_AHEAD; other++) if (other !== epoch) epochs.push(other);
	for (const candidate of epochs) {
		if (isHello) {
			if ((candidate & 0xff) === frame[1]) yield { epoch: candidate, counter: view.getUint32(2) };
			continue;
		}
		const next = counter + 1 + ((view.getUint16(1) - counter - 1) & 0xffff);
		yield { epoch: candidate, counter: next };
		for (let earlier = next - 0x10000; earlier >= 0; earlier -= 0x10000) yield { epoch: candidate, counter: earlier };
		if (candidate !== epoch) yield { epoch: candidate, counter: view.getUint16(1) };
	}
}

function opens(
	frame: Uint8Array,
	from: BoardName,
	pairKey: Uint8Array,
	line: Line,
	{ epoch, counter }: Unsealed,
	profile: number,
): boolean {
	const direction = DIRECTION[from];
	let key = line.keys.get(epoch);
	if (key === undefined) {
		const info = new Uint8Array([...ascii("key"), direction, 0, 0, 0, 0]);
		new DataView(info.buffer).setUint32(4, epoch);
		key = derive(pairKey, info, 32);
		line.keys.set(epoch, key);
	}
	const nonce = new Uint8Array(13);
	nonce[0] = direction;
	nonce.set(line.id, 1);
	const view = new DataView(nonce.buffer);
	view.setUint32(5, epoch);
	view.setUint32(9, counter);
	const headerBytes = ((frame[0] >> 3) & 7) === HELLO ? HEADER_BYTES.hello : HEADER_BYTES.other;
	const sealed = frame.subarray(headerBytes, frame.length - TAG_BYTES);
	const cipher = createDecipheriv("aes-256-ccm", key, nonce, { authTagLength: TAG_BYTES });
	const authenticated = new Uint8Array(headerBytes + 1);
	authenticated.set(frame.subarray(0, headerBytes));
	authenticated[headerBytes] = profile;
	cipher.setAuthTag(frame.subarray(frame.length - TAG_BYTES));
	cipher.setAAD(authenticated, { plaintextLength: sealed.length });
	try {
		// Opens nothing and throws, where the tag is not right.
		cipher.update(sealed);
		cipher.final();
		return true;
	} catch {
		return false;
	}
}

function derive(pairKey: Uint8Array, info: string | Uint8Array, length: number): Uint8Array {
	return new Uint8Array(hkdfSync("sha256", pairKey, SALT, info, length));
}

function ascii(text: string): number[] {
	return [...text].map((character) => character.charCodeAt(0));
}
