/**
 * What a person can set on a board. The console, `p1-lora config` and the documentation are made from this table; the
 * manifests' `config` gives the same keys other defaults.
 */
import { DEFAULT_ANTENNA_GAIN_DBI, DEFAULT_REGION, REGIONS } from "../lora/regions.js";
import type { Role } from "../role.js";
import { encodeUtf8 } from "../utf8.js";

export type SettingKey =
	| "name"
	| "region"
	| "frequencyHz"
	| "powerDbm"
	| "antennaGainDbi"
	| "led"
	| "p1Baud"
	| "p1Inverted"
	| "p1Key"
	| "p1AuthKey"
	| "wifiName"
	| "wifiPassword"
	| "wifiAddress"
	| "wifiMask"
	| "wifiGateway"
	| "mqttHost"
	| "mqttPort"
	| "mqttUser"
	| "mqttPassword"
	| "mqttValues"
	| "mqttTelegram"
	| "p1Port"
	| "httpPort"
	| "pagePassword"
	| "homeWizard"
	| "pushUrl"
	| "pushKey";

export type SettingForm =
	/** `most` is in bytes of UTF-8. */
	| { kind: "text"; most: number }
	/** Of a computer: its name or IPv4 address. */
	| { kind: "host"; most: number }
	| { kind: "number"; from: number; to: number; unit: string }
	| { kind: "choice"; choices: readonly string[]; unit: string }
	| { kind: "hex"; digits: number }
	/** IPv4. */
	| { kind: "address" }
	/** WPA's: 8 to 63 characters of ASCII, or the key itself in 64 hexadecimal digits (IEEE 802.11, annex J.4). */
	| { kind: "passphrase" };

export interface Setting {
	key: SettingKey;
	/** The one board that has it; both where it is left out. */
	only?: Role;
	form: SettingForm;
	/** Undefined where nothing set means something of its own. */
	default?: string;
	/** Never shown again once it is set. */
	secret?: boolean;
	/** What it is, for a person; without a full stop. */
	about: string;
}

const ON_OFF = Object.freeze<SettingForm>({ kind: "choice", choices: Object.freeze(["on", "off"]), unit: "" });
const ADDRESS = Object.freeze<SettingForm>({ kind: "address" });
const PASSPHRASE = Object.freeze<SettingForm>({ kind: "passphrase" });
/** AES-128's, in hexadecimal. */
const METER_KEY = Object.freeze<SettingForm>({ kind: "hex", digits: 32 });
/** 0 for none. */
const PORT_OR_NONE = Object.freeze<SettingForm>({ kind: "number", from: 0, to: 65_535, unit: "" });

