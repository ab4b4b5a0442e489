/** Opens frames with Node's own cipher, by docs/protocol.md: nothing of the product has a part in it. */
import { createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import type { Emission } from "../sim/on-air.js";
import { helloOf, type Oracle, type Unsealed } from "./invariants/nonces.js";
import type { BoardName } from "./victim.js";

const HKDF_SALT = "P1-LoRa v1";
const TAG_BYTES = 8;
const HEADER_BYTES = Object.freeze({ hello: 9, other: 3 });
/** As it stands in nonces and in the keys' derivation. */
const DIRECTION: Readonly<Record<BoardName, number>> = Object.freeze({ transmitter: 1, receiver: 2 });
/** In the transmitter's hello, which asks nobody in particular. */
const NO_SALT = 0;
/** The salts of so many starts are kept: a hello held back for long brings one of them up again, in its answer. */
const SALTS = 2000;
/** Sessions in use are of the latest ones. */
const SALTS_IN_USE = 12;

/** What is known of a pair from its hellos. */
interface Pair {
	keys: Readonly<Record<BoardName, KeyObject>>;
	/** Latest first: those of a session in use come to the front. */
	salts: Readonly<Record<BoardName, number[]>>;
	/** The highest counter of each board. */
	highest: Record<BoardName, number>;
}

/** The profile byte of each tuning: it is not sent, and found by trying. Tried first in later runs, too: it is only likelier. */
const profiles = new Map<string, number>();

export function cipherOracle(): Oracle {
	/** By the pair's key: each pairing makes an array of its own. */
	const pairs = new Map<Uint8Array, Pair>();
	return (frame, from, pairKey, emission) => {
		const pair = pairs.get(pairKey) ?? pairOf(pairKey);
		pairs.set(pairKey, pair);
		const hello = helloOf(frame);
		if (hello !== undefined) note(pair.salts[from], hello.salt);
		for (const profile of profilesOf(emission)) {
			for (const unsealed of candidates(frame, from, pair)) {
				if (!opens(frame, from, pair.keys[from], unsealed, profile)) continue;
				profiles.set(tuningOf(emission), profile);
				pair.highest[from] = Math.max(pair.highest[from], unsealed.counter);
				note(pair.salts.transmitter, unsealed.transmitterSalt);
				if (unsealed.receiverSalt !== NO_SALT) note(pair.salts.receiver, unsealed.receiverSalt);
				return unsealed;
			}
		}
		return undefined;
	};
}

function pairOf(pairKey: Uint8Array): Pair {
	const keyOf = (from: BoardName) => {
		const info = Uint8Array.of(...[..."key"].map((letter) => letter.charCodeAt(0)), DIRECTION[from]);
		return createSecretKey(new Uint8Array(hkdfSync("sha256", pairKey, HKDF_SALT, info, 32)));
	};
	return {
		keys: { transmitter: keyOf("transmitter"), receiver: keyOf("receiver") },
		salts: { transmitter: [], receiver: [] },
		highest: { transmitter: 0, receiver: 0 },
	};
}

/** To the front of those that are known. */
function note(salts: number[], salt: number): void {
	if (salts[0] === salt) return;
	const known = salts.indexOf(salt);
	if (known > 0) salts.splice(known, 1);
	salts.unshift(salt);
	if (salts.length > SALTS) salts.pop();
}

function tuningOf({ frequencyHz, spreadingFactor, bandwidthHz }: Emission): string {
	return `${frequencyHz} ${spreadingFactor} ${bandwidthHz}`;
}

function* profilesOf(emission: Emission): Generator<number> {
	const known = profiles.get(tuningOf(emission));
	if (known !== undefined) yield known;
	for (let profile = 0; profile < 256; profile++) yield profile;
}

/** Which nonce it may have been sealed with, the likeliest first. */
function* candidates(frame: Uint8Array, from: BoardName, { salts, highest }: Pair): Generator<Unsealed> {
	const hello = helloOf(frame);
	if (hello !== undefined && from === "transmitter") {
		yield { transmitterSalt: hello.salt, receiverSalt: NO_SALT, counter: hello.counter };
		return;
	}
	const counters = hello === undefined ? countersOf((frame[1] << 8) | frame[2], highest[from]) : [hello.counter];
	const transmitterSalts = hello === undefined ? salts.transmitter.slice(0, SALTS_IN_USE) : salts.transmitter.slice();
	const receiverSalts = hello === undefined ? salts.receiver.slice(0, SALTS_IN_USE) : [hello.salt];
	for (const counter of counters)
		for (const transmitterSalt of transmitterSalts)
			for (const receiverSalt of receiverSalts) yield { transmitterSalt, receiverSalt, counter };
}

/** Those with these low 16 bits: the next above the highest, the one below, and the first. */
function countersOf(low: number, highest: number): number[] {
	const next = highest + 1 + ((low - highest - 1) & 0xffff);
	return next >= 0x1_0000 ? [next, next - 0x1_0000, low] : [next];
}

function opens(
	frame: Uint8Array,
	from: BoardName,
	key: KeyObject,
	{ transmitterSalt, receiverSalt, counter }: Unsealed,
	profile: number,
): boolean {
	const nonce = new Uint8Array(13);
	const view = new DataView(nonce.buffer);
	view.setUint8(0, DIRECTION[from]);
	view.setUint32(1, transmitterSalt);
	view.setUint32(5, receiverSalt);
	view.setUint32(9, counter);
	const headerBytes = helloOf(frame) === undefined ? HEADER_BYTES.other : HEADER_BYTES.hello;
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
