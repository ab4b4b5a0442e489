/** The controls of boards, cable and time do what they say: seen on the bench, and on the page. */
import { assert } from "../harness/index.js";
import { browserTest } from "../home/browser.js";
import { DESKTOP, show } from "./shown-bench.js";

browserTest("power is cut and given, to either board, and each display shows it", async () => {
	await show(DESKTOP, async (shown) => {
		const { page, world, until, says } = shown;
		for (const [name, group] of [
			["transmitter", "Transmitter"],
			["receiver", "Receiver"],
		] as const) {
			const power = page.getByRole("group", { name: group }).getByRole("switch", { name: "Power" });
			await power.click();
			await until(`${name} is off`, () => world[name] === undefined && !world[`${name}Board`].powered);
			await says(`#state-${name}`, /no power/);
			await page.locator(`#dots-${name}[d=""]`).waitFor({ state: "attached" });
			await says("#headline", new RegExp(`The ${name} has no power`));
			await power.click();
			await until(`${name} is on`, () => world[name] !== undefined);
			await page.locator(`#dots-${name}[d^="M"]`).waitFor();
		}
	});
});

browserTest("a board's button turns the page of its display", async () => {
	await show(DESKTOP, async (shown) => {
		const { page, world, until } = shown;
		// Its title tells the page.
		const title = () => `${world.receiverDisplay?.oled.memory.subarray(0, 128)}`;
		const [first, drawn] = [title(), await page.locator("#dots-receiver").getAttribute("d")];
		const button = page.getByRole("group", { name: "Receiver" }).getByRole("button");
		await button.click();
		// Where it had dimmed, the first press only wakes it.
		await button.click();
		await until("another page is shown", () => title() !== first);
		await page.locator(`#dots-receiver:not([d="${drawn}"])`).waitFor({ state: "attached" });
	});
});

browserTest("a display that has gone to sleep says so, and its button wakes it", async () => {
	await show(DESKTOP, async ({ page, post }) => {
		await post({ name: "speed", value: 100 });
		const asleep = (is: boolean) => page.locator(`#board-receiver[data-asleep="${is}"]`).waitFor();
		await asleep(true);
		await post({ name: "speed", value: 1 });
		await page.getByRole("group", { name: "Receiver" }).getByRole("button").click();
		await asleep(false);
		await page.locator(`#dots-receiver[d^="M"]`).waitFor();
	});
});

browserTest("the meter's cable: noise damages telegrams, a cut ends them, and sound again they come", async () => {
	await show(DESKTOP, async (shown) => {
		const { page, world, until, says } = shown;
		const status = () => world.transmitter?.status;
		const cable = page.getByRole("group", { name: "Meter" });
		await cable.getByRole("radio", { name: "Noisy" }).click();
		await until("telegrams are damaged", () => (status()?.damaged ?? 0) > 0);
		await says("#log", /came damaged/);
		await cable.getByRole("radio", { name: "Cut" }).click();
		await says("#headline", /cable is cut/);
		const heard = status()?.telegrams;
		await page.waitForTimeout(300);
		assert.equal(status()?.telegrams, heard);
		await cable.getByRole("radio", { name: "Sound" }).click();
		await until("they come again", () => (status()?.telegrams ?? 0) > (heard ?? 0));
	});
});

browserTest("speed: faster, and a pause in which nothing happens", async () => {
	await show(
		DESKTOP,
		async ({ page, clock, tempo, until }) => {
			await page.getByRole("radio", { name: "100\u00d7" }).click();
			await until("it is fast", () => tempo.speed === 100);
			const before = clock.now();
			await page.waitForTimeout(500);
			assert.ok(clock.now() - before > 5000, `${clock.now() - before}`);
			await page.getByRole("radio", { name: "Pause" }).click();
			await until("it stands", () => tempo.speed === 0);
			await page.waitForTimeout(100);
			const paused = clock.now();
			await page.waitForTimeout(300);
			assert.equal(clock.now(), paused);
		},
		{ speed: 1 },
	);
});

browserTest("all as it was: one click undoes what hands have done", async () => {
	await show(
		DESKTOP,
		async ({ page, dashboard, post, until }) => {
			const before = dashboard.hands.settings;
			for (const [name, value] of [
				["walls", 3],
				["jammer", "pulses"],
				["neighbours", 1],
				["line", "cut"],
				["wifi", false],
				["broker", false],
				["transmitterPower", false],
				["speed", 20],
			] as const)
				await post({ name, value });
			await page.getByRole("button", { name: "All as it was" }).click();
			await until("it is", () => JSON.stringify(dashboard.hands.settings) === JSON.stringify(before));
		},
		{ speed: 5 },
	);
});
