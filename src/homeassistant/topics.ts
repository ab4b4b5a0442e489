/** Where this receiver publishes. Topics are retained, with QoS 0, unless said otherwise. */
export interface Topics {
	/** The last reading and the state of the link, as one JSON object (statePayload). */
	state: string;
	/** `online` or `offline`: the receiver. Its MQTT will, with QoS 1. */
	availability: string;
	/** `online` or `offline`: the radio link. Offline when the transmitter is lost or the meter silent. */
	link: string;
	/** Registers of quarters of an hour that an outage kept back (historyPayload). QoS 1, not retained. */
	history: string;
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
		history: `${device}/history`,
	};
}

/**
 * `id` in the characters that Home Assistant takes for an id, and MQTT for one topic level: letters, digits, `_` and
 * `-`; any other is `_`. At most 64 of them.
 */
export function topicLevel(id: string): string {
	return id.slice(0, 64).replace(/[^a-zA-Z0-9_-]/g, "_");
}
