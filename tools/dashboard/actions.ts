/** What the page's controls can ask for: a table of what each takes, and what it then does to the bench. */
import { MAX_SPEED } from "../commands/start-options.js";
import type { Action, BoardName, JammerMode, LineMode, Settings } from "./events.js";
import type { Hands } from "./hands.js";
import { JAMMER_MODES } from "./jammer.js";
import { MOST_NEIGHBOURS } from "./neighbours.js";
import { LINE_MODES } from "./wire.js";

const MOST_WALLS = 6;
const PATH_LOSS = Object.freeze({ least: 60, most: 175 });
const BOARDS: readonly BoardName[] = Object.freeze(["transmitter", "receiver"]);

type Values = Settings & { press: BoardName; reset: true };

/** `wants` is a sentence's end; `takes` proves the type that `does` relies on. */
interface Row<Value> {
	wants: string;
	takes(value: unknown): value is Value;
	does(hands: Hands, value: Value): void | Promise<void>;
}

type Table = { readonly [Name in Action["name"]]: Row<NonNullable<Values[Name]>> };

function isNumber(least: number, most: number, whole = false) {
	return (value: unknown): value is number =>
		typeof value === "number" && value >= least && value <= most && (!whole || Number.isInteger(value));
}

function isOneOf<Word extends string>(words: readonly Word[]) {
	return (value: unknown): value is Word => words.some((word) => word === value);
}

const isSwitch = (value: unknown): value is boolean => typeof value === "boolean";
const SWITCH = { wants: "true or false", takes: isSwitch };

const TABLE: Table = {
	speed: {
		wants: `a number from 0 (a pause) to ${MAX_SPEED}`,
		takes: isNumber(0, MAX_SPEED),
		does: (hands, value) => hands.setSpeed(value),
	},
	pathLossDb: {
		wants: `a number of decibels from ${PATH_LOSS.least} to ${PATH_LOSS.most}`,
		takes: isNumber(PATH_LOSS.least, PATH_LOSS.most),
		does: (hands, value) => hands.setPathLoss(value),
	},
	walls: {
		wants: `a whole number from 0 to ${MOST_WALLS}`,
		takes: isNumber(0, MOST_WALLS, true),
		does: (hands, value) => hands.setWalls(value),
	},
	jammer: {
		wants: `one of ${JAMMER_MODES.join(", ")}`,
		takes: isOneOf<JammerMode>(JAMMER_MODES),
		does: (hands, value) => hands.setJammer(value),
	},
	neighbours: {
		wants: `a whole number from 0 to ${MOST_NEIGHBOURS}`,
		takes: isNumber(0, MOST_NEIGHBOURS, true),
		does: (hands, value) => hands.setNeighbours(value),
	},
	transmitterPower: { ...SWITCH, does: (hands, value) => hands.setPower("transmitter", value) },
	receiverPower: { ...SWITCH, does: (hands, value) => hands.setPower("receiver", value) },
	wifi: { ...SWITCH, does: (hands, value) => hands.setWiFi(value) },
	broker: { ...SWITCH, does: (hands, value) => hands.setBroker(value) },
	line: {
		wants: `one of ${LINE_MODES.join(", ")}`,
		takes: isOneOf<LineMode>(LINE_MODES),
		does: (hands, value) => hands.setLine(value),
	},
	press: {
		wants: `one of ${BOARDS.join(", ")}`,
		takes: isOneOf<BoardName>(BOARDS),
		does: (hands, value) => hands.press(value),
	},
	reset: { wants: "true", takes: (value): value is true => value === true, does: (hands) => hands.reset() },
};

export type Asked = { ok: true; act(hands: Hands): void | Promise<void> } | { ok: false; reason: string };

/** What a request's body asks for; nothing of it is believed. */
export function readAction(body: string): Asked {
	let asked: unknown;
	try {
		asked = JSON.parse(body);
	} catch {
		return refused("The request is no JSON.");
	}
	if (typeof asked !== "object" || asked === null || !("name" in asked) || !("value" in asked))
		return refused('The request must be like {"name":"walls","value":2}.');
	const { name, value } = asked;
	if (typeof name !== "string" || !Object.hasOwn(TABLE, name))
		return refused(`There is no control ${JSON.stringify(name)}: there are ${Object.keys(TABLE).join(", ")}.`);
	// The row proves the value itself, which TypeScript cannot relate to its name across the table.
	const row = TABLE[name as Action["name"]] as Row<unknown>;
	if (!row.takes(value)) return refused(`${name} is ${JSON.stringify(value)}: ${row.wants} is wanted.`);
	return { ok: true, act: (hands) => row.does(hands, value) };
}

function refused(reason: string): Asked {
	return { ok: false, reason };
}
