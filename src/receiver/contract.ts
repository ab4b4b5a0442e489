/** What the receiver's publisher is given. */
import type { Clock } from "../clock.js";
import type { Diagnostics } from "../homeassistant/diagnostics.js";
import type { KeyValue, TCPClass } from "../io.js";
import type { Log } from "../log.js";
import type { Reading } from "../p1/reading.js";
import type { Serving } from "../tcp-server.js";
import type { Updater } from "../update/updater.js";
import type { CommandHandlers } from "./command-desk.js";

/** The network as the board sees it. Sockets live in real time, even where the radio's time is simulated. */
export interface Network {
	clock: Clock;
	socket: { io: TCPClass };
	/** Where others may connect to this board. */
	serving?: Serving;
	resolve?: (host: string, done: (address: string | undefined) => void) => void;
	/** Whether the network is there; left out where it always is. */
	isOnline?: () => boolean;
}

export interface Broker {
	/** A socket class of its own, where the broker is reached in another way than the rest of the network: by TLS. */
	socket?: { io: TCPClass } | undefined;
	host: string;
	port: number;
	user?: string | undefined;
	password?: string | undefined;
}

/** What is published beside the state, for those who want it. */
export interface Extras {
	/** Each value on a topic of its own. */
	values?: boolean;
	/** The telegram, as the meter sent it. */
	telegram?: boolean;
}

export interface PublisherOptions {
	/** The pair's fingerprint. It also stands for a meter that tells no identity. */
	deviceId: string;
	/** What its owner calls the receiver. */
	name?: string | undefined;
	network: Network;
	broker: Broker;
	extras?: Extras | undefined;
	/** Where the receiver's page is, if it is found by name. */
	page?: string | undefined;
	/** Of commands that may come over MQTT. */
	handlers?: CommandHandlers;
	/** Takes new images; where it is missing, none is. */
	updater?: Updater | undefined;
	/** Keeps which devices Home Assistant knows, and the history that the broker does not have yet. */
	storage: KeyValue;
	/** In [0, 1). */
	random: () => number;
	/** How receiver and radio link do at this moment. */
	diagnostics: () => Omit<Diagnostics, "version">;
	/** The state of this reading was handed to the broker. */
	onPublished: (reading: Reading) => void;
	log: Log;
}
