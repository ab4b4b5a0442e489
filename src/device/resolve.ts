import "system";

/** Finds an address by name; needs a network. `done` comes later, once, with undefined when there is no answer. */
export function resolve(host: string, done: (address: string | undefined) => void): void {
	System.resolve(host, (_name, address) => done(address));
}
