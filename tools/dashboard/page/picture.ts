/** The bench as a picture: what stands where, what goes on in it, and the frames that pass. */
import type {
	Bench,
	BoardName,
	EntitiesEvent,
	FrameEvent,
	HopEvent,
	LandedEvent,
	OledEvent,
	Settings,
	StatusEvent,
} from "../events.js";
import { byId, lessMotion, setText, svg } from "./dom.js";
import { Flights } from "./flights.js";
import { airTime, megahertz } from "./format.js";
import { type Layout, layoutNow, wideScreen } from "./layout.js";
import { drawLegend, KINDS } from "./marks.js";
import { pathOfDots } from "./oled.js";
import * as scenery from "./scenery.js";
import { stepsAlong } from "./way.js";

/** A message on a wire takes so long, in ms. */
const HOP = 420;
/** Dots on a wire at a time: at a hundred times the speed there would be hundreds, which nobody could tell apart. */
const MOST_DOTS = 8;
/** An antenna that has just sent or heard glows for so long. */
const GLOW = 350;
/** An OLED at its brightest takes this contrast. */
const BRIGHT = 0xcf;
/** A display is dark for each transmission, too, of four seconds at most: one that is dark for longer has gone to sleep. */
const ASLEEP = 5000;

export class Picture {
	readonly #svg = byId<SVGSVGElement>("picture");
	#bench: Bench | undefined;
	#layout: Layout = layoutNow();
	/** By wire, those on their way. */
	readonly #dots = new Map<string, number>();
	#flights: Flights | undefined;
	#settings: Settings | undefined;
	#status: StatusEvent | undefined;
	#power = "";
	readonly #oleds = new Map<BoardName, OledEvent>();
	readonly #darkSince = new Map<BoardName, number>();

