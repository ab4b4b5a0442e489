/** What a person can do to the running bench by hand, and how it stands. */

import { regionNamed } from "../../src/lora/regions.js";
import type { BrokerSwitch } from "../host/broker-switch.js";
import type { Tempo } from "../host/pace.js";
import type { VirtualClock } from "../sim/clock.js";
import { seededRandom } from "../sim/random.js";
import type { AccessPoint } from "../sim/wifi.js";
import type { World } from "../sim/world.js";
import type { BoardName, JammerMode, LineMode, Settings } from "./events.js";
import { Jammer } from "./jammer.js";
import { Neighbours } from "./neighbours.js";
import { Wire } from "./wire.js";

/** Of a load-bearing wall of brick at 868 MHz, an assumption of the usual order. */
export const WALL_DB = 6;

export interface HandsOptions {
	clock: VirtualClock;
	world: World;
	/** Undefined where a real meter sets it. */
	tempo: Tempo | undefined;
	accessPoint: AccessPoint;
	/** Undefined where the broker is somebody else's. */
	brokerSwitch: BrokerSwitch | undefined;
	seed: number;
	region: string;
	pathLossDb: number;
}

export class Hands {
	readonly jammer: Jammer;
	readonly wire: Wire;
	readonly #options: HandsOptions;
	readonly #neighbours: Neighbours;
	readonly #initial: Settings;
	#pathLossDb: number;
	#walls = 0;

	constructor(options: HandsOptions) {
		this.#options = options;
		const { clock, world, seed, region, pathLossDb } = options;
		this.#pathLossDb = pathLossDb;
		const found = regionNamed(region);
		// The options were checked before anything was started.
		if (!found.ok) throw new Error(found.reason);
		this.jammer = new Jammer(clock, world.air, found.region.channelsHz[0]);
		this.#neighbours = new Neighbours({ clock, seed, region, air: world.air, boards: ["transmitter", "receiver"] });
		this.wire = new Wire(world.line, seededRandom(seed, "wire"));
		this.#initial = this.settings;
	}

	get settings(): Settings {
		const { tempo, accessPoint, brokerSwitch } = this.#options;
		return {
			speed: tempo?.speed ?? 1,
			pathLossDb: this.#pathLossDb,
			walls: this.#walls,
			jammer: this.jammer.mode,
			neighbours: this.#neighbours.count,
			transmitterPower: this.#board("transmitter").powered,
			receiverPower: this.#board("receiver").powered,
			wifi: accessPoint.isOn,
			broker: brokerSwitch?.isOn,
			line: this.wire.mode,
		};
	}

	/** All as it was when the bench began, with both boards on. */
	async reset(): Promise<void> {
		const { speed, pathLossDb, walls, neighbours } = this.#initial;
		if (this.#options.tempo !== undefined) this.setSpeed(speed);
		this.setPathLoss(pathLossDb);
		this.setWalls(walls);
		this.setJammer("off");
		this.setNeighbours(neighbours);
		this.setLine("clean");
		this.setWiFi(true);
		this.setPower("receiver", true);
		this.setPower("transmitter", true);
		if (this.#options.brokerSwitch !== undefined) await this.setBroker(true);
	}

	/** Throws a sentence where it can't be changed. */
	setSpeed(speed: number): void {
		const { tempo } = this.#options;
		if (tempo === undefined) throw new Error("A real meter is connected: its time can't be changed.");
		tempo.speed = speed;
	}

	setPathLoss(lossDb: number): void {
		this.#pathLossDb = lossDb;
		this.#move();
	}

	setWalls(walls: number): void {
		this.#walls = walls;
		this.#move();
	}

	setJammer(mode: JammerMode): void {
		this.jammer.set(mode);
	}

	setNeighbours(count: number): void {
		this.#neighbours.set(count);
	}

	setPower(name: BoardName, on: boolean): void {
		const board = this.#board(name);
		if (on) board.powerOn();
		else board.cutPower();
	}

	setWiFi(on: boolean): void {
		this.#options.accessPoint.switch(on);
	}

	/** Resolves when it is done; rejects with a sentence where it can't be. */
	async setBroker(on: boolean): Promise<void> {
		const { brokerSwitch } = this.#options;
		if (brokerSwitch === undefined) throw new Error("The broker is not this bench's own: stop it where it runs.");
		await brokerSwitch.switch(on);
	}

	setLine(mode: LineMode): void {
		this.wire.mode = mode;
	}

	/** The button of a board: wakes its display, and turns its pages. */
	press(name: BoardName): void {
		const { world } = this.#options;
		(name === "transmitter" ? world.transmitterDisplay : world.receiverDisplay)?.display.press();
	}

	#move(): void {
		const { world } = this.#options;
		world.air.setPathLoss("transmitter", "receiver", this.#pathLossDb + WALL_DB * this.#walls);
	}

	#board(name: BoardName) {
		const { world } = this.#options;
		return name === "transmitter" ? world.transmitterBoard : world.receiverBoard;
	}
}
