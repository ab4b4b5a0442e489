/** A fixed IPv4 address, for a network that gives out none or others: three settings, which make sense together only. */

export interface StaticAddress {
	address: string;
	mask: string;
	gateway: string;
}

export type AddressChoice =
	/** The network gives one. */
	| { kind: "given" }
	| { kind: "fixed"; fixed: StaticAddress }
	/** `reason` is a sentence without its full stop: the network's is taken instead. */
	| { kind: "wrong"; reason: string };

/** Each is an IPv4 address, or undefined where it is not set. */
export function chooseAddress(
	address: string | undefined,
	mask: string | undefined,
	gateway: string | undefined,
): AddressChoice {
	if (address === undefined && mask === undefined && gateway === undefined) return { kind: "given" };
	if (address === undefined || mask === undefined || gateway === undefined)
		return wrong("wifiAddress, wifiMask and wifiGateway are needed together, or none of them");
	const [own, net, router] = [address, mask, gateway].map(bitsOf);
	const host = ~net >>> 0;
	// Ones, then zeros, and room for the router and one more.
	if (net === 0 || (host & (host + 1)) !== 0 || host < 3)
		return wrong(`wifiMask is ${mask}: most networks have 255.255.255.0`);
	if (own >>> 24 === 0 || own >>> 24 === 127 || own >>> 28 >= 14)
		return wrong(`wifiAddress is ${address}: no computer has such a one`);
	if ((own & net) !== (router & net))
		return wrong(`wifiAddress ${address} and wifiGateway ${gateway} are not in one network by wifiMask ${mask}`);
	for (const [name, bits] of [
		["wifiAddress", own],
		["wifiGateway", router],
	] as const) {
		const part = (bits & host) >>> 0;
		if (part === 0 || part === host) return wrong(`${name} is the network's own address, or the one for all in it`);
	}
	if (own === router) return wrong("wifiAddress is the router's own, wifiGateway: give this board another");
	return { kind: "fixed", fixed: { address, mask, gateway } };
}

function wrong(reason: string): AddressChoice {
	return { kind: "wrong", reason };
}

/** An IPv4 address as 32 bits. */
function bitsOf(address: string): number {
	return address.split(".").reduce((bits, part) => ((bits << 8) | Number(part)) >>> 0, 0);
}
