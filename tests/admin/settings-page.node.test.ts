/** The settings page in a browser. */
import type { Browser, Page } from "playwright-core";
import { assert, test } from "../harness/index.js";
import { browserTest, openBrowser, SCREENSHOTS } from "../home/browser.js";
import { PASSWORD, type ServedAdmin, withAdmin } from "./served-admin.js";

interface Shown extends ServedAdmin {
	page: Page;
	/** What the page asked of other places, and what its console had to say. */
	strays: string[];
}

async function show(
	look: Parameters<Browser["newPage"]>[0],
	body: (shown: Shown) => Promise<void>,
	options: Parameters<typeof withAdmin>[1] = {},
): Promise<void> {
	await withAdmin(async (served) => {
		const browser = await openBrowser();
		try {
			const page = await browser.newPage(look);
			const strays: string[] = [];
			page.on("request", (request) => request.url().startsWith(`${served.origin}/`) || strays.push(request.url()));
			// [DOM] is Chromium's advice about forms with several passwords.
			page.on("console", (message) => message.text().startsWith("[DOM]") || strays.push(message.text()));
			page.on("pageerror", (error) => strays.push(error.message));
			await page.goto(`${served.origin}/settings`);
			await body({ ...served, page, strays });
		} finally {
			await browser.close();
		}
	}, options);
}

async function enter(page: Page, password: string): Promise<void> {
	await page.getByLabel("Password of this page").fill(password);
	await page.keyboard.press("Enter");
}

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

for (const colorScheme of ["light", "dark"] as const) {
	browserTest(`on a phone, in ${colorScheme} colours, settings are shown, changed and stored`, async () => {
		await show({ ...PHONE, colorScheme }, async ({ page, settings, strays }) => {
			if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/door-${colorScheme}.png`, fullPage: true });
			await enter(page, PASSWORD);
			// Who has no mouse goes on from here.
			await page.locator("#room:focus").waitFor();
			await page.getByLabel("mqttPort").fill("8883");
			assert.equal(await page.getByLabel("wifiName").inputValue(), "Zo\u00eb's <Wi-Fi>");
			assert.equal(await page.locator("#f-wifiPassword").inputValue(), "");
			assert.equal(await page.locator("#f-wifiPassword").getAttribute("placeholder"), "set, and not shown");
			await page.getByLabel("Forget wifiPassword").check();
			await page.getByLabel("frequencyHz").selectOption("868300000");
			await page.getByLabel("mqttHost").fill("Zo\u00eb");
			await page.getByRole("button", { name: "Store" }).click();
			await page.locator("#f-mqttHost-error", { hasText: "mqttHost must be a name or an address alone" }).waitFor();
			assert.equal(await page.locator("#f-mqttHost").getAttribute("aria-invalid"), "true");
			assert.equal(await page.evaluate("document.activeElement.id"), "f-mqttHost");
			assert.equal(settings.number("mqttPort"), 1883);
			if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/form-${colorScheme}.png`, fullPage: true });
			await page.getByLabel("mqttHost").fill("");
			await page.getByLabel("name", { exact: true }).fill("Zo\u00eb's meter");
			await page.keyboard.press("Enter");
			await page.locator("#says", { hasText: "Stored." }).waitFor();
			assert.equal(settings.number("mqttPort"), 8883);
			assert.equal(settings.number("frequencyHz"), 868_300_000);
			assert.equal(settings.text("name"), "Zo\u00eb's meter");
			assert.equal(settings.optional("wifiPassword"), undefined);
			assert.ok(Number(await page.evaluate("document.documentElement.scrollWidth")) <= 390);
			// Chromium itself tells of the answer with the error.
			assert.deepEqual(
				strays.filter((stray) => !stray.includes("422")),
				[],
			);
		});
	});
}

browserTest("a wrong password is said so, the pause after three too, and nothing is shown", async () => {
	await show(PHONE, async ({ page }) => {
		for (let turn = 0; turn < 3; turn++) {
			await enter(page, "wrong horse");
			await page.locator("#loginsays", { hasText: "The password is wrong." }).waitFor();
			await page.locator("#open:enabled").waitFor();
		}
		await enter(page, PASSWORD);
		await page.locator("#loginsays", { hasText: /wrong too often: wait \d+ s/ }).waitFor();
		assert.equal(await page.locator("#fields input").count(), 0);
	});
});

browserTest("the board is started anew from the page, and by keyboard alone", async () => {
	await show(PHONE, async ({ page, restarts }) => {
		await enter(page, PASSWORD);
		await page.locator("#f-name").waitFor();
		await page.locator("#save").focus();
		await page.keyboard.press("Tab");
		await page.keyboard.press("Enter");
		await page.locator("#says", { hasText: "starts anew" }).waitFor();
		await new Promise((resolve) => setTimeout(resolve, 1100));
		assert.equal(restarts(), 1);
	});
});

browserTest("every field has a label, and a page without a password says how to set one", async () => {
	await show(PHONE, async ({ page }) => {
		await enter(page, PASSWORD);
		await page.locator("#f-name").waitFor();
		const bare = await page.evaluate(
			"[...document.querySelectorAll('input:not([hidden]),select')].filter((field) => field.labels.length === 0).length",
		);
		assert.equal(bare, 0);
	});
	await show(
		PHONE,
		async ({ page }) => {
			await page.locator("#loginsays", { hasText: "p1-lora config PORT --set pagePassword --restart" }).waitFor();
		},
		{ password: "" },
	);
});

test("the page is under fourteen kilobytes, in plain characters, and holds no setting", async () => {
	await withAdmin(async ({ origin }) => {
		const page = await (await fetch(`${origin}/settings`)).text();
		assert.ok(page.length < 14_000, String(page.length));
		assert.match(page, /^[\n\t\x20-\x7e]*$/);
		assert.ok(!page.includes("://") && !page.includes("mqtt"));
	});
});
