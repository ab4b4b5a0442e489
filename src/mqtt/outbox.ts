import { encodePublish, markDuplicate } from "./packets.js";

export interface OutboxLimits {
	/** Over all packets that wait to be sent or acknowledged. */
	bytes: number;
	packets: number;
}

interface Outgoing {
	bytes: Uint8Array;
	/** Of a PUBLISH; undefined for a control packet. */
	topic: string | undefined;
	/** Of a PUBLISH with QoS 1. */
	id: number | undefined;
}

const LAST_ID = 65_535;

/**
 * What the client has to say: packets waiting for room in the socket, and PUBLISHes with QoS 1 waiting for their
 * PUBACK, all within fixed limits. Where there is no room, the freshest state wins: an older message with QoS 0 goes,
 * of the same topic first. QoS 1 gets at most half of each limit, so that a broker which never acknowledges cannot
 * stop the rest.
 */
export class Outbox {
	readonly #limits: OutboxLimits;
	#queue: Outgoing[] = [];
	/** Bytes of the queue's head that are with the socket already. */
	#written = 0;
	/** Sent with QoS 1 and not acknowledged, by packet id, in the order sent. */
	readonly #unacknowledged = new Map<number, Outgoing>();
	/** QoS 1 that waits for a connection, in the order it is to be sent. */
	#held: Outgoing[] = [];
	#lastId = 0;
	#dropped = 0;

	constructor(limits: OutboxLimits) {
		this.#limits = limits;
	}

	/** How many messages with QoS 0 were dropped, for lack of room or because the connection went. */
	get dropped(): number {
		return this.#dropped;
	}

	/** A packet id that is in use nowhere, 1 to 65,535 (MQTT 3.1.1, 2.3.1). */
	nextId(): number {
		// Bounded: far fewer packets than ids.
		do this.#lastId = (this.#lastId % LAST_ID) + 1;
		while (this.#isUsed(this.#lastId));
		return this.#lastId;
	}

	/** Queues a control packet: not dropped for others. False when there is no room. */
	addControl(bytes: Uint8Array): boolean {
		return this.#add(this.#queue, { bytes, topic: undefined, id: undefined });
	}

	/** Queues a message with QoS 0. False when it can't be made room for. */
	addState(topic: string, payload: string | Uint8Array, retain: boolean): boolean {
		return this.#add(this.#queue, { bytes: encodePublish(topic, payload, retain, undefined), topic, id: undefined });
	}

	/** Queues a message with QoS 1: for now, or, where `hold`, for the next `resume`. False when there is no room. */
	addAcknowledged(topic: string, payload: string | Uint8Array, retain: boolean, hold: boolean): boolean {
		const id = this.nextId();
		const bytes = encodePublish(topic, payload, retain, id);
		const { bytes: held, packets } = total(this.#all().filter((outgoing) => outgoing.id !== undefined));
		if ((packets + 1) * 2 > this.#limits.packets || (held + bytes.length) * 2 > this.#limits.bytes) return false;
		return this.#add(hold ? this.#held : this.#queue, { bytes, topic, id });
	}

	/** The broker has this message. False for an id that nothing waits for. */
	acknowledge(id: number): boolean {
		return this.#unacknowledged.delete(id);
	}

	/** Hands the socket at most `room` bytes; returns how much room is left. */
	flush(room: number, write: (bytes: Uint8Array) => void): number {
		let left = room;
		for (let head = this.#queue[0]; head !== undefined && left > 0; head = this.#queue[0]) {
			const part = head.bytes.subarray(this.#written, this.#written + left);
			write(part);
			this.#written += part.length;
			left -= part.length;
			if (this.#written < head.bytes.length) break;
			this.#queue.shift();
			this.#written = 0;
			if (head.id !== undefined) this.#unacknowledged.set(head.id, head);
		}
		return left;
	}

	/** The connection is gone: forgets all but QoS 1, which is kept for `resume`, as a duplicate where it was begun. */
	suspend(): void {
		const begun = [...this.#unacknowledged.values()];
		this.#queue.forEach((outgoing, index) => {
			if (outgoing.id !== undefined && index === 0 && this.#written > 0) begun.push(outgoing);
			else if (outgoing.id !== undefined) this.#held.push(outgoing);
			else if (outgoing.topic !== undefined) this.#dropped++;
		});
		for (const { bytes } of begun) markDuplicate(bytes);
		this.#held.unshift(...begun);
		this.#unacknowledged.clear();
		this.#queue = [];
		this.#written = 0;
	}

	/** Connected again: queues what was held. */
	resume(): void {
		this.#queue.push(...this.#held);
		this.#held = [];
	}

	#isUsed(id: number): boolean {
		const has = (outgoing: Outgoing) => outgoing.id === id;
		return this.#unacknowledged.has(id) || this.#queue.some(has) || this.#held.some(has);
	}

	#all(): Outgoing[] {
		return [...this.#queue, ...this.#unacknowledged.values(), ...this.#held];
	}

	#add(list: Outgoing[], outgoing: Outgoing): boolean {
		if (outgoing.bytes.length > this.#limits.bytes) return false;
		while (!this.#fits(outgoing)) if (!this.#dropOldest(outgoing.topic)) return false;
		list.push(outgoing);
		return true;
	}

	#fits(outgoing: Outgoing): boolean {
		const { bytes, packets } = total(this.#all());
		return packets < this.#limits.packets && bytes + outgoing.bytes.length <= this.#limits.bytes;
	}

	/** Drops the oldest message with QoS 0, of `topic` if there is one. False when there is none that can be dropped. */
	#dropOldest(topic: string | undefined): boolean {
		const droppable = (outgoing: Outgoing, index: number) =>
			outgoing.topic !== undefined && outgoing.id === undefined && !(index === 0 && this.#written > 0);
		const sameTopic = this.#queue.findIndex((o, index) => droppable(o, index) && o.topic === topic);
		const index = sameTopic >= 0 ? sameTopic : this.#queue.findIndex(droppable);
		if (index < 0) return false;
		this.#queue.splice(index, 1);
		this.#dropped++;
		return true;
	}
}

function total(list: readonly Outgoing[]): { bytes: number; packets: number } {
	return { bytes: list.reduce((sum, { bytes }) => sum + bytes.length, 0), packets: list.length };
}
