/**
 * Takes a new image over the network: first its head, which must be signed with the key that this program was built with
 * and be meant for this board; then the image, into the half of flash that does not run. It is started only when its hash is
 * the signed one. Whatever goes wrong before that changes nothing: the running image is never written to.
 */
import { sameBytes } from "../bytes.js";
import type { Clock, Milliseconds, Timer } from "../clock.js";
import { PUBLIC_KEY_BYTES, SignatureCheck } from "../crypto/ed25519.js";
import type { Role } from "../role.js";
import { compareVersions, decodeHead, ENVELOPE_BYTES, HEAD_BYTES, type ImageHead } from "./image-head.js";

/** The half of flash that does not run. */
export interface Slot {
	/** Writes the next bytes. Throws where flash does not take them. */
	write(bytes: Uint8Array): void;
	/** The image is whole, and the one to start from now on. Throws where it is no image. */
	complete(): void;
	/** Called before `complete`, it gives up all that was written. */
	close(): void;
}

/** SHA-256, piece by piece. */
export interface Digest {
	update(bytes: Uint8Array): void;
	digest(): Uint8Array;
}

export interface UpdaterOptions {
	clock: Clock;
	/** Ed25519, of whoever makes images for this board; undefined where none is taken. */
	publicKey: Uint8Array | undefined;
	role: Role;
	board: string;
	/** The version that runs. */
	version: string;
	/** The running image may still be undone: the half of flash that does not run holds the one before, and is needed. */
	isOnTrial?: () => boolean;
	/** Throws where there is no room for so many bytes. */
	openSlot: (size: number) => Slot;
	digest: () => Digest;
	/** The image is in its place, and the next start is this version's, whatever brings it about: one is to come soon. */
	onWritten: (version: string) => void;
}

export type UpdateState =
	| { phase: "idle" }
	/** Its signature is being looked at. */
	| { phase: "checking" }
	/** Genuine, and for this board: the image may come. */
	| { phase: "offered"; image: ImageHead }
	| { phase: "writing"; image: ImageHead; received: number }
	/** Whole; the board is about to start it. */
	| { phase: "written"; image: ImageHead }
	/** `reason` is a sentence for a person, without its full stop. */
	| { phase: "refused"; reason: string };

/** How long an offer waits for its image, and an image under way for its next piece. */
const OFFER_PATIENCE: Milliseconds = 10 * 60_000;
const PIECE_PATIENCE: Milliseconds = 60_000;

export class Updater {
	readonly #options: UpdaterOptions;
	#state: UpdateState = { phase: "idle" };
	#slot: Slot | undefined;
	#digest: Digest | undefined;
	#timer: Timer | undefined;
	#watcher: (() => void) | undefined;

	constructor(options: UpdaterOptions) {
		this.#options = options;
	}

	get state(): Readonly<UpdateState> {
		return this.#state;
	}

	/** The version that runs. */
	get version(): string {
		return this.#options.version;
	}

	/** Called whenever the phase has changed. */
	watch(watcher: () => void): void {
		this.#watcher = watcher;
	}

