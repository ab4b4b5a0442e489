/** Frames on their way through the picture: each sets off, arrives, or is lost where one can see why. */
import type { BoardName, FrameEvent, LandedEvent, Loss } from "../events.js";
import { lessMotion, svg } from "./dom.js";
import { crossMark, markOf } from "./marks.js";
import { stepsAlong, transformAt } from "./way.js";

/** A frame of 26 ms could not be seen: it takes so long at least, and one at a slow rung no longer than that. In ms. */
const SHORTEST = 480;
const LONGEST = 2600;
/** What comes after that is the landing. */
const FLOWN = 0.9;
const LANDING = 130;
const LOST_FOR = 1100;
const MOST = 40;
/** Without motion, a frame stands half-way for so long. */
const STANDS = 700;

/** How far along the way each gets. */
const LOST_AT: Readonly<Record<Loss, number>> = {
	"path loss": 0.66,
	jammer: 0.5,
	collision: 0.55,
	"no power": FLOWN,
	elsewhere: FLOWN,
	"not listening": FLOWN,
	"cut off": 0.3,
};

export interface FlightDeck {
	layer: SVGGElement;
	ways: Readonly<Record<BoardName, SVGPathElement>>;
	labels: "above" | "beside";
	/** Simulated seconds in a real one. */
	speed: number;
	onArrival(at: BoardName): void;
}

interface Flight {
	mark: SVGGElement;
	way: SVGPathElement;
	from: BoardName;
	animation: Animation | undefined;
	duration: number;
	timer: ReturnType<typeof setTimeout> | undefined;
}

export class Flights {
	readonly #deck: FlightDeck;
	readonly #flights = new Map<number, Flight>();

	constructor(deck: FlightDeck) {
		this.#deck = deck;
	}

	set speed(speed: number) {
		this.#deck.speed = speed;
		for (const { animation } of this.#flights.values()) {
			if (speed === 0) animation?.pause();
			else animation?.play();
		}
	}

	setOff({ id, from, kind, duration: simulated }: FrameEvent & { from: BoardName }): void {
		const { layer, ways, speed } = this.#deck;
		if (this.#flights.size >= MOST) return;
		const way = ways[from];
		const mark = markOf(kind);
		layer.append(mark);
		const duration = Math.min(LONGEST, Math.max(SHORTEST, simulated / Math.max(speed, 0.01)));
		const flight: Flight = { mark, way, from, duration, animation: undefined, timer: undefined };
		this.#flights.set(id, flight);
		if (lessMotion.matches) {
			place(mark, way, 0.5);
			flight.timer = setTimeout(() => this.#end(id), STANDS);
		} else {
			flight.animation = mark.animate(stepsAlong(way, 0, FLOWN), { duration, fill: "forwards" });
			// One that nobody tells the end of.
			flight.timer = setTimeout(() => this.#end(id), duration + 2 * LONGEST);
		}
	}

	land({ id, lost }: LandedEvent): void {
		const flight = this.#flights.get(id);
		if (flight === undefined) return;
		const { animation, duration } = flight;
		clearTimeout(flight.timer);
		if (animation === undefined) {
			if (lost === undefined) flight.timer = setTimeout(() => this.#end(id), STANDS);
			else this.#lose(id, flight, lost, 0.5);
			return;
		}
		const until = lost === undefined ? FLOWN : LOST_AT[lost];
		const flown = Number(animation.currentTime ?? 0) / duration;
		const wait = Math.max(0, until / FLOWN - flown) * duration;
		flight.timer = setTimeout(() => {
			if (lost === undefined) this.#arrive(id, flight);
			else this.#lose(id, flight, lost, Math.max(until, Math.min(FLOWN, flown * FLOWN)));
		}, wait);
	}

	#arrive(id: number, { mark, way, from }: Flight): void {
		const landing = mark.animate(
			stepsAlong(way, FLOWN, 1).map((step, index, all) => ({ ...step, opacity: index === all.length - 1 ? 0 : 1 })),
			{ duration: LANDING, fill: "forwards" },
		);
		landing.onfinish = () => this.#end(id);
		this.#deck.onArrival(from === "transmitter" ? "receiver" : "transmitter");
	}

	#lose(id: number, { mark, way }: Flight, lost: Loss, at: number): void {
		this.#end(id);
		const { layer, labels } = this.#deck;
		const cross = crossMark();
		const text = svg("text", labels === "above" ? { y: -13, "text-anchor": "middle" } : { x: 11, y: 4 }, lost);
		cross.append(text);
		place(cross, way, at);
		layer.append(cross);
		mark.remove();
		if (!lessMotion.matches) cross.animate([{ opacity: 1, offset: 0.6 }, { opacity: 0 }], LOST_FOR);
		setTimeout(() => cross.remove(), LOST_FOR);
	}

	#end(id: number): void {
		const flight = this.#flights.get(id);
		this.#flights.delete(id);
		clearTimeout(flight?.timer);
		flight?.mark.remove();
	}

	/** All that fly are gone: the picture is drawn anew. */
	clear(): void {
		for (const id of [...this.#flights.keys()]) this.#end(id);
	}
}

function place(mark: SVGGElement, way: SVGPathElement, part: number): void {
	mark.style.transform = transformAt(way, part);
}
