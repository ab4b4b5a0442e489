/**
 * What the dashboard's page is told, all of it: from the bench through the hub to every browser. Times are simulated
 * milliseconds since the start.
 */

export type BoardName = "transmitter" | "receiver";

/** Where things can go wrong by hand, and how they stand; `undefined` where it can't be changed on this bench. */
export interface Settings {
	/** Simulated seconds in a real one; 0 is a pause. */
	speed: number;
	/** Without walls, in dB. */
	pathLossDb: number;
	walls: number;
	jammer: JammerMode;
	neighbours: number;
	transmitterPower: boolean;
	receiverPower: boolean;
	wifi: boolean;
	/** Undefined: it is somebody else's. */
	broker: boolean | undefined;
	line: LineMode;
}

export type JammerMode = "off" | "pulses" | "steady" | "drowning";
export type LineMode = "clean" | "noisy" | "cut";

/** What a control asks for: one of the settings, a press on a board's button, or all as it was. */
export type Action =
	| { name: keyof Settings; value: boolean | number | string }
	| { name: "press"; value: BoardName }
	| { name: "reset"; value: true };

/** What does not change while the bench runs. */
export interface Bench {
	version: string;
	meter: string;
	broker: string;
	/** Of the receiver's own page; undefined where it has none. */
	receiverPage: string | undefined;
	/** A real meter's time can't be changed. */
	hasSpeed: boolean;
	rungs: readonly { name: string; requiredSnrDb: number }[];
	wallDb: number;
	/** The jammer's channel, which is where boards meet. */
	jammerHz: number;
}

export type FrameKind = "telegram" | "piece" | "ack" | "hello" | "command" | "virtual" | "quarters";

/** Why a frame did not get to the peer. */
export type Loss =
	| "path loss"
	| "jammer"
	| "collision"
	| "no power"
	/** The peer listens on another rung or channel. */
	| "elsewhere"
	/** The peer was sending, or not yet listening. */
	| "not listening"
	/** The sender lost its power on the way. */
	| "cut off";

/** A frame sets off. From a neighbour it is known only that it is there. */
export interface FrameEvent {
	type: "frame";
	/** Counts up. */
	id: number;
	at: number;
	from: BoardName | number;
	kind: FrameKind;
	bytes: number;
	rung: number | undefined;
	frequencyHz: number;
	/** On the air, in simulated milliseconds. */
	duration: number;
}

/** What became of it at the peer. */
export interface LandedEvent {
	type: "landed";
	id: number;
	lost: Loss | undefined;
}

/** Something passed along a wire: a telegram, or an MQTT message. */
export interface HopEvent {
	type: "hop";
	on: "line" | "mqtt";
	/** The telegram was damaged on the wire. */
	damaged?: boolean;
}

export interface BoardStatus {
	powered: boolean;
	/** In a person's words: searching, climbing, running. */
	phase: string;
	rung: number | undefined;
	/** Of the channel, where it is not the one that boards meet on. */
	frequencyHz: number | undefined;
	/** What keeps it from doing anything. */
	trouble: string | undefined;
	airtimeUsedUs: number;
	airtimeLimitUs: number;
	telegrams: number;
}

export interface StatusEvent {
	type: "status";
	at: number;
	/** What is going on, in a sentence. */
	headline: string;
	mood: "good" | "busy" | "bad";
	/** The jammer makes noise at this moment. */
	jams: boolean;
	transmitter: BoardStatus & {
		damaged: number;
		/** Of its latest frames, those that nobody answered; undefined while the link does not run. */
		lossPercent: number | undefined;
	};
	receiver: BoardStatus & {
		rssiDbm: number | undefined;
		snrDb: number | undefined;
		/** Of the transmitter's latest frames, those missing in their count. */
		lossPercent: number | undefined;
		/** Since the newest telegram, in simulated milliseconds. */
		age: number | undefined;
		broker: string;
		wifi: string;
	};
}

/** One point of each line, by name. */
export interface Sample {
	/** Simulated seconds. */
	t: number;
	transmitterRung: number | null;
	receiverRung: number | null;
	snrDb: number | null;
	/** The least that the rung in use needs. */
	limitDb: number | null;
	rssiDbm: number | null;
	transmitterLoss: number | null;
	receiverLoss: number | null;
	transmitterAirtime: number | null;
	receiverAirtime: number | null;
	ageSeconds: number | null;
}

export interface OledEvent {
	type: "oled";
	board: BoardName;
	/** 128 by 64 dots, a byte for each eight of a row, the leftmost in its highest bit; base64. Undefined: dark. */
	dots: string | undefined;
	/** 0 to 255. */
	contrast: number;
}

/** The telegram as the receiver rebuilt it. */
export interface TelegramEvent {
	type: "telegram";
	at: number;
	bytes: number;
	/** How many of them were on the air. */
	onAir: number | undefined;
	lines: readonly TelegramLine[];
	readings: readonly ShownReading[];
}

export interface TelegramLine {
	text: string;
	/** What differs from the telegram before: from and to, in characters. */
	changed: readonly (readonly [from: number, to: number])[];
}

export interface ShownReading {
	name: string;
	label: string;
	value: string;
	unit: string;
	changed: boolean;
}

export interface ShownDevice {
	id: string;
	name: string;
	model: string | undefined;
	available: boolean;
	entities: readonly ShownEntity[];
}

export interface ShownEntity {
	id: string;
	name: string;
	value: string;
	unit: string;
	diagnostic: boolean;
}

export interface EntitiesEvent {
	type: "entities";
	/** Whether the dashboard itself is connected to the broker. */
	connected: boolean;
	devices: readonly ShownDevice[];
}

export interface LogEvent {
	type: "log";
	at: number;
	who: string;
	line: string;
	detail: boolean;
}

/** What a page that has just connected is given: all that it draws. */
export interface Snapshot {
	type: "snapshot";
	bench: Bench;
	samples: readonly Sample[];
	log: readonly LogEvent[];
	/** The latest of each. */
	events: readonly DashboardEvent[];
}

export type DashboardEvent =
	| { type: "settings"; settings: Settings }
	| FrameEvent
	| LandedEvent
	| HopEvent
	| StatusEvent
	| { type: "sample"; sample: Sample }
	| OledEvent
	| TelegramEvent
	| EntitiesEvent
	| LogEvent
	/** So many frames flew by unseen. */
	| { type: "skipped"; frames: number };

/** A POST's answer: what was done, or why not, as a sentence. */
export type ActionAnswer = { ok: true; settings: Settings } | { ok: false; reason: string };
