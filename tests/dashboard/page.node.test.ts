/** The page: what it shows moves, by keyboard and on a phone, in light and dark, and it survives its bench. */
import { assert } from "../harness/index.js";
import { browserTest, SCREENSHOTS } from "../home/browser.js";
import { DESKTOP, MOVING, PHONE, show } from "./shown-bench.js";

browserTest("lines, picture, telegram, entities and log follow the bench, and nobody else is asked", async () => {
	await show(MOVING, async (shown) => {
		const { page, says } = shown;
		await says("#headline", /Running on SF7\/250/);
		await says("#state-transmitter", /running · SF7\/250/);
		await says("#flight-transmitter", /telegram, \d+ bytes on SF7\/250 at 869\.525 MHz: [\d.]+ ms on the air/);
		await says("#flight-receiver", /ack, 19 bytes/);
		await page.locator("#picture .mark").first().waitFor({ state: "attached" });
		await says("#raw", /^\/FLU5/);
		await page.locator("#raw mark").first().waitFor();
		await says("#readings", /Power consumption/);
		await says("#telegram-about", /1,059 bytes long, it took \d+ on the air/);
		await says("#entities", /Smart meter.*Gas meter|Gas meter.*Smart meter/s);
		await says("#log", /telegram \d+: /);
		// What a line is drawn of moves.
		const strokes = () =>
			page.evaluate("[...document.querySelectorAll('.u-wrap canvas')].map((canvas) => canvas.toDataURL().length)");
		assert.equal(await page.locator(".plot canvas").count(), 6);
		const before = JSON.stringify(await strokes());
		const clock = await page.locator("#clock").innerText();
		await page.waitForTimeout(1500);
		assert.ok(JSON.stringify(await strokes()) !== before);
		assert.ok((await page.locator("#clock").innerText()) !== clock);
		if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/dashboard.png`, fullPage: true });
	});
});

for (const colorScheme of ["light", "dark"] as const) {
	browserTest(
		`on a phone nothing is wider than the screen, in ${colorScheme} colours, and controls are in reach`,
		async () => {
			await show({ ...PHONE, colorScheme }, async (shown) => {
				const { page, dashboard, until } = shown;
				await page.getByRole("button", { name: "More: walls" }).tap();
				await until("there is a wall", () => dashboard.hands.settings.walls === 1);
				await page.waitForTimeout(300);
				assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 360);
				const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
				assert.equal(background, colorScheme === "dark" ? "rgb(17, 20, 22)" : "rgb(247, 246, 243)");
				// What a finger is to hit is as high as one.
				const low = await page.evaluate(
					"[...document.querySelectorAll('#hands button, #hands .segments span, #hands .switch')].filter((hit) => hit.getBoundingClientRect().height < 34).length",
				);
				assert.equal(low, 0);
				if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/dashboard-${colorScheme}.png`, fullPage: true });
			});
		},
	);
}

browserTest("by keyboard alone: the focus shows, keys act, they are listed, and can be switched off", async () => {
	await show(DESKTOP, async ({ page, dashboard, until }) => {
		await page.keyboard.press("Tab");
		assert.equal(await page.evaluate("document.activeElement.textContent"), "Skip to the controls");
		await page.keyboard.press("Tab");
		// The focus of a radio is drawn around its word.
		const outline = await page.evaluate("getComputedStyle(document.activeElement.nextElementSibling).outlineStyle");
		assert.equal(outline, "solid");
		for (const key of ["j", "w", "w", "W", "n", "m", "i", "+"]) {
			const before = JSON.stringify(dashboard.hands.settings);
			await page.keyboard.press(key);
			await until(key, () => JSON.stringify(dashboard.hands.settings) !== before);
			await page.waitForTimeout(150);
		}
		const { jammer, walls, neighbours, line, wifi, pathLossDb } = dashboard.hands.settings;
		assert.deepEqual([jammer, walls, neighbours, line, wifi, pathLossDb], ["pulses", 1, 1, "noisy", false, 120]);
		await page.keyboard.press("?");
		await page.locator("#keys[open]").waitFor();
		assert.match(await page.locator("#keys").innerText(), /the jammer: off, pulses, steady, drowning/);
		await page.getByLabel("These keys do something").uncheck();
		await page.keyboard.press("Escape");
		await page.keyboard.press("0");
		await page.waitForTimeout(300);
		assert.equal(dashboard.hands.settings.walls, 1);
	});
});

