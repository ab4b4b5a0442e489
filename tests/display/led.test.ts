import type { WiFiState } from "../../src/device/wifi.js";
import { LED, type LEDReport } from "../../src/display/led.js";
import { isLit, LED_CODES, type LEDCode, patternLength, untilChange } from "../../src/display/led-codes.js";
import { receiverReport } from "../../src/receiver/led-report.js";
import { transmitterReport } from "../../src/transmitter/led-report.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { boardIO } from "../../tools/sim/pins.js";
import { SX1276 } from "../../tools/sim/sx1276.js";
import { Scenario } from "../end-to-end/scenario.js";
import { assert, test } from "../harness/index.js";

const PIN = 25;
const STEP = 10;

/** An LED on its pin that tells what `report` says, and its light in steps of 10 ms, as `#` and `.`. */
function mount(clock: VirtualClock, active: 0 | 1, report: () => LEDReport) {
	const { Digital, levels } = boardIO(clock, new SX1276({ clock }), { reset: 23, dio0: 26 });
	new LED(clock, { io: Digital, pin: PIN, active }, report);
	assert.equal(levels.get(PIN), 1 - active);
	clock.advance(0);
	return (duration: number): string => {
		let light = "";
		for (let passed = 0; passed < duration; passed += STEP) {
			light += levels.get(PIN) === active ? "#" : ".";
			clock.advance(STEP);
		}
		return light;
	};
}

function countFlashes(light: string): number {
	return light.split(".").filter((lit) => lit !== "").length;
}

test("each pattern flashes as often and as long as its entry says, and nothing changes between two changes", () => {
	for (const pattern of Object.values(LED_CODES)) {
		const { flashes, lit } = pattern;
		const length = patternLength(pattern);
		let [begun, litTime] = [0, 0];
		for (let at = 0; at < length; ) {
			const next = untilChange(pattern, at);
			assert.ok(next > 0 && at + next <= length, `${at} ${next}`);
			for (let between = at; between < at + next; between += STEP)
				assert.equal(isLit(pattern, between), isLit(pattern, at));
			if (isLit(pattern, at)) [begun, litTime] = [begun + 1, litTime + next];
			at += next;
		}
		assert.deepEqual([begun, litTime], [flashes, flashes * lit]);
	}
});

test("no two troubles look alike but those that keep the board from its work altogether", () => {
	const looks = Object.entries(LED_CODES).map(([code, look]) => ({ code, look: JSON.stringify(look) }));
	const alike = looks.filter(({ look }) => looks.filter((other) => other.look === look).length > 1);
	assert.deepEqual(
		alike.map(({ code }) => code),
		["stopped", "no radio"],
	);
});

test("the LED is lit at the level that its board says, and dark until there is something to say", () => {
	for (const active of [0, 1] as const) {
		const clock = new VirtualClock();
		const light = mount(clock, active, () => ({ code: "no meter", telegrams: 0 }));
		const { lit, dark, pause } = LED_CODES["no meter"];
		const flash = "#".repeat(lit / STEP);
		assert.equal(
			light(patternLength(LED_CODES["no meter"]) + STEP),
			`${flash}${".".repeat(dark / STEP)}${flash}${".".repeat(pause / STEP)}#`,
		);
	}
});

test("while all is well the LED is dark but for a flash with each telegram, one a second at most", () => {
	const clock = new VirtualClock();
	const report: LEDReport = { code: "running", telegrams: 0 };
	const light = mount(clock, 1, () => report);
	assert.equal(countFlashes(light(10_000)), 0);
	for (let telegram = 1; telegram <= 5; telegram++) {
		report.telegrams = telegram;
		assert.equal(countFlashes(light(10_000)), 1);
	}
	report.telegrams += 20;
	assert.equal(countFlashes(light(10_000)), 1);
});

test("a pattern is told to its end, and the next one then", () => {
	const clock = new VirtualClock();
	const report: LEDReport = { code: "climbing", telegrams: 0 };
	const light = mount(clock, 1, () => report);
	light(STEP);
	report.code = "running";
	assert.equal(countFlashes(light(patternLength(LED_CODES.climbing) - STEP)), 6);
	assert.equal(countFlashes(light(5000)), 0);
});

const ONLINE: WiFiState = { phase: "online", address: "192.168.1.20" };

/** What both LEDs have told, each thing once in a row. */
function told(scenario: Scenario, seconds: number, wifi: WiFiState = ONLINE): { meter: LEDCode[]; home: LEDCode[] } {
	const meter: LEDCode[] = [];
	const home: LEDCode[] = [];
	for (let passed = 0; passed < seconds; passed++) {
		scenario.seconds(1);
		const { transmitter, receiver } = scenario.world;
		if (transmitter === undefined || receiver === undefined) continue;
		const [ours, theirs] = [
			transmitterReport(transmitter.status, scenario.clock.now()),
			receiverReport(receiver.status, wifi),
		];
		if (meter.at(-1) !== ours.code) meter.push(ours.code);
		if (home.at(-1) !== theirs.code) home.push(theirs.code);
	}
	return { meter, home };
}

test("the LEDs tell of a link that is found, climbs and runs, then of a meter that is unplugged", () => {
	// Too far for SF7: there is something to climb.
	const scenario = new Scenario({ seed: 1, pathLossDb: 138 });
	const { meter, home } = told(scenario, 60);
	assert.equal(meter.at(-1), "running");
	assert.deepEqual(
		meter.filter((code, index) => meter.indexOf(code) === index),
		["searching", "climbing", "running"],
	);
	assert.equal(home[0], "searching");
	assert.equal(home.at(-1), "running");
	assert.ok((scenario.world.transmitter?.status.telegrams ?? 0) > 0);
	scenario.world.line.disconnect();
	assert.equal(told(scenario, 240).meter.at(-1), "no meter");
});

test("the LEDs tell that there is no key, and at home of Wi-Fi before the link", () => {
	assert.deepEqual(told(new Scenario({ paired: false }), 5), { meter: ["not paired"], home: ["not paired"] });
	assert.deepEqual(told(new Scenario(), 3, { phase: "unset" }).home, ["no Wi-Fi"]);
});
