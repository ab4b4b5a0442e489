/** What a person with the password may do over HTTP: read and change the settings, and start the board anew. */
import type { Clock, Milliseconds } from "../clock.js";
import type { Settings } from "../device/settings.js";
import { describeForm, type Setting, settingsOf } from "../device/settings-table.js";
import { asciiJSON } from "../home/ascii-json.js";
import type { Head } from "../http/head-reader.js";
import type { Answer, Route } from "../http/route.js";
import type { Status } from "../http/status.js";
import type { Role } from "../role.js";
import { decodeUtf8 } from "../utf8.js";
import type { Guard } from "./guard.js";
import { SETTINGS_PAGE } from "./settings-page.js";

/** All settings of a board at their longest take less. */
const LONGEST_CHANGES = 1536;

/** More than there are settings. */
const MOST_CHANGES = 32;

/** Time for the answer to arrive before the board restarts. */
const BEFORE_RESTART: Milliseconds = 1000;

export interface SettingsRoutesOptions {
	guard: Guard;
	settings: Settings;
	role: Role;
	clock: Clock;
	restart: () => void;
}

export function settingsRoutes(options: SettingsRoutesOptions): readonly Route[] {
	const { guard, settings, role, clock, restart } = options;
	const guarded = (answer: (body: Uint8Array) => Answer) => (body: Uint8Array, head: Head) =>
		guard.refusal(head, body) ?? answer(body);
	return [
		{ method: "GET", path: "/settings", answer: () => SETTINGS_PAGE },
		{ method: "GET", path: "/api/challenge", answer: () => json(200, challengeOf(guard)) },
		{
			method: "GET",
			path: "/api/settings",
			answer: guarded(() => ({ status: 200, type: "application/json", body: settingsDocument(settings, role) })),
		},
		{
			method: "POST",
			path: "/api/settings",
			longestBody: LONGEST_CHANGES,
			answer: guarded((body) => change(settings, body)),
		},
		{
			method: "POST",
			path: "/api/restart",
			answer: guarded(() => {
				clock.after(BEFORE_RESTART, restart);
				return json(200, {});
			}),
		},
	];
}

function challengeOf({ isOff, challenge, pauseSeconds }: Guard): object {
	return isOff ? {} : { challenge, pauseSeconds };
}

/** One setting a piece. Of a secret it is only told that it is set. */
function settingsDocument(settings: Settings, role: Role): (index: number) => string | undefined {
	const all = settingsOf(role);
	return (index) => {
		if (index > all.length) return undefined;
		if (index === all.length) return "]}";
		const open = index === 0 ? `{"problem":${asciiJSON(settings.problem ?? "")},"settings":[` : ",";
		return open + asciiJSON(shown(all[index], settings.text(all[index].key)));
	};
}

function shown({ key, about, form, secret, default: usual }: Readonly<Setting>, value: string): object {
	return {
		key,
		about,
		wants: describeForm(form),
		kind: form.kind,
		...(form.kind === "choice" && { choices: form.choices }),
		usual: usual ?? "",
		...(secret ? { isSet: value !== "" } : { value }),
	};
}

/** The body is a line `KEY VALUE` for each change, in UTF-8, without a value for the default. All are made, or none. */
function change(settings: Settings, body: Uint8Array): Answer {
	const text = decodeUtf8(body);
	if (text === undefined) return json(400, { reason: "this is no UTF-8" });
	const changes = new Map<string, string>();
	const refused: Record<string, string> = Object.create(null);
	for (const line of text.split("\n")) {
		if (line === "") continue;
		if (changes.size === MOST_CHANGES) return json(400, { reason: "these are too many changes" });
		const space = line.indexOf(" ");
		const key = space < 0 ? line : line.slice(0, space);
		const value = space < 0 ? "" : line.slice(space + 1);
		const reason = changes.has(key) ? `${key} is there twice` : settings.refusal(key, value);
		if (reason !== undefined) refused[key] = reason;
		changes.set(key, value);
	}
	if (Object.keys(refused).length > 0) return json(422, { refused });
	const result = settings.setAll(changes);
	return result.ok ? json(200, {}) : json(503, { reason: result.reason });
}

function json(status: Status, value: object): Answer {
	return { status, type: "application/json", body: [asciiJSON(value)] };
}
