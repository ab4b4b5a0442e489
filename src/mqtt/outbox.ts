import { encodePiece, encodePublish, markDuplicate, type Payload, type Recipe } from "./packets.js";

export interface OutboxLimits {
	/** Over all packets that wait to be sent or acknowledged; of a recipe's payload nothing is kept. */
	bytes: number;
	packets: number;
}

/** The end of a topic, and its payload. */
export type State = readonly [name: string, payload: string];

interface Outgoing {
	/** The packet; or its beginning, where `recipe` makes the rest: a payload, or further packets. */
	bytes: Uint8Array;
	recipe: Recipe | undefined;
	/** Of a PUBLISH; undefined for a control packet. */
	topic: string | undefined;
	/** Of a PUBLISH with QoS 1. */
	id: number | undefined;
}

const LAST_ID = 65_535;

/**
 * What the client has to say: packets waiting for room in the socket, and PUBLISHes with QoS 1 waiting for their
 * PUBACK, all within fixed limits. Where there is no room, the freshest state wins: an older message with QoS 0 is dropped,
 * of the same topic first. QoS 1 gets at most half of each limit, so that a broker which never acknowledges cannot
 * stop the rest.
 */
export class Outbox {
	readonly #limits: OutboxLimits;
	#queue: Outgoing[] = [];
	/** The rest of the queue's head once it is begun: the bytes at hand, and what makes more of them. */
	#begun: { bytes: Uint8Array; pieces: ReturnType<Recipe> | undefined } | undefined;
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
		return this.#add(this.#queue, { bytes, recipe: undefined, topic: undefined, id: undefined });
	}

	/** Queues a message with QoS 0. False when it can't be made room for. */
	addState(topic: string, payload: Payload, retain: boolean): boolean {
		return this.#add(this.#queue, outgoing(topic, payload, retain, undefined));
	}

	/**
	 * Queues many short messages with QoS 0 as one: `topic` and a name of its own make the topic of each. They are made when
	 * their turn comes. False when they can't be made room for.
	 */
	addStates(topic: string, states: IterableIterator<State>, retain: boolean): boolean {
		const first = states.next();
		if (first.done) return true;
		const packet = ([name, payload]: State) => encodePublish(topic + name, payload, retain, undefined);
		const recipe = function* () {
			for (const state of states) yield packet(state);
		};
		return this.#add(this.#queue, { bytes: packet(first.value), recipe, topic, id: undefined });
	}

	/**
	 * Queues a message with QoS 1: for now, or, where `hold`, for the next `resume`. Returns its id, or undefined when there
	 * is no room.
	 */
	addAcknowledged(topic: string, payload: Payload, retain: boolean, hold: boolean): number | undefined {
		const id = this.nextId();
		const message = outgoing(topic, payload, retain, id);
		const { bytes: held, packets } = total(this.#all().filter((outgoing) => outgoing.id !== undefined));
		if ((packets + 1) * 2 > this.#limits.packets || (held + message.bytes.length) * 2 > this.#limits.bytes) return;
		return this.#add(hold ? this.#held : this.#queue, message) ? id : undefined;
	}

	/** The broker has this message. False for an id that nothing waits for. */
	acknowledge(id: number): boolean {
		return this.#unacknowledged.delete(id);
	}

	/** Hands the socket at most `room` bytes; returns how much room is left. */
	flush(room: number, write: (bytes: Uint8Array) => void): number {
		let left = room;
		for (let head = this.#queue[0]; head !== undefined && left > 0; head = this.#queue[0]) {
			this.#begun ??= { bytes: head.bytes, pieces: head.recipe?.() };
			const { bytes, pieces } = this.#begun;
			const part = bytes.subarray(0, left);
			write(part);
			left -= part.length;
			if (part.length < bytes.length) {
				this.#begun.bytes = bytes.subarray(part.length);
				break;
			}
			const next = pieces?.next();
			if (next !== undefined && !next.done) {
				this.#begun.bytes = encodePiece(next.value);
				continue;
			}
			this.#queue.shift();
			this.#begun = undefined;
			if (head.id !== undefined) this.#unacknowledged.set(head.id, head);
		}
		return left;
	}

	/** The connection is gone: forgets all but QoS 1, which is kept for `resume`, as a duplicate where it was begun. */
	suspend(): void {
		const begun = [...this.#unacknowledged.values()];
		this.#queue.forEach((outgoing, index) => {
			if (outgoing.id !== undefined && index === 0 && this.#begun !== undefined) begun.push(outgoing);
			else if (outgoing.id !== undefined) this.#held.push(outgoing);
			else if (outgoing.topic !== undefined) this.#dropped++;
		});
		for (const { bytes } of begun) markDuplicate(bytes);
		this.#held.unshift(...begun);
		this.#unacknowledged.clear();
		this.#queue = [];
		this.#begun = undefined;
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
			outgoing.topic !== undefined && outgoing.id === undefined && !(index === 0 && this.#begun !== undefined);
		const sameTopic = this.#queue.findIndex((o, index) => droppable(o, index) && o.topic === topic);
		const index = sameTopic >= 0 ? sameTopic : this.#queue.findIndex(droppable);
		if (index < 0) return false;
		this.#queue.splice(index, 1);
		this.#dropped++;
		return true;
	}
}

function outgoing(topic: string, payload: Payload, retain: boolean, id: number | undefined): Outgoing {
	const recipe = typeof payload === "function" ? payload : undefined;
	return { bytes: encodePublish(topic, payload, retain, id), recipe, topic, id };
}

function total(list: readonly Outgoing[]): { bytes: number; packets: number } {
	return { bytes: list.reduce((sum, { bytes }) => sum + bytes.length, 0), packets: list.length };
}
