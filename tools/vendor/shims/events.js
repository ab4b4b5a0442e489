/** The part of Node's EventEmitter that mqtt-packet uses. As in Node, an `error` that nobody listens to is thrown. */
export class EventEmitter {
	#listeners = new Map();

	on(name, listener) {
		const listeners = this.#listeners.get(name);
		if (listeners === undefined) this.#listeners.set(name, [listener]);
		else listeners.push(listener);
		return this;
	}

	emit(name, ...values) {
		const listeners = this.#listeners.get(name);
		if (listeners === undefined) {
			if (name === "error") throw values[0];
			return false;
		}
		for (const listener of listeners) listener.apply(this, values);
		return true;
	}
}
