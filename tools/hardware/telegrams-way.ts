/** The one picture of docs/architecture.md: the folders of src that a telegram goes through, and what becomes of it there. */
import { Drawing } from "./drawing.js";

const WIDTH = 820;
const HEIGHT = 452;
const BOX = { width: 200, height: 46, gap: 12 };
const TOP = 96;
const TRANSMITTER_X = 104;
const RECEIVER_X = 484;

interface Folder {
	name: string;
	does: string;
}

/** In the order in which a telegram comes by. */
const DOWN: readonly Folder[] = Object.freeze([
	{ name: "p1", does: "bytes to a telegram, checked" },
	{ name: "history", does: "keeps what is not delivered" },
	{ name: "codec", does: "what has changed: 5 bytes" },
	{ name: "link, crypto", does: "sealed and padded: 19 bytes" },
	{ name: "lora", does: "lawful? free? then sent" },
]);

/** From the top down; a telegram comes from below. */
const UP: readonly Folder[] = Object.freeze([
	{ name: "home, homeassistant", does: "P1, page, state, discovery" },
	{ name: "p1", does: "the telegram to a reading" },
	{ name: "codec", does: "rebuilt, byte for byte" },
	{ name: "link, crypto", does: "opened, answered" },
	{ name: "lora", does: "heard" },
]);

export function telegramsWay(): string {
	const drawing = new Drawing(
		WIDTH,
		HEIGHT,
		"A telegram's way",
		"From the meter down through the transmitter's folders p1, history, codec, link and lora, over the air, and up through " +
			"the receiver's lora, link, codec and p1 to MQTT, raw P1 and HTTP. The answer goes back through link.",
	);
	const bottom = TOP + DOWN.length * (BOX.height + BOX.gap) - BOX.gap;
	const airY = bottom - BOX.height / 2;
	drawing.text(TRANSMITTER_X + BOX.width / 2, TOP - 18, "transmitter", { anchor: "middle", bold: true });
	drawing.text(RECEIVER_X + BOX.width / 2, TOP - 18, "receiver", { anchor: "middle", bold: true });
	folders(drawing, TRANSMITTER_X, DOWN, "down");
	folders(drawing, RECEIVER_X, UP, "up");

	drawing.box(20, TOP, 56, 60);
	drawing.text(48, TOP + 82, "meter", { anchor: "middle" });
	arrow(drawing, [76, TOP + BOX.height / 2], [TRANSMITTER_X, TOP + BOX.height / 2]);

	const [from, to] = [TRANSMITTER_X + BOX.width, RECEIVER_X];
	arrow(drawing, [from, airY + 10], [to, airY + 10]);
	drawing.text((from + to) / 2, airY + 30, "a frame, 26 ms on SF7", { anchor: "middle", size: 13 });
	const answerY = airY - BOX.height - BOX.gap;
	drawing.line(
		[
			[to, answerY],
			[from, answerY],
		],
		"request",
		true,
	);
	drawing.path(`M${from + 10} ${answerY - 6}L${from} ${answerY}L${from + 10} ${answerY + 6}`, "request");
	drawing.text((from + to) / 2, answerY - 46, ["the answer:", "CRC-32 of what was", "rebuilt, and the SNR"], {
		anchor: "middle",
		size: 13,
	});

	for (const [index, [where, what]] of [
		["MQTT", "Home Assistant"],
		["TCP", "raw P1"],
		["HTTP", "page, metrics"],
	].entries()) {
		const y = TOP + 4 + index * 42;
		const out = RECEIVER_X + BOX.width;
		drawing.text(out + 30, y + 8, where, { bold: true, size: 13 });
		drawing.text(out + 30, y + 24, what, { size: 12 });
		drawing.line(
			[
				[out, TOP + BOX.height / 2],
				[out + 24, y + 6],
			],
			"data",
		);
	}

	const belowY = bottom + 22;
	drawing.box(TRANSMITTER_X, belowY, RECEIVER_X + BOX.width - TRANSMITTER_X, BOX.height);
	drawing.text(TRANSMITTER_X + 14, belowY + 19, "negotiation", { bold: true });
	drawing.text(
		TRANSMITTER_X + 14,
		belowY + 36,
		"on which rung and channel: by the SNR of the answers, by losses, by a crowd",
		{
			size: 12,
		},
	);
	return drawing.svg;
}

function folders(drawing: Drawing, x: number, all: readonly Folder[], way: "up" | "down"): void {
	for (const [index, { name, does }] of all.entries()) {
		const y = TOP + index * (BOX.height + BOX.gap);
		drawing.box(x, y, BOX.width, BOX.height);
		drawing.text(x + BOX.width / 2, y + 19, name, { anchor: "middle", bold: true });
		drawing.text(x + BOX.width / 2, y + 36, does, { anchor: "middle", size: 12 });
		if (index === 0) continue;
		const [middle, above] = [x + BOX.width / 2, y - BOX.gap];
		drawing.line(
			[
				[middle, above],
				[middle, y],
			],
			"data",
		);
		const tip = way === "down" ? y : above;
		const back = way === "down" ? -6 : 6;
		drawing.path(`M${middle - 5} ${tip + back}L${middle} ${tip}L${middle + 5} ${tip + back}`, "data");
	}
}

function arrow(drawing: Drawing, from: readonly [number, number], to: readonly [number, number]): void {
	drawing.line([from, to], "data");
	drawing.path(`M${to[0] - 10} ${to[1] - 6}L${to[0]} ${to[1]}L${to[0] - 10} ${to[1] + 6}`, "data");
}
