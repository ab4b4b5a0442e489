/** A live bench with a browser that looks at it, and whatever that should not have done. */
import type { Browser, Page } from "playwright-core";
import { assert } from "../harness/index.js";
import { openBrowser } from "../home/browser.js";
import { type BenchOptions, type LiveBench, withBench } from "./live-bench.js";

export interface Shown extends LiveBench {
	page: Page;
	/** What the page asked of other places, and what its console had to say. */
	strays: string[];
	/** Waits until the page's text there is so. */
	says(selector: string, text: RegExp): Promise<void>;
}

export const MOVING = { viewport: { width: 1280, height: 900 } };
/** What moves takes most of the time of a computer without a graphics card. */
export const DESKTOP = { ...MOVING, reducedMotion: "reduce" as const };
export const PHONE = { viewport: { width: 360, height: 780 }, deviceScaleFactor: 2, hasTouch: true };

/** What a browser itself says of a connection that ended; the page shows it and tries again. */
const CONNECTION_LOST =
	/ERR_(INCOMPLETE_CHUNKED_ENCODING|CONNECTION_REFUSED|EMPTY_RESPONSE|CONNECTION_RESET)|Service Unavailable/;

/** Nothing is asked of other places, and nothing is said on the console, in any of these tests. */
export async function show(
	look: Parameters<Browser["newPage"]>[0],
	body: (shown: Shown) => Promise<void>,
	options: BenchOptions = {},
): Promise<void> {
	await withBench(async (bench) => {
		const browser = await borrowBrowser();
		const context = await browser.newContext(look);
		try {
			const page = await context.newPage();
			page.setDefaultTimeout(30_000);
			const strays: string[] = [];
			page.on("request", (request) => request.url().startsWith(`${bench.origin}/`) || strays.push(request.url()));
			page.on("console", (message) => CONNECTION_LOST.test(message.text()) || strays.push(message.text()));
			page.on("pageerror", (error) => strays.push(error.message));
			await page.goto(bench.origin);
			await page.locator("body[data-ready]").waitFor();
			const says = (selector: string, text: RegExp) => page.locator(selector, { hasText: text }).first().waitFor();
			await body({ ...bench, page, strays, says });
			assert.deepEqual(strays, []);
		} finally {
			await context.close();
			returnBrowser();
		}
	}, options);
}

/** To start one takes longer than most tests: the next one in the file has the same. */
let lent: { browser: Promise<Browser>; closing: NodeJS.Timeout | undefined } | undefined;
const IDLE = 2000;

function borrowBrowser(): Promise<Browser> {
	lent ??= { browser: openBrowser(), closing: undefined };
	clearTimeout(lent.closing);
	return lent.browser;
}

function returnBrowser(): void {
	const done = lent;
	if (done === undefined) return;
	done.closing = setTimeout(async () => {
		lent = undefined;
		await (await done.browser).close();
	}, IDLE);
}
