/**
 * The image that must never start Wi-Fi: the board at the meter lives on what the P1 port gives, and a Wi-Fi
 * transmission alone draws more than that.
 */
const NETWORKLESS: readonly string[] = Object.freeze(["p1-lora-transmitter"]);

/** As words of a module's id or of a manifest's path: the SDK's networks, and what is on top of them. */
const NETWORK_WORDS = /\b(?:wifi|network|net|socket|tcp|udp|http|mqtt|sntp|ntp|mdns|dnssd|dns|ble|websocket)\b/i;

/** A sentence for each module or manifest that has to do with a network, where the image must have none. */
export function judgeNetworkless(name: string, contents: Iterable<string>): string[] {
	if (!NETWORKLESS.includes(name)) return [];
	return [...contents]
		.filter((id) => NETWORK_WORDS.test(id))
		.map((id) => `${name} has ${id}: the board at the meter must have nothing that could start Wi-Fi`);
}
