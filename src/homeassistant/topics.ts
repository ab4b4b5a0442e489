/** Where this receiver publishes, and what it listens to (docs/mqtt.md). QoS 0 and retained, unless said otherwise. */
export interface Topics {
	/** The last reading, as one JSON object (statePayload). */
	state: string;
	/** `online` or `offline`: the receiver. Its MQTT will, with QoS 1. */
	availability: string;
	/** `online` or `offline`: the radio link. Offline when the transmitter is lost or the meter silent. */
	link: string;
	/** How receiver and link do, as one JSON object (diagnosticsPayload). */
	diagnostics: string;
	/** The registers at the first telegram of each quarter of an hour (historyPayload). QoS 1, not retained. */
	history: string;
	/** The telegram as the meter sent it, byte for byte. Not retained; only where it is wanted. */
	telegram: string;
	/** Before a value's name: that value alone. Only where it is wanted. */
	values: string;
	/** Before a command's name: what somebody wants of the receiver. */
	commands: string;
	/** Which version runs, and which could, as Home Assistant wants it. */
	update: string;
	/** Somebody has an update: what its file begins with. */
	updateOffer: string;
	/** Where in the image the next piece is to begin. Not retained. */
	updateWant: string;
	/** That piece. */
	updatePiece: string;
}

export const ONLINE = "online";
export const OFFLINE = "offline";

/** Home Assistant says `online` here when it has started, and then wants discovery and state again (QoS 0, not retained). */
export const BIRTH_TOPIC = "homeassistant/status";

/** The topics of the device `deviceId`, below `base`. */
export function deviceTopics(deviceId: string, base = "p1-lora"): Topics {
	const device = `${base}/${topicLevel(deviceId)}`;
	return {
		state: `${device}/state`,
		availability: `${device}/availability`,
		link: `${device}/link`,
		diagnostics: `${device}/diagnostics`,
		history: `${device}/history`,
		telegram: `${device}/telegram`,
		values: `${device}/value/`,
		commands: `${device}/command/`,
		update: `${device}/update`,
		updateOffer: `${device}/update/offer`,
		updateWant: `${device}/update/want`,
		updatePiece: `${device}/update/piece`,
	};
}

/**
 * `id` in the characters that Home Assistant takes for an id, and MQTT for one topic level: letters, digits, `_` and
 * `-`; any other is `_`. At most 64 of them.
 */
export function topicLevel(id: string): string {
	return id.slice(0, 64).replace(/[^a-zA-Z0-9_-]/g, "_");
}
