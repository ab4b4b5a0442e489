/** Globals of the Moddable SDK. A build by mcconfig takes the SDK's own declarations of these. */

/** Writes to the debugger; a line ends with "\n". Release builds are silent. */
declare function trace(...values: (string | number | boolean)[]): void;

declare const System: {
	/** lwIP's resolver, with the DNS server that DHCP has named. `address` is undefined when there is none. */
	resolve(name: string, callback: (name: string, address: string | undefined) => void): void;
	/** Does not return. */
	restart(): void;
};

/** The class of objects with data of C's, which the function of this name lets go of. */
// biome-ignore lint/suspicious/noExplicitAny: as in the SDK's own declaration
declare function Native(destructor: string): new (...args: any[]) => object;

/** A function of C's. Written as `native("name").call(this, ...)`, it is bound when the image is linked. */
// biome-ignore lint/suspicious/noExplicitAny: as in the SDK's own declaration
declare function native(name: string): (...args: any[]) => any;
