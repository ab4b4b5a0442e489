/** What befalls the meter, its cable, the broker and the Wi-Fi. */
import type { Fault } from "../faults.js";
import type { Injector } from "../injector.js";
import type { Inflict } from "./inflict.js";

export const SURROUNDINGS = Object.freeze({
	"silent meter": (injector, fault) => {
		const { meter } = injector.bench;
		meter.mood = "silent";
		meter.moodLasts = Number.POSITIVE_INFINITY;
		injector.hit(fault.kind);
		injector.until(fault.lasts, () => {
			meter.mood = "good";
		});
	},
	"bad meter": (injector, { kind, mood, telegrams }) => {
		const { meter } = injector.bench;
		if (meter.mood !== "good") return;
		meter.mood = mood;
		meter.moodLasts = telegrams;
		injector.hit(kind);
	},
	"meter exchange": (injector, fault) => {
		injector.hit(fault.kind);
		injector.bench.meter.replace();
	},
	"P1 cable": (injector, fault) => {
		const { line, meter } = injector.bench;
		line.disconnect();
		injector.hit(fault.kind);
		injector.until(fault.lasts, () => line.connect(meter));
	},
	"broker down": (injector, fault) => brokerAils(injector, fault, "down"),
	"Wi-Fi gone": (injector, fault) => brokerAils(injector, fault, "gone"),
	"broker mute": (injector, fault) => brokerAils(injector, fault, "mute"),
} satisfies Partial<Inflict>);

function brokerAils(injector: Injector, fault: Fault & { lasts: number }, health: "down" | "gone" | "mute"): void {
	const { broker } = injector.bench;
	broker.setHealth(health);
	injector.hit(fault.kind);
	injector.until(fault.lasts, () => broker.setHealth("good"));
}