export const SETTINGS: readonly Readonly<Setting>[] = Object.freeze([
	Object.freeze<Setting>({
		key: "name",
		form: Object.freeze<SettingForm>({ kind: "text", most: 32 }),
		default: "P1-LoRa",
		about: "what this board is called, the receiver in Home Assistant too",
	}),
	Object.freeze<Setting>({
		key: "region",
		// Not a choice: for one that there is not, the board knows why.
		form: Object.freeze<SettingForm>({ kind: "text", most: 8 }),
		default: DEFAULT_REGION,
		about: `whose law on the air is kept, ${REGIONS.map(({ name }) => name).join(" or ")}; the same on both boards`,
	}),
	Object.freeze<Setting>({
		key: "frequencyHz",
		form: Object.freeze<SettingForm>({
			kind: "choice",
			choices: Object.freeze(REGIONS.flatMap(({ meetingsHz }) => meetingsHz.map(String))),
			unit: "Hz",
		}),
		about: "the radio channel that the boards meet on, the same on both; the region's first when it is not set",
	}),
	Object.freeze<Setting>({
		key: "powerDbm",
		form: Object.freeze<SettingForm>({ kind: "number", from: 2, to: 17, unit: "dBm" }),
		about: "the power at the antenna connector; the region's usual one when it is not set",
	}),
	Object.freeze<Setting>({
		key: "antennaGainDbi",
		form: Object.freeze<SettingForm>({ kind: "number", from: -20, to: 20, unit: "dBi" }),
		default: String(DEFAULT_ANTENNA_GAIN_DBI),
		about: "what the antenna gains, less what its cable loses",
	}),
	Object.freeze<Setting>({
		key: "led",
		form: ON_OFF,
		default: "on",
		about: "whether the LED flashes: off for a board that somebody sleeps beside",
	}),
	Object.freeze<Setting>({
		key: "p1Baud",
		only: "transmitter",
		form: Object.freeze<SettingForm>({ kind: "number", from: 1200, to: 921_600, unit: "baud" }),
		about: "the speed of the meter's P1 port; found by listening when it is not set",
	}),
	Object.freeze<Setting>({
		key: "p1Inverted",
		only: "transmitter",
		form: ON_OFF,
		default: "off",
		about: "on where the meter's data line has a pull-up resistor only, and no transistor that inverts it",
	}),
	Object.freeze<Setting>({
		key: "p1Key",
		only: "transmitter",
		form: METER_KEY,
		secret: true,
		about: "the key of a meter that encrypts, from the grid operator",
	}),
	Object.freeze<Setting>({
		key: "p1AuthKey",
		only: "transmitter",
		form: METER_KEY,
		secret: true,
		about: "the authentication key, where the grid operator has one of its own",
	}),
	Object.freeze<Setting>({
		key: "wifiName",
		only: "receiver",
		form: Object.freeze<SettingForm>({ kind: "text", most: 32 }),
		about: "the name of the Wi-Fi network",
	}),
	Object.freeze<Setting>({
		key: "wifiPassword",
		only: "receiver",
		form: PASSPHRASE,
		secret: true,
		about: "the password of the Wi-Fi network; not set for an open one",
	}),
	Object.freeze<Setting>({
		key: "wifiAddress",
		only: "receiver",
		form: ADDRESS,
		about:
			"an address of its own in that network, with wifiMask and wifiGateway; the network gives one when it is not set",
	}),
	Object.freeze<Setting>({
		key: "wifiMask",
		only: "receiver",
		form: ADDRESS,
		about: "the mask that goes with wifiAddress, mostly 255.255.255.0",
	}),
	Object.freeze<Setting>({
		key: "wifiGateway",
		only: "receiver",
		form: ADDRESS,
		about: "the router's address, with wifiAddress",
	}),
	Object.freeze<Setting>({
		key: "mqttHost",
		only: "receiver",
		form: Object.freeze<SettingForm>({ kind: "host", most: 64 }),
		default: "homeassistant.local",
		about: "the name or address of the MQTT broker",
	}),
	Object.freeze<Setting>({
		key: "mqttPort",
		only: "receiver",
		form: Object.freeze<SettingForm>({ kind: "number", from: 1, to: 65_535, unit: "" }),
		default: "1883",
		about: "the port of the MQTT broker",
	}),
	Object.freeze<Setting>({
		key: "mqttUser",
		only: "receiver",
		form: Object.freeze<SettingForm>({ kind: "text", most: 64 }),
		about: "the user at the MQTT broker, where it asks for one",
	}),
	Object.freeze<Setting>({
		key: "mqttPassword",
		only: "receiver",
		form: Object.freeze<SettingForm>({ kind: "text", most: 96 }),
		secret: true,
		about: "the password at the MQTT broker",
	}),
	Object.freeze<Setting>({
		key: "mqttValues",
		only: "receiver",
		form: ON_OFF,
		default: "off",
		about: "whether each value is also published on an MQTT topic of its own",
	}),
	Object.freeze<Setting>({
		key: "mqttTelegram",
		only: "receiver",
		form: ON_OFF,
		default: "off",
		about: "whether telegrams are also published as the meter sent them",
	}),
	Object.freeze<Setting>({
		key: "p1Port",
		only: "receiver",
		form: PORT_OR_NONE,
		default: "2001",
		about: "where it gives raw P1 to whoever connects; 0 for nowhere",
	}),
	Object.freeze<Setting>({
		key: "httpPort",
		only: "receiver",
		form: PORT_OR_NONE,
		default: "80",
		about: "where its page, metrics and APIs are; 0 for nowhere",
	}),
	Object.freeze<Setting>({
		key: "pagePassword",
		only: "receiver",
		form: PASSPHRASE,
		secret: true,
		about: "the password of the page that changes settings; there is none while it is not set",
	}),
	Object.freeze<Setting>({
		key: "homeWizard",
		only: "receiver",
		form: ON_OFF,
		default: "off",
		about: "whether it answers as a HomeWizard P1 meter there, too",
	}),
	Object.freeze<Setting>({
		key: "pushUrl",
		only: "receiver",
		form: Object.freeze<SettingForm>({ kind: "text", most: 96 }),
		about: "a DSMR-reader that each telegram is handed to, http://host:port",
	}),
	Object.freeze<Setting>({
		key: "pushKey",
		only: "receiver",
		form: Object.freeze<SettingForm>({ kind: "text", most: 96 }),
		secret: true,
		about: "the key of that DSMR-reader's API",
	}),
]);

export function settingOf(key: string): Readonly<Setting> | undefined {
	return SETTINGS.find((setting) => setting.key === key);
}

export function settingsOf(role: Role): readonly Readonly<Setting>[] {
	return SETTINGS.filter(({ only }) => only === undefined || only === role);
}

/** What a value must be, as the end of a sentence. */
export function describeForm(form: SettingForm): string {
	switch (form.kind) {
		case "text":
			return `a text of at most ${form.most} bytes`;
		case "host":
			return `a name or an address alone, such as homeassistant.local, of at most ${form.most} characters`;
		case "number":
			return `a whole number from ${form.from} to ${form.to}${form.unit && ` ${form.unit}`}`;
		case "choice":
			return `${form.choices.join(" or ")}${form.unit && ` ${form.unit}`}`;
		case "address":
			return "four numbers up to 255 with points between, such as 192.168.1.7";
		case "hex":
			return `${form.digits} hexadecimal digits`;
		case "passphrase":
			return "8 to 63 characters of an English keyboard, or 64 hexadecimal digits";
	}
}

/** Whether `text`, not empty, can be a value of this form. */
export function fits(form: SettingForm, text: string): boolean {
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code < 0x20 || code === 0x7f) return false;
	}
	switch (form.kind) {
		case "text":
			return encodeUtf8(text).length <= form.most;
		case "host":
			return text.length <= form.most && /^[0-9A-Za-z_]([0-9A-Za-z_.-]*[0-9A-Za-z_])?$/.test(text);
		case "number":
			return /^-?\d{1,9}$/.test(text) && Number(text) >= form.from && Number(text) <= form.to;
		case "choice":
			return form.choices.includes(text);
		case "address":
			// No zeros in front: ESP-IDF reads 010 as 8, and throws for 08, at each start anew.
			return (
				/^(\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split(".").every((part) => part === String(Number(part) & 0xff))
			);
		case "hex":
			return text.length === form.digits && /^[0-9A-Fa-f]*$/.test(text);
		case "passphrase":
			return /^[ -~]{8,63}$/.test(text) || /^[0-9A-Fa-f]{64}$/.test(text);
	}
}
