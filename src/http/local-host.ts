/**
 * Whether a request was meant for a machine at home. A page from anywhere can have its own name lead here (DNS
 * rebinding) and a browser believe that it reads from that page's own server: but the name still is in `Host`, and it
 * is one of the public DNS.
 */

/**
 * Names that the public DNS will never lend: RFC 6762, RFC 8375, RFC 6761, ICANN's `internal`; `lan` and `home` by custom.
 * And those that AVM's routers give.
 */
const LOCAL_SUFFIXES: readonly string[] = Object.freeze([
	".local",
	".home.arpa",
	".localhost",
	".internal",
	".lan",
	".home",
	".fritz.box",
]);

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const IPV6 = /^\[[0-9a-f:.]+\]$/;
/** A name without a point is found at home, or not at all. */
const SINGLE_LABEL = /^[a-z0-9_-]+$/;

/** `host` is the header's value, with its port or without. */
export function isLocalHost(host: string): boolean {
	const name = host.toLowerCase().replace(/:\d*$/, "");
	if (IPV4.test(name) || IPV6.test(name) || SINGLE_LABEL.test(name)) return true;
	return /^[a-z0-9_.-]+$/.test(name) && LOCAL_SUFFIXES.some((suffix) => name.endsWith(suffix));
}

/** Whether the page that asks, if it is one, came from here. */
export function isSameOrigin(origin: string | undefined, host: string): boolean {
	return origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
}
