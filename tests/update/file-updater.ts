/** An updater on real time whose flash is a file, with the images that it takes. */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Updater } from "../../src/update/updater.js";
import { fileSlot } from "../../tools/host/file-slot.js";
import { RealClock } from "../../tools/host/real-clock.js";
import { makeSigningKey, publicKeyOf, readSigningKey, signImage } from "../../tools/update/sign.js";
import { Random } from "../crypto/random.js";

const ROOM = 0x1e0000;
export const BOARD = "ttgo-t3-v1.6.1";

export interface FileUpdater {
	updater: Updater;
	/** Versions that the board was to be started with. */
	started: string[];
	/** What the boot loader would start now, if anything was written. */
	image: () => Uint8Array | undefined;
	/** An update's file of some 300 KB. */
	update: (version?: string) => { file: Uint8Array; image: Uint8Array };
	/** The same, of somebody else. */
	forged: () => Uint8Array;
	folder: string;
}

export async function withFileUpdater(body: (bench: FileUpdater) => Promise<void>, version = "0.1.0"): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-update-"));
	const path = join(folder, "slot");
	const key = readSigningKey(makeSigningKey());
	const image = new Random(3).bytes(300_000);
	image[0] = 0xe9;
	const started: string[] = [];
	const about = { role: "receiver", board: BOARD } as const;
	const updater = new Updater({
		clock: new RealClock(),
		publicKey: publicKeyOf(key),
		role: "receiver",
		board: BOARD,
		version,
		openSlot: fileSlot(path, ROOM),
		digest: () => {
			const hash = createHash("sha256");
			return { update: (bytes) => void hash.update(bytes), digest: () => new Uint8Array(hash.digest()) };
		},
		onWritten: (next) => started.push(next),
	});
	try {
		await body({
			updater,
			started,
			image: () => (existsSync(path) ? new Uint8Array(readFileSync(path)) : undefined),
			update: (next = "0.2.0") => ({ file: signImage(image, { ...about, version: next }, key), image }),
			forged: () => signImage(image, { ...about, version: "9.9.9" }, readSigningKey(makeSigningKey())),
			folder,
		});
	} finally {
		updater.close();
		rmSync(folder, { recursive: true });
	}
}