	constructor() {
		drawLegend(byId("legend-short"), byId("legend"));
		wideScreen.addEventListener("change", () => this.#draw());
	}

	begin(bench: Bench): void {
		this.#bench = bench;
		this.#draw();
	}

	settings(settings: Settings): void {
		this.#settings = settings;
		if (this.#flights === undefined) return;
		this.#flights.speed = settings.speed;
		const { walls, neighbours, jammer, pathLossDb, line, wifi, broker } = settings;
		const layout = this.#layout;
		const { anchor, ...at } = layout.neighbours;
		byId("walls").replaceChildren(...range(walls).map((index) => scenery.wall(layout.wall(index, walls))));
		byId("houses").replaceChildren(
			...range(neighbours).map((index) =>
				svg("g", { class: "house", id: `house-${index}` }, ...scenery.house(layout.neighbour(index))),
			),
			...(neighbours > 0 ? [svg("text", { ...at, class: "note", "text-anchor": anchor }, "neighbours")] : []),
		);
		this.#svg.dataset.jammer = jammer;
		if (this.#bench !== undefined) setText(byId("jammer-channel"), megahertz(this.#bench.jammerHz));
		this.#svg.dataset.line = line;
		this.#svg.dataset.wifi = String(wifi);
		this.#svg.dataset.broker = String(broker ?? true);
		const loss = pathLossDb + walls * (this.#bench?.wallDb ?? 0);
		setText(byId("measured"), `${loss} dB`);
	}

	status(status: StatusEvent): void {
		this.#status = status;
		if (this.#flights === undefined) return;
		for (const board of ["transmitter", "receiver"] as const) {
			const { powered, phase, rung, frequencyHz } = status[board];
			byId(`board-${board}`).dataset.powered = String(powered);
			const name = rung === undefined ? "" : ` \u00b7 ${this.#bench?.rungs[rung].name}`;
			const channel = frequencyHz === undefined ? "" : ` \u00b7 ${megahertz(frequencyHz)}`;
			setText(byId(`state-${board}`), powered ? `${phase}${name}${channel}` : "no power");
		}
		this.#svg.dataset.jams = String(status.jams);
	}

	oled(event: OledEvent): void {
		const { board, dots, contrast } = event;
		this.#oleds.set(board, event);
		if (dots !== undefined) this.#darkSince.delete(board);
		else if (!this.#darkSince.has(board)) {
			this.#darkSince.set(board, performance.now());
			// Later by a hair: a timer may come early by one.
			window.setTimeout(() => this.#showSleep(board), ASLEEP + 50);
		}
		const path = document.getElementById(`dots-${board}`);
		if (path === null) return;
		this.#showSleep(board);
		path.setAttribute("d", dots === undefined ? "" : pathOfDots(dots));
		path.style.opacity = String(0.55 + 0.45 * Math.min(1, contrast / BRIGHT));
	}

	#showSleep(board: BoardName): void {
		const since = this.#darkSince.get(board) ?? Number.POSITIVE_INFINITY;
		byId(`board-${board}`).dataset.asleep = String(performance.now() - since >= ASLEEP);
	}

	/** What Home Assistant knows of the power at this moment stands below the house. */
	entities({ devices }: EntitiesEvent): void {
		const all = devices.flatMap(({ entities }) => entities);
		const power = (id: string) => all.find((entity) => entity.id === id);
		const [used, given] = [power("power_delivered"), power("power_returned")];
		const isGiving = Number(given?.value ?? 0) > 0;
		const shown = isGiving ? given : used;
		this.#power = shown === undefined ? "no values yet" : `${shown.value} ${shown.unit} ${isGiving ? "out" : "in"}`;
		const note = document.getElementById("home-power");
		if (note !== null) setText(note, this.#power);
	}

	frame(frame: FrameEvent): void {
		const { from, kind, bytes, rung, frequencyHz, duration } = frame;
		if (typeof from === "number") {
			glow(document.getElementById(`house-${from}`));
			return;
		}
		this.#flights?.setOff({ ...frame, from });
		glow(document.getElementById(`antenna-${from}`));
		const name = rung === undefined ? "" : ` on ${this.#bench?.rungs[rung].name}`;
		const place = `${name} at ${megahertz(frequencyHz)}`;
		setText(byId(`flight-${from}`), `${KINDS[kind].name}, ${bytes} bytes${place}: ${airTime(duration)} on the air`);
	}

	/** At this speed there were more than can be shown. */
	skipped(frames: number): void {
		setText(byId("flight-receiver"), `and ${frames} more frames, unseen at this speed`);
	}

	landed(event: LandedEvent): void {
		this.#flights?.land(event);
	}

	hop({ on, damaged }: HopEvent): void {
		const layer = byId("hops");
		const ways = on === "line" ? ["way-line"] : ["way-wifi", "way-mqtt"];
		ways.forEach((id, index) => {
			const way = byId<SVGPathElement>(id);
			const dots = this.#dots.get(id) ?? 0;
			if (lessMotion.matches || dots >= MOST_DOTS) return;
			this.#dots.set(id, dots + 1);
			const dot = svg("circle", { r: 4, class: damaged ? "hop damaged" : "hop" });
			layer.append(dot);
			const moving = dot.animate(stepsAlong(way, 0, 1), { duration: HOP, delay: index * HOP, fill: "both" });
			moving.onfinish = () => {
				this.#dots.set(id, (this.#dots.get(id) ?? 1) - 1);
				dot.remove();
			};
		});
	}

	#draw(): void {
		this.#flights?.clear();
		const layout = layoutNow();
		this.#layout = layout;
		const ways = {
			transmitter: svg("path", { d: layout.ways.transmitter, class: "way" }),
			receiver: svg("path", { d: layout.ways.receiver, class: "way" }),
		};
		const layer = svg("g");
		this.#svg.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`);
		this.#svg.replaceChildren(
			svg("g", { class: "jammer" }, ...scenery.jammer(layout.jammer, layout.noise)),
			svg("g", { id: "houses" }),
			...Object.values(ways),
			...scenery.measure(layout),
			svg("g", { id: "walls" }),
			svg("path", { d: layout.line, class: "wire line", id: "way-line" }),
			svg("path", { d: layout.wifi, class: "wire wifi", id: "way-wifi" }),
			svg("path", { d: layout.mqtt, class: "wire mqtt", id: "way-mqtt" }),
			svg("g", { id: "hops" }),
			...scenery.meter(layout.meter),
			...scenery.caption(layout.meter, "Meter", "P1 port"),
			this.#board("transmitter", "Transmitter"),
			this.#board("receiver", "Receiver"),
			svg("g", { class: "broker" }, ...scenery.broker(layout.broker)),
			...scenery.caption(layout.broker, "Broker", "MQTT"),
			...scenery.home(layout.home),
			...scenery.caption(layout.home, "Home", this.#power, "home-power"),
			layer,
		);
		this.#flights = new Flights({
			...{ layer, ways, labels: layout.labels },
			speed: this.#settings?.speed ?? 1,
			onArrival: (at) => glow(document.getElementById(`antenna-${at}`)),
		});
		if (this.#settings !== undefined) this.settings(this.#settings);
		if (this.#status !== undefined) this.status(this.#status);
		for (const event of this.#oleds.values()) this.oled(event);
	}

	#board(name: BoardName, title: string): SVGGElement {
		const { [name]: box, dot, antennas, titles } = this.#layout;
		const { x, y, anchor } = titles[name];
		return svg(
			"g",
			{ class: "board", id: `board-${name}` },
			...scenery.board(box, dot, name),
			svg("g", { class: "antenna", id: `antenna-${name}` }, ...scenery.antenna(antennas[name])),
			svg("text", { x, y, class: "name", "text-anchor": anchor }, title),
		);
	}
}

function glow(element: Element | null): void {
	if (element === null) return;
	element.classList.add("glows");
	setTimeout(() => element.classList.remove("glows"), GLOW);
}

function range(count: number): number[] {
	return Array.from({ length: count }, (_, index) => index);
}
