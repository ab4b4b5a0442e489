/**
 * What templates are made of: codes that lines begin with, in the orders in which meters send them, and groups of
 * parentheses. Their order is part of the format on the air: a place has one meaning for ever.
 *
 * Sources: DSMR 4.2.2 and 5.0.2, 6.12; e-MUCS P1 1.7.1 and 2.1.1; Luxembourg P1 1.1.3; Swedish HAN H1 2.0; telegrams of
 * Hungarian and Austrian meters, of Itron's ACE4000 and EasyMeter's Q3D.
 */
import { DASHED_TIME, numberFormat, SEASON_TIME } from "./field-format.js";

/** In a group's text: a field follows, as one character, its format. */
export const FIELD_MARK = 0x01;

/**
 * Orders of lines. `code=group` says what group the code has mostly; a code has one such, at its first place. The blank
 * line is `-`, the last line `!`.
 */
const ORDERS: readonly string[] = Object.freeze([
	// The Netherlands
	"- 1-3:0.2.8=#2.0 0-0:1.0.0=#T 0-0:96.1.1=~ 1-0:1.8.1=#9.3*kWh 1-0:1.8.2=#9.3*kWh 1-0:2.8.1=#9.3*kWh 1-0:2.8.2=#9.3*kWh",
	"1-0:2.8.2 0-0:96.14.0=#4.0 1-0:1.7.0=#5.3*kW 1-0:2.7.0=#5.3*kW 0-0:96.7.21=#5.0 0-0:96.7.9=#5.0 1-0:99.97.0=#1.0",
	"1-0:99.97.0 1-0:32.32.0=#5.0 1-0:52.32.0=#5.0 1-0:72.32.0=#5.0 1-0:32.36.0=#5.0 1-0:52.36.0=#5.0 1-0:72.36.0=#5.0",
	"1-0:72.36.0 0-0:96.13.0= 1-0:32.7.0=#4.1*V 1-0:52.7.0=#4.1*V 1-0:72.7.0=#4.1*V 1-0:31.7.0=#3.0*A 1-0:51.7.0=#3.0*A",
	"1-0:51.7.0 1-0:71.7.0=#3.0*A 1-0:21.7.0=#5.3*kW 1-0:41.7.0=#5.3*kW 1-0:61.7.0=#5.3*kW 1-0:22.7.0=#5.3*kW 1-0:42.7.0=#5.3*kW",
	"1-0:42.7.0 1-0:62.7.0=#5.3*kW 0-1:24.1.0=#3.0 0-1:96.1.0=~ 0-1:24.2.1=#T !",
	// The Netherlands, one phase; DSMR 4
	"1-0:99.97.0 1-0:32.32.0 1-0:32.36.0 0-0:96.13.1= 0-0:96.13.0 1-0:31.7.0 1-0:21.7.0 1-0:22.7.0 0-1:24.1.0",
	"1-0:32.36.0 0-0:96.13.0 1-0:32.7.0 1-0:31.7.0",
	"1-0:2.7.0 0-0:17.0.0=#4.1*kW 0-0:96.3.10=#1.0 0-0:96.7.21 0-1:24.2.1 0-1:24.4.0=#1.0 !",
	// DSMR 2 and 3
	"- 0-0:96.1.1 0-0:96.3.10 0-0:96.13.1 0-0:96.13.0 0-1:24.1.0 0-1:96.1.0 0-1:24.3.0=#12.0 ( 0-1:24.4.0",
	"0-1:24.3.0 (=#8.3 0-1:24.4.0 !",
	// Belgium
	"- 0-0:96.1.4=#5.0 0-0:96.1.1 0-0:1.0.0 1-0:1.8.1 0-0:96.1.1 0-0:96.1.2=~ 0-0:1.0.0",
	"1-0:2.8.2 0-0:96.14.0 1-0:1.4.0=#5.3*kW 1-0:1.6.0=#T 0-0:98.1.0=#1.0 1-0:1.7.0 1-0:2.7.0 1-0:21.7.0 1-0:41.7.0",
	"1-0:62.7.0 1-0:32.7.0 1-0:72.7.0 1-0:31.7.0 1-0:71.7.0 0-0:96.3.10 0-0:17.0.0 1-0:31.4.0=#3.0*A 0-0:96.13.0 0-1:24.1.0",
	"0-1:24.1.0 0-1:96.1.1=~ 0-1:24.4.0 0-1:24.2.3=#T 0-2:24.1.0=#3.0 0-2:96.1.1=~ 0-2:24.2.1=#T !",
	"1-0:2.7.0 1-0:21.7.0 1-0:22.7.0 1-0:32.7.0 1-0:31.7.0 0-0:96.3.10 0-1:96.1.1 0-1:96.1.2=~ 0-1:24.4.0 0-2:96.1.1 0-2:96.1.2=~ 0-2:24.2.1",
	"0-0:17.0.0 1-0:31.4.0 1-0:94.32.1=#3.0 0-1:96.3.10=#1.0 0-2:96.3.10=#1.0 0-3:96.3.10=#1.0 0-4:96.3.10=#1.0 0-0:96.13.0",
	// Hungary
	"- 0-0:1.0.0 0-0:42.0.0=~ 0-0:96.1.0=~ 0-0:96.14.0 0-0:96.50.68=ON 0-0:17.0.0 1-0:1.8.0=#9.3*kWh 1-0:1.8.1 1-0:1.8.2 1-0:1.8.3=#9.3*kWh",
	"1-0:1.8.3 1-0:1.8.4=#9.3*kWh 1-0:2.8.0=#9.3*kWh 1-0:2.8.1 1-0:2.8.2 1-0:2.8.3=#9.3*kWh 1-0:2.8.4=#9.3*kWh 1-0:3.8.0=#9.3*kvarh",
	"1-0:3.8.0 1-0:4.8.0=#9.3*kvarh 1-0:5.8.0=#9.3*kvarh 1-0:6.8.0=#9.3*kvarh 1-0:7.8.0=#9.3*kvarh 1-0:8.8.0=#9.3*kvarh",
	"1-0:8.8.0 1-0:15.8.0=#9.3*kWh 1-0:32.7.0 1-0:52.7.0 1-0:72.7.0 1-0:31.7.0 1-0:71.7.0 1-0:13.7.0=#4.3 1-0:33.7.0=#4.3",
	"1-0:33.7.0 1-0:53.7.0=#4.3 1-0:73.7.0=#4.3 1-0:14.7.0=#4.2*Hz 1-0:1.7.0 1-0:2.7.0 1-0:5.7.0=#5.3*kvar 1-0:6.7.0=#5.3*kvar",
	"1-0:6.7.0 1-0:7.7.0=#5.3*kvar 1-0:8.7.0=#5.3*kvar 1-0:31.4.0 1-0:51.4.0=#3.0*A 1-0:71.4.0=#3.0*A 0-0:98.1.0 0-0:96.13.0 !",
	// Sweden, Luxembourg, Austria
	"0-0:1.0.0 1-0:1.8.0 1-0:2.8.0 1-0:3.8.0 1-0:4.8.0 1-0:1.7.0 1-0:2.7.0 1-0:3.7.0=#5.3*kvar 1-0:4.7.0=#5.3*kvar 1-0:21.7.0 1-0:22.7.0 1-0:41.7.0",
	"1-0:41.7.0 1-0:42.7.0 1-0:61.7.0 1-0:62.7.0 1-0:23.7.0=#5.3*kvar 1-0:24.7.0=#5.3*kvar 1-0:43.7.0=#5.3*kvar 1-0:44.7.0=#5.3*kvar 1-0:63.7.0=#5.3*kvar",
	"1-0:63.7.0 1-0:64.7.0=#5.3*kvar 1-0:32.7.0 1-0:52.7.0 1-0:72.7.0 1-0:31.7.0 1-0:51.7.0 1-0:71.7.0 !",
	"1-0:4.7.0 0-0:17.0.0 1-0:9.7.0=#5.3*kVA 1-0:10.7.0=#5.3*kVA 1-1:31.4.0=#3.0*A 0-0:96.3.10 0-1:96.3.10 0-2:96.3.10 0-0:96.7.21",
	"0-0:96.13.0 0-0:96.13.2= 0-0:96.13.3= 0-0:96.13.4= 0-0:96.13.5= 1-0:32.7.0",
	// Other channels, demands, tariffs, EasyMeter, ACE4000
	"0-2:24.1.0 0-2:96.1.0=~ 0-2:24.2.1 0-3:24.1.0=#3.0 0-3:96.1.0=~ 0-3:24.2.1=#T 0-4:24.1.0=#3.0 0-4:96.1.0=~ 0-4:24.2.1=#T !",
	"0-3:24.1.0 0-3:96.1.1=~ 0-3:24.4.0=#1.0 0-3:24.2.3=#T 0-4:24.1.0 0-4:96.1.1=~ 0-4:24.4.0=#1.0 0-4:24.2.3=#T",
	"0-2:96.1.1 0-2:24.4.0=#1.0 0-2:24.2.3=#T 0-2:96.1.0 0-2:24.3.0=#12.0 (",
	"1-0:1.4.0 1-0:2.4.0=#5.3*kW 1-0:1.5.0=#5.3*kW 1-0:2.5.0=#5.3*kW 1-0:2.6.0=#T 1-0:15.7.0=#6.0*W 1-0:11.7.0=#3.0*A 1-0:91.7.0=#3.0*A 1-0:90.7.0=#3.0*A 1-0:12.7.0=#4.1*V",
	"- 1-0:0.0.0=~ 1-0:1.8.0 1-0:21.7.0 1-0:41.7.0 1-0:61.7.0 1-0:1.7.0 1-0:96.5.5=#2.0 0-0:96.1.255=~ !",
	"0-0:96.1.0 1-0:1.8.0 1-0:1.8.1 1-0:2.8.0 1-0:2.8.1 0-0:96.14.0 1-0:15.7.0 0-0:17.0.0 0-0:96.3.10 0-3:96.1.0 7-0:23.1.0=#8.3*m3 7-0:23.1.0 7-0:24.4.0=#1.0",
]);

