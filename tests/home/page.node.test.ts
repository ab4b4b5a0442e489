/** The status page in a browser. */
import type { Browser, Page } from "playwright-core";
import { beGasWater } from "../fixtures/p1/be-emucs-3ph-gas-water.js";
import { assert, test } from "../harness/index.js";
import { browserTest, openBrowser, SCREENSHOTS } from "./browser.js";
import { LOCALHOST, type Served, withHome } from "./served-home.js";
import { snapshotOf } from "./snapshots.js";

interface Shown {
	page: Page;
	served: Served;
	/** What the page asked of other places, and what its console had to say. */
	strays: string[];
}

async function show(look: Parameters<Browser["newPage"]>[0], body: (shown: Shown) => Promise<void>): Promise<void> {
	await withHome(snapshotOf(beGasWater.telegram), async (served) => {
		for (let point = 0; point < 300; point++) {
			const rung = point < 60 ? 2 : point < 90 ? 4 : 6;
			const quality = { rssiDbm: -95 - (point % 7) - (point < 60 ? 15 : 0), snrDb: 6 - (point % 5), rung };
			if (point < 120 || point > 150) served.history.record(quality, point * 10_000);
		}
		const browser = await openBrowser();
		try {
			const page = await browser.newPage(look);
			const strays: string[] = [];
			const own = `http://${LOCALHOST}:${served.httpPort}/`;
			page.on("request", (request) => request.url().startsWith(own) || strays.push(request.url()));
			page.on("console", (message) => strays.push(message.text()));
			page.on("pageerror", (error) => strays.push(error.message));
			await page.goto(own);
			await page.locator("#history path").waitFor({ state: "attached" });
			await body({ page, served, strays });
		} finally {
			await browser.close();
		}
	});
}

/** The text of what `selector` finds. */
function textOf(page: Page, selector: string): Promise<string> {
	return page.locator(selector).innerText();
}

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

browserTest("the page shows what the meter says and how the link does, and asks nobody else", async () => {
	const look = { viewport: { width: 1280, height: 900 }, locale: "nl-BE", timezoneId: "Europe/Brussels" };
	await show(look, async ({ page, served, strays }) => {
		assert.equal(await textOf(page, "#state"), "Telegrams come through");
		assert.match(await textOf(page, "#now"), /From the grid\s+0\.338 kW/);
		assert.match(await textOf(page, "#now"), /Gas\s+92\.287 m\u00b3/);
		assert.match(
			await textOf(page, "#link"),
			/Rung\s+SF7\/250\s+Channel\s+869\.525 MHz\s+Signal\s+-101 dBm\s+SNR\s+7\.3 dB/,
		);
		assert.match(await textOf(page, "#net"), /MQTT broker\s+connected/);
		assert.match(await textOf(page, "#net"), /Zo\u00eb's <Wi-Fi>/);
		assert.match(await textOf(page, "#airtext"), /12\.3 s of the 360 s/);
		assert.match(await textOf(page, "#all"), /Voltage L3\s+228\.1 V/);
		// As Home Assistant has it.
		assert.match(
			await textOf(page, "#all"),
			/Energy consumption tariff 1\s.*Power production L1\s.*Gas consumption\s/s,
		);
		// Times as the person's own clock has them: the meter's, in one country.
		const time = served.now.snapshot.reading?.values.get("timestamp");
		const [, hour, minute, second] = /(..)(..)(..)$/.exec(time?.kind === "time" ? time.local : "") ?? [];
		assert.match(await textOf(page, "#all"), new RegExp(`Timestamp\\s+\\S+ ${hour}:${minute}:${second}`));
		assert.match(
			(await page.locator("#history").getAttribute("aria-label")) ?? "",
			/-116 to -100 dBm, at last SF7\/250/,
		);
		assert.deepEqual(strays, []);
		if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/desktop.png`, fullPage: true });
	});
});

for (const colorScheme of ["light", "dark"] as const) {
	browserTest(`on a phone nothing is wider than the screen, in ${colorScheme} colours`, async () => {
		await show({ ...PHONE, colorScheme }, async ({ page }) => {
			assert.ok(Number(await page.evaluate("document.documentElement.scrollWidth")) <= 390);
			const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
			assert.equal(background, colorScheme === "dark" ? "rgb(20, 23, 27)" : "rgb(244, 245, 247)");
			if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/phone-${colorScheme}.png`, fullPage: true });
		});
	});
}

browserTest("the page follows: a silent meter looks old, and a receiver that is gone is told", async () => {
	await show(PHONE, async ({ page, served }) => {
		served.now.snapshot = { ...served.now.snapshot, isFresh: false };
		await page.locator("#state", { hasText: "The meter is silent" }).waitFor();
		served.now.snapshot = { ...served.now.snapshot, phase: "searching" };
		await page.locator("#state", { hasText: "The board at the meter is not heard" }).waitFor();
		assert.equal(await page.locator("#now").getAttribute("class"), "old");
		served.home.close();
		await page.locator("#state", { hasText: "The receiver does not answer" }).waitFor();
	});
});

browserTest("markup in a meter's message is shown as text", async () => {
	const message = "<img src=x onerror=alert(1)>";
	const hex = Buffer.from(message).toString("hex").toUpperCase();
	const telegram = beGasWater.telegram.replace("1-0:1.7.0(", `0-0:96.13.0(${hex})\r\n1-0:1.7.0(`);
	await show(PHONE, async ({ page, served }) => {
		served.now.snapshot = snapshotOf(telegram);
		await page.locator("#all", { hasText: "onerror" }).waitFor();
		assert.equal(await page.locator("img").count(), 0);
		assert.match(await textOf(page, "#all"), /Message long\s+<img src=x onerror=alert\(1\)>/);
	});
});

test("the page leads to the settings where there are some, and nowhere where not", async () => {
	const answer = { status: 200, type: "text/plain", body: [] } as const;
	for (const routes of [[], [{ method: "GET", path: "/settings", answer: () => answer } as const]]) {
		await withHome(
			snapshotOf(undefined),
			async ({ httpPort }) => {
				const page = await (await fetch(`http://${LOCALHOST}:${httpPort}/`)).text();
				assert.equal(page.includes('href="/settings"'), routes.length > 0);
			},
			{},
			routes,
		);
	}
});

test("the page is under twelve kilobytes, in plain characters, and names no other place", async () => {
	await withHome(snapshotOf(undefined), async ({ httpPort }) => {
		const answer = await fetch(`http://${LOCALHOST}:${httpPort}/`);
		const page = await answer.text();
		assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
		assert.equal(Number(answer.headers.get("content-length")), page.length);
		assert.ok(page.length < 12_000, String(page.length));
		assert.match(page, /^[\n\t\x20-\x7e]*$/);
		assert.deepEqual(page.match(/https?:\/\/[^"]+/g), ["http://www.w3.org/2000/svg"]);
	});
});
