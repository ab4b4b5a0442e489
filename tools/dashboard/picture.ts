/** Takes the picture of docs/dashboard.md: `npm run dashboard:picture`, with Chromium, or the browser that CHROMIUM names. */
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { start } from "../commands/start.js";
import type { Action } from "./events.js";

const PICTURE = fileURLToPath(new URL("../../docs/dashboard.png", import.meta.url));
const PORT = 8499;
const SCENE: readonly Action[] = [
	{ name: "walls", value: 1 },
	{ name: "neighbours", value: 2 },
];
/** With the displays awake. */
const ENDING: readonly Action[] = [
	{ name: "speed", value: 1 },
	{ name: "press", value: "transmitter" },
	{ name: "press", value: "receiver" },
];

const stop = new AbortController();
const ports = ["--port", "0", "--p1-port", "0", "--http-port", "0", "--dashboard", String(PORT)];
const running = start([...ports, "--speed", "5"], { out: new PassThrough().resume(), interrupted: stop.signal });
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
	args: ["--no-sandbox"],
});
try {
	const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
	const at = `http://127.0.0.1:${PORT}`;
	await page.goto(at);
	for (const data of SCENE) await page.request.post(`${at}/action`, { data });
	await page.locator("#headline", { hasText: "Running on" }).waitFor({ timeout: 120_000 });
	await sleep(12_000);
	for (const data of ENDING) await page.request.post(`${at}/action`, { data });
	await sleep(3000);
	await page.locator("#picture .mark").first().waitFor({ state: "attached" });
	await page.screenshot({ path: PICTURE });
} finally {
	await browser.close();
	stop.abort();
	await running;
}
process.exit(0);
