/** A clock whose time passes only when told to: the heart of the deterministic bench. */
import type { Clock, Milliseconds, Timer } from "../../src/clock.js";

interface Scheduled {
	at: Milliseconds;
	/** Breaks ties: what was scheduled first runs first, on every engine. */
	order: number;
	callback: (() => void) | undefined;
}

/** Earliest first; a binary heap keeps a simulated day of thousands of timers fast. */
export class VirtualClock implements Clock {
	#now: Milliseconds = 0;
	#order = 0;
	#heap: Scheduled[] = [];

	now(): Milliseconds {
		return this.#now;
	}

	after(delay: Milliseconds, callback: () => void): Timer {
		const timer = { at: this.#now + grains(Math.max(0, delay)), order: this.#order++, callback };
		this.#push(timer);
		return timer;
	}

	cancel(timer: Timer | undefined): void {
		// Every timer is one that `after` returned; it stays in the heap as a husk until its time.
		if (timer !== undefined) (timer as Scheduled).callback = undefined;
	}

	/** When the next timer is due, or undefined when nothing is scheduled. */
	get nextAt(): Milliseconds | undefined {
		while (this.#heap.length > 0 && this.#heap[0].callback === undefined) this.#pop();
		return this.#heap[0]?.at;
	}

	/** Lets time pass up to `until` (inclusive), running every timer at its own time. */
	runUntil(until: Milliseconds): void {
		const end = grains(until);
		for (let at = this.nextAt; at !== undefined && at <= end; at = this.nextAt) this.#runNext();
		this.#now = Math.max(this.#now, end);
	}

	/** Lets `duration` pass. */
	advance(duration: Milliseconds): void {
		this.runUntil(this.#now + duration);
	}

	/** Runs timers while `pending()` holds; false when `until` came first. */
	runWhile(pending: () => boolean, until: Milliseconds): boolean {
		while (pending()) {
			const at = this.nextAt;
			if (at === undefined || at > until) return false;
			this.#runNext();
		}
		return true;
	}

	#runNext(): void {
		const { at, callback } = this.#pop();
		this.#now = Math.max(this.#now, at);
		callback?.();
	}

	#push(timer: Scheduled): void {
		const heap = this.#heap;
		let index = heap.length;
		heap.push(timer);
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (earlier(heap[parent], timer)) break;
			heap[index] = heap[parent];
			index = parent;
		}
		heap[index] = timer;
	}

	#pop(): Scheduled {
		const heap = this.#heap;
		const top = heap[0];
		const last = heap.pop();
		if (last !== undefined && heap.length > 0) {
			let index = 0;
			for (;;) {
				let child = 2 * index + 1;
				if (child >= heap.length) break;
				if (child + 1 < heap.length && earlier(heap[child + 1], heap[child])) child++;
				if (earlier(last, heap[child])) break;
				heap[index] = heap[child];
				index = child;
			}
			heap[index] = last;
		}
		return top;
	}
}

/**
 * Rounded up to a 1024th of a millisecond. Sums and differences of such times are exact: no timer comes a hair early, as
 * none does on a board, and is set again for a difference that is lost in rounding, at the same instant for ever.
 */
function grains(time: Milliseconds): Milliseconds {
	return Math.ceil(time * 1024) / 1024;
}

function earlier(a: Scheduled, b: Scheduled): boolean {
	return a.at < b.at || (a.at === b.at && a.order < b.order);
}