/** Groups that are no code's first choice. */
const GROUPS_BESIDE =
	"#8.3*kWh #11.3*kWh #15.7*kWh #10.3*kWh #9.0*Wh #9.0*varh #9.0*W #9.0*var #7.3*kW #6.2*kW #5.2*kW #8.2*W #7.3*kvar #7.3*kVAr #11.3*kVArh #5.3*kVAr " +
	"#5.2*A #4.1*A #4.2*A #5.1*V #3.0*V #8.3*m3 #8.2*m3 #8.2*GJ #8.3*GJ #5.3*GJ #10.0*s #8.0*s #6.0 #8.0 #12.0 0-0:96.7.19 1-0:1.6.0 " +
	"0-1:24.2.1 0-1:24.2.3 0-2:24.2.1 m3 GJ OFF #D #9.3kWh #5.3kW #4.1V #5.2A #4.1kW #3.0A #3.0*kW #4.2*kW #5.3*kVA #4.1*kVA #4.0*A #5.0*Hz #7.1*Hz";

/** The group of a code whose group is an identifier, spelled out. */
export const SPELLED_GROUP = 0;

function groupText(notation: string): string {
	if (notation[0] !== "#") return notation;
	if (notation[1] === "T") return String.fromCharCode(FIELD_MARK, SEASON_TIME);
	if (notation[1] === "D") return String.fromCharCode(FIELD_MARK, DASHED_TIME);
	const point = notation.indexOf(".");
	const format = numberFormat(Number(notation.slice(1, point)), Number(notation[point + 1]));
	return String.fromCharCode(FIELD_MARK, format) + notation.slice(point + 2);
}

