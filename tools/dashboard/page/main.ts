/** The dashboard's page: what the bench tells goes to the panels, what hands do goes to the bench. */
import type { Bench, DashboardEvent, Snapshot, StatusEvent } from "../events.js";
import { Charts } from "./charts.js";
import { Controls } from "./controls.js";
import { byId, html, setText } from "./dom.js";
import { showEntities } from "./entities.js";
import { clockTime } from "./format.js";
import { listenToKeys } from "./keys.js";
import { LogPanel } from "./log.js";
import { Picture } from "./picture.js";
import { listen } from "./stream.js";
import { showTelegram } from "./telegram.js";

const picture = new Picture();
const controls = new Controls();
const charts = new Charts();
const log = new LogPanel();

type Handlers = { [Type in DashboardEvent["type"]]: (event: Extract<DashboardEvent, { type: Type }>) => void };

const HANDLERS: Handlers = {
	settings: ({ settings }) => {
		controls.show(settings);
		picture.settings(settings);
	},
	status: (status) => {
		showStatus(status);
		picture.status(status);
	},
	frame: (frame) => picture.frame(frame),
	landed: (landed) => picture.landed(landed),
	hop: (hop) => picture.hop(hop),
	sample: ({ sample }) => charts.add(sample),
	oled: (event) => picture.oled(event),
	telegram: showTelegram,
	entities: (event) => {
		showEntities(event);
		picture.entities(event);
	},
	log: (line) => log.add(line),
	skipped: ({ frames }) => picture.skipped(frames),
};

function handle(event: DashboardEvent): void {
	// The table's key is the event's own type, which TypeScript cannot relate across the union.
	const handler = HANDLERS[event.type] as (event: DashboardEvent) => void;
	handler(event);
}

function begin({ bench, samples, log: lines, events }: Snapshot): void {
	picture.begin(bench);
	controls.begin(bench);
	charts.begin(bench, samples);
	log.begin(lines);
	about(bench);
	for (const event of events) handle(event);
	document.body.dataset.ready = "true";
}

function showStatus({ at, headline, mood }: StatusEvent): void {
	setText(byId("clock"), clockTime(at));
	setText(byId("headline"), headline);
	byId("headline").dataset.mood = mood;
}

function about({ version, meter, broker, receiverPage }: Bench): void {
	byId("about").replaceChildren(
		`P1-LoRa ${version}. The meter: ${meter}. The broker: ${broker}.`,
		...(receiverPage === undefined
			? []
			: [
					" ",
					html("a", { href: receiverPage, rel: "noreferrer", target: "_blank" }, "The receiver\u2019s own page"),
					".",
				]),
	);
}

listenToKeys(controls);
listen({
	onEvent: (event) => (event.type === "snapshot" ? begin(event) : handle(event)),
	onConnection: (connected) => {
		byId("gone").hidden = connected;
	},
});