	/** What an update's file begins with. `back`: a version that is not newer is meant, too. What was under way ends. */
	offer(envelope: Uint8Array, back: boolean): void {
		const { publicKey, isOnTrial } = this.#options;
		if (this.#state.phase === "written") return;
		if (publicKey?.length !== PUBLIC_KEY_BYTES) {
			this.#refuse("this receiver was built without a key for updates: update it by USB (docs/update.md)");
			return;
		}
		if (isOnTrial?.()) {
			this.#refuse("the update before is still on trial: wait a minute and try again");
			return;
		}
		const head = envelope.slice(0, HEAD_BYTES);
		const image = envelope.length === ENVELOPE_BYTES ? decodeHead(head) : undefined;
		if (image === undefined) {
			this.#refuse("this is no update: make one of an image with p1-lora sign");
			return;
		}
		this.#become({ phase: "checking" });
		// Each part from an empty stack, and the radio has its turn in between.
		const check = new SignatureCheck(envelope.slice(HEAD_BYTES), head, publicKey);
		this.#wait(0, () => this.#check(check, image, back));
	}

	/** The image's next bytes. False where none are wanted, or these were one too many. */
	write(bytes: Uint8Array): boolean {
		if (this.#state.phase === "offered") this.#begin(this.#state.image);
		const state = this.#state;
		if (state.phase !== "writing") return false;
		if (state.received + bytes.length > state.image.size) {
			this.#refuse("more came than the update has: nothing was changed");
			return false;
		}
		try {
			this.#slot?.write(bytes);
		} catch {
			this.#refuse("flash did not take it: nothing was changed; try again, and if that fails update by USB");
			return false;
		}
		this.#digest?.update(bytes);
		state.received += bytes.length;
		this.#expectMore();
		if (state.received === state.image.size) this.#finish(state.image);
		return true;
	}

	/** Whoever sent it will send no more. */
	interrupted(): void {
		if (this.#state.phase === "writing")
			this.#refuse("the connection broke before all of it had come: nothing was changed");
	}

	close(): void {
		this.#become({ phase: "idle" });
	}

	#check(check: SignatureCheck, image: ImageHead, back: boolean): void {
		const isGenuine = check.step();
		if (isGenuine === undefined) this.#wait(0, () => this.#check(check, image, back));
		else {
			const reason = isGenuine ? this.#unfit(image, back) : "it is not signed with the key that this receiver trusts";
			if (reason !== undefined) this.#refuse(`${reason}: nothing was changed`);
			else {
				this.#become({ phase: "offered", image });
				this.#wait(OFFER_PATIENCE, () => this.#become({ phase: "idle" }));
			}
		}
	}

	/** Why a genuine image is not for this board. */
	#unfit(image: ImageHead, back: boolean): string | undefined {
		const { role, board, version } = this.#options;
		if (image.role !== role) return `it is for the ${image.role}, and this is the ${role}`;
		if (image.board !== board) return `it is for the board ${image.board}, and this is a ${board}`;
		const order = compareVersions(image.version, version);
		if (order > 0 || back) return undefined;
		return order === 0 ? `${version} runs already` : `${image.version} is older than ${version}, which runs`;
	}

	#begin(image: ImageHead): void {
		try {
			this.#slot = this.#options.openSlot(image.size);
			this.#digest = this.#options.digest();
		} catch {
			this.#refuse(`the board has no room for an image of ${image.size} bytes: nothing was changed`);
			return;
		}
		this.#state = { phase: "writing", image, received: 0 };
		this.#watcher?.();
	}

	#finish(image: ImageHead): void {
		const digest = this.#digest?.digest();
		if (digest === undefined || !sameBytes(digest, image.hash)) {
			this.#refuse("what came is not what was signed: nothing was changed");
			return;
		}
		try {
			this.#slot?.complete();
		} catch {
			this.#refuse("the board does not take it for an image: nothing was changed");
			return;
		}
		this.#become({ phase: "written", image });
		this.#options.onWritten(image.version);
	}

	#expectMore(): void {
		this.#wait(PIECE_PATIENCE, () => this.#refuse("the rest of it did not come for a minute: nothing was changed"));
	}

	#refuse(reason: string): void {
		this.#become({ phase: "refused", reason });
	}

	/** Enters a state in which nothing is being written: gives up a slot that is open. */
	#become(state: UpdateState): void {
		this.#options.clock.cancel(this.#timer);
		try {
			this.#slot?.close();
		} catch {
			// It is given up anyway.
		}
		this.#slot = undefined;
		this.#digest = undefined;
		this.#state = state;
		this.#watcher?.();
	}

	#wait(delay: Milliseconds, callback: () => void): void {
		this.#options.clock.cancel(this.#timer);
		this.#timer = this.#options.clock.after(delay, callback);
	}
}