/** So many codes are tried behind a code before one is named. */
export const FOLLOWERS = 3;
export const NO_FOLLOWER = 255;

/** Groups that stand behind another one in the same line, as a meter's first line with several has them. */
const PAIRS =
	"#T>#8.3*m3 0-0:96.7.19>#T #10.0*s>#T #5.3*kW>#T 1-0:1.6.0>1-0:1.6.0 #1.0>1-0:1.6.0 #9.3*kWh>#9.3*kWh #9.3*kvarh>#9.3*kvarh " +
	"#12.0>#2.0 #2.0>#2.0 #8.3*m3>#D #3.0*A>#3.0*A";

function placeOf(list: string[], text: string): number {
	const known = list.indexOf(text);
	return known < 0 ? list.push(text) - 1 : known;
}

function compile() {
	const codes: string[] = [];
	const groups: string[] = ["~"];
	const firstGroups: number[] = [];
	const followers: number[][] = [];
	for (const order of ORDERS) {
		let before = -1;
		for (const item of order.split(" ")) {
			const [notation, group] = item.split("=");
			const code = placeOf(codes, notation === "-" ? "" : notation);
			followers[code] ??= [];
			if (group !== undefined) firstGroups[code] = placeOf(groups, groupText(group));
			if (before >= 0 && !followers[before].includes(code)) followers[before].push(code);
			before = code;
		}
	}
	for (const notation of GROUPS_BESIDE.split(" ")) placeOf(groups, groupText(notation));
	const groupFollowers = new Uint8Array(groups.length);
	for (const pair of PAIRS.split(" ")) {
		const [first, second] = pair.split(">").map((notation) => placeOf(groups, groupText(notation)));
		groupFollowers[first] = second;
	}
	const codeFollowers = new Uint8Array(FOLLOWERS * codes.length).fill(NO_FOLLOWER);
	for (const [code, list] of followers.entries()) codeFollowers.set(list.slice(0, FOLLOWERS), FOLLOWERS * code);
	return Object.freeze({
		/** What lines begin with: a code, nothing, `!`, or the parenthesis of a line that goes on with the one before. */
		codes: Object.freeze(codes),
		/** By code, the group that it has mostly. */
		firstGroups: Uint8Array.from(codes, (_, code) => firstGroups[code] ?? SPELLED_GROUP),
		/** By code, the codes that come behind it: `FOLLOWERS` places each. */
		codeFollowers,
		/** What stands between parentheses. */
		groups: Object.freeze(groups),
		/** By group, the one that is behind it mostly. */
		groupFollowers,
	});
}

export const DICTIONARY = compile();
