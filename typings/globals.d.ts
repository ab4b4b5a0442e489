/** Globals of the Moddable SDK. A build by mcconfig takes the SDK's own declarations of these. */

/** Writes to the debugger; a line ends with "\n". Release builds are silent. */
declare function trace(...values: (string | number | boolean)[]): void;

declare const System: {
	/** lwIP's resolver, with the DNS server that DHCP has named. `address` is undefined when there is none. */
	resolve(name: string, callback: (name: string, address: string | undefined) => void): void;
	/** Does not return. */
	restart(): void;
};
