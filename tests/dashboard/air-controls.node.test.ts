/** The controls of the air do what they say: seen on the bench, and on the page. */
import { assert } from "../harness/index.js";
import { browserTest } from "../home/browser.js";
import { DESKTOP, show } from "./shown-bench.js";

browserTest("path loss and walls weaken what the receiver hears by what they say", async () => {
	await show(DESKTOP, async (shown) => {
		const { page, world, dashboard, until, says } = shown;
		const strength = () => world.receiver?.status.quality?.rssiDbm ?? 0;
		const before = strength();
		const slider = page.getByLabel("Path loss");
		await slider.focus();
		for (let count = 0; count < 5; count++) await page.keyboard.press("ArrowRight");
		await page.getByRole("button", { name: "More: walls" }).click();
		await says("#c-walls", /1 × 6 dB/);
		await page.getByRole("button", { name: "More: walls" }).click();
		await says("#measured", /132 dB/);
		assert.equal(dashboard.hands.settings.pathLossDb, 120);
		assert.equal(dashboard.hands.settings.walls, 2);
		// Fading is a few decibels.
		await until("it is weaker", () => before - strength() > 10 && before - strength() < 24);
		assert.equal(await page.locator("#walls rect").count(), 2);
		await page.getByRole("button", { name: "Fewer: walls" }).click();
		await says("#measured", /126 dB/);
	});
});

browserTest("beyond reach frames are lost to path loss, and the boards look for each other", async () => {
	await show(DESKTOP, async (shown) => {
		const { world, until, post, says } = shown;
		await post({ name: "pathLossDb", value: 175 });
		await says("#picture .lost", /path loss/);
		await until("they search", () => world.transmitter?.status.link?.phase === "discovering");
		await says("#headline", /look for each other|asks for the receiver/);
	});
});

browserTest("the jammer's noise is on the air, frames are lost to it, and all is well when it is off", async () => {
	await show(DESKTOP, async (shown) => {
		const { page, world, dashboard, until, says } = shown;
		// Noise that boards do not take for a busy channel, with a signal that it covers.
		await page.getByLabel("Path loss").fill("122");
		await page.getByRole("radio", { name: "Steady" }).click();
		await page.locator("#picture[data-jammer]").waitFor();
		await says("#picture .lost", /jammer/);
		assert.equal(dashboard.hands.jammer.isLoud, true);
		await page.getByRole("radio", { name: "Drowning" }).click();
		await says("#headline", /jammer drowns the channel/);
		await page.getByRole("radio", { name: "Off" }).click();
		await until("it is silent", () => !dashboard.hands.jammer.isLoud);
		const heard = world.receiver?.status.telegrams ?? 0;
		await until("telegrams run again", () => (world.receiver?.status.telegrams ?? 0) > heard);
	});
});

browserTest("neighbours are on the same air, each with its house in the picture", async () => {
	await show(DESKTOP, async ({ page, world, says, until, dashboard }) => {
		const heard = new Set<string>();
		world.air.observe(({ kind, from }) => kind === "started" && heard.add(from));
		for (let count = 0; count < 2; count++) await page.getByRole("button", { name: "More: neighbours" }).click();
		await says("#c-neighbours", /2 pairs|1 pair/);
		await until("both are there", () => dashboard.hands.settings.neighbours === 2);
		// The page is told some tenths of a second after the bench has it.
		await page.locator(".house").nth(1).waitFor();
		assert.equal(await page.locator(".house").count(), 2);
		const boards = ["neighbour 0 transmitter", "neighbour 0 receiver", "neighbour 1 transmitter"];
		await until("they talk", () => boards.every((name) => heard.has(name)));
		await page.locator("#house-0.glows").waitFor({ state: "attached" });
		for (let count = 0; count < 2; count++) await page.getByRole("button", { name: "Fewer: neighbours" }).click();
		await until("they are gone", () => dashboard.hands.settings.neighbours === 0);
		heard.clear();
		await new Promise((resolve) => setTimeout(resolve, 500));
		assert.ok([...heard].every((name) => !name.startsWith("neighbour")));
	});
});
