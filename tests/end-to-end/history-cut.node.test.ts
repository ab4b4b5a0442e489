/** The receiver loses power around a quarter's telegram, whatever its Wi-Fi does: the quarter still gets to the broker. */
import { quarterHourOf } from "../../src/p1/own-time.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { GeneratedMeter, METER_MODELS } from "../../tools/sim/meters.js";
import { PowerLoss } from "../../tools/sim/power.js";
import { seededRandom } from "../../tools/sim/random.js";
import { World } from "../../tools/sim/world.js";
import { SoakBroker } from "../../tools/soak/broker.js";
import { assert, test } from "../harness/index.js";

const MINUTE = 60_000;

/** When power is cut: so long after the telegram came, or before or after such a write. */
type Cut = { after: number } | { key: string; when: "before" | "after" };

/** How often the broker's history had the quarter. */
function timesTold(health: "good" | "gone", cut: Cut): number {
	const clock = new VirtualClock();
	const broker = new SoakBroker(clock);
	const told = new Map<string, number>();
	broker.onMessage = ({ topic, payload }) => {
		if (!topic.endsWith("/history")) return;
		for (const { time } of JSON.parse(payload)) told.set(time, (told.get(time) ?? 0) + 1);
	};
	let due: Cut | undefined;
	let quarter: number | undefined;
	const world = new World({
		clock,
		seed: 3,
		pathLossDb: 105,
		network: { clock, socket: broker },
		broker: { host: "192.0.2.1", port: 1883 },
		log: () => {},
		onTelegram: (telegram) => {
			const isFirst = quarter !== quarterHourOf(telegram);
			quarter = quarterHourOf(telegram);
			if (!isFirst || due === undefined || !("after" in due)) return;
			clock.after(due.after, lose);
			due = undefined;
		},
	});
	let losses = 0;
	const lose = () => {
		losses++;
		world.receiverBoard.cutPower();
		clock.after(MINUTE, () => {
			broker.setHealth("good");
			world.receiverBoard.powerOn();
		});
	};
	const loseAt = (key: string, when: "before" | "after") => {
		if (due === undefined || !("key" in due) || due.key !== key || due.when !== when) return;
		due = undefined;
		lose();
		throw new PowerLoss();
	};
	const { flash } = world.receiverBoard;
	const open = flash.open.bind(flash);
	flash.open = (domain) => {
		const entries = open(domain);
		const before = losses;
		const change = (key: string, to: () => void) => {
			if (losses > before) throw new PowerLoss();
			loseAt(key, "before");
			to();
			loseAt(key, "after");
		};
		return {
			read: entries.read,
			write: (key, value) => change(key, () => entries.write(key, value)),
			delete: (key) => change(`${key} deleted`, () => entries.delete(key)),
		};
	};
	world.powerOn();
	const options = { intervalSeconds: 10, start: "2026-05-12T08:25:00" };
	world.line.connect(new GeneratedMeter(METER_MODELS["be-3ph"], seededRandom(3, "meter"), options));
	clock.advance(4 * MINUTE);
	due = cut;
	clock.advance(0.7 * MINUTE);
	broker.setHealth(health);
	clock.advance(20 * MINUTE);
	assert.equal(due, undefined, "power was cut");
	return told.get("2026-05-12T06:30:00Z") ?? 0;
}

test("a quarter of an hour is in the broker's history whenever its telegram's receiver loses power, with Wi-Fi or without", () => {
	for (const health of ["good", "gone"] as const)
		for (const after of [0, 200, 2000, 30_000])
			assert.ok(timesTold(health, { after }) >= 1, `${health}, ${after} ms after the telegram`);
});

test("power that is cut within what the receiver writes of a quarter may have it told twice, and never lost", () => {
	for (const key of ["waiting", "told", "waiting deleted"])
		for (const when of ["before", "after"] as const) assert.ok(timesTold("good", { key, when }) >= 1, `${when} ${key}`);
});