browserTest("with less motion wanted nothing moves, and frames are shown all the same", async () => {
	await show(DESKTOP, async (shown) => {
		const { page } = shown;
		await page.locator("#picture .mark").first().waitFor({ state: "attached" });
		assert.equal(await page.evaluate("document.getAnimations().length"), 0);
	});
});

browserTest(
	"a stream that ends is opened again, with all there is, and a page says when its bench is gone",
	async () => {
		await show(DESKTOP, async (shown) => {
			const { page, server, dashboard, world, until, post, says } = shown;
			server.dropStreams();
			await page.locator("#gone").waitFor({ state: "visible" });
			await post({ name: "walls", value: 4 });
			await page.locator("#gone").waitFor({ state: "hidden" });
			await says("#c-walls", /4 × 6 dB/);
			const heard = world.receiver?.status.telegrams ?? 0;
			await until("the page listens again", () => dashboard.hub.isWatched);
			await says("#log", new RegExp(`telegram ${heard + 1}:`));
			await dashboard.close();
			await says("#gone", /does not answer/);
			await page.getByRole("button", { name: "More: walls" }).click();
			await says("#refusal", /does not answer/);
		});
	},
);

browserTest("two tabs show the same bench, and what one does the other shows", async () => {
	await show(DESKTOP, async ({ page, origin, says }) => {
		const other = await page.context().newPage();
		await other.goto(origin);
		await other.getByRole("button", { name: "More: walls" }).click();
		await page.bringToFront();
		await says("#c-walls", /1 × 6 dB/);
	});
});

browserTest("markup in what a board says is shown as text", async () => {
	await show(DESKTOP, async ({ page, dashboard, says }) => {
		dashboard.log("receiver", "<img src=x onerror=alert(1)>", false);
		await says("#log", /<img src=x onerror=alert\(1\)>/);
		assert.equal(await page.locator("img").count(), 0);
	});
});

browserTest("every control has a name, every picture a description, and headings come in order", async () => {
	await show(DESKTOP, async ({ page }) => {
		const bare = await page.evaluate(
			"[...document.querySelectorAll('input')].filter((field) => field.labels.length === 0).map((field) => field.outerHTML)",
		);
		assert.deepEqual(bare, []);
		assert.equal(await page.locator("[role=img]:not([aria-label])").count(), 0);
		const levels = await page.evaluate(
			"[...document.querySelectorAll('main h2, main h3')].map((h) => h.tagName).join('')",
		);
		assert.match(String(levels), /^(H2(H3)*)+$/);
	});
});

browserTest(
	"at a hundred times the speed the picture is measured once, and holds no more than can be seen",
	async () => {
		await show(MOVING, async ({ page, world, post, until }) => {
			await page.evaluate(`{
				const { getTotalLength } = SVGPathElement.prototype;
				SVGPathElement.prototype.getTotalLength = function () {
					document.body.dataset.measured = Number(document.body.dataset.measured ?? 0) + 1;
					return getTotalLength.call(this);
				};
			}`);
			await post({ name: "speed", value: 100 });
			const before = world.receiver?.status.telegrams ?? 0;
			await until("two hundred telegrams are through", () => (world.receiver?.status.telegrams ?? 0) > before + 200);
			// Three wires, and both ways through the air.
			assert.ok(Number(await page.locator("body").getAttribute("data-measured")) <= 5);
			assert.ok((await page.locator("#hops circle").count()) <= 24);
		});
	},
);
